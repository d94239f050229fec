# SPDX-License-Identifier: LGPL-3.0-or-later
"""Versions of releases, externals and packages: typed, ordered by number, never sorted as text."""
from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from b2tools import errors

PARTS = ("major", "minor", "patch")
NUMBERS = r"(\d{2,})-(\d{2,})-(\d{2,})"


def _padded(*numbers: int) -> str:
    return "-".join(f"{number:02d}" for number in numbers)


def _raised(version, part: str):
    if part not in PARTS:
        raise errors.BadVersion(text=part, kind="a part of a version", wanted="major, minor or patch")
    place = PARTS.index(part)
    below = dict.fromkeys(PARTS[place + 1:], 0)
    return replace(version, **{part: getattr(version, part) + 1}, **below)


class _Text:
    """What all versions share: reading from text and writing the same text."""

    kind: ClassVar[str]
    wanted: ClassVar[str]
    pattern: ClassVar[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The version written as `text`; raises `BadVersion`."""
        match = re.fullmatch(cls.pattern, text, re.ASCII)
        found = cls._from(match.groups()) if match else None
        if found is None or str(found) != text:
            raise errors.BadVersion(text=text, kind=cls.kind, wanted=cls.wanted)
        return found

    @classmethod
    def matches(cls, text: str) -> bool:
        """Whether `text` is such a version."""
        try:
            cls.parse(text)
        except errors.BadVersion:
            return False
        return True

    @classmethod
    def _from(cls, groups: tuple[str, ...]) -> Self | None:
        return cls(*(int(group) for group in groups))


@dataclass(frozen=True, order=True)
class ReleaseVersion(_Text):
    """A full release, `release-01-00-00`."""

    kind = "a release"
    wanted = "release-AA-BB-CC, like release-01-00-00"
    pattern = "release-" + NUMBERS

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return "release-" + _padded(self.major, self.minor, self.patch)

    def bump(self, part: str) -> ReleaseVersion:
        """The next version: `part` (major, minor, patch) raised by one, what comes after it zero."""
        return _raised(self, part)


@dataclass(frozen=True, order=True)
class PrereleaseVersion(_Text):
    """A candidate of a release, `prerelease-01-00-00a`."""

    kind = "a prerelease"
    wanted = "prerelease-AA-BB-CCx, like prerelease-01-00-00a"
    pattern = "prerelease-" + NUMBERS + "([a-z])"

    major: int
    minor: int
    patch: int
    letter: str

    def __str__(self) -> str:
        return "prerelease-" + _padded(self.major, self.minor, self.patch) + self.letter

    @classmethod
    def _from(cls, groups: tuple[str, ...]) -> PrereleaseVersion:
        return cls(*(int(group) for group in groups[:3]), groups[3])


@dataclass(frozen=True, order=True)
class LightVersion(_Text):
    """A release of the analysis packages, `light-2611-name`: ordered by year and month, then by name."""

    kind = "a light release"
    wanted = "light-YYMM-NAME, like light-2611-tauon"
    pattern = r"light-(\d\d)(\d\d)-([a-z][a-z0-9_]*)"

    year: int
    month: int
    name: str

    def __str__(self) -> str:
        return f"light-{self.year:02d}{self.month:02d}-{self.name}"

    @classmethod
    def _from(cls, groups: tuple[str, ...]) -> LightVersion | None:
        return cls(int(groups[0]), int(groups[1]), groups[2]) if 1 <= int(groups[1]) <= 12 else None


@dataclass(frozen=True, order=True)
class BuildVersion(_Text):
    """A monthly build, `build-2026-11-21`."""

    kind = "a monthly build"
    wanted = "build-YYYY-MM-DD, like build-2026-11-21"
    pattern = r"build-(\d{4})-(\d\d)-(\d\d)"

    day: datetime.date

    def __str__(self) -> str:
        return f"build-{self.day.isoformat()}"

    @classmethod
    def _from(cls, groups: tuple[str, ...]) -> BuildVersion | None:
        try:
            return cls(datetime.date(*(int(group) for group in groups)))
        except ValueError:
            return None


@dataclass(frozen=True, order=True)
class ExternalsVersion(_Text):
    """A version of the externals, or of a package without its name: `v01-00-00`."""

    kind = "a version"
    wanted = "vAA-BB-CC, like v01-00-00"
    pattern = "v" + NUMBERS

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return "v" + _padded(self.major, self.minor, self.patch)

    def bump(self, part: str) -> ExternalsVersion:
        """The next version: `part` (major, minor, patch) raised by one, what comes after it zero."""
        return _raised(self, part)


@dataclass(frozen=True, order=True)
class PackageTag(_Text):
    """The tag of a package, `framework-v01-02-03`; the package's name may hold `-v` itself."""

    kind = "a package tag"
    wanted = "PACKAGE-vAA-BB-CC, like framework-v01-00-00"
    pattern = r"([A-Za-z0-9_][A-Za-z0-9_.+-]*)-(v\d{2,}-\d{2,}-\d{2,})"

    package: str
    version: ExternalsVersion

    def __str__(self) -> str:
        return f"{self.package}-{self.version}"

    def bump(self, part: str) -> PackageTag:
        """The package's next tag: `part` (major, minor, patch) raised by one, what comes after it zero."""
        return replace(self, version=self.version.bump(part))

    @classmethod
    def _from(cls, groups: tuple[str, ...]) -> PackageTag | None:
        return cls(groups[0], ExternalsVersion.parse(groups[1])) if ExternalsVersion.matches(groups[1]) else None


@dataclass(frozen=True, order=True)
class ToolsVersion(_Text):
    """A version of these tools: `1.0.0`."""

    kind = "a version of the tools"
    wanted = "A.B.C, like 1.0.0"
    pattern = r"(\d+)\.(\d+)\.(\d+)"

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


Version = ReleaseVersion | PrereleaseVersion | LightVersion | BuildVersion | ExternalsVersion | PackageTag | ToolsVersion
KINDS = (ReleaseVersion, PrereleaseVersion, LightVersion, BuildVersion, ExternalsVersion, PackageTag, ToolsVersion)


def parse(text: str) -> Version:
    """The version written as `text`, whichever kind it is; raises `BadVersion`."""
    for kind in KINDS:
        if kind.matches(text):
            return kind.parse(text)
    raise errors.BadVersion(text=text, kind="a version", wanted="one of " + "; ".join(kind.wanted for kind in KINDS))


def newest(names: object, kind: type[_Text]) -> Version | None:
    """The highest version of one kind among names of any kind, None if there is none."""
    return max((kind.parse(name) for name in names if kind.matches(name)), default=None)
