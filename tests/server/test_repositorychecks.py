# SPDX-License-Identifier: LGPL-3.0-or-later
"""Repositories that are not in order are named, each with the way to mend it."""
import os
import sys

import pytest

from b2tools import process
from b2tools.access import accounts
from b2tools.server import repositorychecks


@pytest.fixture
def look(server, software):
    """What is wrong with the software repository, or with another."""
    def findings(place=software):
        everybody = accounts.read(server / "accounts.toml")
        return list(repositorychecks.look(server, place, everybody, sys.executable, os.environ))
    return findings


@pytest.fixture
def git(software):
    """Git in the bare repository, as an administrator has it."""
    return lambda *words, **more: process.run(["git", "--git-dir", software, *words], **more).text.strip()


def test_a_repository_in_order_has_no_findings(look):
    assert look() == []


def put(name, text, mode=0o755):
    def spoil(place):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text)
        (place / name).chmod(mode)
    return spoil


SPOILT = {"hook of somebody": (put("hooks/pre-receive", "#!/bin/sh\nexit 0\n"), "hooks/pre-receive is missing, not executable"),
          "hook that is no program": (lambda place: (place / "hooks/pre-receive").chmod(0o644),
                                      "hooks/pre-receive is missing, not"),
          "no second hook": (lambda place: (place / "hooks/post-receive").unlink(), "hooks/post-receive is missing"),
          "borrowed objects": (put("objects/info/alternates", "/elsewhere\n"), "takes objects from another place"),
          "grafts": (put("info/grafts", "x\n"), "shows another history"),
          "shallow": (put("shallow", ""), "lacks a part of its history"),
          "settings": (put("config", "[core\n"), "git cannot read the settings")}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_is_told_with_a_way_to_mend_it(look, software, name):
    spoil, said = SPOILT[name]
    spoil(software)
    assert [one for one in look() if said in one.what and one.mend], look()


@pytest.mark.parametrize("words", [("core.hooksPath", "/dev/null"), ("receive.fsckObjects", "false"),
                                   ("--unset", "transfer.hideRefs")])
def test_other_settings_are_found(look, git, words):
    git("config", *words)
    assert [one for one in look() if "which the protection of its refs needs" in one.what and one.command]


def test_settings_that_another_file_brings_are_found(look, git, tmp_path):
    (tmp_path / "more").write_text("[core]\n hooksPath = /dev/null\n")
    git("config", "include.path", str(tmp_path / "more"))
    assert [one for one in look() if "core.hookspath is not 'hooks'" in one.what]


def test_replaced_objects_are_found(look, git):
    main = git("rev-parse", "refs/heads/main")
    git("update-ref", f"refs/replace/{main}", git("commit-tree", "-m", "Other", f"{main}^{{tree}}"))
    assert [one for one in look() if "has replaced objects" in one.what and "replace -d" in one.command]


def test_lost_objects_are_found(look, git, software):
    blob = git("rev-parse", "refs/heads/main:framework/SConscript")
    # a push comes as a pack: all of them lie singly afterwards, and one is lost
    for pack in [file.rename(file.with_suffix(".taken")) for file in (software / "objects/pack").glob("*.pack")]:
        git("unpack-objects", "-q", stdin=pack.read_bytes())
        for part in pack.parent.glob(f"{pack.stem}.*"):
            part.unlink()
    (software / "objects" / blob[:2] / blob[2:]).unlink()
    assert [one for one in look() if "is damaged" in one.what and blob in one.what]


@pytest.mark.parametrize("files, said", [
    ({".librarians": None}, "main has no .librarians at its top"), ({".librarians": "# nobody\n"}, "or an empty one"),
    ({".librarians": "librarian\nghost\n"}, "names ghost, who have no account here"),
    ({"mdst/.librarians": "ghost\nzombie\n"}, "no librarian of mdst has an account here (ghost, zombie)"),
    ({"mdst/deep/.librarians": ""}, "no librarian of mdst/deep has an account here (nobody)")])
def test_owner_lists_without_accounts_are_found(site, look, git, tmp_path, files, said):
    clone = site.clone(tmp_path / "clone", "librarian")
    commit = clone.commit(files)
    assert clone.push("HEAD:refs/heads/feature/x").returncode == 0
    git("update-ref", "refs/heads/main", commit)
    assert [one for one in look() if said in one.what], look()


def test_a_repository_without_main_is_found(look, git):
    git("update-ref", "-d", "refs/heads/main")
    assert ["has no main" in one.what for one in look()] == [True]


def test_analyses_need_a_record_with_an_account(site, server, look):
    ask = [server / "bin/ssh", "member@localhost", "analysis-create cut"]
    place = server / "git/analyses/member_cut.git"
    process.run(ask, env=site.environment())
    assert look(place) == []
    (place / "b2-analysis.json").write_text('{"format": 1, "owner": "ghost", "group": null}')
    assert ["belongs to ghost, who has no account" in one.what for one in look(place)] == [True]
    (place / "b2-analysis.json").unlink()
    assert ["b2-analysis.json is not in order" in one.what for one in look(place)] == [True]


def test_the_interpreter_is_read_where_it_was_written(server, software, tmp_path):
    assert repositorychecks.interpreter(server / "bin/shell") == sys.executable
    assert repositorychecks.interpreter(software / "hooks/pre-receive") == sys.executable
    (tmp_path / "odd").write_text("python='open\n")
    assert repositorychecks.interpreter(tmp_path / "odd") is None and repositorychecks.interpreter(tmp_path / "no") is None


def test_an_interpreter_without_the_engine_is_told(tmp_path):
    assert repositorychecks.starts(sys.executable, os.environ) is None
    assert "no/python" in repositorychecks.starts(str(tmp_path / "no/python"), os.environ)
    assert repositorychecks.starts("/bin/false", os.environ) == "exit code 1"
    bare = process.run([sys.executable, "-c", "import sys; print(sys._base_executable)"]).text.strip()
    assert "No module named 'b2tools'" in repositorychecks.starts(bare, os.environ)
