# SPDX-License-Identifier: LGPL-3.0-or-later
"""Compiled set-ups: the static files that shells source, and the exact undo of a set-up."""
from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files
from b2tools.environments import environment, shells
from b2tools.environments.actions import Environment, Prepend, Set, joined
from b2tools.places import receipts, roots
from b2tools.sites import Site

FOLDER = "setup"
MARKS = (".release", ".externals", ".analysis")


@dataclass(frozen=True)
class Options:
    """Build options of a release and of its externals."""

    release: str = "opt"
    externals: str = "opt"


def compile(site: Site, release_folder: Path, name: str | None = None) -> None:
    """Write the static set-up files of a release that is being installed in `release_folder`, under another `name` if given."""
    release = name or release_folder.name
    env = environment.compose(site, release=release, release_folder=release_folder)
    write(env, release, {shell: release_folder / FOLDER / shell for shell in shells.STATIC})


def write(env: Environment, title: str, places: Mapping[str, Path]) -> None:
    """Write one static file for each shell table named."""
    for name, place in places.items():
        files.write(place, shells.static(env, shells.load(name), title))


def compile_cached(site: Site, folder: Path, base: Path, options: Options, local: Path | None = None) -> None:
    """Write the static files of anything without its own (working copy, analysis, externals, other options) as `base.SHELL`,
    and tell the site who uses it."""
    places = {name: base.with_name(f"{base.name}.{name}") for name in shells.STATIC}
    write(of_folder(site, folder, options, local), str(folder), places)
    link_build(site, folder)
    roots.register(site.home, folder.absolute())


def link_build(site: Site, folder: Path) -> bool:
    """Let the `SConstruct` of an analysis lead to that of its release, wherever the site lies now; False where that cannot be.

    A file of that name stays; so does everything in a folder that the user cannot write.
    """
    place, release = folder / "SConstruct", central(_words(folder / ".analysis"))
    if release is None or "/" in release or receipts.read(site.releases / release) is None:
        return False
    target = site.releases / release / "site_scons/SConstruct"
    if place.is_symlink() and os.readlink(place) == str(target):
        return True
    if os.path.lexists(place) and not place.is_symlink():
        return False
    try:
        files.link(target, place)
    except errors.NotWritable:
        return False
    return True


def of_folder(site: Site, folder: Path, options: Options = Options(), local: Path | None = None) -> Environment:
    """The environment of a release, externals, working copy or analysis by its folder; raises `NotAWorkingCopy`.

    `local` is a local release between an analysis and its central release; it counts only if it sits on the same one.
    """
    receipt = receipts.read(folder)
    if receipt and receipt.kind == "externals":
        return environment.compose(site, externals=receipt.name, externals_option=options.externals)
    if receipt and receipt.kind == "release":
        return environment.compose(site, release=receipt.name, option=options.release, externals_option=options.externals)
    if not any((folder / mark).is_file() for mark in MARKS):
        raise errors.NotAWorkingCopy(folder=folder)
    kept = _words(folder / ".option")
    release = options.release if options.release != "opt" else (kept + ["opt"])[0]
    externals = options.externals if options.externals != "opt" else (kept + ["opt", "opt"])[1]
    if (folder / ".analysis").is_file():
        words = _words(folder / ".analysis") or _words(folder / ".release")
        between = local if local and central(_words(local / ".release")) == central(words) else None
        return environment.compose(site, release=central(words), local=between, analysis=folder, option=release,
                                   externals_option=externals)
    below = central(_words(folder / ".release"))
    return environment.compose(site, release=below, local=folder, option=release, externals_option=externals)


def named(site: Site, name: str | None, options: Options = Options()) -> Environment:
    """The environment of a central release by name, a working copy by its folder, or the tools alone; raises `NotInstalled`."""
    if name is None:
        return environment.of_tools(site)
    folder = site.releases / name if "/" not in name else Path(name).absolute()
    if "/" not in name and receipts.read(folder) is None:
        raise environment.not_installed("release", name, site.releases)
    return of_folder(site, folder, options)


def complete(site: Site, env: Environment) -> Environment:
    """What the tools set up and an environment on top, in one: as the shells do one after the other."""
    own = environment.of_site(site)
    sets = {action.name: action for action in (*own.actions, *env.actions) if isinstance(action, Set)}
    lists: dict[str, Prepend] = {}
    for action in (*own.actions, *env.actions):
        if isinstance(action, Prepend):
            before = lists[action.name].entries if action.name in lists else ()
            lists[action.name] = Prepend(action.name, action.entries + before)
    return Environment((*sets.values(), *lists.values()))


def central(words: list[str]) -> str | None:
    """The central release that a `.release` file names; None for `head`."""
    return words[0] if words and words[0] != "head" else None


def undone(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment as it was before the set-up that it tells about."""
    result = dict(environ)
    for name in _state(environ, "B2SETS"):
        if f"B2N{name}" in environ and environ.get(name) == environ[f"B2N{name}"]:
            _restore(result, name, environ.get(f"B2O{name}"))
    for name in _state(environ, "B2LISTS"):
        if f"B2N{name}" in environ:
            own, old, now = environ[f"B2N{name}"], environ.get(f"B2O{name}"), environ.get(name, "")
            _restore(result, name, old if now == joined(name, own, old or "") else _without(now, own, old))
    for name in [key for key in result if key.startswith(("B2N", "B2O")) or key in ("B2SETS", "B2LISTS", "B2HIDDEN")]:
        del result[name]
    return result


def _state(environ: Mapping[str, str], name: str) -> list[str]:
    return [word for word in dict.fromkeys(environ.get(name, "").split()) if re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", word)]


def _restore(result: dict[str, str], name: str, value: str | None) -> None:
    if value is None:
        result.pop(name, None)
    else:
        result[name] = value


def _without(now: str, own: str, old: str | None) -> str | None:
    entries = now.split(":")
    for entry in own.split(":"):
        if entry in entries:
            entries.remove(entry)
    return ":".join(entries) if entries or old is not None else None


def _words(file: Path) -> list[str]:
    return file.read_text("utf-8").split() if file.is_file() else []
