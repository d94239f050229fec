# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a client sends beside its commits does not count, and a server that is not in order takes nothing."""
import os
import shutil
import sys

import pytest

from b2tools import process
from b2tools.access import repositories
from tests import small_site

FEATURE = "HEAD:refs/heads/feature/x"
MEMBER_BECOMES = {"B2_ACCOUNT": "librarian", "SSH_ORIGINAL_COMMAND": "whoami", "USER": "librarian", "LOGNAME": "librarian"}
STEERED = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": "/dev/null",
           "GIT_NO_REPLACE_OBJECTS": "", "GIT_NAMESPACE": "other", "PYTHONPATH": "/nowhere", "PYTHONHOME": "/nowhere",
           "PYTHONSTARTUP": "/nowhere", "LD_PRELOAD": "/nowhere.so"}


def main_of(site):
    return (site.server / "git/software.git/refs/heads/main").read_text().strip()


def ask_to_push(site, account, clone, **environment):
    """Push with variables that reach the wrapper as they would through a careless `AcceptEnv`."""
    script = clone.folder.parent / "ssh"
    words = " ".join(f"{name}='{value}'" for name, value in environment.items())
    script.write_text(f"#!/bin/sh\nexport {words}\nexec \"$REAL\" \"$@\"\n")
    script.chmod(0o755)
    real = {**site.environment(), "GIT_SSH_COMMAND": f"'{script}'", "REAL": str(site.server / "bin/ssh")}
    words = ["git", "-c", "core.hooksPath=/dev/null", "push", site.url(account), "HEAD:refs/heads/main"]
    return process.run(words, cwd=clone.folder, env=real, check=False)


@pytest.mark.parametrize("environment", [MEMBER_BECOMES, STEERED], ids=["identity", "git and python"])
def test_the_environment_of_a_client_steers_nothing(site, member, librarian, refused, accepted, environment):
    member.commit({"framework/new.txt": "x"})
    refused(ask_to_push(site, "member", member, **environment), "owner")
    assert site.last_decision()["account"] == "member"
    librarian.commit({"framework/new.txt": "x"})
    accepted(ask_to_push(site, "librarian", librarian, **environment))


@pytest.mark.parametrize("words", [["--push-option=override"], ["-o", "approved-by=librarian", "-o", "skip"]])
def test_push_options_change_nothing(site, member, words):
    before = site.refs()
    member.commit({"framework/new.txt": "x"})
    assert b"push options" in member.push(*words, "HEAD:refs/heads/main").stderr
    assert site.refs() == before


@pytest.mark.parametrize("trailer", ["Approved-by: librarian", "Reviewed-by: librarian <librarian@localhost>",
                                     "B2-Approval: framework",
                                     "B2_ACCOUNT: librarian", "Override: yes"])
def test_what_a_message_says_approves_nothing(member, refused, trailer):
    member.write({"framework/new.txt": "x"})
    member.git.run("add", "-A")
    member.git.run("-c", "user.name=librarian", "-c", "user.email=librarian@localhost", "commit", "-q", "--no-verify",
                   "-m", f"Change\n\n{trailer}")
    refused(member.push(), "owner")


@pytest.mark.parametrize("python", ["/nowhere/python", "/", "/bin/false", "/bin/true", "/bin/cat", "{folder}/empty",
                                    "{folder}/broken"])
def test_a_hook_whose_interpreter_is_gone_or_broken_refuses(site, librarian, tmp_path, python):
    (tmp_path / "empty").write_text("")
    (tmp_path / "broken").write_text("#!/bin/sh\nkill -9 $$\n")
    for name in ("empty", "broken"):
        (tmp_path / name).chmod(0o755)
    hook, before = site.server / "git/software.git/hooks/pre-receive", main_of(site)
    hook.write_text("\n".join(f"python={python.format(folder=tmp_path)}" if line.startswith("python=") else line
                              for line in hook.read_text().splitlines()) + "\n")
    librarian.commit({"framework/new.txt": "x"})
    pushed = librarian.push()
    assert pushed.returncode != 0 and b"incident number" in pushed.stderr and b"Traceback" not in pushed.stderr
    assert main_of(site) == before and not site.last_decision()["allowed"] and site.last_decision()["incident"]


@pytest.mark.parametrize("spoil", [lambda hook: hook.unlink(), lambda hook: hook.chmod(0o644), lambda hook: hook.write_text(""),
                                   lambda hook: hook.write_text("#!/nowhere/sh\n"), lambda hook: (hook.unlink(), hook.mkdir())],
                         ids=["missing", "not executable", "empty", "no shell", "a folder"])
def test_a_hook_that_cannot_decide_refuses(site, member, spoil):
    before = main_of(site)
    spoil(site.server / "git/software.git/hooks/pre-receive")
    member.commit({"framework/new.txt": "x"})
    assert member.push().returncode != 0
    assert main_of(site) == before


