# SPDX-License-Identifier: LGPL-3.0-or-later
"""An administrator lands something past the policy: recorded before, announced after, never over somebody's push."""
import json
import os
import re
import socket

import pytest

from b2tools import errors, process
from b2tools.server import override

REASON = "The only librarian is away until May"
MAIN = "refs/heads/main"


@pytest.fixture
def mailing(server, box):
    """The server with a mail server."""
    policy = server / "policy.toml"
    policy.write_text(policy.read_text() + f'[mail]\nserver = "{box.address}"\nsender = "git@example.org"\n')
    accounts = server / "accounts.toml"
    accounts.write_text(re.sub(r'email = "(\w+)@localhost"', r'email = "\1@example.org"', accounts.read_text()))
    return box


@pytest.fixture
def waiting(site, tmp_path):
    """The member's clone with a change of `framework` on the server's feature/x, and that commit."""
    clone = site.clone(tmp_path / "member", "member")
    commit = clone.commit({"framework/new.txt": "x\n"})
    assert clone.push("HEAD:refs/heads/feature/x").returncode == 0
    return clone, commit


def wish(ref="main", commit="feature/x", reason=REASON, account="member", **more):
    return override.Wish(ref, commit, reason, account, **more)


def do(server, wanted):
    plan = override.plan(server, wanted, os.environ)
    override.carry_out(plan, os.environ)
    return plan


def audited(server):
    return [json.loads(line) for line in (server / "audit.jsonl").read_text().splitlines()]


def test_a_commit_lands_is_recorded_and_announced(site, server, software, mailing, waiting):
    clone, commit = waiting
    assert clone.push("HEAD:refs/heads/main").returncode != 0
    old = site.refs()[MAIN]
    plan = do(server, wish())
    assert site.refs()[MAIN] == commit and [one.partition(":")[0] for one in plan.overridden] == ["owner"]
    line = audited(server)[-1]
    assert (line["account"], line["allowed"], line["refs"]) == ("member", False, [{"ref": MAIN, "old": old, "new": commit}])
    assert line["failing"][0]["name"] == "owner" and line["override"]["failing"] == plan.overridden
    assert (line["override"]["reason"], line["override"]["administrator"]) == (REASON, override.administrator())
    logged = process.run(["git", "--git-dir", software, "reflog", "-1", MAIN]).text
    assert REASON in logged and override.administrator() in logged
    assert mailing.envelopes[0][1] == ["librarian@example.org"]
    message = mailing.messages[0]
    text = message.get_payload(decode=True).decode()
    assert message["Subject"] == "Override in software.git: main"
    assert REASON in text and commit in text and "owner: framework" in text


def test_librarians_of_affected_lists_and_of_the_repository_are_told(site, server, mailing, tmp_path):
    librarian = site.clone(tmp_path / "librarian", "librarian")
    librarian.commit({"framework/.librarians": "author\n", "mdst/.librarians": "member\n"})
    assert librarian.push().returncode == 0
    librarian.commit({"framework/new.txt": "x\n"})
    assert librarian.push("HEAD:refs/heads/feature/x").returncode == 0
    do(server, wish())
    assert mailing.envelopes[0][1] == ["author@example.org", "librarian@example.org"]


def test_a_commit_that_is_not_there_cannot_land(site, server, waiting, mailing):
    clone, _ = waiting
    for name in ("feature/y", clone.commit({"a": "b"}), "refs/heads/feature/x^{tree}", "--all", "-x"):
        with pytest.raises(errors.OverrideRefused, match="there is no commit"):
            override.plan(server, wish(commit=name), os.environ)


@pytest.mark.parametrize("reason", ["", "  ", "\t\n", "two\nlines", "Subject: x\r\nBcc: eve@example.org", "a\x1b[2J", "x" * 501])
def test_a_reason_is_one_line_that_prints(server, waiting, mailing, reason):
    with pytest.raises(errors.OverrideRefused, match="the reason must be one line"):
        override.plan(server, wish(reason=reason), os.environ)


