# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which variables a release, externals, working copy or analysis sets."""
from __future__ import annotations

import os
import re
import string
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from b2tools import errors
from b2tools.environments.actions import Anchor, Environment, Prepend, Set, Value
from b2tools.places import receipts
from b2tools.sites import Site

TABLE = ".environment.toml"
# A shell evaluates the name of a variable, so a table of somebody else's folder must not bring anything else.
VARIABLE = re.compile(r"(?!B2N|B2O|B2SETS|B2LISTS|B2HIDDEN|_b2_)[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def compose(site: Site, release: str | None = None, externals: str | None = None, local: Path | None = None,
            analysis: Path | None = None, option: str = "opt", externals_option: str = "opt",
            release_folder: Path | None = None) -> Environment:
    """The environment of a central release, of externals, of a working copy or analysis, alone or on top of a release.

    `release_folder` is where the release lies while it is being installed; values name its final place.
    Raises `NotInstalled`, `BadEnvironment`, `BadPath`.
    """
    actions = _Actions(site)
    folder = release_folder or (site.releases / release if release else None)
    if folder is not None and (not folder.is_dir() or _leads_away(release)):
        raise not_installed("release", release, site.releases)
    externals = externals or _first_line([place / ".externals" for place in (local, folder) if place])
    _name_things(actions, release, local, analysis, option)
    if externals:
        _add_externals(actions, externals, externals_option)
    if release:
        _refuse_missing_option(folder, release, option)
        place = site.releases / release
        actions.table(table(folder), place, option, f"release {release}", [place / "lib" / arch() / option])
    for place in (local, analysis):
        if place:
            own = table(place) or (table(folder) if folder else {})
            actions.table(own, place, option, str(place), [place / "lib" / arch() / option])
    return actions.done()


def of_site(site: Site) -> Environment:
    """The variables of the site, whatever follows: `of_tools` or what `compose` gives.

    Only those change PATH, and once, because each change of it makes tcsh read all its folders.
    """
    actions = _Actions(site)
    actions.set("VO_BELLE2_SW_DIR", (Anchor.TOP,))
    actions.set("BELLE2_TOOLS", (Anchor.TOOLS,))
    actions.set("BELLE2_EXTERNALS_TOPDIR", (Anchor.HOME, "/externals"))
    actions.set("BELLE2_USER", (Anchor.USER,))
    actions.set("BELLE2_GIT_SERVER", _with_user(site.server))
    for name, place in (("SOFTWARE_REPOSITORY", site.software), ("EXTERNALS_REPOSITORY", site.externals_repository),
                        ("ANALYSES_PROJECT", site.analyses)):
        if place:
            actions.set(f"BELLE2_{name}", _with_user(f"{site.server}/{place}"))
    actions.set("BELLE2_DOWNLOAD", _spaced(actions, site.download_urls))
    if site.exclude_packages:
        actions.set("BELLE2_EXCLUDE_PACKAGES", (" ".join(site.exclude_packages),))
    return Environment(tuple(action for action in actions.done().actions if isinstance(action, Set)))


def of_tools(site: Site) -> Environment:
    """The list entries of the tools, where nothing else is set up."""
    return _Actions(site).done()


