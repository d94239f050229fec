# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pin an externals manifest: from names to versions, files, sizes, hashes, licences and the closure of what they require.

A draft needs name, purpose and kind of each package, and its version where that matters; the rest of wheels is found out.
"""
from __future__ import annotations

import email.message
import email.parser
import json
import re
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, process
from b2tools.network import debiansources, download
from b2tools.network.hosts import Refused
from b2tools.network.sourcefiles import SourceFile

ORDER = ("name", "version", "licence", "purpose", "kind", "requires", "option", "optional", "programs", "patches", "folder",
         "build", "links", "allowed", "check", "time_limit")
LICENCES = {"MIT License": "MIT", "BSD License": "BSD-3-Clause", "Apache Software License": "Apache-2.0",
            "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
            "Python Software Foundation License": "PSF-2.0", "ISC License (ISCL)": "ISC", "Apache 2.0": "Apache-2.0"}
# installed bytes, with debug symbols, per byte of a compressed source: more than what was seen
BUILT_PER_SOURCE = 30
LARGEST = 1 << 30
HEADER = """# Externals {version}, pinned by `b2tools externals-pin externals/{version}.toml`, which keeps names, versions,
# purposes, build commands and checks, and writes files, sizes, hashes and requirements anew. docs/formats.md has the grammar.
"""


@dataclass(frozen=True)
class Wheel:
    """What a downloaded wheel says about itself."""

    path: Path
    metadata: email.message.Message
    size: int

    @property
    def name(self) -> str:
        """Its normalised name."""
        return normal(self.metadata["Name"])

    @property
    def licence(self) -> str:
        """Its licence: the SPDX expression, else the classifier, else the first line of its licence field."""
        if self.metadata["License-Expression"]:
            return self.metadata["License-Expression"]
        known = [one.rpartition(" :: ")[2] for one in self.metadata.get_all("Classifier", []) if one.startswith("License ::")]
        text = (self.metadata["License"] or "").strip().splitlines()
        first = next(iter(known + text), "see its files")
        return LICENCES.get(first, first)


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pin(path: Path, python: str, fresh: bool = False) -> str:
    """Text of the manifest at `path` with everything pinned; with `fresh` newest versions instead of the ones it names."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    packages = {normal(one["name"]): dict(one) for one in data["package"]}
    with tempfile.TemporaryDirectory(prefix="b2tools-pin-") as folder:
        wheels = _resolve([one for one in packages.values() if one["kind"] == "wheel"], Path(folder) / "wheels", python, fresh)
        for wheel in wheels.values():
            _pin_wheel(packages.setdefault(wheel.name, {"kind": "wheel", "purpose": ""}), wheel, wheels)
        for package in packages.values():
            if package["kind"] == "source":
                _pin_source(package, Path(folder) / package["name"])
            elif package["kind"] == "python":
                _pin_python(package, Path(folder) / package["name"], python, fresh)
    _explain(packages)
    kept = {name: one for name, one in packages.items() if one["kind"] != "wheel" or name in wheels}
    built = sum(file["size"] for one in packages.values() if one["kind"] in ("source", "python") for file in one["files"])
    data["size"] = int(1.25 * sum(wheel.size for wheel in wheels.values())) + BUILT_PER_SOURCE * built + 200_000_000
    data["package"] = [kept[name] for name in sorted(kept)]
    return HEADER.format(version=data["version"]) + render(data)


def _resolve(packages: list[Mapping], folder: Path, python: str, fresh: bool) -> dict[str, Wheel]:
    """Let pip choose a consistent set of wheels for the packages and all they require."""
    if not packages:
        return {}
    wanted = [one["name"] + (f"=={one['version']}" if "version" in one and not fresh else "") for one in packages]
    process.run([python, "-I", "-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--dest", folder, *wanted],
                purpose="pinning")
    return {wheel.name: wheel for wheel in map(_open, sorted(folder.glob("*.whl")))}


def _open(path: Path) -> Wheel:
    with zipfile.ZipFile(path) as bundle:
        name = next(one for one in bundle.namelist() if one.count("/") == 1 and one.endswith(".dist-info/METADATA"))
        metadata = email.parser.HeaderParser().parsestr(bundle.read(name).decode("utf-8"))
        return Wheel(path, metadata, sum(info.file_size for info in bundle.infolist()))


