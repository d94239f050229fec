# SPDX-License-Identifier: LGPL-3.0-or-later
"""A central server by itself: made once, repeated without change, mended where damaged, served by a real sshd."""
import getpass
import os
import shlex
import subprocess
import sys

import pytest

from b2tools import errors, process, signing
from b2tools.access import accounts
from b2tools.server import gitserver
from tests.server.loopback_sshd import running

NAMES = ("ann", "bert")


@pytest.fixture
def keys(tmp_path):
    """Public keys of two people."""
    for name in NAMES:
        signing.make_key(tmp_path / name, f"{name}@laptop")
    return [tmp_path / f"{name}.pub" for name in NAMES]


@pytest.fixture
def server(tmp_path, keys):
    """A new server in a folder whose name needs quoting."""
    folder = tmp_path / "mein \"server\" o'größe"
    assert create(folder, keys) is True
    return folder


def create(folder, keys=()):
    return gitserver.create(folder, gitserver.first_accounts(NAMES[:len(keys)], keys), sys.executable, os.environ)


def lacking(folder):
    return gitserver.lacking(folder, sys.executable, os.environ)


def contents(top):
    return {str(file): (file.lstat().st_ino, file.lstat().st_mtime_ns) for file in top.rglob("*") if file.suffix != ".lock"}


def test_a_server_has_everything_and_its_first_account_all_roles(server):
    found = accounts.read(server / "accounts.toml")
    assert found.by_name["ann"].roles == set(accounts.ROLES) and found.by_name["bert"].roles == {"repository-librarian"}
    assert found.by_name["ann"].keys[0].endswith(" ann@laptop") and lacking(server) == []
    assert (server / "git/software.git/hooks/pre-receive").stat().st_mode & 0o777 == 0o755


def test_nothing_is_writable_for_others_whatever_the_umask_is(tmp_path, keys):
    before = os.umask(0o000)
    try:
        create(tmp_path / "server", keys)
    finally:
        os.umask(before)
    assert not [place for place in (tmp_path / "server").rglob("*") if place.stat().st_mode & 0o022 and not place.is_symlink()]


def test_making_it_again_changes_nothing(server, keys):
    before = contents(server)
    assert create(server, keys) is False and create(server) is False
    assert contents(server) == before


def test_what_the_administrator_changed_stays(server):
    for name in ("policy.toml", "accounts.toml"):
        (server / name).write_text((server / name).read_text() + "# mine\n")
    create(server)
    assert all((server / name).read_text().endswith("# mine\n") for name in ("policy.toml", "accounts.toml"))


def config(server, *words):
    return process.run(["git", "--git-dir", server / "git/software.git", "config", *words], check=False).text


DAMAGE = {"hooks/pre-receive": lambda server: (server / "git/software.git/hooks/pre-receive").write_text("#!/bin/sh\nexit 0\n"),
          "hooks/post-receive": lambda server: (server / "git/software.git/hooks/post-receive").chmod(0o644),
          "core.hookspath": lambda server: config(server, "core.hooksPath", "/dev/null"),
          "receive.fsckobjects": lambda server: config(server, "--unset", "receive.fsckObjects"),
          "git/software.git": lambda server: process.run(["rm", "-r", server / "git/software.git"]),
          "bin/shell": lambda server: (server / "bin/shell").chmod(0o644),
          "bin/ssh": lambda server: (server / "bin/ssh").unlink(),
          "authorized_keys": lambda server: (server / "authorized_keys").write_text("ssh-ed25519 AAAA everybody\n"),
          "policy.toml": lambda server: (server / "policy.toml").unlink()}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_named_and_mended(server, what):
    whole = lacking(server)
    DAMAGE[what](server)
    found = lacking(server)
    assert whole == [] and [name.rpartition(": ")[2] for name in found] == [what]
    assert create(server) is True and lacking(server) == [] and create(server) is False


def test_settings_given_twice_are_mended(server):
    config(server, "--add", "core.hooksPath", "elsewhere")
    assert create(server) is True and config(server, "--get-all", "core.hooksPath") == "hooks\n"


def test_a_repository_that_lost_its_head_keeps_objects_and_refs(server):
    repository = server / "git/software.git"
    tree = process.run(["git", "--git-dir", repository, "mktree"], stdin=b"").text.strip()
    commit = process.run(["git", "--git-dir", repository, "commit-tree", "-m", "x", tree]).text.strip()
    process.run(["git", "--git-dir", repository, "update-ref", "refs/heads/main", commit])
    (repository / "HEAD").unlink()
    assert create(server) is True
    assert process.run(["git", "--git-dir", repository, "rev-parse", "HEAD"]).text.strip() == commit


