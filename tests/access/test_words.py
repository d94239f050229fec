# SPDX-License-Identifier: LGPL-3.0-or-later
"""The wrapper's own words: known forms only, for repositories of software only, within limits."""
import fcntl
import json

import pytest

from tests.access import review_site


@pytest.mark.parametrize("command, sentence", [
    ("approve", "Write approve REPOSITORY BRANCH TARGET"), ("approve software.git", "Write approve"),
    ("request", "Write request open"), ("request merge software.git 1", "Write request open"),
    ("request frob software.git", "Write request"),
    ("status", "Write status show"), ("status frob software.git x", "Write status show"),
    ("analysis-create", "Write analysis-create NAME"), ("approve nothing.git feature/x main", "There is no repository 'nothing'"),
    ("approve ../../etc feature/x main", "There is no repository"), ("merge", "here is no shell, only git-upload-pack"),
    (f"request open software.git feature/x main {'0' * 40} {'x' * 20000} y", "is too long")])
def test_what_is_not_understood_is_told_with_the_forms(site, command, sentence):
    done = review_site.ask(site, "member", command)
    assert done.returncode == 1 and sentence in done.stderr.decode() and b"Traceback" not in done.stderr and not done.stdout


@pytest.mark.parametrize("command", ["approve analyses/member_cut feature/x main", "request list analyses/member_cut",
                                     "status show analyses/member_cut x"])
def test_an_analysis_has_no_reviews(site, command):
    assert review_site.ask(site, "member", "analysis-create cut").returncode == 0
    assert b"is an analysis, which needs no approvals" in review_site.ask(site, "member", command).stderr


def test_a_time_limit_is_an_incident(site):
    (site.server / "policy.toml").write_text("format = 1\nseconds = 1\n")
    place = site.server / "git/software.git"
    # whoever holds the lock of the records lets the others wait
    with open(place / "b2-records.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        clone = site.clone(place.parent.parent.parent / "work/clone", "librarian")
        clone.commit({"framework/a.txt": "x\n"})
        clone.push("HEAD:refs/heads/feature/x")
        commit = clone.git.line("rev-parse", "HEAD")
        mark = json.loads(review_site.ask(site, "librarian", "approve software.git feature/x main").text)["mark"]
        done = review_site.ask(site, "librarian", f"approve software.git feature/x main {commit} {mark}")
    assert done.returncode == 1 and b"incident number" in done.stderr and b"Traceback" not in done.stderr
    assert "did not end within 1 s" in site.last_decision()["problem"]


def test_a_broken_policy_is_an_incident(site):
    (site.server / "policy.toml").write_text("what")
    done = review_site.ask(site, "member", "request list software.git")
    assert done.returncode == 1 and b"incident number" in done.stderr