def table(folder: Path) -> dict[str, dict]:
    """The environment table of an installed or checked-out folder, from its receipt or its own file; empty without one.

    Raises `BadEnvironment` for anything but names of variables with texts (`set`) or lists of texts (`prepend`).
    """
    if not (folder / TABLE).is_file():
        receipt = receipts.read(folder)
        return _checked(dict(receipt.environment), folder / receipts.NAME) if receipt else {}
    try:
        found = tomllib.loads((folder / TABLE).read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise errors.BadEnvironment(what=folder / TABLE, reason=str(error)) from None
    return _checked(found.get("environment", found), folder / TABLE)


def _checked(found: object, what: Path) -> dict[str, dict]:
    for kind in ("set", "prepend"):
        entries = found.get(kind, {}) if isinstance(found, dict) else None
        if not isinstance(entries, dict):
            raise errors.BadEnvironment(what=what, reason=f"{kind} is not a table")
        for name, value in entries.items():
            texts = [value] if kind == "set" else value
            if not VARIABLE.fullmatch(name):
                raise errors.BadEnvironment(what=what, reason=f"{name!r} is no name of a variable")
            if not isinstance(texts, list) or not all(isinstance(text, str) and "\0" not in text for text in texts):
                raise errors.BadEnvironment(what=what, reason=f"{name} is not a {'text' if kind == 'set' else 'list of texts'}")
    return found


def arch() -> str:
    """Name of this platform's folders, `Linux_x86_64`."""
    system = os.uname()
    return f"{system.sysname}_{system.machine}"


def not_installed(kind: str, name: str | None, folder: Path) -> errors.NotInstalled:
    """The error for a version that is not there, with the near ones."""
    there = [place.parent.name for place in folder.glob(f"*/{receipts.NAME}")]
    return errors.NotInstalled(kind=kind, name=name, verb="is", folder=folder, near=errors.near(str(name), there),
                               command=f"b2install-{kind} {name}")


def _refuse_missing_option(folder: Path, release: str, option: str) -> None:
    built = sorted(entry.name for entry in (folder / "lib" / arch()).glob("*") if entry.is_dir())
    if built and option not in built:
        raise errors.OptionMissing(release=release, option=option, folder=folder, there=" and ".join(built), first=built[0])


def _name_things(actions: _Actions, release: str | None, local: Path | None, analysis: Path | None, option: str) -> None:
    actions.set("BELLE2_ARCH", (arch(),))
    actions.set("BELLE2_OPTION", (option,))
    actions.set("BELLE2_SUBDIR", (f"{arch()}/{option}",))
    if release or local:
        actions.set("BELLE2_RELEASE", (release or "head",))
    if release:
        actions.set("BELLE2_RELEASE_DIR", actions.path(actions.site.releases / release))
    if local:
        actions.set("BELLE2_LOCAL_DIR", actions.path(local))
    if analysis:
        actions.set("BELLE2_ANALYSIS_DIR", actions.path(analysis))


def _add_externals(actions: _Actions, version: str, option: str) -> None:
    folder = actions.site.externals / version
    if not (folder / receipts.NAME).is_file() or _leads_away(version):
        raise not_installed("externals", version, actions.site.externals)
    actions.set("BELLE2_EXTERNALS_VERSION", (version,))
    actions.set("BELLE2_EXTERNALS_DIR", actions.path(folder))
    actions.set("BELLE2_EXTERNALS_OPTION", (option,))
    actions.set("BELLE2_EXTERNALS_SUBDIR", (f"{arch()}/{option}",))
    libraries = [folder / arch() / kind / "lib" for kind in dict.fromkeys((option, "common"))]
    actions.table(table(folder), folder, option, f"externals {version}", libraries)


class _Actions:
    """Collects actions; a later `prepend` of a list comes before the earlier ones, a later `set` wins."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._sets: dict[str, Value] = {}
        self._lists: dict[str, tuple[Value, ...]] = {}
        self.prepend("PATH", [(Anchor.TOOLS, "/bin")], "the tools")

    def set(self, name: str, value: Value) -> None:
        self._sets[name] = value

    def prepend(self, name: str, entries: Iterable[Value], what: str) -> None:
        new = tuple(entries)
        for entry in new:
            if any(isinstance(part, str) and ":" in part for part in entry):
                shown = "".join(part if isinstance(part, str) else f"<{part.value}>" for part in entry)
                raise errors.BadPath(path=shown, reason=f"it holds a colon, which separates the folders of {name} ({what})",
                                     advice="Choose a folder without it.")
        self._lists[name] = new + tuple(old for old in self._lists.get(name, ()) if old not in new)

    def path(self, folder: Path) -> Value:
        """A folder, relative to the site's top where it lies below it."""
        if folder.is_relative_to(self.site.top):
            below = str(folder.relative_to(self.site.top))
            return (Anchor.TOP,) if below == "." else (Anchor.TOP, f"/{below}")
        return (str(folder),)

    def table(self, found: dict[str, dict], prefix: Path, option: str, what: str, libraries: Iterable[Path]) -> None:
        """Add an environment table, its placeholders filled for the folder `prefix`, and `libraries` where the site asks for it."""
        known = {"prefix": prefix, "common": prefix / arch() / "common", "option": prefix / arch() / option}
        for name, template in found.get("set", {}).items():
            self.set(name, self._filled(template, known, option, what))
        for name, templates in found.get("prepend", {}).items():
            self.prepend(name, [self._filled(one, known, option, what) for one in templates], what)
        if found and self.site.ld_library_path:
            self.prepend("LD_LIBRARY_PATH", [self.path(one) for one in libraries], what)

    def _filled(self, template: str, known: Mapping[str, Path], option: str, what: str) -> Value:
        parts: list[str | Anchor] = []
        try:
            pieces = list(string.Formatter().parse(template))
        except ValueError as error:
            raise errors.BadEnvironment(what=what, reason=f"{template!r}: {error}") from None
        for text, field, _, _ in pieces:
            parts.append(text)
            if field == "subdir":
                parts.append(f"{arch()}/{option}")
            elif field is not None and field not in known:
                near = errors.near(field, known)
                raise errors.BadEnvironment(what=what, reason=f"{template!r} holds the placeholder {field!r}. {near}")
            elif field is not None:
                parts.extend(self.path(known[field]))
        return tuple(part for part in parts if part != "")

    def done(self) -> Environment:
        sets = [Set(name, value) for name, value in self._sets.items()]
        return Environment((*sets, *(Prepend(name, entries) for name, entries in self._lists.items() if entries)))


def _with_user(address: str) -> Value:
    before, found, after = address.partition("{user}")
    return (before, Anchor.USER, after) if found else (address,)


def _spaced(actions: _Actions, addresses: Iterable[str]) -> Value:
    parts: list[str | Anchor] = []
    for address in addresses:
        parts += [" "] if parts else []
        parts += actions.path(Path(address)) if address.startswith("/") else [address]
    return tuple(parts)


def _leads_away(name: str | None) -> bool:
    """Whether a version, which a file in anybody's folder may have named, is the path of something else."""
    return name is not None and ("/" in name or name in (".", ".."))


def _first_line(places: Iterable[Path]) -> str | None:
    for place in places:
        if place.is_file():
            lines = place.read_text("utf-8").split("\n")
            return lines[0].strip() or None
    return None