def test_an_interrupted_run_is_continued(server, keys):
    for name in ("accounts.toml", "policy.toml", "authorized_keys"):
        (server / name).unlink()
    assert create(server, keys) is True and lacking(server) == []


@pytest.mark.parametrize("name", ["thesis.tex", "git/mine.git"])
def test_a_foreign_folder_is_refused_and_left_alone(tmp_path, name):
    (tmp_path / "server" / name).parent.mkdir(parents=True)
    (tmp_path / "server" / name).write_text("precious")
    with pytest.raises(errors.ForeignFolder, match=name.partition("/")[0]):
        create(tmp_path / "server")
    assert [str(place.relative_to(tmp_path / "server")) for place in (tmp_path / "server").rglob("*") if place.is_file()] == [name]


def test_a_file_is_no_place_for_a_server(tmp_path):
    (tmp_path / "server").write_text("x")
    with pytest.raises(errors.ForeignFolder, match="a file"):
        create(tmp_path / "server")


def test_accounts_that_a_server_does_not_know_are_not_passed_over(server, keys, tmp_path):
    signing.make_key(tmp_path / "new", "new")
    with pytest.raises(errors.AccountProblem, match="has another key. Say: b2server-accounts change ann"):
        gitserver.create(server, gitserver.first_accounts(["ann"], [tmp_path / "new.pub"]), sys.executable, os.environ)
    with pytest.raises(errors.AccountProblem, match="has no account carl. Say: b2server-accounts add carl"):
        gitserver.create(server, gitserver.first_accounts(["carl"], [tmp_path / "new.pub"]), sys.executable, os.environ)


def test_one_key_of_two_accounts_is_refused(tmp_path, keys):
    with pytest.raises(errors.AccountProblem, match="ann and bert have the same key"):
        create(tmp_path / "server", [keys[0], keys[0]])


@pytest.mark.parametrize("names, count", [(("ann",), 0), (("ann", "ann"), 2), (("Ann",), 1)])
def test_names_and_keys_belong_together(keys, names, count):
    with pytest.raises(errors.AccountProblem):
        gitserver.first_accounts(names, keys[:count])


def test_only_the_user_of_a_server_changes_it(server, tmp_path):
    assert gitserver.require(server) == server
    with pytest.raises(errors.NoServer, match="has no accounts.toml"):
        gitserver.require(tmp_path)
    if os.geteuid() == 0:
        os.chown(server, 12345, -1)
        with pytest.raises(errors.NotWritable, match="belongs to user 12345"):
            gitserver.require(server)


def test_the_first_client_works_as_the_instructions_say(server, tmp_path, keys):
    text = gitserver.instructions(server, "127.0.0.1")
    block = text[text.index("    Match"):text.index("The first client")]
    with running(tmp_path, block) as port:
        ssh = shlex.join(["ssh", "-F", "none", "-p", str(port), "-i", str(tmp_path / "ann"), "-o", "IdentitiesOnly=yes", "-o",
                          "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={tmp_path / 'known'}"])
        words = shlex.split(next(line for line in text.splitlines() if "git clone" in line))
        assert f"ssh://{getpass.getuser()}@127.0.0.1/software.git" in words
        environment = {**os.environ, "GIT_SSH_COMMAND": ssh}
        process.run([*words, tmp_path / "clone"], env=environment)
        (tmp_path / "clone/.librarians").write_text("ann\n")
        process.run(["git", "add", "."], cwd=tmp_path / "clone")
        process.run(["git", "commit", "-q", "-m", "Start"], cwd=tmp_path / "clone")
        process.run(["git", "push", "-q", "origin", "HEAD:refs/heads/main"], cwd=tmp_path / "clone", env=environment)
    assert '"account": "ann", "allowed": true' in (server / "audit.jsonl").read_text()


def test_a_full_disk_leaves_no_half_repository(small_disk, keys):
    with open(small_disk / ".filler", "wb", buffering=0) as filler, pytest.raises(OSError):
        while True:
            filler.write(b"x" * 4096)
    with pytest.raises(errors.DiskFull):
        create(small_disk, keys)
    assert not (small_disk / "git/software.git").exists()
    (small_disk / ".filler").unlink()
    assert create(small_disk, keys) is True


def test_a_site_has_the_same_server(tmp_path):
    assert subprocess.run([sys.executable, "-m", "b2tools", "site-create", tmp_path / "site"], capture_output=True).returncode == 0
    assert lacking(tmp_path / "site/server") == [] and create(tmp_path / "site/server") is False
