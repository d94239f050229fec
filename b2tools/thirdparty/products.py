# SPDX-License-Identifier: LGPL-3.0-or-later
"""One package of the externals made into a folder of its own, keyed by its inputs, so that a finished one is never made again."""
from __future__ import annotations

import hashlib
import json
import platform
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from b2tools import errors, files, process
from b2tools.places.installations import Means
from b2tools.thirdparty import builders, confinement, prefixes
from b2tools.thirdparty.manifests import Package, Variant

BOOT = Path("/proc/sys/kernel/random/boot_id")
NOT_COMPILED = r"/(tests?|tutorials)/"
ROOMS = ".rooms"
WORDS = ("purpose", "licence", "check", "time_limit", "optional")
# rises when the same inputs give other products
RECIPE = 2


@dataclass(frozen=True)
class Workshop:
    """Where products are made, for which Python series, with which patches and compilers.

    In a lasting one products are written durably and stay valid over a restart of the machine.
    """

    folder: Path
    series: str
    patches: Path
    means: Means
    lasting: bool = False
    manifest: Path = Path()
    toolchain: str = field(default_factory=lambda: toolchain())

    def product(self, variant: Variant, keys: Mapping[Variant, str]) -> Path:
        """Folder of a finished product; `keys` are those of the variants made before."""
        return self.folder / f"{variant.label}-{self.key(variant, keys)[:20]}"

    def key(self, variant: Variant, keys: Mapping[Variant, str]) -> str:
        """Hash of everything that a product depends on.

        The boot is part of it where nothing lasts: after a power cut nobody knows what of an unfinished installation reached
        the disk.
        """
        package = variant.package
        inputs = asdict(package) | dict.fromkeys(WORDS, "") | {"series": self.series, "option": variant.option, "recipe": RECIPE}
        inputs["files"] = [file.sha256 for file in package.files]
        inputs["boot"] = BOOT.read_text() if BOOT.is_file() and not self.lasting else ""
        inputs["patch_hashes"] = [files.sha256(self.patches / name) for name in package.patches]
        inputs["required"] = [keys[one] for one in sorted(keys, key=lambda one: one.label) if one.package.name in package.requires]
        if package.kind in ("source", "python"):
            inputs["toolchain"] = self.toolchain
        return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()

    def make(self, variant: Variant, fetched: Mapping[str, Path], product: Path, required: Mapping[Variant, Path]) -> Path:
        """Make a product unless it is there already; a failed one leaves nothing but its log.

        `required` are the products of all that it needs, directly or not.
        """
        if product.is_dir():
            return product
        rooms = self.folder / ROOMS
        with files.explained(self.folder):
            rooms.mkdir(parents=True, exist_ok=True)
            # never a name that was used before: a killed install's compiler may live on for a while and write into its folder
            room = Path(tempfile.mkdtemp(dir=rooms, prefix=f"{variant.label[:40]}-"))
        try:
            room.chmod(0o755)
            with files.explained(room):
                prefix = self._build(variant, fetched, room, required)
                self._links(variant.package, prefix)
                self._compile(prefix)
            if self.lasting:
                process.run(["sync", "-f", prefix], purpose="writing files durably")
            prefix.rename(product)
        finally:
            files.remove(room)
        return product

    def _build(self, variant: Variant, fetched: Mapping[str, Path], room: Path, required: Mapping[Variant, Path]) -> Path:
        runs = bool(variant.package.build or variant.package.kind == "python")
        confined = runs and confinement.possible(str(prefixes.interpreter()))
        watched = [] if confined or not runs else [*self._finished(), self.patches, self.means.cache]
        cell = confinement.Cell(room, str(prefixes.interpreter()), confined, watched, closed=(builders.VIEW, builders.PATCHES))
        made = builders.Room(cell, variant, self.series, self.means.jobs, self.folder / f"{variant.label}.log")
        # a wheel that runs nothing needs no view, which for a large one is thousands of links
        made.prepare(required if runs else {}, self.patches, self.manifest)
        return made.make(fetched)

    def _finished(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.is_dir() and path.name != ROOMS]

    def _compile(self, prefix: Path) -> None:
        """Compile its Python; by hash, not by time, because an archive of it has one time for all files."""
        if (prefix / "lib" / f"python{self.series}").is_dir():
            process.run([self.means.python, "-I", "-m", "compileall", "-qq", "--invalidation-mode", "unchecked-hash", "-s", prefix,
                         "-x", NOT_COMPILED, prefix], check=False)

    def _links(self, package: Package, prefix: Path) -> None:
        """Make the links that the manifest lists, both ends relative to the prefix."""
        for place, target in package.links.items():
            path = prefix / place
            if not (prefix / target).exists():
                raise errors.BadArchive(archive=package.name, reason=f"it lacks {target}, to which {place} shall link")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.symlink_to("../" * (len(Path(place).parts) - 1) + target)

    def tidy(self, keep: set[Path]) -> None:
        """Remove products of other inputs and unfinished ones."""
        for path in self.folder.glob("*"):
            if path.is_dir() and path not in keep:
                files.vanish(path)


def toolchain() -> str:
    """The system's compilers, linker and C library, by their own words, as far as they are there."""
    said = [platform.machine(), " ".join(platform.libc_ver())]
    for program in ("gcc", "g++", "ld"):
        try:
            said.append(process.run([program, "--version"], env={"PATH": builders.PATH, "LC_ALL": "C"}).text.partition("\n")[0])
        except errors.ProgramMissing:
            said.append(f"no {program}")
    return "; ".join(said)
