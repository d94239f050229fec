# SPDX-License-Identifier: LGPL-3.0-or-later
"""The commands of the server's administrator, as they are started."""
import json
import os
import subprocess
import sys

import pytest

from b2tools import signing
from tests import mail_server, small_site


@pytest.fixture
def b2(tmp_path):
    """`b2("server-doctor", "--json")` gives the completed process."""
    def run(*words, **environment):
        return subprocess.run([sys.executable, "-m", "b2tools", *map(str, words)], cwd=tmp_path, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, env={**os.environ, **environment})
    return run


@pytest.fixture
def keys(tmp_path):
    """Public keys of ann and bert beside the working folder."""
    for name in ("ann", "bert"):
        signing.make_key(tmp_path / name, f"{name}@laptop")
    return tmp_path


@pytest.fixture
def server(b2, keys):
    """A server with the account ann."""
    done = b2("server-create", "my server", "--librarian", "ann", "--key", "ann.pub", "--name", "git.example.org")
    assert done.returncode == 0, done.stderr
    return keys / "my server"


def test_create_tells_what_it_would_do_did_and_what_comes_next(b2, keys):
    dry = b2("server-create", "s", "--librarian", "ann", "--key", "ann.pub", "--dry-run")
    assert dry.returncode == 0 and "would make git/software.git" in dry.stdout and not (keys / "s").exists()
    words = ("server-create", "s", "--librarian", "ann", "--key", "ann.pub", "--name", "git.example.org")
    first, second = (b2(*words) for _ in range(2))
    assert first.stdout.startswith("The server s is complete.") and "nothing was changed" in second.stdout
    assert f'AuthorizedKeysFile "{keys}/s/authorized_keys"' in first.stdout and "@git.example.org/software.git" in first.stdout
    assert b2("server-create", "s", "--dry-run").stdout == "The server s lacks nothing.\n"


def test_create_refuses_what_is_foreign_or_incomplete(b2, keys):
    (keys / "full").mkdir()
    (keys / "full/thesis.tex").write_text("x")
    refused = b2("server-create", "full")
    assert refused.returncode == 44 and "thesis.tex" in refused.stderr
    assert b2("server-create", "s", "--librarian", "ann").returncode == 108
    assert b2("server-create", "s", "--librarian", "ann", "--key", "ann").returncode == 108 and not (keys / "s").exists()


def test_accounts_are_listed_added_changed_grouped_and_removed(b2, server):
    def accounts(*words):
        done = b2("server-accounts", *words, B2_SERVER=str(server))
        assert done.returncode == 0, done.stderr
        return done.stdout
    accounts("add", "bert", "--email", "bert@example.org", "--role", "ci", "--key", "bert.pub")
    accounts("change", "bert", "--add-role", "release-manager", "--remove-role", "ci", "--email", "b@example.org")
    accounts("group", "charm", "--add", "bert")
    listed = json.loads(accounts("list", "--json"))
    assert [(one["name"], one["email"], one["roles"], one["groups"]) for one in listed][1] == (
        "bert", "b@example.org", ["release-manager"], ["charm"])
    assert listed[1]["keys"][0].startswith("SHA256:") and "bert <b@example.org> release-manager in charm" in accounts("list")
    accounts("remove", "bert")
    assert "bert" not in accounts("list") and "was in order already" in accounts("refresh")


def test_accounts_say_what_is_wrong(b2, server):
    where = {"B2_SERVER": str(server)}
    wrong = b2("server-accounts", "add", "bert", "--email", "bert@example.org", "--role", "librarian", "--key", "bert.pub", **where)
    assert wrong.returncode == 108 and "Did you mean repository-librarian" in wrong.stderr
    missing = b2("server-accounts", "list", B2_SERVER=str(server.parent))
    assert missing.returncode == 107 and "b2server-create" in missing.stderr


def test_a_site_has_its_server_and_needs_not_be_named(b2, tmp_path):
    site = small_site.make(tmp_path / "site")
    assert "librarian" in b2("server-accounts", "list", VO_BELLE2_SW_DIR=str(site.top)).stdout
    assert "librarian" in b2("server-accounts", "list", "--top", site.top).stdout
    assert b2("server-doctor", "--top", site.top).stdout == "The server is in order.\n"


def test_doctor_exits_with_1_and_says_how_to_mend(b2, tmp_path):
    site = small_site.make(tmp_path / "site")
    (site.server / "git/software.git/hooks/pre-receive").write_text("#!/bin/sh\n# Decides about a push\nexit 0\n")
    told = b2("server-doctor", "--server", site.server)
    assert told.returncode == 1 and "pushes: Grave: software.git took" in told.stdout and "2 findings." in told.stdout
    found = json.loads(b2("server-doctor", "--server", site.server, "--json").stdout)
    assert {one["group"] for one in found} == {"repositories", "pushes"} and all(one["mend"] for one in found)
    assert b2(*found[0]["command"].removeprefix("b2").split(" ")).returncode == 0
    assert b2("server-doctor", "--server", site.server).returncode == 0


def test_override_asks_and_lands(b2, tmp_path):
    site = small_site.make(tmp_path / "site")
    clone = site.clone(tmp_path / "clone", "member")
    commit = clone.commit({"framework/new.txt": "x\n"})
    assert clone.push("HEAD:refs/heads/feature/x").returncode == 0
    words = ("server-override", "main", "feature/x", "--account", "member", "--server", site.server)
    assert b2(*words, "--reason", " ").returncode == 109 and b2(*words).returncode == 2
    none = b2(*words, "--reason", "Because")
    assert none.returncode == 121 and "--no-mail" in none.stderr
    asked = b2(*words, "--reason", "Because", "--no-mail")
    assert asked.returncode == 130 and "owner: framework" in asked.stdout and site.refs()["refs/heads/main"] != commit
    assert b2(*words, "--reason", "Because", "--no-mail", "--dry-run").returncode == 0 and site.refs()["refs/heads/main"] != commit
    done = b2(*words, "--reason", "Because", "--no-mail", "--yes")
    assert done.returncode == 0 and "Told by mail: nobody" in done.stdout and site.refs()["refs/heads/main"] == commit
    assert b2(*words, "--delete", "--reason", "x").returncode == 2


def test_override_tells_when_a_mail_failed(b2, tmp_path):
    site = small_site.make(tmp_path / "site")
    accounts, policy = site.server / "accounts.toml", site.server / "policy.toml"
    accounts.write_text(accounts.read_text().replace("@localhost", "@example.org"))
    clone = site.clone(tmp_path / "clone", "member")
    commit = clone.commit({"framework/new.txt": "x\n"})
    assert clone.push("HEAD:refs/heads/feature/x").returncode == 0
    with mail_server.serving() as box:
        policy.write_text(policy.read_text() + f'[mail]\nserver = "{box.address}"\nsender = "git@example.org"\n')
        box.answers["DATA"] = "452 full"
        done = b2("server-override", "main", commit, "--account", "member", "--server", site.server, "--reason", "Because", "--yes")
    assert done.returncode == 122 and "is done and stays" in done.stderr and site.refs()["refs/heads/main"] == commit
