# SPDX-License-Identifier: LGPL-3.0-or-later
"""The hook fails closed: whatever is broken refuses, with a number for the administrator and no traceback."""
import json
import os
import sys
import time

import pytest

from b2tools import errors, process
from b2tools.access import push, serverfiles


@pytest.fixture
def incident(site, librarian):
    """Push a good change that must be refused by an incident; gives the audit line."""
    def check():
        before = (site.server / "git/software.git/refs/heads/main").read_text()
        librarian.commit({"framework/new.txt": "x"})
        pushed = librarian.push()
        said = pushed.stderr.decode()
        assert pushed.returncode != 0 and "incident number" in said and "Traceback" not in said, said
        assert (site.server / "git/software.git/refs/heads/main").read_text() == before
        return json.loads((site.server / "audit.jsonl").read_text().splitlines()[-1])
    return check


def test_broken_accounts_refuse(site, incident):
    (site.server / "accounts.toml").write_text("format = 9\n")
    assert "format is 9" in incident()["problem"]


def test_broken_settings_refuse(site, incident):
    (site.server / "policy.toml").write_text("what")
    assert "policy.toml" in incident()["problem"]


def test_a_decision_that_takes_too_long_is_refused(site, member, accepted):
    accepted(member.push("HEAD:refs/heads/feature/x"))
    log = site.server / "git/software.git/logs/refs/heads/feature/x"
    log.unlink()
    # nobody ever writes into it, so reading waits for ever
    os.mkfifo(log)
    (site.server / "policy.toml").write_text("format = 1\nseconds = 1\n")
    pushed = member.push(":refs/heads/feature/x")
    assert pushed.returncode != 0 and b"incident number" in pushed.stderr
    assert "did not end within 1 s" in site.last_decision()["problem"]
    assert "refs/heads/feature/x" in site.refs()


def test_a_push_to_the_path_has_no_identity(site, librarian, refused):
    librarian.commit({"framework/new.txt": "x"})
    place = site.server / "git/software.git"
    for url in (str(place), place.as_uri()):
        pushed = librarian.git.run("push", url, "HEAD:refs/heads/feature/x", check=False)
        assert "does not know who you are" in refused(pushed, "identity")


def test_without_the_rule_of_identity_a_path_is_enough(site, librarian, accepted):
    site.switch_off("identity")
    pushed = librarian.git.run("push", str(site.server / "git/software.git"), "HEAD:refs/heads/feature/x", check=False)
    accepted(pushed)


def test_the_creator_is_the_one_of_the_last_creation(tmp_path):
    (tmp_path / serverfiles.CREATORS).write_text("refs/heads/feature/x ann\nrefs/heads/feature/y eve\nrefs/heads/feature/x bob\n")
    assert push.creator(tmp_path, "refs/heads/feature/x") == "bob" and push.creator(tmp_path, "refs/heads/feature/z") is None


def test_git_s_own_log_says_who_created_a_branch(site, member, author, accepted):
    accepted(member.push("HEAD:refs/heads/feature/x"))
    place = site.server / "git/software.git"
    (place / serverfiles.CREATORS).write_text("refs/heads/feature/x author\n")
    assert push.creator(place, "refs/heads/feature/x") == "member"
    assert author.push(":refs/heads/feature/x").returncode != 0
    accepted(member.push(":refs/heads/feature/x"))


def test_two_pushes_at_once_land_one_after_the_other(site, librarian, tmp_path):
    from concurrent.futures import ThreadPoolExecutor
    clones = [site.clone(tmp_path / f"clone {number}", "librarian") for number in range(4)]
    for number, clone in enumerate(clones):
        clone.commit({f"framework/{number}.txt": "x"})
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(lambda clone: clone.push().returncode, clones))
    assert codes.count(0) == 1
    assert site.refs()["refs/heads/main"] == clones[codes.index(0)].git.line("rev-parse", "HEAD")


def test_the_decision_about_a_text_file_loads_nothing_that_it_does_not_need():
    asked = "from b2tools.access import push; from b2tools import style; style.handles('x.txt'); import sys; print(*sys.modules)"
    loaded = process.run([sys.executable, "-I", "-c", asked]).text.split()
    assert not {"logging", "shutil", "difflib", "traceback", "hashlib", "tempfile", "click", "b2tools.versions",
                "b2tools.style.python"} & set(loaded)


def test_a_time_limit_that_other_code_swallows_comes_again(site):
    (site.server / "policy.toml").write_text("format = 1\nseconds = 1\n")

    def stubborn():
        try:
            time.sleep(20)
        except errors.B2Error:
            time.sleep(20)

    with pytest.raises(errors.TimedOut):
        push._within_time(stubborn, site.server)


def test_an_incident_is_written_down_even_if_the_pusher_is_gone(site):
    def gone(text):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        push.pre_receive(site.server / "git/software.git", {}, [b"nonsense\n"], gone)
    assert "ValueError" in site.last_decision()["problem"]
