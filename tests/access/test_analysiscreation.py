# SPDX-License-Identifier: LGPL-3.0-or-later
"""The wrapper makes a repository whole or not at all, for good names only, and never over another one."""
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from b2tools import process
from tests.access.analysis_site import add_groups, ask, clone


def repositories(site):
    return sorted(place.parent.relative_to(site.server / "git").as_posix() for place in (site.server / "git").rglob("HEAD"))


def test_a_repository_belongs_to_who_asked(site):
    assert ask(site, "member", "analysis-create cut").text == "analyses/member_cut\n"
    place = site.server / "git/analyses/member_cut.git"
    assert json.loads((place / "b2-analysis.json").read_text()) == {"format": 1, "owner": "member", "group": None}
    assert (place / "hooks/pre-receive").stat().st_mode & 0o111
    line = site.last_decision()
    assert (line["repository"], line["account"], line["allowed"]) == ("analyses/member_cut.git", "member", True)


@pytest.mark.parametrize("name", ["../cut", "a/b", ".cut", "-cut", "", "a b", "cut.git", "größe", "a" * 65, "lib", "Build", "1cut",
                                  "a\nb", "a;id", "$(id)", "cut.lock"])
def test_a_name_with_tricks_is_refused_and_makes_nothing(site, name):
    before = repositories(site)
    done = ask(site, "member", f"analysis-create '{name}'")
    assert done.returncode == 1 and b"cannot be the name of an analysis. Use letters, digits" in done.stderr
    assert repositories(site) == before and site.last_decision()["failing"][0]["name"] == "analysis-create"


@pytest.mark.parametrize("words", ["", "a b c", "a b c d"])
def test_another_number_of_words_is_not_understood(site, words):
    assert ask(site, "member", f"analysis-create {words}").returncode == 1


def test_a_group_needs_to_be_known_and_ones_own(site):
    add_groups(site)
    assert b"There is no group charn. Did you mean charm?" in ask(site, "member", "analysis-create cut charn").stderr
    assert b"There is no group ../x\\x1b. " in ask(site, "member", "analysis-create cut '../x\x1b'").stderr
    refusal = ask(site, "librarian", "analysis-create cut charm")
    assert refusal.returncode == 1 and b"librarian is not in the group charm; its members are author, member." in refusal.stderr
    assert ask(site, "author", "analysis-create cut charm").text == "physics/charm/cut\n"


def test_a_clash_is_refused_with_the_owner_and_what_to_do(site, tmp_path):
    file = site.server / "accounts.toml"
    file.write_text(file.read_text() + "\n[accounts.member_d]\n")
    assert ask(site, "member", "analysis-create d_cut").returncode == 0
    for account, name in (("member_d", "cut"), ("member", "D_cut")):
        done = ask(site, account, f"analysis-create {name}")
        assert done.returncode == 81 and done.stderr.decode() == (
            "The analysis analyses/member_d_cut exists on the server already, it belongs to member. "
            "Choose another name, or work on that one: b2analysis-get d_cut member\n")


def test_an_own_one_that_nothing_was_pushed_to_counts_as_new(site, tmp_path):
    for _ in range(2):
        assert ask(site, "member", "analysis-create cut").returncode == 0
    assert clone(site, tmp_path / "cut", "analyses/member_cut").send().returncode == 0
    assert ask(site, "member", "analysis-create cut").returncode == 81


def test_one_of_several_at_once_wins(site):
    add_groups(site)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda account: ask(site, account, "analysis-create cut charm").returncode, ["member", "author"] * 2))
    assert sorted(done) in ([0, 0, 81, 81], [0, 81, 81, 81]) and len([one for one in repositories(site) if "cut" in one]) == 1


def test_what_a_killed_run_left_is_no_repository(site):
    (site.server / "git/analyses/.member_cut.git.new/hooks").mkdir(parents=True)
    assert b"no repository" in ask(site, "member", "git-upload-pack 'analyses/member_cut'").stderr
    assert ask(site, "member", "analysis-create cut").returncode == 0
    assert not (site.server / "git/analyses/.member_cut.git.new").exists()


def test_a_server_that_cannot_write_says_so_with_an_incident(site):
    (site.server / "git/physics").write_text("a file where a folder should be")
    add_groups(site)
    done = ask(site, "member", "analysis-create cut charm")
    assert done.returncode == 1 and b"incident number" in done.stderr and b"Traceback" not in done.stderr


def test_a_missing_one_is_answered_with_near_names(site):
    ask(site, "member", "analysis-create dmeson")
    done = ask(site, "author", "git-upload-pack 'analyses/member_dmesons'")
    assert done.stderr.decode() == "There is no repository 'analyses/member_dmesons' here. Did you mean member_dmeson?\n"


def test_making_the_site_again_renews_the_hooks_of_analyses(site):
    ask(site, "member", "analysis-create cut")
    hook = site.server / "git/analyses/member_cut.git/hooks/pre-receive"
    good = hook.read_text()
    hook.write_text("#!/bin/sh\n")
    process.run([sys.executable, "-c", "import os, sys; from pathlib import Path; from b2tools.server import siteserver\n"
                 "siteserver.create_anywhere(Path(sys.argv[1]), 'small', sys.executable, dict(os.environ))", site.top])
    assert hook.read_text() == good
