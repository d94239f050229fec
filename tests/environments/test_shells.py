# SPDX-License-Identifier: LGPL-3.0-or-later
"""Quoting: every byte but NUL goes through the real shells and comes back exact, and nothing is executed on the way."""
import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2tools.environments import shells
from b2tools.environments.actions import Anchor, Environment, Prepend, Set
from tests.programs import require
from tests.shells import tree

PAIRS = [(table, shell) for table in shells.STATIC for shell in shells.load(table).shells if shell != "sh"]
NASTY = [b"", b" ", b"'", b'"', b"\\", b"!", b"!!", b"a!b", b"\n", b"\n\n x\n", b"$HOME", b"${X}", b"$(touch z)",
         b"`touch z`", b"\\!", b"\\\n", b"''",
         b"'''a'", b"~", b"*", b"?[a]", b"{a,b}", b"#", b"-n", b"\t", b"\r", b"\xff\xfe", "üß€😀".encode(), "u\u0308".encode(),
         b"a:b", b"%s", b"@{x}",
         b"a;b&c|d<e>f(g)h", b"=ls", b"^a^b", bytes(range(1, 256))]
values = st.lists(st.one_of(st.binary(max_size=30).map(lambda text: text.replace(b"\0", b"")), st.sampled_from(NASTY),
                            st.lists(st.sampled_from(NASTY), max_size=4).map(b"".join)), min_size=30, max_size=30)


def environment(texts: list[bytes]) -> Environment:
    return Environment(tuple(Set(f"V{index}", (os.fsdecode(text),)) for index, text in enumerate(texts)))


def through(shell: str, text: str, folder: Path, locale: str = "C.UTF-8", before: str = "") -> dict[bytes, bytes]:
    """Variables that a real shell exports after running a text."""
    (folder / "out").unlink(missing_ok=True)
    done = tree.Shell(shell).run(before + text + "/usr/bin/env -0 > out\n", folder,
                                 {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": locale})
    assert done.stderr == b""
    return dict(one.split(b"=", 1) for one in (folder / "out").read_bytes().split(b"\0") if one)


@pytest.mark.parametrize("table,shell", PAIRS, ids=[pair[1] for pair in PAIRS])
@given(texts=values)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes_come_back_exact(table, shell, texts, tmp_path_factory):
    require(shell)
    folder = tmp_path_factory.mktemp("quoting")
    got = through(shell, shells.plain(environment(texts), table, Path("/"), ""), folder)
    assert [got[b"V%d" % index] for index in range(len(texts))] == texts
    assert sorted(file.name for file in folder.iterdir() if file.name[0] != ".") == ["out"]


@pytest.mark.parametrize("table,shell", PAIRS, ids=[pair[1] for pair in PAIRS])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_nasty_bytes_come_back_in_each_locale(table, shell, locale, tmp_path):
    got = through(shell, shells.plain(environment(NASTY), table, Path("/"), ""), tmp_path, locale)
    assert [got[b"V%d" % index] for index in range(len(NASTY))] == NASTY


@pytest.mark.parametrize("shell,option", [("zsh", "setopt rc_quotes"), ("tcsh", "set backslash_quote"), ("tcsh", "set noglob"),
                                          ("bash", "set -H"),
                                          ("zsh", "emulate ksh"), ("tcsh", "set histchars=")])
def test_options_that_change_quoting_do_not_matter(shell, option, tmp_path):
    got = through(shell, shells.plain(environment(NASTY), shells.family(shell).name, Path("/"), ""), tmp_path, before=option + "\n")
    assert [got[b"V%d" % index] for index in range(len(NASTY))] == NASTY


@pytest.mark.parametrize("table,shell", PAIRS, ids=[pair[1] for pair in PAIRS])
def test_plain_text_prepends_to_what_is_there(table, shell, tmp_path):
    env = Environment((Prepend("PATH", ((Anchor.TOP, "/bin"), ("/x y",))), Prepend("NEWPATH", (("/n",),)),
                       Prepend("MANPATH", (("/m",),))))
    got = through(shell, shells.plain(env, table, Path("/to'p"), ""), tmp_path)
    assert (got[b"PATH"], got[b"NEWPATH"], got[b"MANPATH"]) == (b"/to'p/bin:/x y:/usr/bin:/bin", b"/n", b"/m:")


def test_nul_is_refused():
    with pytest.raises(ValueError, match="NUL"):
        shells.load("sh").quote("a\0b")


def test_json_is_data():
    env = Environment((Set("A", ("x", Anchor.USER)), Prepend("PATH", ((Anchor.TOP, "/bin"), ("/b",)))))
    data = json.loads(shells.plain(env, "json", Path("/t"), "anna"))
    assert data == {"format": 1, "set": {"A": "xanna"}, "prepend": {"PATH": ["/t/bin", "/b"]}}


def test_modulefile_quotes_for_tcl(tmp_path):
    text = shells.plain(environment([b'a "b" $c [exit] {d\\\n']), "modulefile", Path("/"), "")
    assert text == '#%Module1.0\nsetenv V0 "a \\"b\\" \\$c \\[exit\\] \\{d\\\\\\n"\n'


def test_modulefile_prepends_so_that_the_first_entry_comes_first():
    text = shells.plain(Environment((Prepend("PATH", (("/first",), ("/second",))),)), "modulefile", Path("/"), "")
    assert text.splitlines()[1:] == ['prepend-path PATH "/second"', 'prepend-path PATH "/first"']


def test_static_file_tells_its_format_and_survives_odd_titles(tmp_path):
    text = shells.static(environment([b"x"]), shells.load("sh"), "odd\nname\\")
    assert text.startswith("# odd?name?\n# b2tools set-up file, format 2\n")
    assert subprocess.run(["dash", "-c", text + "echo $V0 $B2NV0 $B2SETS"], capture_output=True).stdout == b"x x V0\n"


def test_each_table_serves_its_own_shells():
    assert [shells.family(name).name for name in ("bash", "tcsh", "fish")] == ["sh", "csh", "fish"]
    assert shells.family("powershell") is None
