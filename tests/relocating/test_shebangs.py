# SPDX-License-Identifier: LGPL-3.0-or-later
"""First lines that can be moved: real interpreters start real scripts from odd and long places, through links too."""
import os
import shutil
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2tools.relocating import shebangs
from tests import small_products as small
from tests.programs import require

PREFIX = "/build/" + "p" * 190
ROOTS = {PREFIX: "."}
SCRIPTS = {
    "sh": 'echo "$1|$2"\n',
    "bash": 'a=("$1" "$2"); echo "${a[0]}|${a[1]}"\n',
    "ksh": 'print -r -- "$1|$2"\n',
    "perl": 'print "$ARGV[0]|$ARGV[1]\\n";\n',
    "tclsh": 'puts "[lindex $argv 0]|[lindex $argv 1]"\n',
    "python3": '"""Text."""\nfrom __future__ import annotations\nimport sys\nassert __doc__ == "Text."\n'
               'print("|".join(sys.argv[1:]))\n',
}
PLACES = ["short", 'größe "1" $HOME `x` \\ place', "deep/" + "x" * 150 + "/" + "y" * 150]


def installed(top, program, content, name="bin/say it"):
    """A tree with an interpreter and a script."""
    (top / "bin").mkdir(parents=True)
    (top / "bin" / program).symlink_to(require(program))
    small.write(top, {name: os.fsdecode(content)}, 0o755)
    return top / name


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("program", SCRIPTS)
def test_a_script_finds_the_interpreter_beside_it_and_gets_its_arguments(tmp_path, program, place):
    script = f"#!{PREFIX}/bin/{program}\n{SCRIPTS[program]}".encode()
    path = installed(tmp_path / place, program, shebangs.relocated("bin/x", script, ROOTS))
    link = tmp_path / "a link"
    link.symlink_to(path)
    for start in (path, link):
        assert small.output(start, "a  b", "ä'\"$") == "a  b|ä'\"$\n"


def test_arguments_of_the_interpreter_stay_one_word(tmp_path):
    script = shebangs.relocated("bin/x", f"#!{PREFIX}/bin/perl -w\nprint $^W, ' ', @ARGV, \"\\n\";\n".encode(), ROOTS)
    assert small.output(installed(tmp_path, "perl", script), "x") == "1 x\n"
    awk = shebangs.relocated("bin/x", f"#! {PREFIX}/bin/awk -f\nBEGIN {{ print ARGV[1] }}\n".encode(), ROOTS)
    assert small.output(installed(tmp_path / "other", "awk", awk), "x y") == "x y\n"


def test_the_long_form_of_python_installers_is_replaced(tmp_path):
    script = f"#!/bin/sh\n'''exec' \"{PREFIX}/bin/python3\" \"$0\" \"$@\"\n' '''\n".encode() + SCRIPTS["python3"].encode()
    changed = shebangs.relocated("bin/x", script, ROOTS)
    assert PREFIX.encode() not in changed
    assert small.output(installed(tmp_path, "python3", changed), "x", "y") == "x|y\n"


def test_a_script_deep_in_the_tree_and_one_of_a_neighbour_find_their_interpreter(tmp_path):
    roots = {PREFIX: ".", "/neighbour": "../common"}
    for name, first, where in (("share/a/b/x", PREFIX, "debug"), ("bin/x", "/neighbour", "common")):
        script = shebangs.relocated(name, f"#!{first}/bin/sh\necho found\n".encode(), roots)
        shutil.rmtree(tmp_path / "site", ignore_errors=True)
        (tmp_path / "site" / where / "bin").mkdir(parents=True)
        (tmp_path / "site" / where / "bin" / "sh").symlink_to("/bin/sh")
        small.write(tmp_path / "site" / "debug", {name: script.decode()}, 0o755)
        assert small.output(tmp_path / "site" / "debug" / name) == "found\n"


@pytest.mark.parametrize("content", [
    b"#!/bin/sh\necho\n", b"#!/usr/bin/env python3\n", b"", b"#!", b"text\n", b"#!/build/python\n", b"\x7fELF",
    f"#!{PREFIX}-other/bin/sh\n".encode(), f"#!{PREFIX}/bin/a'b\n".encode(), f"#!{PREFIX}/bin/sh -c 'x'\n".encode()])
def test_other_first_lines_stay(content):
    assert shebangs.relocated("bin/x", content, ROOTS) == content


@pytest.mark.parametrize("line, program", [("#!/bin/sh", b"sh"), ("#! /usr/bin/env -S VAR=1 python3 -s", b"python3"), ("#!", b""),
                                           ("x", b""), ("#!/usr/bin/env", b"")])
def test_the_interpreter_of_a_script_is_known(line, program):
    assert shebangs.interpreter(line.encode() + b"\nx") == program


def test_the_interpreter_of_a_relocated_script_is_known():
    assert shebangs.interpreter(shebangs.relocated("bin/x", f"#!{PREFIX}/bin/bash -e\n".encode(), ROOTS)) == b"bash"


@given(st.binary(max_size=300))
def test_any_bytes_keep_all_but_their_first_lines(rest):
    content = f"#!{PREFIX}/bin/perl\n".encode() + rest
    changed = shebangs.relocated("bin/x", content, ROOTS)
    assert changed.partition(b"\n")[2] == rest and len(changed.partition(b"\n")[0]) <= shebangs.LONGEST
    assert PREFIX.encode() not in changed.partition(b"\n")[0]


def test_scripts_can_be_read_only(tmp_path):
    path = installed(tmp_path, "sh", shebangs.relocated("bin/x", f"#!{PREFIX}/bin/sh\necho ok\n".encode(), ROOTS))
    path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert small.output(path) == "ok\n"
