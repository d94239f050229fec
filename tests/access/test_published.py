# SPDX-License-Identifier: LGPL-3.0-or-later
"""The server tells accounts, roles and limits, no addresses and no keys, and a dry run knows them."""
import os
import sys

import pytest

from b2tools.access import check
from b2tools.server import siteserver


@pytest.fixture
def told(site, member):
    """What a client reads of it, as text."""
    assert check.refresh(member.git, "main") == []
    return member.git.run("show", "refs/published/b2:server.json").text


def test_names_and_roles_are_told_but_no_addresses_or_keys(told):
    assert '"librarian"' in told and '"release-manager"' in told and "ssh-ed25519" not in told and "@localhost" not in told


@pytest.mark.parametrize("again", [True, False])
def test_a_changed_limit_is_told_when_the_site_is_made_again_or_somebody_fetches(site, member, told, again):
    policy = site.server / "policy.toml"
    policy.write_text(policy.read_text().replace("object_limit = 1048576", "object_limit = 100"))
    if again:
        siteserver.create_anywhere(site.top, "small", sys.executable, dict(os.environ))
    member.commit({"framework/big": "x" * 101})
    assert check.dry_run(member.git, "librarian").allowed
    check.refresh(member.git, "main")
    assert [one.name for one in check.dry_run(member.git, "librarian").failing] == ["size"]


def test_an_unknown_account_in_a_list_is_told_by_the_dry_run(member, told):
    member.commit({"framework/.librarians": "librarian\nnobody\n"})
    failing = check.dry_run(member.git, "librarian").failing
    assert [one.name for one in failing] == ["owner-list"] and "nobody is no account here" in failing[0].sentence


def test_somebody_without_an_account_is_told_so(member, told):
    assert [one.name for one in check.dry_run(member.git, "stranger").failing] == ["identity"]


def test_a_broken_policy_keeps_nobody_from_reading(site, member, told):
    (site.server / "policy.toml").write_text("what")
    assert check.refresh(member.git, "main") == []


def test_the_mail_server_is_nobody_s_business(site, member, told):
    policy = site.server / "policy.toml"
    policy.write_text(policy.read_text() + '[mail]\nserver = "localhost:25"\nsender = "b2@example.org"\n')
    check.refresh(member.git, "main")
    assert "localhost" not in member.git.run("show", "refs/published/b2:server.json").text
    assert check.dry_run(member.git, "member").allowed
