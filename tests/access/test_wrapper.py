# SPDX-License-Identifier: LGPL-3.0-or-later
"""The wrapper behind forced commands: identity, a small vocabulary, and nothing of the client's environment."""
import pytest

from b2tools import process


@pytest.fixture
def ask(site):
    """Ask the wrapper as an account, as git would through ssh."""
    def run(command, account="member", **environment):
        return process.run([site.server / "bin/ssh", f"{account}@localhost", command], env={**site.environment(), **environment},
                           check=False)
    return run


def test_whoami_tells_account_and_roles(ask):
    assert ask("whoami").text == "member\n"
    assert ask("whoami", "librarian").text.split() == ["librarian", "analysis-tools-convener", "release-manager",
                                                       "repository-librarian"]


def test_the_client_cannot_choose_another_identity(ask):
    assert ask("whoami", B2_ACCOUNT="librarian").text == "member\n"


@pytest.mark.parametrize("command",
                         ["", "bash", "sh -c id", "git-upload-archive '/software.git'", "git-receive-pack '/software.git'; id",
                          "git-receive-pack '/software.git' --x", "git-receive-pack 'unclosed", "whoami $(id)",
                          "git shell"])
def test_nothing_else_is_understood(ask, command):
    done = ask(command)
    assert done.returncode == 1 and done.stdout == b"" and b"Traceback" not in done.stderr


def test_an_unknown_account_is_told_so(ask):
    done = ask("whoami", "nobody")
    assert done.returncode == 1 and b"There is no account nobody here" in done.stderr


def test_an_address_without_an_account_is_refused(site):
    done = process.run([site.server / "bin/ssh", "localhost", "whoami"], check=False)
    assert done.returncode == 1 and b"Name your account" in done.stderr


def test_options_of_ssh_are_passed_over(site):
    done = process.run([site.server / "bin/ssh", "-o", "SendEnv=GIT_PROTOCOL", "-p", "22", "-4", "member@localhost", "whoami"],
                       env=site.environment())
    assert done.text == "member\n"


def test_a_lost_account_list_is_an_incident(site, ask):
    (site.server / "accounts.toml").write_text("[")
    done = ask("whoami")
    assert done.returncode == 1 and b"incident number" in done.stderr and b"Traceback" not in done.stderr


def test_a_configuration_of_the_serving_user_does_not_disable_the_hook(site, member):
    (member.folder.parent / "evil").mkdir()
    process.run(["git", "config", "--global", "core.hooksPath", member.folder.parent / "evil"])
    member.commit({"framework/new.txt": "x"})
    assert member.git.run("push", site.url("member"), "HEAD:refs/heads/main", check=False).returncode != 0


def test_partial_clones_and_their_later_fetches_work(site, tmp_path):
    process.run(["git", "clone", "-q", "--filter=blob:none", "--no-checkout", site.url(), tmp_path / "partial"],
                env=site.environment())
    done = process.run(["git", "cat-file", "blob", "HEAD:framework/SConscript"], cwd=tmp_path / "partial", env=site.environment())
    assert done.text == "Import('env')\n"


def test_the_older_protocol_serves_partial_clones_too(site, tmp_path):
    environment = site.environment() | {"GIT_SSH_VARIANT": "simple"}
    process.run(["git", "clone", "-q", "--filter=blob:none", "--no-checkout", site.url(), tmp_path / "partial"], env=environment)
    done = process.run(["git", "cat-file", "blob", "HEAD:framework/SConscript"], cwd=tmp_path / "partial", env=environment)
    assert done.text == "Import('env')\n"


def test_push_options_are_not_taken(librarian):
    librarian.commit({"framework/new.txt": "x"})
    pushed = librarian.push("--push-option=override", "HEAD:refs/heads/main")
    assert pushed.returncode != 0 and b"push options" in pushed.stderr


@pytest.mark.parametrize("content", ["format = 1\naccounts = 3\n", "format = 1\nx = " + "[" * 5000 + "]" * 5000])
def test_any_mistake_in_the_account_list_is_an_incident(site, ask, content):
    (site.server / "accounts.toml").write_text(content)
    done = ask("whoami")
    number = site.last_decision()["incident"]
    assert done.returncode == 1 and f"incident number {number}".encode() in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize("before, after", [("python=", "python=/nowhere"), ("b2tools.access", "b2tools.gone")])
def test_a_wrapper_that_cannot_start_says_so_without_a_traceback(site, ask, before, after):
    shell = site.server / "bin/shell"
    shell.write_text(shell.read_text().replace(before, after))
    done = ask("whoami")
    assert done.returncode == 1 and b"Tell the administrator" in done.stderr and b"Traceback" not in done.stderr


def test_git_that_unpacks_a_push_has_bounded_memory(site, member):
    policy = site.server / "policy.toml"
    policy.write_text(policy.read_text() + "memory_limit = 1000000\n")
    member.commit({"framework/new.txt": "x"})
    assert member.push("HEAD:refs/heads/feature/x").returncode != 0 and "refs/heads/feature/x" not in site.refs()
