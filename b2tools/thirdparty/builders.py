# SPDX-License-Identifier: LGPL-3.0-or-later
"""Build one package for one option in a room of its own: source, prefix, a view of what it requires, an empty HOME.

A build sees a clean environment, the required products merged as they will be in the externals, the system's compilers, no network.
Everything that could make two builds of the same inputs differ (paths, times, locale, umask, order) is fixed or mapped away.
"""
from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, process, resources
from b2tools.relocating import relocation
from b2tools.thirdparty import confinement, prefixes
from b2tools.thirdparty.manifests import Variant
from b2tools.unpacking import archives, wheels

PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
EPOCH = "315532800"
FLAGS = {"common": "-O2 -DNDEBUG -fPIC", "opt": "-O2 -DNDEBUG -fPIC", "debug": "-Og -g -UNDEBUG -fPIC"}
SOURCE, VIEW, HOME, TEMPORARY, PATCHES, WHEELS = "source", "externals", "home", "tmp", "patches", "wheels"
LAST_LINES = 20


@dataclass(frozen=True)
class Room:
    """The room of one build: its folder, what is built, for which Python series, how many processes, what it requires, its log."""

    cell: confinement.Cell
    variant: Variant
    series: str
    jobs: int
    log: Path

    @property
    def _folder(self) -> Path:
        return self.cell.room

    @property
    def prefix(self) -> Path:
        """Where the product is made; its path, as the build sees it, is padded."""
        return self._folder / self._seen_prefix().name

    def _seen_prefix(self) -> Path:
        return relocation.padded(self.cell.place)

    def prepare(self, products: Mapping[Variant, Path], patches: Path, manifest: Path) -> None:
        """Make the folders, the view of the required products, and copies of the patches."""
        for name in (SOURCE, HOME, TEMPORARY, PATCHES, WHEELS, *(f"{VIEW}/{option}" for option in prefixes.OPTIONS)):
            (self._folder / name).mkdir(parents=True)
        self.prefix.mkdir()
        for name in self.variant.package.patches:
            shutil.copyfile(patches / name, self._folder / PATCHES / name)
        shutil.copyfile(resources.folder("templates") / "build" / "wheel.py", self._folder / PATCHES / ".wheel.py")
        owners: dict[str, dict[Path, str]] = {option: {} for option in prefixes.OPTIONS}
        for variant, product in products.items():
            prefixes.merge(product, self._folder / VIEW / variant.option, variant.label, owners[variant.option], manifest)
        common = self._folder / VIEW / "common"
        interpreter = prefixes.interpreter()
        prefixes.link_interpreter(common, self.series, interpreter)
        # the marker of a virtual environment: the interpreter sees these packages and none of the machine's
        files.write(common / "pyvenv.cfg", f"home = {interpreter.parent}\ninclude-system-site-packages = false\n")

    def make(self, fetched: Mapping[str, Path]) -> Path:
        """Unpack, patch, build; the prefix, which can be moved.

        Raises `BuildFailed`, `BuildHangs`, `WroteOutside`, `PrefixLeft`."""
        package = self.variant.package
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_text("")
        if package.kind == "wheel":
            for file in package.files:
                wheels.install(fetched[file.sha256], file.name, self.prefix, self.series)
            self._commands(package.build, self.prefix.name)
            return self.prefix
        for file in package.files:
            archives.unpack(fetched[file.sha256], self._folder / SOURCE, name=file.name)
        folder = f"{SOURCE}/{package.folder or self._only_folder()}".rstrip("/")
        if not (self._folder / folder).is_dir():
            raise errors.BadArchive(archive=package.name, reason=f"it lacks the folder {package.folder}")
        self._patch(folder)
        self._commands(package.build, folder)
        if package.kind == "python":
            self._wheel(folder)
        self._relocate()
        return self.prefix

    def _only_folder(self) -> str:
        """For a Python package the one folder that every source archive holds."""
        found = sorted(path.name for path in (self._folder / SOURCE).iterdir())
        return found[0] if self.variant.package.kind == "python" and len(found) == 1 else ""

    def _patch(self, folder: str) -> None:
        for name in (one for one in self.variant.package.patches if one.endswith(".patch")):
            self._run(f"patch -p1 --batch --no-backup-if-mismatch -i {self.cell.place / PATCHES / name}", folder)

    def _commands(self, commands: Sequence[str], folder: str) -> None:
        words = {"prefix": str(self._seen_prefix()), "source": str(self.cell.place / folder), "jobs": str(self.jobs),
                 "patches": str(self.cell.place / PATCHES), "python": str(self.cell.place / VIEW / "common" / "bin" / "python3"),
                 "externals": str(self.cell.place / VIEW), "option": self.variant.option}
        quoted = {key: shlex.quote(value) for key, value in words.items()} | {"flags": self._flags()}
        for template in commands:
            self._run(template.format_map(quoted), folder)

    def _wheel(self, folder: str) -> None:
        seen = self.cell.place
        target = shlex.quote(str(seen / WHEELS))
        self._run(f"python3 {shlex.quote(str(seen / PATCHES / '.wheel.py'))} {target}", folder)
        built = sorted((self._folder / WHEELS).glob("*.whl"))
        if len(built) != 1:
            raise errors.BadArchive(archive=self.variant.package.name, reason=f"its build made {len(built)} wheels instead of one")
        wheels.install(built[0], built[0].name, self.prefix, self.series)

    def _flags(self) -> str:
        place = self.cell.place
        return " ".join([FLAGS[self.variant.option], f"-ffile-prefix-map={place}=/externals-build",
                         f"-ffile-prefix-map={place / SOURCE}=."])

    def environment(self) -> dict[str, str]:
        """All that a build command finds in its environment."""
        place, option = self.cell.place, self.variant.option
        seen = [place / VIEW / one for one in dict.fromkeys((option, "common"))]

        def paths(*below: str) -> str:
            return ":".join(f"{one}/{part}" for one in seen for part in below)
        return {"PATH": f"{paths('bin')}:{PATH}", "HOME": str(place / HOME), "TMPDIR": str(place / TEMPORARY), "SHELL": "/bin/sh",
                "USER": "builder", "LOGNAME": "builder", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC",
                "SOURCE_DATE_EPOCH": EPOCH, "CMAKE_PREFIX_PATH": ":".join(map(str, seen)),
                "PKG_CONFIG_PATH": paths("lib/pkgconfig", "lib64/pkgconfig", "share/pkgconfig"),
                "CPATH": paths("include"), "LIBRARY_PATH": paths("lib", "lib64"), "LD_LIBRARY_PATH": paths("lib", "lib64"),
                "CFLAGS": self._flags(), "CXXFLAGS": self._flags(), "FFLAGS": self._flags(), "PYTHONHASHSEED": "0",
                "PYTHONDONTWRITEBYTECODE": "1", "PYTHONNOUSERSITE": "1", "CMAKE_BUILD_PARALLEL_LEVEL": str(self.jobs)}

    def _run(self, command: str, folder: str) -> None:
        """Run one command of a build, its output in the log."""
        package = self.variant
        with open(self.log, "a", encoding="utf-8") as record:
            record.write(f"$ {command}\n")

            def note(line: str) -> None:
                record.write(line + "\n")
                record.flush()
            try:
                result, stray = self.cell.run(["sh", "-c", f"umask 022; {command}"], folder, self.environment(),
                                              package.package.time_limit, note)
            except errors.TimedOut:
                record.flush()
                raise errors.BuildHangs(name=package.label, command=command, seconds=package.package.time_limit, log=self.log,
                                        output=self._end()) from None
            record.flush()
            if result.returncode:
                raise errors.BuildFailed(name=package.label, command=command, returncode=result.returncode, log=self.log,
                                         output=self._end(stray))
            if stray:
                raise errors.WroteOutside(name=package.label, paths=_some(stray), log=self.log)

    def _end(self, stray: Sequence[str] = ()) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        return "\n".join(lines + ([f"It also wrote outside its prefix: {_some(stray)}"] if stray else []))

    def _relocate(self) -> None:
        """Let the product work wherever it lies, beside what it requires."""
        own = self.variant.option
        others = {}
        for option in prefixes.OPTIONS:
            for base in (self.cell.place, self._folder):
                others[base / VIEW / option] = "." if option == own else f"../{option}"
        relocation.relocate(self.prefix, self._seen_prefix(), others, allowed=self.variant.package.allowed)
        left = relocation.leftovers(self.prefix, [self._folder, self.cell.place], self.variant.package.allowed)
        if left:
            raise errors.PrefixLeft(tree=self.variant.label, places="\n".join(f"  {line}" for line in left[:LAST_LINES]))


def _some(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - 10} more" if len(paths) > 10 else ""
    return ", ".join(paths[:10]) + more


def programs_missing(name: str, programs: Sequence[str]) -> None:
    """Raise `ProgramMissing` for the first program that a build finds nowhere on its PATH."""
    for program in programs:
        process.which(program, f"building {name}", "Install it (b2install-prepare externals tells how) and try again.", path=PATH)
