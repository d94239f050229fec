# SPDX-License-Identifier: LGPL-3.0-or-later
"""The central server by itself: accounts, policy, repositories with hooks, the programs behind sshd."""
from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, locks, permissions, resources
from b2tools.access import accounts, published, repositories
from b2tools.access.audit import FILE as AUDIT
from b2tools.access.serverfiles import ACCOUNTS, SETTINGS, sealed
from b2tools.access.state import MAIN
from b2tools.git import Git
from b2tools.server import accountfacts

FOLDERS = ("git/analyses", "bin")
SOFTWARE = Path("git/software.git")
AUTHORIZED = "authorized_keys"
PROGRAMS = ("shell", "ssh")
LOCK = ".server.lock"
# what may lie in the folder of a server: also what b2site-create puts there
KNOWN = {ACCOUNTS, SETTINGS, AUTHORIZED, AUDIT, "git", "bin", "keys", "allowed_signers"}
POLICY = """# Limits of the push policy; what is not said here has its default. Sizes in bytes.
format = 1
object_limit = 1048576
seconds = 60
"""
SSHD = """Write into sshd_config, and let sshd read it again:

    Match User {user}
        AuthorizedKeysFile {keys}
        PasswordAuthentication no
        AllowTcpForwarding no
        AcceptEnv GIT_PROTOCOL

The first client clones with the key of its account:

    git clone ssh://{user}@{host}/software.git

and the site.toml of a site that uses this server (for one user: ~/.config/b2tools/site.toml) says

    format = 1
    extend = "default"
    [git]
    server = "ssh://{user}@{host}"
    software = "software.git"
    analyses = "analyses"

Give the accounts e-mail addresses, so that they hear of overrides:

    b2server-accounts change ACCOUNT --email ADDRESS --server FOLDER
"""


@dataclass(frozen=True)
class First:
    """An account that a new server begins with."""

    name: str
    email: str
    roles: tuple[str, ...]
    keys: tuple[str, ...]


def create(server: Path, first: Sequence[First], python: str, environment: Mapping[str, str]) -> bool:
    """Make a server in a folder, or mend what is missing or damaged of one; False if nothing had to be done.

    `python` is the absolute path of an interpreter that imports b2tools. Raises `ForeignFolder`, and `AccountProblem` for accounts
    that a server which is there does not know.
    """
    server = server.absolute()
    _refuse_foreign(server)
    if not first and not (server / ACCOUNTS).exists() and not (server / SOFTWARE).exists():
        raise errors.AccountProblem(problem="a new server needs its first account. Name it with --librarian ACCOUNT --key FILE")
    _require_known(server, first)
    with permissions.open_to_all(), files.explained(server):
        server.mkdir(parents=True, exist_ok=True)
    return furnish(server, first, python, dict(environment))


def furnish(server: Path, first: Sequence[First], python: str, environment: dict[str, str]) -> bool:
    """The same without looking whether the folder is foreign, as a part of a site."""
    before = _state(server)
    with locks.exclusive(server / LOCK), permissions.open_to_all():
        for folder in FOLDERS:
            with files.explained(server / folder):
                (server / folder).mkdir(parents=True, exist_ok=True)
        _require_kept(server, environment)
        _once(server / ACCOUNTS, "format = 1\n\n" + tables(first))
        _once(server / SETTINGS, POLICY)
        for name, content in programs(python).items():
            repositories.put(server / "bin" / name, content, 0o755)
        authorize(server)
        repositories.create(server / SOFTWARE, python, environment)
        for place in repositories.below(server / "git"):
            repositories.protect(place, python, environment)
        told = published.everywhere(server)
    return told or _state(server) != before


def lacking(server: Path, python: str, environment: Mapping[str, str]) -> list[str]:
    """What `create` would have to make or mend, by name; raises what it would raise about the folder."""
    server = server.absolute()
    _refuse_foreign(server)
    found = [name for name in (*FOLDERS, str(SOFTWARE), ACCOUNTS, SETTINGS, AUTHORIZED) if not (server / name).exists()]
    if (server / ACCOUNTS).is_file() and (server / AUTHORIZED).is_file() and not authorized(server):
        found.append(AUTHORIZED)
    found += [f"bin/{name}" for name, content in programs(python).items()
              if not repositories.is_put(server / "bin" / name, content, 0o755)]
    for place in repositories.below(server / "git"):
        found += [f"{place.relative_to(server)}: {name}"
                  for name in repositories.lacking(place, python, sealed(environment, place))]
    return found


def first_accounts(names: Sequence[str], keys: Sequence[Path]) -> list[First]:
    """Accounts to begin with, with the keys in files: the first one gets all roles, the others look after the repository as well.

    Raises `AccountProblem`.
    """
    if len(names) != len(keys):
        raise errors.AccountProblem(problem=f"there are {len(names)} names and {len(keys)} keys. Give a --key for each --librarian")
    if len(set(names)) != len(names):
        raise errors.AccountProblem(problem="an account is named twice")
    return [First(accountfacts.name(name), "", (accounts.REPOSITORY_LIBRARIAN,) if number else accounts.ROLES,
                  (accountfacts.key(file),)) for number, (name, file) in enumerate(zip(names, keys, strict=True))]


def existing(server: Path) -> Path:
    """The absolute path of a server's folder; raises `NoServer`."""
    server = server.absolute()
    if not (server / ACCOUNTS).is_file():
        raise errors.NoServer(path=server, reason=f"it has no {ACCOUNTS}")
    return server


