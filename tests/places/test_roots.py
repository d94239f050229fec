# SPDX-License-Identifier: LGPL-3.0-or-later
"""Roots: who uses what, known to the site, and never lost by what cannot be read."""
import json
import os

import pytest
from b2tools.places import roots

from tests.other_users import ANNA, BERT, everywhere  # noqa: F401

REGISTER = "import sys; from pathlib import Path; from b2tools.places import roots; print(roots.register(*map(Path, sys.argv[1:])))"
LIST = """
import sys
from pathlib import Path
from b2tools.places import roots
for root in roots.all_of(Path(sys.argv[1])):
    gone = roots.forget(root) if root.dead else ""
    print(root.folder.name if root.folder else "?", root.user, *sorted(root.uses), root.dead, gone)
"""


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


def copy(folder, **marks):
    folder.mkdir(parents=True)
    for name, text in marks.items():
        (folder / f".{name}").write_text(text)
    return folder


def test_a_working_copy_is_known_with_what_it_uses_now(home, tmp_path):
    folder = copy(tmp_path / "größe\n\udcff", release="release-01-00-00\n", externals="v01-00-00\n")
    assert roots.register(home, folder)
    (folder / ".release").write_text("release-02-00-00\n")
    (root,) = roots.all_of(home)
    assert (root.folder, root.user, root.dead) == (folder, os.getuid(), False)
    assert root.uses == {"release-02-00-00", "v01-00-00"}


def test_an_analysis_and_every_kind_of_release_are_known(home, tmp_path):
    roots.register(home, copy(tmp_path / "a", analysis="light-2611-test physics\n"))
    roots.register(home, copy(tmp_path / "b", release="build-2026-11-01 x\n"))
    assert {name for root in roots.all_of(home) for name in root.uses} == {"light-2611-test", "build-2026-11-01"}


def test_what_names_nothing_or_is_no_working_copy_is_not_written_down(home, tmp_path):
    assert not roots.register(home, copy(tmp_path / "head", release="head\n"))
    assert not roots.register(home, copy(tmp_path / "plain"))
    installed = copy(tmp_path / "release-01-00-00", externals="v01-00-00\n")
    (installed / "receipt.json").touch()
    assert not roots.register(home, installed)
    assert roots.all_of(home) == []


def test_a_second_time_changes_nothing(home, tmp_path):
    folder = copy(tmp_path / "a", release="release-01-00-00\n")
    roots.register(home, folder)
    before = roots.all_of(home)[0].file.stat().st_ino
    assert roots.register(home, folder) and roots.all_of(home)[0].file.stat().st_ino == before


def test_a_removed_working_copy_is_a_dead_root(home, tmp_path):
    for name, how in (("a", "folder"), ("b", "marks"), ("c", "above")):
        folder = copy(tmp_path / name / "copy", release="release-01-00-00\n")
        roots.register(home, folder)
        (folder / ".release").unlink()
        if how != "marks":
            folder.rmdir()
        if how == "above":
            folder.parent.rmdir()
    assert [root.dead for root in roots.all_of(home)] == [True] * 3
    assert all(roots.forget(root) for root in roots.all_of(home)) and roots.all_of(home) == []


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"format": 1}', '{"folder": 1, "uses": []}', "x" * 70000,
                                  '{"folder": "relative", "uses": []}'])
def test_what_cannot_be_understood_uses_nobody_knows_what(home, text):
    roots.prepare(home)
    (home / "roots" / "0-x.json").write_text(text)
    (root,) = roots.all_of(home)
    assert root.folder is None and not root.dead


def test_each_user_writes_down_his_own_and_nobody_removes_those_of_others(everywhere):  # noqa: F811
    home = everywhere.folder / "site"
    home.mkdir()
    roots.prepare(home)
    for user in (ANNA, BERT):
        folder = copy(everywhere.folder / f"home {user}" / f"copy{user}", release="release-01-00-00\n")
        os.chown(folder, user, user)
        os.chown(folder.parent, user, user)
        folder.parent.chmod(0o755)
        assert everywhere.run(user, REGISTER, home, folder, umask=0o077) == "True\n"
    (folder / ".release").unlink()
    assert everywhere.run(ANNA, LIST, home).splitlines() == [f"copy{ANNA} {ANNA} release-01-00-00 False ",
                                                             f"copy{BERT} {BERT} release-01-00-00 True False"]
    assert everywhere.run(BERT, LIST, home).endswith("True True\n") and len(roots.all_of(home)) == 1


def test_a_closed_home_counts_with_what_was_written_down(everywhere):  # noqa: F811
    home = everywhere.folder / "site"
    home.mkdir()
    roots.prepare(home)
    folder = copy(everywhere.folder / "private" / "copy", release="release-01-00-00\n")
    os.chown(folder, ANNA, ANNA)
    os.chown(folder.parent, ANNA, ANNA)
    folder.parent.chmod(0o700)
    assert everywhere.run(ANNA, REGISTER, home, folder) == "True\n"
    assert everywhere.run(BERT, LIST, home) == f"copy {ANNA} release-01-00-00 False \n"


def test_a_file_system_that_is_not_mounted_is_not_taken_for_a_removed_folder(tmp_path):
    assert roots.is_gone(tmp_path / "gone" / "copy", os.getuid())
    assert not roots.is_gone(tmp_path / "gone" / "copy", ANNA)
    tmp_path.chmod(0o1777)
    assert roots.is_gone(tmp_path / "gone", ANNA) and not roots.is_gone(tmp_path / "gone" / "copy", ANNA)


def test_a_site_that_cannot_be_written_is_left_alone(everywhere):  # noqa: F811
    folder = copy(everywhere.folder / "copy", release="release-01-00-00\n")
    assert everywhere.run(ANNA, REGISTER, everywhere.folder / "site", folder) == "False\n"


def test_the_format_is_the_documented_one(home, tmp_path):
    folder = copy(tmp_path / "a", release="release-01-00-00\n")
    roots.register(home, folder)
    assert json.loads(roots.all_of(home)[0].file.read_text()) == {"format": 1, "folder": str(folder), "uses": ["release-01-00-00"]}
