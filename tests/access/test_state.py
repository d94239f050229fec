# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is known about a repository before a push."""
from b2tools.access import state
from b2tools.access.accounts import Account
from b2tools.objects import Objects


def test_an_update_knows_creation_and_deletion_for_ids_of_any_length():
    for length in (40, 64):
        zero, one = "0" * length, "1" * length
        assert state.Update("r", zero, one).creates and state.Update("r", one, zero).deletes
        assert not state.Update("r", one, one).creates


def test_symbolic_refs_are_told_from_others(member):
    member.git.run("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    refs, symbolic = state.refs_of(member.git)
    assert symbolic["refs/heads/alias"] == "refs/heads/main" and refs["refs/heads/main"] == member.git.line("rev-parse", "HEAD")


def test_trusted_owners_are_those_of_main(member):
    head = member.git.line("rev-parse", "HEAD")
    member.commit({"framework/.librarians": "member\n"})
    with Objects(member.git) as objects:
        before = state.State(member.git, objects, Account("member"), None, refs={state.MAIN: head})
        assert before.owners.of("framework/x").librarians == {"librarian"}
        assert before.is_ancestor(head, member.git.line("rev-parse", "HEAD")) and not before.has_role("release-manager")
