# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is installed is read by all and replaced by a site's group, tried out as other users."""
import grp
import os
import stat

import pytest
from b2tools import errors, permissions

from tests.other_users import ANNA, BERT, CARL, GROUP, everywhere  # noqa: F401

NUMBER = grp.getgrnam(GROUP).gr_gid

INSTALL = """
import sys
from pathlib import Path
from b2tools import errors
from b2tools.places import receipts
from b2tools.places.installations import Installation
top, group, text = Path(sys.argv[1]), sys.argv[2] or None, sys.argv[3]
place = Installation(top, "v01-00-00", group)
try:
    with place.locked(print):
        (place.staging / "sub").mkdir(parents=True, exist_ok=True)
        for name in ("sub/file", "program"):
            (place.staging / name).unlink(missing_ok=True)
            (place.staging / name).write_text(text)
        (place.staging / "program").chmod(0o700)
        if text == "die":
            import os, signal
            os.kill(os.getpid(), signal.SIGKILL)
        receipts.write(place.staging, "externals", place.name, platform="x", made_by="test", inputs={}, environment={})
        place.commit()
    print("installed")
except errors.B2Error as error:
    print(error.exit_code, error)
"""
READ = """
import os, sys
found = []
for folder, folders, names in os.walk(sys.argv[1]):
    found += [open(os.path.join(folder, name), "rb").read() for name in names if ".lock" not in name]
    assert os.access(folder, os.R_OK | os.X_OK), folder
assert os.access(os.path.join(sys.argv[1], "v01-00-00", "program"), os.X_OK)
print(len(found))
"""


def modes(folder):
    return {stat.S_IMODE(path.lstat().st_mode) for path in [folder, *folder.rglob("*")] if path.is_dir()}


def owned(folder, user, group, mode=0o755):
    folder.mkdir()
    os.chown(folder, user, group)
    folder.chmod(mode)
    return folder


@pytest.mark.parametrize("umask", [0o077, 0o027, 0o000])
def test_whatever_the_umask_others_can_read_and_run_what_is_installed(everywhere, umask):  # noqa: F811
    top = owned(everywhere.folder / "site", ANNA, ANNA) / "externals"
    assert everywhere.run(ANNA, INSTALL, top, "", "one", umask=umask) == "installed\n"
    assert everywhere.run(BERT, READ, top) == "4\n"
    assert modes(top) == {0o755}


def test_a_user_without_rights_gets_one_sentence_and_nothing_is_made(everywhere):  # noqa: F811
    top = owned(everywhere.folder / "site", ANNA, ANNA) / "externals"
    said = everywhere.run(BERT, INSTALL, top, "", "x")
    assert said == (f"116 user {BERT} may not install in {top} (only user {ANNA} may write in {top.parent}). "
                    f"Ask user {ANNA} to do it, or install at a site of your own and name it with --top.\n")
    assert os.listdir(top.parent) == []


def test_members_of_the_group_replace_each_others_installations(everywhere):  # noqa: F811
    top = owned(everywhere.folder / "site", ANNA, NUMBER, 0o775) / "externals"
    for user, text in ((ANNA, "one"), (BERT, "two"), (ANNA, "three")):
        assert everywhere.run(user, INSTALL, top, GROUP, text, groups=(NUMBER,), umask=0o077) == "installed\n"
        assert (top / "v01-00-00" / "sub" / "file").read_text() == text
    assert modes(top) == {0o2775}
    assert {path.stat().st_gid for path in top.rglob("*")} == {NUMBER}
    assert everywhere.run(CARL, READ, top) == "4\n" and everywhere.run(CARL, INSTALL, top, "", "x").startswith("116 ")


def test_a_member_goes_on_with_what_another_ones_killed_install_left(everywhere):  # noqa: F811
    top = owned(everywhere.folder / "site", ANNA, NUMBER, 0o775) / "externals"
    assert everywhere.run(ANNA, INSTALL, top, GROUP, "die", groups=(NUMBER,), umask=0o077) == ""
    assert (top / ".v01-00-00.staging" / "sub").is_dir() and not (top / "v01-00-00").exists()
    assert everywhere.run(BERT, INSTALL, top, GROUP, "two", groups=(NUMBER,), umask=0o077) == "installed\n"
    assert not list(top.glob(".v01-00-00.staging*")) and everywhere.run(CARL, READ, top) == "4\n"


def test_a_shared_folder_shares_without_the_name_of_a_group(everywhere):  # noqa: F811
    top = owned(everywhere.folder / "site", ANNA, NUMBER, 0o2775) / "externals"
    for user in (ANNA, BERT):
        assert everywhere.run(user, INSTALL, top, "", "x", groups=(NUMBER,), umask=0o077) == "installed\n"


def test_a_staging_folder_that_cannot_be_gone_on_with_is_put_aside(everywhere):  # noqa: F811
    top = owned(everywhere.folder / "site", ANNA, NUMBER, 0o2775) / "externals"
    top.mkdir(mode=0o2775)
    top.chmod(0o2775)
    owned(top / ".v01-00-00.staging", CARL, CARL, 0o700)
    assert everywhere.run(BERT, INSTALL, top, GROUP, "two", groups=(NUMBER,)) == "installed\n"
    assert len(list(top.glob(".v01-00-00.staging.*"))) == 1


def test_a_group_that_is_not_known_or_not_ours_is_told(everywhere):  # noqa: F811
    top = owned(everywhere.folder / "site", ANNA, ANNA) / "externals"
    assert everywhere.run(ANNA, INSTALL, top, "no-such-group", "x").startswith(
        f"117 Installations at {top} shall have the group no-such-group, but this machine knows no such group. Ask")
    assert f"but user {ANNA} is not a member of it. Ask" in everywhere.run(ANNA, INSTALL, top, GROUP, "x")
    assert not top.exists()


def test_the_lock_of_somebody_else_that_cannot_be_opened_is_told(everywhere):  # noqa: F811
    top = owned(everywhere.folder / "site", ANNA, ANNA, 0o777)
    owned(top / "externals", ANNA, ANNA, 0o777)
    (top / "externals" / ".v01-00-00.lock").touch(mode=0o600)
    said = everywhere.run(BERT, INSTALL, top / "externals", "", "x")
    assert said.startswith(f"118 The lock {top}/externals/.v01-00-00.lock cannot be held, so nobody could tell whether "
                           "another install runs: it belongs to root. Ask root to remove it")


def test_set_user_marks_and_rights_of_all_to_write_go(tmp_path):
    (tmp_path / "tree" / "sub").mkdir(parents=True)
    (tmp_path / "tree" / "file").touch()
    (tmp_path / "tree" / "link").symlink_to("/nowhere")
    for name, mode in (("sub", 0o1777), ("file", 0o6777)):
        (tmp_path / "tree" / name).chmod(mode)
    permissions.settle(tmp_path / "tree", None)
    assert [stat.S_IMODE((tmp_path / "tree" / name).stat().st_mode) for name in ("sub", "file")] == [0o775, 0o775]


def test_a_read_only_file_system_is_no_question_of_rights(small_disk):
    os.system(f"mount -o remount,ro '{small_disk}'")
    with pytest.raises(errors.NotWritable, match="Read-only file system"):
        permissions.require(small_disk / "externals")