def test_headers_come_from_nobodys_account(site, server, waiting, mailing):
    accounts = server / "accounts.toml"
    accounts.write_text(accounts.read_text().replace("librarian@example.org", "a@b.c\\r\\nBcc: eve@example.org"))
    with pytest.raises(errors.MailFailed, match="none of those who must be told has an address: librarian"):
        override.plan(server, wish(), os.environ)
    assert mailing.envelopes == []


def test_without_a_mail_server_nothing_is_changed_unless_nobody_shall_be_told(site, server, waiting):
    old, lines = site.refs()[MAIN], len(audited(server))
    with pytest.raises(errors.MailFailed, match="names no mail server"):
        do(server, wish())
    assert site.refs()[MAIN] == old and len(audited(server)) == lines
    do(server, wish(mail=False))
    assert site.refs()[MAIN] == waiting[1] and audited(server)[-1]["override"]["announced"] == []


def test_a_mail_server_that_does_not_answer_stops_it_at_any_time(site, server, waiting, mailing):
    old, lines = site.refs()[MAIN], len(audited(server))
    plan = override.plan(server, wish(), os.environ)
    mailing.answers["CONNECT"] = "554 no"
    for act in (lambda: override.plan(server, wish(), os.environ), lambda: override.carry_out(plan, os.environ)):
        with pytest.raises(errors.MailFailed):
            act()
    assert site.refs()[MAIN] == old and len(audited(server)) == lines


@pytest.mark.parametrize("step, answer", [("RCPT", "550 unknown"), ("DATA", "452 full"), ("MAIL", "DROP")])
def test_a_mail_that_fails_afterwards_is_told_while_the_override_stands(site, server, waiting, mailing, step, answer):
    mailing.answers[step] = answer
    with pytest.raises(errors.NotAnnounced, match="is done and stays.*Tell them yourself: librarian"):
        do(server, wish())
    assert site.refs()[MAIN] == waiting[1]


def test_a_push_meanwhile_wins(site, server, waiting, mailing, tmp_path):
    plan = override.plan(server, wish(), os.environ)
    librarian = site.clone(tmp_path / "librarian", "librarian")
    landed = librarian.commit({"mdst/new.txt": "x\n"})
    assert librarian.push().returncode == 0
    with pytest.raises(errors.OverrideRefused, match="perhaps since somebody pushed meanwhile"):
        override.carry_out(plan, os.environ)
    assert site.refs()[MAIN] == landed and mailing.envelopes == [] and "failed" in audited(server)[-1]["override"]


def test_history_that_is_dropped_and_tags_that_move_are_overridden(site, server, waiting, mailing, tmp_path):
    librarian = site.clone(tmp_path / "librarian", "librarian")
    first = site.refs()[MAIN]
    librarian.commit({"mdst/new.txt": "x\n"})
    librarian.git.run("tag", "-a", "-m", "one", "mdst-v00-00-01", first)
    assert librarian.push("HEAD:refs/heads/main", "refs/tags/mdst-v00-00-01").returncode == 0
    assert "fast-forward" in do(server, wish(commit=first)).overridden[0] and site.refs()[MAIN] == first
    plan = do(server, wish("refs/tags/mdst-v00-00-01", first))
    assert "tag-immutable" in plan.overridden[0] and site.refs()["refs/tags/mdst-v00-00-01"] == first
    do(server, wish("refs/tags/mdst-v00-00-01", None))
    assert "refs/tags/mdst-v00-00-01" not in site.refs()


def test_an_annotated_tag_stays_one(site, server, waiting, mailing, software):
    git = ["git", "--git-dir", software]
    process.run([*git, "tag", "-a", "-m", "x", "odd", MAIN])
    do(server, wish("refs/tags/release-01-00-00", "refs/tags/odd"))
    assert process.run([*git, "cat-file", "-t", "refs/tags/release-01-00-00"]).text == "tag\n"