def test_a_full_disk_refuses_and_a_free_one_accepts_again(site, tmp_path, small_disk, accepted):
    process.run(["mount", "-o", "remount,size=8m", small_disk])
    shutil.copytree(site.server, small_disk / "site/server", symlinks=True)
    full = small_site.SmallSite(small_disk / "site")
    clone = full.clone(tmp_path / "clone", "librarian")
    clone.commit({"framework/new.txt": "x"})
    before = main_of(full)
    with pytest.raises(OSError), open(small_disk / "filler", "wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass
    pushed = clone.push()
    assert pushed.returncode != 0 and b"Traceback" not in pushed.stderr and main_of(full) == before
    (small_disk / "filler").unlink()
    accepted(clone.push())


def test_a_disk_that_takes_the_objects_but_no_line_of_the_log_refuses(site, librarian, small_disk):
    with pytest.raises(OSError), open(small_disk / "filler", "wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass
    (site.server / "audit.jsonl").rename(site.server / "audit.old")
    (small_disk / "audit.jsonl").write_text("")
    (site.server / "audit.jsonl").symlink_to(small_disk / "audit.jsonl")
    before = main_of(site)
    librarian.commit({"framework/new.txt": "x"})
    pushed = librarian.push()
    assert pushed.returncode != 0 and b"could not be written down either" in pushed.stderr and main_of(site) == before


def test_a_push_that_takes_longer_than_its_time_is_refused(site, librarian):
    policy, before = site.server / "policy.toml", main_of(site)
    policy.write_text(policy.read_text().replace("1048576", str(30 << 20)).replace("seconds = 60", "seconds = 1"))
    librarian.commit({f"framework/scripts/{number}.py": "x = 1\n" * 40_000 for number in range(6)})
    pushed = librarian.push()
    assert pushed.returncode != 0 and "did not end within 1 s" in site.last_decision()["problem"]
    assert main_of(site) == before


@pytest.fixture
def sha256(site, tmp_path):
    """The site with a software repository whose ids are longer; gives the librarian's first clone."""
    place = site.server / "git/software.git"
    shutil.rmtree(place)
    process.run(["git", "init", "-q", "--bare", "-b", "main", "--object-format=sha256", "--template=", place])
    repositories.protect(place, sys.executable, dict(os.environ))
    process.run(["git", "init", "-q", "-b", "main", "--object-format=sha256", tmp_path / "first"])
    clone = small_site.Clone(site, tmp_path / "first", "librarian")
    clone.commit(small_site.FIRST_FILES)
    assert clone.push(account="member").returncode != 0
    assert clone.push().returncode == 0
    return clone


def test_a_repository_of_longer_ids_is_judged_alike(site, sha256, tmp_path, accepted, refused):
    member = site.clone(tmp_path / "member")
    assert len(member.git.line("rev-parse", "HEAD")) == 64
    member.commit({"framework/new.txt": "x"})
    refused(member.push(), "owner")
    accepted(member.push(FEATURE))
    refused(sha256.push(":refs/heads/feature/x"), "branch-creator")
    accepted(member.push(":refs/heads/feature/x"))
    refused(sha256.push(":refs/heads/main"), "deletion")
    sha256.git.run("tag", "-a", "-m", "text", "framework-v01-00-00")
    accepted(sha256.push("refs/tags/framework-v01-00-00"))


@pytest.mark.parametrize("files, rule", [({"big": "x" * (1 << 20) + "x"}, "size"), ({"framework/aux.h": "x"}, "names"),
                                         ({"framework/.librarians": ""}, "owner-list"), ({"framework/bad.py": "x=1\n"}, "style")])
def test_rules_hold_in_a_repository_of_longer_ids(sha256, refused, files, rule):
    sha256.commit(files)
    refused(sha256.push(), rule)


def test_folders_without_a_file_are_refused_in_a_repository_of_longer_ids(sha256, refused):
    empty = sha256.git.run("mktree", stdin=b"").text.strip()
    rows = sha256.git.run("ls-tree", "HEAD").text + f"040000 tree {empty}\tempty\n"
    top = sha256.git.run("mktree", stdin=rows.encode()).text.strip()
    commit = sha256.git.line("commit-tree", top, "-p", "HEAD", "-m", "Odd")
    refused(sha256.push(f"{commit}:refs/heads/main"), "names")


@pytest.mark.parametrize("address", [str, lambda place: place.as_uri()], ids=["path", "file"])
def test_a_push_past_the_wrapper_is_refused_whoever_it_claims_to_be(site, librarian, refused, address):
    librarian.commit({"framework/new.txt": "x"})
    words = ("push", address(site.server / "git/software.git"), "HEAD:refs/heads/main")
    refused(librarian.git.run("-c", "core.hooksPath=/dev/null", *words, check=False), "identity")
    assert main_of(site) == librarian.git.line("rev-parse", "HEAD~1")
