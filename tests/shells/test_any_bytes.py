# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names of folders and values with any bytes but NUL go through every real shell, come back exact, execute nothing."""
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.programs import require
from tests.shells import tree
from tests.shells.tree import Shell

RELEASE = "release-01-00-00"
CANARY = "touch canary"
NASTY = ["a b", f"$({CANARY})", f"`{CANARY}`", f"';{CANARY};'", f'";{CANARY};"', f"\n{CANARY}\n", f";{CANARY};", f"|{CANARY}|",
         "x\ny", "\n", "!!", "!x", "!", "^a^b", "$HOME", "$1", "\\", "\\\\", "\\\n", "a\\nb", "*", "?", "~", "#", "-n",
         "ü\u0308", "%s", "%x", "{a,b}", "[", "&", "<", ">", "(", "=", "\t", "\r", "\x01", "\x7f", "\udcff", "\udcc3", '"', "'",
         "`", "$", "${x}", "@{name}", "\\'"]
# A colon cannot stand in a list, a slash not in a name.
pieces = st.one_of(st.sampled_from(NASTY), st.binary(min_size=1, max_size=12).map(
    lambda raw: os.fsdecode(raw.translate(None, b"\0/:")) or "x"))
# As bytes, because a failure with odd texts in it could not be reported by all runners.
names = st.lists(pieces, min_size=1, max_size=4).map("".join).map(os.fsencode).filter(
    lambda name: name not in (b".", b"..") and len(name) < 120)
texts = st.lists(st.one_of(st.sampled_from([*NASTY, "/", ":", " "]), st.binary(max_size=12).map(
    lambda raw: os.fsdecode(raw.replace(b"\0", b"")))), max_size=5).map("".join).map(os.fsencode)
# What stands in a TOML file is Unicode.
clean = texts.map(lambda text: text.decode("utf-8", "ignore").encode())
everywhere = pytest.mark.parametrize("shell", [Shell(name) for name in tree.SHELLS], ids=lambda shell: shell.name)


def several(count: int) -> settings:
    """Examples are not made smaller, which would take minutes; they are small."""
    return settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck),
                    phases=(Phase.explicit, Phase.reuse, Phase.generate))


def folders(shell: Shell, chosen: list[bytes], work: Path) -> None:
    """Sites, working copies and undo below folders of these names, one after the other in one shell."""
    require(shell.name)
    lines = ""
    for number, name in enumerate(map(os.fsdecode, chosen)):
        top = tree.make(work / str(number) / name / "site", (RELEASE, "release-01-01-00"))
        (work / f"code-link{number}").symlink_to(tree.working_copy(work / str(number) / name / "code", RELEASE))
        dumps = [shell.dump(f"{work}/dump{number}-{one}") for one in range(5)]
        lines += shell.source(top / "tools") + f"b2setup --undo\n{dumps[0]}b2setup {RELEASE}\n{dumps[1]}b2setup release-01-01-00\n"
        lines += f"cd code-link{number}\nb2setup\n{dumps[2]}cd {work}\nb2setup --undo\n{dumps[3]}"
    done = shell.run(lines, work)
    assert (done.stdout, done.stderr) == (b"", b"")
    for number, name in enumerate(map(os.fsdecode, chosen)):
        place = work / str(number) / name
        got = [tree.read(work / f"dump{number}-{one}") for one in range(4)]
        assert got[1]["BELLE2_RELEASE_DIR"] == f"{place}/site/releases/{RELEASE}"
        assert got[1]["PATH"].endswith(f":{place}/site/tools/bin:/usr/bin:/bin")
        assert got[2]["BELLE2_LOCAL_DIR"] == f"{place}/code"
        assert got[3] == got[0]
    assert not list(work.rglob("canary"))


@everywhere
@given(chosen=st.lists(names, min_size=4, max_size=4))
@several(3)
def test_folders_with_any_bytes(shell, chosen, tmp_path_factory):
    folders(shell, chosen, tmp_path_factory.mktemp("any"))


@pytest.mark.slow
@everywhere
@given(chosen=st.lists(names, min_size=5, max_size=5))
@several(30)
def test_many_folders_with_any_bytes(shell, chosen, tmp_path_factory):
    folders(shell, chosen, tmp_path_factory.mktemp("any"))


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return tree.make(tmp_path_factory.mktemp("values") / "site")


def values(shell: Shell, cases: list[tuple[bytes, bytes, bytes, bytes]], site: Path, work: Path) -> None:
    """What tables of releases say, on top of what the user has: each release has a value and an entry of a list."""
    require(shell.name)
    environ, lines = tree.base(work), shell.source(site / "tools") + "b2setup --undo\n" + shell.dump("before")
    for number, (value, entry, old, old_list) in enumerate(map(decoded, cases)):
        table = f'[environment.set]\nVALUE{number} = {toml(value)}\n[environment.prepend]\nLIST{number} = ["/x", {toml(entry)}]\n'
        tree.add_release(site, f"{work.name}-{number}", table)
        environ |= {f"VALUE{number}": old, f"LIST{number}": old_list}
        lines += f"b2setup {work.name}-{number}\n" + shell.dump(f"dump{number}")
    done = shell.run(lines + "b2setup --undo\n" + shell.dump("after"), work, environ)
    assert (done.stdout, done.stderr) == (b"", b"")
    before, after = tree.read(work / "before"), tree.read(work / "after")
    assert {name: before[name] for name in environ if name in before} == {name: environ[name] for name in environ if name in before}
    assert after == before
    for number, (value, entry, old, old_list) in enumerate(map(decoded, cases)):
        got = tree.read(work / f"dump{number}")
        assert got[f"VALUE{number}"] == value and got[f"LIST{number}"] == f"/x:{entry}{':' if old_list else ''}{old_list}"
    assert not list(work.rglob("canary"))


def toml(text: str) -> str:
    """A basic string of TOML; braces are doubled, because a table has placeholders in braces."""
    return '"' + "".join(f"\\U{ord(one):08x}" for one in text.replace("{", "{{").replace("}", "}}")) + '"'


def decoded(case: tuple[bytes, ...]) -> list[str]:
    return [os.fsdecode(one) for one in case]


cases = st.tuples(clean, clean.map(lambda text: text.replace(b":", b"") or b"e"), texts, texts)


@everywhere
@given(chosen=st.lists(cases, min_size=5, max_size=5))
@several(3)
def test_values_with_any_bytes(shell, chosen, site, tmp_path_factory):
    values(shell, chosen, site, tmp_path_factory.mktemp("any"))


@pytest.mark.slow
@everywhere
@given(chosen=st.lists(cases, min_size=10, max_size=10))
@several(30)
def test_many_values_with_any_bytes(shell, chosen, site, tmp_path_factory):
    values(shell, chosen, site, tmp_path_factory.mktemp("any"))
