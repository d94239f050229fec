# SPDX-License-Identifier: LGPL-3.0-or-later
"""Contents of files for property tests: put together from pieces that have been trouble for one engine or another."""
from hypothesis import strategies

PYTHON = [
    "import os, sys", "import os", "from a import (b,c)", "x=1", "x = 1 ", "if x :", "    y = [1,2 ,3]", "\ty=2", "  z = 3",
    "def f( a,b = 1 ):", "    return a", "class A: pass", "class B(object):", '    """Doc. """', "@decorator", "x(lambda a:a)",
    "f(lambda: 0)", "'''", "text  ", '"""', "x = r'\\d'", "x = '\\d'", "(", ")", "[1,", "]", "# comment", "#comment", "#!bad",
    "#: E501", "# noqa", "x=1 # noqa: E225", "# fmt: off", "# autopep8: off", "\f", "", "   ", "x = 1; y = 2;",
    "if a == None: pass", "if not a in b: pass", "try: x()", "except: pass", "else:", "    pass",
    "x = " + " + ".join(["name"] * 30), "y = '" + "a" * 140 + "'", "# " + "long " * 30, "print( 'a' , end = '' )",
    "x = {  'a':1,'b' : 2}", "x[1 :2]", "async def g(): await h()", "assert(x)", "x = x if x else(y)", "a = b or(c)", "del(x)",
    "x\\", "= 5", "größe=1", "x = 1 if True else 2", "print(f'{x!r:>{w}}')", "x: int=1", "def h(a: int=1)->int: return a", "\\",
    "return", "yield x", "l = 1", "if x: # why", "    if y:", "        z()", "  # odd", "with a as b, c as d: pass",
    "lambda: (yield)", "global x", "x = 0xFFl", "<>", "match x:", "    case 1: pass", "type X = int", "# type:ignore",
    "\u2028x", "\x0bx = 1", "\ufeffx = 1", "\ue0b2", "raise E, 'x'", "if True:",
]
CPP = [
    "#include <a.h>", "#define X(a) do { a; } while (0)", "#define Y(a) \\", "  a+b \\", "#if 0", "#endif", "#else",
    "namespace a {", "namespace a", "{", "}", "};", "class A : public B {", "class A", "public:", "private:", "  int m_a=1;",
    "\tint b;", "int f(){", "int f() { return 1; }", "  return 1;", "if(a){", "if (a)", "  b();", "else", "} else {",
    "else if(b) {", "for(int i=0;i<10;++i){", "for (const auto & x:list) {}", "while(true);", "do {", "} while (a);",
    "switch(a){", "case 1:", "default: break;", "auto l = [&](const auto& x, auto &&y){ return x<y; };",
    "std::vector<std::vector<int>> v;", "template<typename T, typename=std::enable_if_t<(sizeof(T)>4)>> void q(T&&t);",
    "x = a<b>(c);", "const char* s = \"a  +b\";", "auto r = R\"x(", ")x\";", "  raw   text+1 {", "// comment", "//comment  ",
    "/* open", " * star", " */", "/** doc */ int x;", "// *INDENT-OFF*", "/* *NOPAD* */", "", "   ", "\f",
    "int a = 1; // " + "long " * 30, "f(" + " + ".join(["name"] * 30) + ");", "\"unclosed", "'", "'\\''", "int größe = 1;",
    "a?b:c;", "int* p,*q;", "int & r=a;", "operator<<(a,b);", "extern \"C\" {", "enum class E{A,B};", "int x[]={1,2,", "3};",
    "#pragma once", "try{", "}catch(...){", "goto a;", "a:", "\\", "@", "asm(\"x\");", "struct S{int a;};",
    "[[nodiscard]] int f();", "co_await x;", "requires(A<B>)", "a->b ->c;", "!a;", "-a;", "a - -b;", "\u2028x", "\ufeffx",
    "\1INDENT-OFF*", "f(auto& a, auto &&b);", "if (a) b(); else c();", "return(a);", "Q_OBJECT", "MACRO(a)", "__attribute__((x))",
    "}}", "{{", "()", "<", ">",
]
RST = ["Title", "=====", "text  ", "\ttab\t", "", "   ", "+" + "-" * 140 + "+", "| " + "a" * 140 + " |", "word " * 30,
       "https://example.org/" + "a" * 140, ".. code::", "größe ", "\f", "\x0b", "a\f ", "\u2028", "\u00a0", "\ufeff", " \x1c"]
ENDS = ["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n\n\n"]


def contents(pieces: list[str]) -> strategies.SearchStrategy[bytes]:
    """Whole files out of lines that are mostly from a list, with odd ends, marks and bytes."""
    line = strategies.one_of(strategies.sampled_from(pieces), strategies.sampled_from(pieces), strategies.text(max_size=20))
    lines = strategies.lists(strategies.tuples(line, strategies.sampled_from(ENDS)).map("".join), max_size=15).map("".join)
    unix = strategies.lists(strategies.sampled_from(pieces), max_size=15).map("\n".join)
    end = strategies.sampled_from(["", "\n", "\r\n"])
    marked = strategies.sampled_from([b"", b"", b"", b"\xef\xbb\xbf"])
    text = strategies.builds(lambda mark, body, last: mark + (body + last).encode("utf-8", "replace"), marked,
                             strategies.one_of(lines, unix), end)
    return strategies.one_of(text, text, text, strategies.builds(lambda one, two: one + two, text, strategies.binary(max_size=5)))