def test_branches_go_and_come_with_their_creator(site, server, waiting, mailing):
    clone, commit = waiting
    do(server, wish("feature/x", None))
    assert "refs/heads/feature/x" not in site.refs()
    do(server, wish("feature/y", commit, account="author"))
    assert site.refs()["refs/heads/feature/y"] == commit
    assert clone.push(":refs/heads/feature/y").returncode != 0
    assert clone.push(":refs/heads/feature/y", account="author").returncode == 0


REFUSED = [("main", None, "without main nothing would have owners"), ("refs/b2/records", "main", "is no ref that can be changed"),
           ("refs/b2/records", None, "is no ref that can be changed"), ("refs/replace/x", "main", "neither branch nor tag"),
           ("a..b", "main", "is no ref that can be changed"), ("feature/z", None, "there is no refs/heads/feature/z. Did you mean"),
           ("main", "main", "is at .* already")]


@pytest.mark.parametrize("ref, commit, said", REFUSED)
def test_what_makes_no_sense_is_refused(server, waiting, mailing, ref, commit, said):
    with pytest.raises(errors.OverrideRefused, match=said):
        override.plan(server, wish(ref, commit), os.environ)


def test_accounts_and_repositories_must_be_there(server, waiting, mailing):
    with pytest.raises(errors.OverrideRefused, match="no account 'membr'.*Did you mean member"):
        override.plan(server, wish(account="membr"), os.environ)
    with pytest.raises(errors.NoRepository):
        override.plan(server, wish(repository="sofware"), os.environ)


def test_another_name_of_a_branch_is_not_written_through(server, software, waiting, mailing):
    process.run(["git", "--git-dir", software, "symbolic-ref", "refs/heads/master", MAIN])
    with pytest.raises(errors.OverrideRefused, match="stands for refs/heads/main"):
        override.plan(server, wish("master"), os.environ)


def test_foreign_namespaces_can_be_cleaned(site, server, software, waiting, mailing):
    process.run(["git", "--git-dir", software, "update-ref", "refs/replace/x", MAIN])
    do(server, wish("refs/replace/x", None))
    assert "refs/replace/x" not in site.refs()


def test_what_the_policy_cannot_decide_can_be_overridden(site, server, waiting, mailing):
    policy = server / "policy.toml"
    policy.write_text("path_limit = 1\n" + policy.read_text())
    plan = do(server, wish())
    assert plan.decision is None and "it cannot decide: The change holds more than 1 changed paths" in plan.text
    assert site.refs()[MAIN] == waiting[1] and audited(server)[-1]["account"] == "member"


def test_writers_of_an_analysis_are_told(site, server, mailing, waiting):
    process.run([server / "bin/ssh", "author@localhost", "analysis-create cut"], env=site.environment())
    clone, commit = waiting
    url = "ssh://author@localhost/analyses/author_cut"
    clone.git.run("push", "-q", "--no-verify", url, "HEAD:refs/heads/x")
    do(server, wish("main", "x", repository="analyses/author_cut"))
    assert mailing.envelopes[0][1] == ["author@example.org"]


def test_a_full_audit_log_stops_it(site, server, waiting, mailing):
    (server / "audit.jsonl").unlink()
    (server / "audit.jsonl").mkdir()
    plan, old = override.plan(server, wish(), os.environ), site.refs()[MAIN]
    with pytest.raises(OSError):
        override.carry_out(plan, os.environ)
    assert site.refs()[MAIN] == old and mailing.envelopes == []


def test_a_mail_server_is_asked_before_anybody_is_asked(server, waiting):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        policy = server / "policy.toml"
        address = f"127.0.0.1:{probe.getsockname()[1]}"
        policy.write_text(policy.read_text() + f'[mail]\nserver = "{address}"\nsender = "git@example.org"\n')
        with pytest.raises(errors.MailFailed, match="does not answer"):
            override.plan(server, wish(), os.environ)
