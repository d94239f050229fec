# SPDX-License-Identifier: LGPL-3.0-or-later
"""All refs of a push are judged together; what stands for main is main, and what a client says about refs is not believed."""
import pytest

from b2tools import process

MAIN = "HEAD:refs/heads/main"


def test_one_bad_ref_refuses_the_whole_push(site, member, refused):
    member.commit({"framework/new.txt": "x"})
    refused(member.push("HEAD:refs/heads/feature/good", MAIN), "owner")
    assert "refs/heads/feature/good" not in site.refs()


def test_a_branch_that_stands_for_main_is_main(site, member, librarian, refused, accepted):
    # an administrator made the old name an alias
    (site.server / "git/software.git/refs/heads/master").write_text("ref: refs/heads/main\n")
    member.commit({"framework/new.txt": "x"})
    refused(member.push("HEAD:refs/heads/master"), "owner")
    librarian.commit({"framework/other.txt": "x"})
    accepted(librarian.push("HEAD:refs/heads/master"))


@pytest.mark.parametrize("ref", ["refs/replace/" + 40 * "1", "refs/notes/commits", "refs/meta/config", "refs/heads/master",
                                 "refs/heads/feature",
                                 "refs/for/main", "refs/pull/1/head", "refs/heads/Main", "refs/heads/main/x"])
def test_other_namespaces_are_refused(site, librarian, ref):
    before = site.refs()
    assert librarian.push(f"HEAD:{ref}").returncode != 0
    assert site.refs() == before


def test_the_servers_own_namespace_is_hidden_and_refused(librarian):
    pushed = librarian.push("HEAD:refs/b2/approvals")
    assert pushed.returncode != 0


def test_a_tag_called_main_is_refused_and_changes_nothing(site, librarian, member, refused):
    librarian.git.run("tag", "-a", "-m", "text", "main")
    refused(librarian.push("refs/tags/main"), "tag-name")
    member.commit({"framework/new.txt": "x"})
    refused(member.push(), "owner")


def say_by_hand(site, account, *commands):
    """Talk to git-receive-pack as no git client would: each command is what a ref was, shall be, and its name."""
    lines = [" ".join(command).encode() + (b"\0 report-status delete-refs" if not number else b"")
             for number, command in enumerate(commands)]
    told = b"".join(b"%04x" % (len(line) + 4) + line for line in lines) + b"0000"
    return process.run([site.server / "bin/ssh", f"{account}@localhost", "git-receive-pack '/software.git'"], stdin=told,
                       env=site.environment(), check=False)


@pytest.mark.parametrize("was", ["0" * 40, "1" * 40])
def test_what_a_client_says_about_a_ref_is_not_believed(site, librarian, accepted, was):
    # git deletes a ref without looking at its value if the client names a value that is not there
    accepted(librarian.push("HEAD:refs/heads/feature/x"))
    accepted(librarian.push("HEAD:refs/heads/release/01-00"))
    before = site.refs()
    for ref in before:
        assert b"pre-receive hook declined" in say_by_hand(site, "member", (was, "0" * 40, ref)).stdout
        assert {one["name"] for one in site.last_decision()["failing"]} >= {"current"}
    assert site.refs() == before


def test_without_the_rule_a_lying_client_would_delete_the_branch_of_somebody_else(site, librarian, accepted):
    accepted(librarian.push("HEAD:refs/heads/feature/x"))
    site.switch_off("current")
    say_by_hand(site, "member", ("0" * 40, "0" * 40, "refs/heads/feature/x"))
    assert "refs/heads/feature/x" not in site.refs()
