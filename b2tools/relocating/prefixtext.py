# SPDX-License-Identifier: LGPL-3.0-or-later
"""Texts that name the folder where a package was built, rewritten so that each finds the tree from its own place.

pkg-config files do it by `${pcfiledir}`, CMake files by the folder of the list file, shell scripts by `$0`, Python by `__file__`.
Any other text that names the folder is left alone; `relocation` reports it.
"""
from __future__ import annotations

import io
import os
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping

from b2tools.relocating import shebangs

VARIABLE = "b2_tree"
ANYWHERE = "(this tree)"
FIND_TREE = (VARIABLE + '=$(d=$(readlink -f -- "$0") && cd -- "${{d%/*}}/{way}" && pwd) || exit 1\n')


def rewritten(name: str, content: bytes, roots: Mapping[str, str]) -> bytes:
    """The text of the file `name` (relative to the top of its tree) with each prefix of `roots` made relative to the file."""
    content = shebangs.relocated(name, content, roots)
    kind = _kind(name, content)
    if kind is None or not any(os.fsencode(prefix) in content for prefix in roots):
        return content
    text = content.decode("utf-8", "surrogateescape")
    ways = {prefix: os.path.relpath(os.path.normpath(root), os.path.dirname(name) or ".") for prefix, root in roots.items()}
    return kind(text, ways).encode("utf-8", "surrogateescape")


def _kind(name: str, content: bytes) -> Callable[[str, Mapping[str, str]], str] | None:
    for suffix, function in ((".pc", pkg_config), (".cmake", cmake), (".py", python)):
        if name.endswith(suffix):
            return function
    program = shebangs.interpreter(content)
    if program in shebangs.SHELLS:
        return shell
    return python if program.startswith(b"python") else None


def _pattern(ways: Mapping[str, str]) -> re.Pattern[str]:
    """Finds a prefix that is not the beginning of a longer name; the longest first."""
    return re.compile("(" + "|".join(re.escape(prefix) for prefix in sorted(ways, key=len, reverse=True)) + r")(?![\w-])")


def pkg_config(text: str, ways: Mapping[str, str]) -> str:
    """A pkg-config file whose `prefix` follows the file; pkgconf escapes blanks of `${pcfiledir}` by itself."""
    pattern = _pattern(ways)
    own = re.search(r"^prefix\s*=\s*(.*?)\s*$", text, re.M)
    own = own[1] if own and own[1] in ways else None
    lines = []
    for line in text.splitlines(keepends=True):
        def way(match: re.Match[str], line: str = line) -> str:
            return "${prefix}" if match[1] == own and not re.match(r"prefix\s*=", line) else "${pcfiledir}/" + ways[match[1]]
        lines.append(pattern.sub(way, line))
    return "".join(lines)


def cmake(text: str, ways: Mapping[str, str]) -> str:
    """A CMake file that finds the tree from the folder of the file; inside a macro that is the caller's, so nothing is changed."""
    pattern = _pattern(ways)
    depth = {"function": 0, "macro": 0}
    lines = []
    for line in text.splitlines(keepends=True):
        opened = re.match(r"\s*(end)?(function|macro)\s*\(", line, re.I)
        if opened:
            depth[opened[2].lower()] += -1 if opened[1] else 1
        folder = "CMAKE_CURRENT_FUNCTION_LIST_DIR" if depth["function"] else "CMAKE_CURRENT_LIST_DIR"
        if not depth["macro"]:
            line = pattern.sub(lambda match: f"${{{folder}}}/{ways[match[1]]}", line)
        lines.append(line)
    return "".join(lines)


def python(text: str, ways: Mapping[str, str]) -> str:
    """Python whose texts with a prefix become expressions of `__file__`; unchanged if it is, or then were, no Python."""
    pattern = _pattern(ways)
    lines = text.splitlines(keepends=True)
    try:
        compile(text, "original", "exec", dont_inherit=True)
        for begin, end, kind in reversed(list(_texts(text))):
            joined = _between(lines, begin, end)
            if pattern.search(joined):
                _put(lines, begin, end, pattern.sub(ANYWHERE, joined) if kind == "remark" else _expression(joined, ways, pattern))
        changed = "".join(lines)
        compile(changed, "relocated", "exec", dont_inherit=True)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return text
    return changed


def _texts(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int], str]]:
    """Begin, end and kind (remark or value) of comments, and of runs of adjacent strings, which Python joins to one."""
    group: list[tokenize.TokenInfo] = []
    remarks: list[tokenize.TokenInfo] = []
    before = first = tokenize.NEWLINE
    breaks = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            remarks.append(token)
        elif token.type == tokenize.STRING:
            first = first if group else before
            if group:
                remarks.clear()
            group.append(token)
        elif token.type != tokenize.NL:
            if group:
                alone = first in breaks and token.type in (tokenize.NEWLINE, tokenize.ENDMARKER)
                yield group[0].start, group[-1].end, "remark" if alone else "value"
                group = []
            yield from ((remark.start, remark.end, "remark") for remark in remarks)
            remarks.clear()
            before = token.type