def tables(first: Sequence[First]) -> str:
    """Accounts as they are written into a file; all facts are of ASCII characters."""
    return "\n".join(f"[accounts.{json.dumps(one.name) if '.' in one.name else one.name}]\nemail = {json.dumps(one.email)}\n"
                     f"roles = {json.dumps(list(one.roles))}\nkeys = {json.dumps(list(one.keys))}\n" for one in first)


def require(server: Path) -> Path:
    """The same for who wants to change it; raises `NoServer`, and `NotWritable` for that of another user."""
    server = existing(server)
    owner = server.stat().st_uid
    if owner != os.geteuid():
        # what another user would write there could not be changed by the server any more
        user = permissions.user_name(owner)
        raise errors.NotWritable(path=server, reason=f"it belongs to {user}: give this command as that user, sudo -u {user}")
    return server


def programs(python: str) -> dict[str, str]:
    """The programs of a server by name, with the interpreter written into them: those behind forced commands, and the hooks for
    those who start them from elsewhere, like gitolite."""
    source = resources.folder("templates") / "server"
    return {name: repositories.baked(source / name, python) for name in PROGRAMS} | repositories.hooks(python)


def refresh(server: Path) -> bool:
    """Write the lines for sshd and what clients are told anew, under the lock of the accounts; False if all was so already."""
    with locks.exclusive(server / LOCK), permissions.open_to_all():
        return any((authorize(server), published.everywhere(server)))


def authorize(server: Path) -> bool:
    """Write the lines for sshd anew from the accounts, if they differ; whether they did. Raises `AccountProblem`."""
    everybody = accounts.read(server / ACCOUNTS)
    refuse_ambiguous(everybody)
    if authorized(server):
        return False
    repositories.put(server / AUTHORIZED, accounts.authorized_keys(everybody, server / "bin" / "shell"))
    return True


def authorized(server: Path) -> bool:
    """Whether the lines for sshd are those of the accounts."""
    wanted = accounts.authorized_keys(accounts.read(server / ACCOUNTS), server / "bin" / "shell")
    return repositories.is_put(server / AUTHORIZED, wanted, 0o644)


def refuse_ambiguous(everybody: accounts.Accounts) -> None:
    """Raise `AccountProblem` where two accounts have the same key: sshd would take it for the first one always."""
    seen: dict[str, str] = {}
    for account in everybody.by_name.values():
        for key in account.keys:
            other = seen.setdefault(accountfacts.bare(key), account.name)
            if other != account.name:
                raise errors.AccountProblem(problem=f"{other} and {account.name} have the same key {key[:40]}..., so nobody could "
                                            "tell which of them is pushing. Take it from one of them")


def instructions(server: Path, host: str) -> str:
    """What to write into sshd_config and how the first client clones."""
    place = str(server.absolute() / AUTHORIZED).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return SSHD.format(user=permissions.user_name(server.stat().st_uid), keys=f'"{place}"', host=host)


def _refuse_foreign(server: Path) -> None:
    if not server.exists():
        return
    if not server.is_dir():
        raise errors.ForeignFolder(path=server, found="a file")
    there = {entry.name for entry in server.iterdir()}
    foreign = sorted(name for name in there - KNOWN if not name.startswith("."))
    visible = sorted(name for name in there if not name.startswith("."))
    if foreign or (visible and not there & {LOCK, ACCOUNTS}):
        raise errors.ForeignFolder(path=server, found=(foreign or visible)[0])


def _require_known(server: Path, first: Sequence[First]) -> None:
    if not (server / ACCOUNTS).is_file():
        return
    known = accounts.read(server / ACCOUNTS).by_name
    for one in first:
        present = {accountfacts.bare(key) for key in known[one.name].keys} if one.name in known else set()
        if not {accountfacts.bare(key) for key in one.keys} <= present:
            what = "another key" if one.name in known else f"no account {one.name}"
            command = f"change {one.name} --add-key FILE" if one.name in known else f"add {one.name}"
            raise errors.AccountProblem(problem=f"{server / ACCOUNTS} is there already and has {what}. "
                                        f"Say: b2server-accounts {command}")


def _require_kept(server: Path, environment: Mapping[str, str]) -> None:
    """Raise `BadServerFile` where a server with software lost what only its administrator knows: which locks out or lets in."""
    for name in (ACCOUNTS, SETTINGS):
        if not (server / name).exists() and (server / SOFTWARE / "HEAD").is_file() and \
                Git(server / SOFTWARE, sealed(environment, server / SOFTWARE)).resolve(MAIN):
            raise errors.BadServerFile(path=server / name, mistakes="  It is gone, while the server has software. Bring it back "
                                       "from a backup, or write it anew: a line format = 1 and what docs/server.md says.")


def _once(place: Path, content: str) -> None:
    if not place.exists():
        files.write(place, content)


def _state(server: Path) -> dict[str, tuple[int, int]]:
    return {str(file): (file.stat().st_ino, file.stat().st_mtime_ns) for file in _own(server) if file.is_file()}


def _own(server: Path) -> Iterator[Path]:
    # who holds a lock is written into its file
    yield from (file for file in server.glob("*") if not file.name.startswith("."))
    yield from (server / "bin").glob("*")
    for place in repositories.below(server / "git"):
        yield from (*place.glob("hooks/*"), place / "config", place / "HEAD")
