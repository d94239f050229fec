# SPDX-License-Identifier: LGPL-3.0-or-later
"""Changes of `accounts.toml`: the administrator's comments and order stay, and nothing is written that is not in order."""
from __future__ import annotations

import os
import stat
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TYPE_CHECKING

from b2tools import errors, files, locks, permissions
from b2tools.access import accounts, analyses, published, repositories, state
from b2tools.access.serverfiles import ACCOUNTS
from b2tools.errors import AccountProblem
from b2tools.objects import Objects
from b2tools.server import accountfacts, gitserver, repositorychecks

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Array, Table


@dataclass(frozen=True)
class Wish:
    """What should change of an account; `remove_keys` are files of public keys or fingerprints."""

    email: str | None = None
    add_roles: Sequence[str] = ()
    remove_roles: Sequence[str] = ()
    add_keys: Sequence[Path] = ()
    remove_keys: Sequence[str] = ()


@dataclass(frozen=True)
class Listed:
    """An account as people see it: keys by their fingerprints."""

    name: str
    email: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    keys: tuple[str, ...] = field(default_factory=tuple)


def listed(server: Path) -> list[Listed]:
    """All accounts in the order of the file; a key that is none is shown as it is."""
    everybody = accounts.read(server / ACCOUNTS)
    return [Listed(one.name, one.email, tuple(sorted(one.roles)),
                   tuple(sorted(name for name, members in everybody.groups.items() if one.name in members)),
                   tuple(_shown(key) for key in one.keys)) for one in everybody.by_name.values()]


def table(everybody: Iterable[Listed]) -> str:
    """A line for each account, and one below for each key."""
    lines = []
    for one in everybody:
        groups = f" in {', '.join(one.groups)}" if one.groups else ""
        lines += [f"{one.name} <{one.email}> {', '.join(one.roles) or 'member'}{groups}", *(f"    {key}" for key in one.keys)]
    return "\n".join(lines) or "There are no accounts."


def add(server: Path, name: str, email: str, roles: Sequence[str], keys: Sequence[Path]) -> None:
    """Add an account; raises `AccountProblem`."""
    fresh = gitserver.First(accountfacts.name(name), accountfacts.email(email), accountfacts.roles(roles),
                            tuple(accountfacts.key(file) for file in keys))

    def edit(text: str) -> str:
        if name in tomllib.loads(text).get("accounts", {}):
            raise AccountProblem(problem=f"there is an account {name} already. Say: b2server-accounts change {name}")
        # at the end, whatever stands there: a comment above another table keeps its place
        return _ended(text) + gitserver.tables([fresh])

    _change(server, edit, name, fresh.keys)


def change(server: Path, name: str, wish: Wish) -> bool:
    """Change an account, False if it was so already; raises `AccountProblem`."""
    facts = {"roles": accountfacts.roles(wish.add_roles), "keys": [accountfacts.key(file) for file in wish.add_keys]}
    email = accountfacts.email(wish.email) if wish.email is not None else None

    def edit(document: TOMLDocument) -> None:
        found = _account(document, name)
        if email is not None and found.get("email") != email:
            found["email"] = email
        roles, keys = _list(found, "roles"), _list(found, "keys")
        for role in accountfacts.roles(wish.remove_roles):
            _take(roles, lambda one, role=role: one == role, f"{name} has no role {role}")
        for text in wish.remove_keys:
            wanted = text if text.startswith("SHA256:") else accountfacts.fingerprint(accountfacts.key(Path(text)))
            _take(keys, lambda one, wanted=wanted: wanted in _shown(one).split(), f"{name} has no key {wanted}")
        for role in facts["roles"]:
            if role not in roles:
                roles.append(role)
        keys.extend(facts["keys"])

    return _change(server, _edited(edit), name, facts["keys"])


def remove(server: Path, name: str, environ: Mapping[str, str], force: bool = False) -> None:
    """Remove an account, also from its groups; raises `AccountProblem` for the only librarian of something, unless forced."""
    left = orphans(server, name, environ)
    if left and not force:
        raise AccountProblem(problem=f"{name} is the only librarian of {', '.join(left)} on main. Land another librarian there "
                             "first, or take --force: then only b2server-override can change them")

    def edit(document: TOMLDocument) -> None:
        _account(document, name)
        del document["accounts"][name]
        for members in document.get("groups", {}).values():
            if name in members:
                _take(members, lambda one: one == name, name)

    _change(server, _edited(edit), name)