def _expression(joined: str, ways: Mapping[str, str], pattern: re.Pattern[str]) -> str:
    binary = "b" in re.match(r"\w*", joined)[0].lower()
    marks = {prefix: f"@B2_TREE{number}@" for number, prefix in enumerate(ways) if prefix in joined}
    text = "(" + pattern.sub(lambda match: marks[match[1]], joined) + ")"
    for prefix, mark in marks.items():
        place = ('__import__("os").path.normpath(__import__("os").path.join(__import__("os").path.dirname('
                 f'__import__("os").path.realpath(__file__)), "{ways[prefix]}"))')
        text += f'.replace(b"{mark}", __import__("os").fsencode({place}))' if binary else f'.replace("{mark}", {place})'
    return "(" + text + ")"


def _between(lines: list[str], begin: tuple[int, int], end: tuple[int, int]) -> str:
    if begin[0] == end[0]:
        return lines[begin[0] - 1][begin[1]:end[1]]
    return "".join([lines[begin[0] - 1][begin[1]:], *lines[begin[0]:end[0] - 1], lines[end[0] - 1][:end[1]]])


def _put(lines: list[str], begin: tuple[int, int], end: tuple[int, int], text: str) -> None:
    lines[begin[0] - 1:end[0]] = [lines[begin[0] - 1][:begin[1]] + text + lines[end[0] - 1][end[1]:]]


def shell(text: str, ways: Mapping[str, str]) -> str:
    """A shell script that finds the tree from `$0`; what stands in a quoted here-document is left alone."""
    pattern = _pattern(ways)
    variables = {prefix: VARIABLE + (str(number) if number else "") for number, prefix in enumerate(ways)}
    used: dict[str, None] = {}
    parts, last = [], 0
    state = _Quotes(text)
    for match in pattern.finditer(text):
        quote = state.at(match.start())
        if quote == "literal":
            continue
        used[match[1]] = None
        value = "${" + variables[match[1]] + "}"
        parts += [text[last:match.start()], {"'": f"'\"{value}\"'", '"': value, "": f'"{value}"'}[quote]]
        last = match.end()
    first, _, rest = ("".join(parts) + text[last:]).partition("\n")
    finds = "".join(FIND_TREE.format(way=ways[prefix]).replace(VARIABLE, variables[prefix], 1) for prefix in used)
    return first + "\n" + finds + rest if used else text


class _Quotes:
    """Reads a shell script once and tells how a position is quoted: by "'", by '"', not at all, or beyond expansion (literal)."""

    def __init__(self, text: str):
        self._text, self._position = text, 0
        self._stack = [""]
        self._documents: list[tuple[str, bool]] = []
        self._document: tuple[str, bool] | None = None

    def at(self, position: int) -> str:
        while self._position < position:
            self._step()
        if self._document is not None:
            return "literal" if self._document[1] else '"'
        return '"' if self._stack[-1] == '"' else self._stack[-1] if self._stack[-1] == "'" else ""

    def _step(self) -> None:
        text, here, state = self._text, self._position, self._stack[-1]
        letter = text[here]
        self._position += 1
        if self._document is not None:
            self._in_document(here)
        elif state == "'":
            if letter == "'":
                self._stack.pop()
        elif letter == "\\":
            self._position += 1
        elif letter == '"':
            self._stack.pop() if state == '"' else self._stack.append('"')
        elif text.startswith("$(", here):
            self._stack.append(")")
            self._position += 1
        elif state != '"':
            self._unquoted(letter, here, state)

    def _unquoted(self, letter: str, here: int, state: str) -> None:
        text = self._text
        if letter == "'":
            self._stack.append("'")
        elif letter == "(":
            self._stack.append(")")
        elif letter == ")" and state == ")":
            self._stack.pop()
        elif letter == "#" and (here == 0 or text[here - 1] in " \t\n;&|("):
            end = text.find("\n", here)
            self._position = end if end >= 0 else len(text)
        elif letter == "<" and (found := re.match(r"<<(-?)\s*(['\"\\]?)(\w+)", text[here:here + 80])) and text[here - 1] != "<":
            self._documents.append((found[3], bool(found[2])))
            self._position = here + found.end() + (1 if found[2] in ("'", '"') else 0)
        elif letter == "\n" and self._documents:
            self._document = self._documents.pop(0)

    def _in_document(self, here: int) -> None:
        begin = self._text.rfind("\n", 0, here) + 1
        if begin == here or self._text[begin:here].strip("\t") == "":
            line = self._text[begin:].partition("\n")[0]
            if line.strip("\t") == self._document[0]:
                self._document = self._documents.pop(0) if self._documents else None
                self._position = begin + len(line)