def _pin_wheel(package: dict, wheel: Wheel, wheels: Mapping[str, Wheel]) -> None:
    package.setdefault("name", wheel.metadata["Name"])
    package.setdefault("licence", wheel.licence)
    package["version"] = wheel.metadata["Version"]
    lines = [one for one in wheel.metadata.get_all("Requires-Dist", []) if "extra ==" not in one]
    required = {normal(re.match(r"[A-Za-z0-9._-]+", one)[0]) for one in lines}
    package["requires"] = sorted(required & wheels.keys() - {wheel.name})
    package["files"] = [_file(wheel.path, f"pypi:{wheel.metadata['Name']}=={wheel.metadata['Version']}")]


def _pin_source(package: dict, folder: Path) -> None:
    """Fetch the source files by the first URL of each; a file of a Debian source package is told by its name."""
    pinned = []
    for number, one in enumerate(package["files"]):
        place = folder / str(number)
        place.mkdir(parents=True)
        url = one["urls"][0]
        scheme, _, rest = url.partition(":")
        if scheme == "apt":
            process.run(["apt-get", "download", "-q", rest], cwd=place, purpose="pinning")
        elif "name" not in one or scheme == "pypi":
            reason = "such a source is pinned by its file's name and a URL of apt:, apt-source:, https:, http: or file:"
            raise errors.FetchFailed(name=package["name"], reasons=f"  {url}: {reason}")
        else:
            address = _debian_source(rest, one["name"], folder) if scheme == "apt-source" else url
            (place / one["name"]).write_bytes(download.small(address, LARGEST))
        path, = place.iterdir()
        pinned.append(_file(path, url) | {"urls": one["urls"]})
    package["files"] = pinned


def _debian_source(spec: str, name: str, folder: Path) -> str:
    try:
        return debiansources.locate(spec, SourceFile(name, "", 0, ()), folder.parent / ".apt-source", lambda holder: None)
    except Refused as refusal:
        raise errors.FetchFailed(name=name, reasons=f"  apt-source:{spec}: {refusal}") from None


def _pin_python(package: dict, folder: Path, python: str, fresh: bool) -> None:
    """Let pip fetch the source archive, and read version and licence in it; what its build requires the draft says."""
    wanted = package["name"] + (f"=={package['version']}" if "version" in package and not fresh else "")
    process.run([python, "-I", "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", package["name"], "--dest", folder,
                 wanted], purpose="pinning")
    path, = folder.iterdir()
    with tarfile.open(path) as bundle:
        name = next(one for one in bundle.getnames() if re.fullmatch(r"[^/]+/PKG-INFO", one))
        metadata = email.parser.HeaderParser().parsestr(bundle.extractfile(name).read().decode("utf-8"))
    package.setdefault("licence", Wheel(path, metadata, 0).licence)
    package["version"] = metadata["Version"]
    package["files"] = [_file(path, f"pypi:{package['name']}=={metadata['Version']}")]


def _file(path: Path, url: str) -> dict:
    return {"name": path.name.replace("%3a", ":"), "sha256": files.sha256(path), "size": path.stat().st_size, "urls": [url]}


def _explain(packages: Mapping[str, dict]) -> None:
    """Names in requirements as the packages spell them, and a purpose for those that are only required."""
    for package in packages.values():
        required = (normal(name) for name in package.get("requires", []))
        package["requires"] = sorted(packages[name]["name"] for name in required if name in packages)
    for package in packages.values():
        if not package["purpose"] or package["purpose"].startswith("Needed by "):
            users = [one["name"] for one in packages.values() if package["name"] in one["requires"]]
            package["purpose"] = "Needed by " + ", ".join(users)


def render(data: Mapping) -> str:
    """A manifest's data as TOML, always in the same order."""
    lines = [f"{key} = {_value(data[key])}" for key in ("format", "version", "python", "size")]
    for kind in ("set", "prepend"):
        lines += ["", f"[environment.{kind}]"]
        lines += [f"{name} = {_value(value)}" for name, value in data.get("environment", {}).get(kind, {}).items()]
    for package in data["package"]:
        lines += ["", "[[package]]"] + [f"{key} = {_value(package[key])}" for key in ORDER if package.get(key)]
        for file in package.get("files", ()):
            lines += ["[[package.files]]"] + [f"{key} = {_value(file[key])}" for key in ("name", "sha256", "size", "urls")]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, (list, tuple)):
        inner = [_value(one) for one in value]
        line = "[" + ", ".join(inner) + "]"
        return line if len(line) < 110 else "[\n    " + ",\n    ".join(inner) + ",\n]"
    if isinstance(value, dict):
        inner = [f"{_value(key)} = {_value(one)}" for key, one in value.items()]
        return "{" + ", ".join(inner) + "}"
    return json.dumps(value, ensure_ascii=False)