def group(server: Path, name: str, add: Sequence[str], remove: Sequence[str]) -> bool:
    """Change the members of a group, which is made if it is not there; False if it was so already. Raises `AccountProblem`."""
    if not accounts.GROUP.fullmatch(name):
        raise AccountProblem(problem=f"{name!r} cannot be the name of a group, which is made of a-z 0-9 _ -, begins with a letter "
                             "and has at most 32 signs")

    def edit(document: TOMLDocument) -> None:
        for one in add:
            _account(document, one)
        if name not in document["groups"] and not add:
            raise AccountProblem(problem=f"there is no group {name}. {errors.near(name, document['groups'])} With --add it is made")
        members = _list(document["groups"], name)
        for one in remove:
            _take(members, lambda member, one=one: member == one, f"{one} is not in the group {name}")
        for one in add:
            if one not in members:
                members.append(one)

    def with_groups(text: str) -> str:
        return _edited(edit)(text if "groups" in tomllib.loads(text) else _ended(text) + "[groups]\n")

    return _change(server, with_groups, None)


def orphans(server: Path, name: str, environ: Mapping[str, str]) -> list[str]:
    """Owner lists on main that would have no librarian with an account any more, by repository and folder."""
    known = accounts.read(server / ACCOUNTS).by_name.keys()
    found = []
    for place in repositories.below(server / "git"):
        repository = analyses.relative(server, place)
        git = repositorychecks.git_of(place, environ)
        main = git.resolve(state.MAIN)
        if analyses.is_one(server, place) or main is None:
            continue
        with Objects(git) as objects:
            found += [f"{one.title} ({repository})" for one in repositorychecks.owner_lists(git, objects, main)[1]
                      if one.librarians & known == {name}]
    return found


def _change(server: Path, edit: Callable[[str], str], name: str | None, keys: Sequence[str] = ()) -> bool:
    """Edit, prove that nothing but the wish changed and that all is in order, replace the file, renew the lines for sshd."""
    file = server / ACCOUNTS
    with locks.exclusive(server / gitserver.LOCK), permissions.open_to_all():
        before = accounts.read(file)
        _refuse_known(before, keys)
        text = file.read_bytes().decode("utf-8")
        wanted = edit(text)
        if wanted != text:
            _validate(file, wanted)
            _require_same(text, wanted, name)
            files.write(file, wanted, stat.S_IMODE(file.stat().st_mode))
        return any((gitserver.authorize(server), published.everywhere(server), wanted != text))


def _edited(edit: Callable[[TOMLDocument], None]) -> Callable[[str], str]:
    def change(text: str) -> str:
        import tomlkit  # only here: what decides about pushes needs the standard library only
        document = tomlkit.parse(text)
        edit(document)
        return tomlkit.dumps(document)
    return change


def _ended(text: str) -> str:
    """Text that another table can follow."""
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}\n"


def _refuse_known(everybody: accounts.Accounts, keys: Sequence[str]) -> None:
    owners = {accountfacts.bare(key): one.name for one in everybody.by_name.values() for key in one.keys}
    bare = [accountfacts.bare(key) for key in keys]
    for key in bare:
        if key in owners:
            raise AccountProblem(problem=f"{owners[key]} has the key {accountfacts.fingerprint(key)} already. Every account has "
                                 "keys of its own, since the key says who is pushing")
        if bare.count(key) > 1:
            raise AccountProblem(problem=f"the key {accountfacts.fingerprint(key)} is given twice")


def _require_same(before: str, after: str, name: str | None) -> None:
    """A file may be written in ways that an edit does not foresee: whatever it did to others is refused."""
    kept = []
    for text in (before, after):
        data: dict[str, Any] = tomllib.loads(text)
        data.get("accounts", {}).pop(name, None)
        kept.append({"accounts": data.get("accounts", {}), "format": data.get("format")})
    if kept[0] != kept[1]:
        raise AccountProblem(problem=f"{ACCOUNTS} is written in a way that cannot be changed without touching other accounts. "
                             "Edit it by hand, then say b2server-accounts refresh")


def _validate(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".check")
    try:
        with open(handle, "w", encoding="utf-8", newline="") as fresh:
            fresh.write(text)
        gitserver.refuse_ambiguous(accounts.read(Path(name)))
    except errors.BadServerFile as error:
        raise AccountProblem(problem=f"{file} would not be in order: {error.facts['mistakes'].strip()}") from error
    finally:
        os.unlink(name)


def _account(document: TOMLDocument, name: str) -> Table:
    known = document.get("accounts", {})
    if name not in known:
        raise AccountProblem(problem=f"there is no account {name}. {errors.near(name, known)} Say: b2server-accounts add {name}")
    return known[name]


def _list(where: Table, key: str) -> Array:
    if key not in where:
        where[key] = []
    return where[key]


def _take(values: Array, matches: Callable[[str], bool], otherwise: str) -> None:
    places = [number for number, one in enumerate(values) if matches(one)]
    if not places:
        raise AccountProblem(problem=otherwise)
    for number in reversed(places):
        del values[number]


def _shown(key: str) -> str:
    try:
        return " ".join((accountfacts.fingerprint(key), *key.split(None, 2)[2:]))
    except AccountProblem:
        return key
