# SPDX-License-Identifier: LGPL-3.0-or-later
"""A real sshd on loopback: the key decides who pushes, whatever address, environment or name the client uses."""
import getpass
import json
import os
import shlex
import sys

import pytest

from b2tools import process, signing
from b2tools.server import siteserver
from tests.access.analysis_site import clone
from tests.server import loopback_sshd


@pytest.fixture
def sshd(site, tmp_path):
    """Port of an sshd that knows the keys of the site's accounts by their forced commands only."""
    # the site was copied: made again, its list of keys names the wrapper of this place
    siteserver.create_anywhere(site.top, "small", sys.executable, dict(os.environ))
    assert tmp_path.name in (site.server / "authorized_keys").read_text()
    (tmp_path / "authorized_keys").write_bytes((site.server / "authorized_keys").read_bytes())
    with loopback_sshd.running(tmp_path, f"AuthorizedKeysFile {tmp_path / 'authorized_keys'}\nAcceptEnv *\n") as port:
        yield port


@pytest.fixture
def through(site, sshd, tmp_path):
    """`through("member")`: the environment in which git goes through sshd with that account's key."""
    def environment(account):
        key = tmp_path / f"key of {account}"
        key.write_bytes((site.server / "keys" / account).read_bytes())
        key.chmod(0o600)
        ssh = shlex.join(["ssh", "-F", "none", "-p", str(sshd), "-i", str(key), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
                          "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={tmp_path / 'known'}", "-o",
                          "SendEnv=B2_ACCOUNT GIT_*"])
        return {**os.environ, "GIT_SSH_COMMAND": ssh, "B2_ACCOUNT": "librarian", "GIT_TRACE2_EVENT": "/dev/null"}
    return environment


def push(clone, environment, refspec):
    url = f"ssh://{getpass.getuser()}@127.0.0.1/software.git"
    return process.run(["git", "push", url, refspec], cwd=clone.folder, env=environment, check=False)


def test_the_key_decides_who_pushes(member, through):
    member.commit({"framework/new.txt": "x"})
    refusal = push(member, through("member"), "HEAD:refs/heads/main")
    assert refusal.returncode != 0 and b"member is neither librarian nor author" in refusal.stderr
    assert push(member, through("member"), "HEAD:refs/heads/feature/x").returncode == 0
    landed = push(member, through("librarian"), "HEAD:refs/heads/main")
    assert landed.returncode == 0, landed.stderr


def test_a_key_opens_no_shell(site, through, tmp_path):
    ssh = shlex.split(through("member")["GIT_SSH_COMMAND"])
    done = process.run([*ssh, f"{getpass.getuser()}@127.0.0.1", "id"], env=dict(os.environ), check=False)
    assert done.returncode != 0 and b"uid=" not in done.stdout and b"here is no shell" in done.stderr
    assert process.run([*ssh, f"{getpass.getuser()}@127.0.0.1", "whoami"], env=dict(os.environ)).text == "member\n"


def test_an_unknown_key_is_nobody(site, member, through, tmp_path):
    environment = through("member")
    (tmp_path / "key of member").unlink()
    signing.make_key(tmp_path / "key of member", "somebody")
    member.commit({"framework/new.txt": "x"})
    done = push(member, environment, "HEAD:refs/heads/feature/x")
    assert done.returncode != 0 and b"Permission denied" in done.stderr


def test_two_users_make_analyses_through_sshd_and_a_clash_is_told(site, through, tmp_path):
    accounts = site.server / "accounts.toml"
    accounts.write_text(accounts.read_text() + '\n[groups]\ncharm = ["member", "author"]\n')
    address = f"{getpass.getuser()}@127.0.0.1"

    def ask(account, words):
        return process.run([*shlex.split(through(account)["GIT_SSH_COMMAND"]), address, words], env=through(account), check=False)
    assert ask("member", "analysis-create cut").text == "analyses/member_cut\n"
    assert ask("author", "analysis-create cut").text == "analyses/author_cut\n"
    assert ask("member", "analysis-create cut charm").text == "physics/charm/cut\n"
    clash = ask("author", "analysis-create cut charm")
    assert clash.returncode == 81 and b"it belongs to member and the group charm. " in clash.stderr
    made = clone(site, tmp_path / "cut", "analyses/member_cut")
    url = f"ssh://{address}/analyses/member_cut"
    done = [process.run(["git", "push", url, "HEAD:refs/heads/main"], cwd=made.folder, env=through(account), check=False)
            for account in ("author", "member")]
    assert b"author may only read it" in done[0].stderr and done[1].returncode == 0


def test_a_change_is_approved_and_merged_through_sshd_by_the_keys_of_those_who_may(site, through, member, tmp_path):
    address = f"{getpass.getuser()}@127.0.0.1"

    def ask(account, *words):
        ssh = shlex.split(through(account)["GIT_SSH_COMMAND"])
        return process.run([*ssh, address, shlex.join(words)], env=through(account), check=False)
    commit = member.commit({"framework/new.txt": "x"})
    assert push(member, through("member"), "HEAD:refs/heads/feature/x").returncode == 0
    title = "It's \"good\" $(id) größe"
    made = json.loads(ask("member", "request", "open", "software.git", "feature/x", "main", commit, title, "a\nb").text)
    assert (made["number"], made["title"], made["text"], made["account"]) == (1, title, "a\nb", "member")
    mark = json.loads(ask("author", "approve", "software.git", "feature/x", "main").text)["mark"]
    refusal = ask("author", "approve", "software.git", "feature/x", "main", commit, mark, "framework")
    assert b"author is no librarian of framework" in refusal.stderr
    assert b"is not merged" in ask("member", "request", "merge", "software.git", "1", commit).stderr
    assert json.loads(ask("librarian", "request", "approve", "software.git", "1", commit, mark).text)["approved"] == ["framework"]
    assert json.loads(ask("member", "request", "merge", "software.git", "1", commit).text)["state"] == "merged"
    assert b"role ci only" in ask("librarian", "status", "set", "software.git", commit, "unit-tests", "passed").stderr
