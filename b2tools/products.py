# SPDX-License-Identifier: LGPL-3.0-or-later
"""One package of the externals made into a folder of its own, keyed by its inputs, so that a finished one is never made again."""
from __future__ import annotations

import hashlib
import json
import shlex
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from b2tools import archives, errors, files, process, wheels
from b2tools.installations import Means
from b2tools.manifests import Package

BOOT = Path("/proc/sys/kernel/random/boot_id")
NOT_COMPILED = r"/(tests?|tutorials)/"


@dataclass(frozen=True)
class Workshop:
    """Where products are made, for which Python series, with which patches."""

    folder: Path
    series: str
    patches: Path
    means: Means

    def product(self, package: Package, keys: Mapping[str, str]) -> Path:
        """Folder of a finished product; `keys` are those of the packages made before."""
        return self.folder / f"{package.name}-{self.key(package, keys)[:20]}"

    def key(self, package: Package, keys: Mapping[str, str]) -> str:
        """Hash of everything that a product depends on.

        The boot is part of it: after a power cut nobody knows what of an unfinished installation reached the disk.
        """
        inputs = asdict(package) | {"purpose": "", "licence": "", "check": "", "series": self.series}
        inputs["boot"] = BOOT.read_text() if BOOT.is_file() else ""
        inputs["patch_hashes"] = [files.sha256(self.patches / name) for name in package.patches]
        inputs["required"] = [keys[name] for name in package.requires]
        return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()

    def make(self, package: Package, fetched: Mapping[str, Path], product: Path) -> Path:
        """Make a product unless it is there already; a failed one leaves nothing but its log."""
        if product.is_dir():
            return product
        with files.explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            # never a name that was used before: a killed install's compiler may live on for a while and write into its folder
            part = Path(tempfile.mkdtemp(dir=self.folder, prefix=f"{package.name}.part-"))
        try:
            part.chmod(0o755)
            with files.explained(part):
                if package.kind == "wheel":
                    self._wheel(package, fetched, part)
                elif package.kind == "source":
                    self._source(package, fetched, part)
                self._links(package, part)
            part.rename(product)
        except BaseException:
            files.remove(part)
            raise
        return product

    def _wheel(self, package: Package, fetched: Mapping[str, Path], prefix: Path) -> None:
        for file in package.files:
            wheels.install(fetched[file.sha256], file.name, prefix, self.series)
        self._build(package, prefix, prefix)
        process.run([self.means.python, "-I", "-m", "compileall", "-qq", "-s", prefix, "-x", NOT_COMPILED, prefix], check=False)

    def _source(self, package: Package, fetched: Mapping[str, Path], prefix: Path) -> None:
        source = prefix.with_name(prefix.name + ".source")
        try:
            for file in package.files:
                archives.unpack(fetched[file.sha256], source, name=file.name)
            for name in (one for one in package.patches if one.endswith(".patch")):
                process.run(["patch", "-p1", "-i", self.patches / name], cwd=source, purpose=f"patching {package.name}")
            self._build(package, source, prefix)
        finally:
            files.remove(source)

    def _build(self, package: Package, source: Path, prefix: Path) -> None:
        """Run the build commands in `source`; for a wheel, which is built already, they mend what was unpacked."""
        words = {"prefix": shlex.quote(str(prefix)), "source": shlex.quote(str(source)), "jobs": str(self.means.jobs),
                 "patches": shlex.quote(str(self.patches)), "python": shlex.quote(self.means.python)}
        environment = self.means.clean() | {"SOURCE_DATE_EPOCH": "315532800"}
        if not package.build:
            return
        log = self.folder / f"{package.name}.log"
        with open(log, "w", encoding="utf-8") as record:
            for template in package.build:
                command = template.format_map(words)
                record.write(f"$ {command}\n")
                result = process.run(["sh", "-c", command], cwd=source, env=environment, check=False,
                                     on_line=lambda line: record.write(line + "\n"))
                if result.returncode:
                    output = result.text.strip().splitlines()[-20:]
                    raise errors.BuildFailed(name=package.name, command=command, returncode=result.returncode, log=log,
                                             output="\n".join(output))

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
                shutil.rmtree(path, ignore_errors=True)
