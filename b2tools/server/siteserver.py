# SPDX-License-Identifier: LGPL-3.0-or-later
"""A complete site on one machine: server with repositories, accounts and keys, download area, `site.toml`."""
from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path

from b2tools import errors, files, locks, resources, signing
from b2tools.access import accounts, published, repositories
from b2tools.places import cvmfs

FOLDERS = ("tools", "externals", "releases", "download", "work", "server/git/analyses", "server/bin")
# What may lie in a folder before it becomes a site: the tools are often installed first.
KNOWN = {"tools", "externals", "releases", "download", "work", "server", "site.toml"}
FIRST_ACCOUNTS = {"librarian": (accounts.RELEASE_MANAGER, accounts.REPOSITORY_LIBRARIAN, accounts.CONVENER), "author": (),
                  "member": ()}
SIGNING_KEY = Path("keys/signing")

SITE = """format = 1
name = {name}
extend = "default"

[git]
server = "ssh://{{user}}@localhost"
software = "software.git"
analyses = "analyses"
ssh_command = "server/bin/ssh"

[download]
urls = ["download"]

[signing]
allowed_signers = "server/allowed_signers"

[environment]
ld_library_path = false
exclude_packages = []
source_before = []
source_after = []
"""

POLICY = """# Limits of the push policy; what is not said here has its default. Sizes in bytes.
format = 1
object_limit = 1048576
seconds = 60
"""


PARTS = ("download", "server/bin/shell", "server/bin/ssh", "server/git/analyses", "server/git/software.git", "server/accounts.toml",
         "server/policy.toml", "server/allowed_signers", "server/keys/signing", "server/authorized_keys", "site.toml")


def lacking(top: Path) -> list[str]:
    """What `create` would have to make; raises what it would raise about the folder."""
    files.refuse_apostrophe(top)
    _refuse_foreign(top.absolute())
    return [part for part in PARTS if not (top / part).exists()]


def create(top: Path, name: str, python: str, environment: Mapping[str, str]) -> bool:
    """Make a site in `top`, or go on where an earlier run stopped; False if it was complete and nothing had to be done.

    `python` is the absolute path of an interpreter that imports b2tools. Raises `ForeignFolder` where something else lies.
    """
    top = top.absolute()
    files.refuse_apostrophe(top)
    return create_anywhere(top, name, python, dict(environment))


def create_anywhere(top: Path, name: str, python: str, environment: dict[str, str]) -> bool:
    """The same for a folder of any name: what is no use for ROOT still serves tools and repositories."""
    _refuse_foreign(top)
    with files.explained(top):
        top.mkdir(parents=True, exist_ok=True)
    before = _state(top)
    with locks.exclusive(top / ".site.lock"):
        for folder in FOLDERS:
            with files.explained(top / folder):
                (top / folder).mkdir(parents=True, exist_ok=True)
        _keys(top / "server", name)
        _programs(top / "server", python)
        repositories.create(top / "server/git/software.git", python, environment)
        for place in repositories.below(top / "server/git"):
            repositories.protect(place, python, environment)
        published.publish(top / "server", top / "server/git/software.git")
        cvmfs.write_hints(top)
        # written last: a folder with it is a site
        _once(top / "site.toml", SITE.format(name=json.dumps(name, ensure_ascii=False)))
    return _state(top) != before


def _refuse_foreign(top: Path) -> None:
    if top.is_dir() and not (top / "site.toml").is_file():
        found = sorted(entry.name for entry in top.iterdir() if entry.name not in KNOWN and not entry.name.startswith("."))
        if found:
            raise errors.ForeignFolder(path=top, found=found[0])
    elif top.exists() and not top.is_dir():
        raise errors.ForeignFolder(path=top, found="a file")
    server = top / "server"
    if server.is_dir() and not (top / ".site.lock").exists() and any(server.iterdir()):
        raise errors.ForeignFolder(path=server, found=min(entry.name for entry in server.iterdir()))


def _state(top: Path) -> dict[str, tuple[int, int]]:
    own = [top / "site.toml", *(top / "server").glob("*"), *(top / "server/keys").glob("*"), *(top / "server/bin").glob("*"),
           *(file for place in repositories.below(top / "server/git") for file in (*place.glob("hooks/*"), place / "config"))]
    return {str(file): (file.stat().st_ino, file.stat().st_mtime_ns) for file in own if file.is_file()}


def _once(place: Path, content: str, mode: int = 0o644) -> None:
    if not place.exists():
        files.write(place, content, mode)


def _keys(server: Path, name: str) -> None:
    keys = server / SIGNING_KEY.parent
    keys.mkdir(mode=0o700, exist_ok=True)
    for account in FIRST_ACCOUNTS:
        signing.make_key(keys / account, f"{account}@{name}")
    signing.make_key(server / SIGNING_KEY, f"releases of {name}")
    tables = [f"[accounts.{account}]\nemail = \"{account}@localhost\"\nroles = {json.dumps(list(roles))}\n"
              f"keys = {json.dumps([signing.public_key(keys / account)])}\n" for account, roles in FIRST_ACCOUNTS.items()]
    _once(server / "accounts.toml", "format = 1\n\n" + "\n".join(tables))
    _once(server / "policy.toml", POLICY)
    _once(server / "allowed_signers", signing.allowed_line("releases", signing.public_key(server / SIGNING_KEY)) + "\n")


def _programs(server: Path, python: str) -> None:
    source = resources.folder("templates") / "server"
    for program in ("shell", "ssh"):
        repositories.put(server / "bin" / program, repositories.baked(source / program, python), 0o755)
    keys = accounts.authorized_keys(accounts.read(server / "accounts.toml"), server / "bin" / "shell")
    repositories.put(server / "authorized_keys", keys, 0o644)


def ssh_environment(top: Path) -> dict[str, str]:
    """What a git client of the site needs in its environment: the program to start as ssh, quoted for the shell that git starts."""
    return {"GIT_SSH_COMMAND": shlex.quote(str(top.absolute() / "server" / "bin" / "ssh")), "GIT_SSH_VARIANT": "ssh"}


def software_url(account: str) -> str:
    """Address of the software repository for an account, to be used with `ssh_environment`."""
    return f"ssh://{account}@localhost/software.git"
