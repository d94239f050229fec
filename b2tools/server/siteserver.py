# SPDX-License-Identifier: LGPL-3.0-or-later
"""A complete site on one machine: server with repositories, accounts and keys, download area, `site.toml`."""
from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path

from b2tools import errors, files, locks, permissions, signing
from b2tools.access import accounts
from b2tools.places import cvmfs
from b2tools.server import gitserver

FOLDERS = ("tools", "externals", "releases", "download", "work")
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
        with permissions.open_to_all(), files.explained(top / "server"):
            (top / "server").mkdir(exist_ok=True)
        mended = gitserver.furnish(top / "server", _keys(top / "server", name), python, environment)
        cvmfs.write_hints(top)
        # written last: a folder with it is a site
        _once(top / "site.toml", SITE.format(name=json.dumps(name, ensure_ascii=False)))
    return mended or _state(top) != before


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
    own = [top / "site.toml", top / "server/allowed_signers", *(top / "server/keys").glob("*")]
    return {str(file): (file.stat().st_ino, file.stat().st_mtime_ns) for file in own if file.is_file()}


def _once(place: Path, content: str, mode: int = 0o644) -> None:
    if not place.exists():
        files.write(place, content, mode)


def _keys(server: Path, name: str) -> list[gitserver.First]:
    keys = server / SIGNING_KEY.parent
    keys.mkdir(mode=0o700, exist_ok=True)
    for account in FIRST_ACCOUNTS:
        signing.make_key(keys / account, f"{account}@{name}")
    signing.make_key(server / SIGNING_KEY, f"releases of {name}")
    _once(server / "allowed_signers", signing.allowed_line("releases", signing.public_key(server / SIGNING_KEY)) + "\n")
    return [gitserver.First(account, f"{account}@localhost", roles, (signing.public_key(keys / account),))
            for account, roles in FIRST_ACCOUNTS.items()]


def ssh_environment(top: Path) -> dict[str, str]:
    """What a git client of the site needs in its environment: the program to start as ssh, quoted for the shell that git starts."""
    return {"GIT_SSH_COMMAND": shlex.quote(str(top.absolute() / "server" / "bin" / "ssh")), "GIT_SSH_VARIANT": "ssh"}


def software_url(account: str) -> str:
    """Address of the software repository for an account, to be used with `ssh_environment`."""
    return f"ssh://{account}@localhost/software.git"
