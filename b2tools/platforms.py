# SPDX-License-Identifier: LGPL-3.0-or-later
"""Platforms: which operating system this is, by its os-release(5) file, as `debian 12`, `ubuntu 2404`, `el 9`."""
from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from b2tools import errors, resources

FILES = (Path("/etc/os-release"), Path("/usr/lib/os-release"), Path("/etc/redhat-release"))
TAG = re.compile(r"[a-z0-9][a-z0-9._]*(-[a-z0-9._]+)*")
_LINE = re.compile(r"[ \t]*([A-Za-z_][A-Za-z0-9_]*)=(.*)")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SINGLE = re.compile(r"'([^']*)'")
_BARE = re.compile(r"((?:[^\s\\\"']|\\.)*)")


@dataclass(frozen=True)
class System:
    """An operating system: its family's name and the version in the family, which may be empty (rolling)."""

    name: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


def tag(system: System) -> str:
    """The platform tag of a system: `debian-12`, `ubuntu-2404`, `el-9`."""
    return str(system).replace(" ", "-")


def identify(os_release: str) -> System:
    """The system that an os-release(5) file tells of; raises `UnknownPlatform` if it has no name in it.

    A derivative (ID_LIKE) counts as the system whose code name or platform it states, else as a system of its own.
    """
    fields = _fields(os_release)
    name = _name(fields.get("ID", ""))
    if not name:
        raise errors.UnknownPlatform(reason="its os-release file holds no ID")
    like = [name, *fields.get("ID_LIKE", "").lower().split()]
    version = fields.get("VERSION_ID", "")
    table = _table()
    platform = re.fullmatch(r"platform:el(\d+)", fields.get("PLATFORM_ID", ""))
    if platform:
        return System("el", platform[1])
    if name in table["el"]["ids"] or {"rhel", "centos"} & set(like) and _major(version) in table["el"]["versions"]:
        return System("el", _major(version))
    if name == "ubuntu" and re.fullmatch(r"\d+\.\d+", version):
        return System("ubuntu", version.replace(".", ""))
    if name == "debian" and _major(version):
        return System("debian", _major(version))
    for family in ("ubuntu", "debian"):
        known = table["codenames"][family]
        found = next((known[word] for word in _codenames(fields, family) if word in known), None) if family in like else None
        if found:
            return System(family, found)
    return System(name, "sid" if name == "debian" else _major(version))


def identify_redhat(text: str) -> System:
    """The system that a redhat-release file of version 6 and older tells of; raises `UnknownPlatform`."""
    found = re.search(r"\brelease (\d+)", text)
    if not found:
        raise errors.UnknownPlatform(reason=f"/etc/redhat-release says {text.strip()[:60]!r}")
    return System("fedora" if text.startswith("Fedora") else "el", found[1])


def read(candidates: Iterable[Path] = FILES) -> System:
    """The system that the first of the files that exists tells of; raises `UnknownPlatform`."""
    candidates = tuple(candidates)
    for path in candidates:
        try:
            text = path.read_bytes().decode("utf-8", "replace")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise errors.UnknownPlatform(reason=f"{path} cannot be read ({error.strerror})") from None
        return identify_redhat(text) if path.name == "redhat-release" else identify(text)
    raise errors.UnknownPlatform(reason=f"there is no {' or '.join(map(str, candidates))}")


@functools.cache
def here() -> str:
    """The platform tag of this machine, read once; raises `UnknownPlatform`."""
    return tag(read())


def checked(text: str) -> str:
    """A platform tag that a user named; raises `UnknownPlatform` for what cannot be one (nor a folder)."""
    if not TAG.fullmatch(text):
        raise errors.UnknownPlatform(reason=f"{text!r} is no platform")
    return text


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.folder("templates") / "platforms" / "names.toml").read_text("utf-8"))


def _fields(text: str) -> dict[str, str]:
    """Assignments of an os-release file as a shell takes them; what is none is left out, the last one of a name counts."""
    found = {}
    for line in text.removeprefix("\ufeff").splitlines():
        assignment = _LINE.match(line)
        if assignment:
            value = assignment[2]
            for form, escaped in ((_DOUBLE, r"""\\([$"\\`])"""), (_SINGLE, "()(?!)"), (_BARE, r"\\(.)")):
                if quoted := form.match(value):
                    found[assignment[1]] = re.sub(escaped, r"\1", quoted[1])
                    break
    return found


def _codenames(fields: Mapping[str, str], family: str) -> list[str]:
    """Words that may be the code name of the family's version; testing and sid say `trixie/sid`."""
    texts = [fields.get(f"{family.upper()}_CODENAME", ""), fields.get("VERSION_CODENAME", ""), fields.get("VERSION", ""),
             fields.get("PRETTY_NAME", "") if fields.get("ID", "").lower() == family else ""]
    return [word for text in texts for word in re.findall(r"[a-z]+", text.lower())]


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]", "", text.lower()).strip("-.")


def _major(version: str) -> str:
    found = re.match(r"\d+", version)
    return found[0] if found else ""
