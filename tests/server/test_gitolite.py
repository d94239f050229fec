# SPDX-License-Identifier: LGPL-3.0-or-later
"""A real gitolite behind a real sshd: it says who is pushing, and the same hook decides."""
import getpass
import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from b2tools import process, resources, signing
from b2tools.server import gitserver, serverdoctor
from tests.programs import require
from tests.server.loopback_sshd import running

TEMPLATES = resources.folder("templates") / "server/gitolite"
PEOPLE = ("admin", "ann", "bert")
FILES = {".librarians": "ann\n", ".authors": "", "framework/.librarians": "ann\n", "framework/a.txt": "a\n"}


@dataclass(frozen=True)
class Gitolite:
    """A server in gitolite's home, and how its people reach it."""

    home: Path
    port: int

    @property
    def server(self) -> Path:
        return self.home / "server"

    def environment(self, who: str) -> dict[str, str]:
        """Git goes with this person's key, and pretends in the environment to be ann."""
        ssh = ["ssh", "-F", "none", "-p", str(self.port), "-i", str(self.home / "keys" / who), "-o", "IdentitiesOnly=yes", "-o",
               "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={self.home / 'known'}", "-o",
               "SendEnv=GL_USER B2_ACCOUNT GIT_* GL_*"]
        return {**os.environ, "GIT_SSH_COMMAND": shlex.join(ssh), "GL_USER": "ann", "B2_ACCOUNT": "ann"}

    def git(self, who: str, *words: object, folder: Path | None = None) -> process.Result:
        return process.run(["git", *map(str, words)], cwd=folder, env=self.environment(who), check=False)

    def ask(self, who: str, words: str) -> process.Result:
        ssh = shlex.split(self.environment(who)["GIT_SSH_COMMAND"])
        return process.run([*ssh, f"{getpass.getuser()}@127.0.0.1", words], env=self.environment(who), check=False)

    def url(self, repository: str) -> str:
        return f"ssh://{getpass.getuser()}@127.0.0.1/{repository}"

    def decisions(self) -> list[dict]:
        return [json.loads(line) for line in (self.server / "audit.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def gitolite(tmp_path_factory):
    """A gitolite that is set up as its page says, with `ann` who may do everything and `bert` who is a member."""
    require("gitolite")
    home = tmp_path_factory.mktemp("gitolite")
    for name in PEOPLE:
        signing.make_key(home / "keys" / name, name)
    first = gitserver.first_accounts(["ann"], [home / "keys/ann.pub"]) + [
        gitserver.First("bert", "", (), (signing.public_key(home / "keys/bert"),))]
    gitserver.create(home / "server", first, sys.executable, os.environ)
    (home / "repositories").symlink_to(home / "server/git")
    own = {**os.environ, "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}

    def run(*words, **more):
        done = subprocess.run(words, env=own, capture_output=True, text=True, **more)
        assert done.returncode == 0, done.stdout + done.stderr

    run("gitolite", "setup", "-pk", home / "keys/admin.pub")
    settings = home / ".gitolite.rc"
    lines = [line for line in (TEMPLATES / "gitolite.rc").read_text().splitlines() if not line.startswith("#")]
    local, words = lines[0], [line for line in lines if line.strip().startswith("'")]
    text = settings.read_text().replace("    ENABLE => [\n", local + "\n    ENABLE => [\n" + "\n".join(words) + "\n")
    settings.write_text(text)
    (home / "local/commands").mkdir(parents=True)
    for name in ("analysis-create", "approve", "request", "status", "whoami"):
        shutil.copy(TEMPLATES / "command", home / "local/commands" / name)
    for name in ("pre-receive", "post-receive"):
        shutil.copy(TEMPLATES / "hook", home / ".gitolite/hooks/common" / name)
    with open(home / ".gitolite/conf/gitolite.conf", "a") as conf:
        conf.write((TEMPLATES / "gitolite.conf").read_text())
    for name in ("ann", "bert"):
        shutil.copy(home / f"keys/{name}.pub", home / f".gitolite/keydir/{name}.pub")
    run("gitolite", "setup")
    lines = f"AuthorizedKeysFile {home}/.ssh/authorized_keys\nAcceptEnv *\nSetEnv HOME={home}\n"
    with running(home, lines) as port:
        made = Gitolite(home, port)
        start(made)
        yield made


def start(gitolite):
    """The first commit."""
    folder = gitolite.home / "first"
    process.run(["git", "init", "-q", "-b", "main", folder])
    commit(folder, FILES)
    pushed = gitolite.git("ann", "push", gitolite.url("software"), "main", folder=folder)
    assert pushed.returncode == 0, pushed.stderr


def commit(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    process.run(["git", "add", "-A", "-f"], cwd=folder)
    process.run(["git", "commit", "-q", "-m", "Change"], cwd=folder)


@pytest.fixture
def clone(gitolite, tmp_path):
    """Bert's clone, with a change of a package of ann's."""
    done = gitolite.git("bert", "clone", "-q", gitolite.url("software"), tmp_path / "clone")
    assert done.returncode == 0, done.stderr
    commit(tmp_path / "clone", {f"framework/{tmp_path.name}.txt": "b\n"})
    return tmp_path / "clone"


def test_the_same_hook_decides_about_who_gitolite_says_it_is(gitolite, clone):
    refused = gitolite.git("bert", "push", "origin", "HEAD:main", folder=clone)
    assert refused.returncode != 0 and b"bert is neither librarian nor author" in refused.stderr
    last = gitolite.decisions()[-1]
    assert (last["account"], last["repository"], [one["name"] for one in last["failing"]]) == ("bert", "software.git", ["owner"])
    assert gitolite.git("bert", "push", "origin", "HEAD:feature/x", folder=clone).returncode == 0
    assert "refs/heads/feature/x bert\n" in (gitolite.server / "git/software.git/b2-creators").read_text()
    assert gitolite.git("ann", "push", "origin", "HEAD:main", folder=clone).returncode == 0
    assert gitolite.decisions()[-1]["account"] == "ann"


def test_a_key_without_an_account_is_nobody(gitolite, clone):
    refused = gitolite.git("admin", "push", "origin", "HEAD:feature/y", folder=clone)
    assert refused.returncode != 0 and b"does not know who you are" in refused.stderr


def test_what_the_client_sends_does_not_count(gitolite, clone):
    assert gitolite.ask("bert", "whoami").text == "bert\n"
    environment = gitolite.environment("bert") | {"GL_BYPASS_ACCESS_CHECKS": "1", "GL_REPO": "gitolite-admin"}
    commit(clone, {"framework/c.txt": "c\n"})
    refused = process.run(["git", "push", "origin", "HEAD:main"], cwd=clone, env=environment, check=False)
    assert refused.returncode != 0 and gitolite.decisions()[-1]["account"] == "bert"


def test_a_connection_past_gitolite_cannot_name_its_user(gitolite, clone, tmp_path):
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\nfor word; do :; done\nSSH_ORIGINAL_COMMAND=$word exec "$SERVER/bin/shell" bert\n')
    ssh.chmod(0o755)
    environment = {**os.environ, "GIT_SSH": str(ssh), "GIT_SSH_VARIANT": "simple", "SERVER": str(gitolite.server), "GL_USER": "ann"}
    refused = process.run(["git", "push", "origin", "HEAD:main"], cwd=clone, env=environment, check=False)
    assert refused.returncode != 0 and gitolite.decisions()[-1]["account"] == "bert"
    assert b"bert is neither librarian nor author" in refused.stderr


def test_a_push_to_the_path_has_no_identity(gitolite, clone):
    environment = {name: value for name, value in os.environ.items() if name not in ("GL_USER", "B2_ACCOUNT")}
    words = ["git", "push", gitolite.server / "git/software.git", "HEAD:feature/z"]
    refused = process.run(words, cwd=clone, env=environment, check=False)
    assert refused.returncode != 0 and b"Refused" in refused.stderr


def test_words_of_the_server_are_commands(gitolite, clone):
    assert gitolite.ask("bert", "analysis-create cut").text == "analyses/bert_cut\n"
    assert gitolite.git("bert", "push", gitolite.url("analyses/bert_cut"), "HEAD:main", folder=clone).returncode == 0
    refused = gitolite.git("ann", "push", gitolite.url("analyses/bert_cut"), "HEAD:x", folder=clone)
    assert refused.returncode != 0 and b"ann may only read it" in refused.stderr


def test_a_change_is_approved_and_merged_through_gitolite(gitolite, clone):
    assert gitolite.git("bert", "push", "origin", "HEAD:feature/words", folder=clone).returncode == 0
    commit = process.run(["git", "rev-parse", "HEAD"], cwd=clone).text.strip()
    title = "It's \"good\", größer (#7)"
    made = gitolite.ask("bert", f"request open software.git feature/words main {commit} {quote(title, safe='')} %20")
    assert json.loads(made.text)["title"] == title, made.stderr
    number = json.loads(made.text)["number"]
    assert b"is not merged" in gitolite.ask("bert", f"request merge software.git {number} {commit}").stderr
    mark = json.loads(gitolite.ask("ann", f"request show software.git {number}").text)["mark"]
    done = gitolite.ask("ann", f"request approve software.git {number} {commit} {mark}")
    assert json.loads(done.text)["approved"] == ["framework"]
    assert json.loads(gitolite.ask("bert", f"request merge software.git {number} {commit}").text)["state"] == "merged"


def test_the_server_can_be_mended_and_examined_beside_gitolite(gitolite):
    gitserver.create(gitolite.server, (), sys.executable, os.environ)
    assert gitserver.lacking(gitolite.server, sys.executable, os.environ) == []
    assert (gitolite.server / "git/software.git/hooks/pre-receive").is_symlink()
    findings = serverdoctor.examine(gitolite.server, sys.executable, os.environ)
    assert [one.what for one in findings] == ["testing.git has no main, so it has no owners either."]


def test_a_lost_hook_of_the_server_refuses(gitolite, clone):
    hook = gitolite.server / "bin/pre-receive"
    hook.chmod(0o644)
    try:
        refused = gitolite.git("ann", "push", "origin", "HEAD:feature/lost", folder=clone)
    finally:
        hook.chmod(0o755)
    assert refused.returncode != 0 and b"the server lost its hook" in refused.stderr


def test_gitolites_own_repository_is_its_own_business(gitolite, tmp_path):
    folder = tmp_path / "admin"
    assert gitolite.git("admin", "clone", "-q", gitolite.url("gitolite-admin"), folder).returncode == 0
    commit(folder, {"conf/note": "x\n"})
    assert gitolite.git("admin", "push", "-q", "origin", "HEAD", folder=folder).returncode == 0
