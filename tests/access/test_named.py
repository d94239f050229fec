# SPDX-License-Identifier: LGPL-3.0-or-later
"""Only repositories below the server's folder are served, and only those with their hook are written."""
import pytest

from b2tools import process


@pytest.fixture
def ask(site):
    """Ask the wrapper as an account, as git would through ssh."""
    def run(command, account="member", **environment):
        return process.run([site.server / "bin/ssh", f"{account}@localhost", command], env={**site.environment(), **environment},
                           check=False)
    return run


@pytest.mark.parametrize("name", ["../accounts.toml", "/etc", "software.git/../../accounts.toml", "analyses", "missing.git", "-x",
                                  "", "/software.git/hooks", "a/" * 3000, "n" * 300])
def test_only_repositories_below_the_servers_folder_are_served(ask, name):
    done = ask(f"git-upload-pack '{name}'")
    assert done.returncode == 1 and b"There is no repository" in done.stderr


@pytest.mark.parametrize("name", ["/software.git", "software.git", "/software", "//software.git/"])
def test_a_repository_has_the_usual_spellings(ask, name):
    assert b"refs/heads/main" in ask(f"git-upload-pack '{name}'").stdout


@pytest.mark.parametrize("spoil", [lambda hook: hook.unlink(), lambda hook: hook.chmod(0o644)])
def test_without_its_hook_a_repository_takes_no_push(site, librarian, spoil):
    spoil(site.server / "git/software.git/hooks/pre-receive")
    librarian.commit({"framework/new.txt": "x"})
    pushed = librarian.push()
    assert pushed.returncode != 0 and b"incident number" in pushed.stderr
    assert site.clone(librarian.folder.parent / "still readable").git.line("rev-parse", "HEAD") == site.refs()["refs/heads/main"]
