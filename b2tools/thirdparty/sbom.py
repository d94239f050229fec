# SPDX-License-Identifier: LGPL-3.0-or-later
"""The software bill of materials of one version of the externals, as CycloneDX 1.6 (ECMA-424) in JSON.

Made from the manifest alone, so that two machines give the same bytes: the serial number follows from the manifest's hash, and
there is no time in it unless one is given.
"""
from __future__ import annotations

import json
import re
import uuid
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import b2tools
from b2tools import files
from b2tools.network.sourcefiles import SourceFile
from b2tools.places import receipts
from b2tools.thirdparty import manifests
from b2tools.thirdparty.manifests import Manifest, Package

SPEC = "1.6"
SPACE = uuid.UUID("5b1c9a0e-6d0c-5c3e-9a53-0d6a0b2b2e11")
EXPRESSION = re.compile(r"[\w.+-]+(?:\s+(?:AND|OR|WITH)\s+\(*[\w.+-]+\)*)*|\(.*\)", re.ASCII)


def make(manifest: Manifest, optional: Collection[str] | None = None, receipt: receipts.Receipt | None = None,
         time: datetime | None = None) -> str:
    """The bill for a manifest with the optional packages that were asked for (None: with all of them).

    With the `receipt` of an installation the versions that its system brought take the place of the wanted ones.
    """
    wanted = [one.name for one in manifest.packages if one.optional] if optional is None else optional
    packages = sorted(manifest.chosen(wanted), key=lambda one: one.name)
    own = f"pkg:generic/externals@{manifest.version}"
    names = {package.name for package in packages}
    references = {package.name: _reference(package) for package in packages}
    dependencies = [{"ref": own, "dependsOn": sorted(references.values())}]
    dependencies += [{"ref": references[package.name], "dependsOn": sorted(references[one] for one in package.requires)}
                     for package in packages]
    metadata = {"tools": {"components": [{"type": "application", "name": "b2tools", "version": b2tools.__version__}]},
                "component": {"type": "platform", "bom-ref": own, "name": "externals", "version": manifest.version, "purl": own,
                              "hashes": [_hash(manifest.digest)]}}
    if time:
        metadata = {"timestamp": time.isoformat(timespec="seconds")} | metadata
    bill = {"$schema": f"http://cyclonedx.org/schema/bom-{SPEC}.schema.json", "bomFormat": "CycloneDX", "specVersion": SPEC,
            "serialNumber": f"urn:uuid:{uuid.uuid5(SPACE, manifest.digest + ','.join(sorted(names)))}", "version": 1,
            "metadata": metadata, "components": [_component(package, manifest, receipt) for package in packages],
            "dependencies": sorted(dependencies, key=lambda one: one["ref"])}
    return json.dumps(bill, indent=1, ensure_ascii=False) + "\n"


def _reference(package: Package) -> str:
    """The package's reference inside the bill: its name and version, as names are unique in a manifest."""
    return f"{package.name}@{package.version}"


def _component(package: Package, manifest: Manifest, receipt: receipts.Receipt | None) -> dict[str, object]:
    found = receipt.inputs.get(f"system {package.name}") if receipt else None
    version = found or package.version
    component = {"type": "library", "bom-ref": _reference(package), "name": package.name, "version": version,
                 "description": package.purpose, "scope": "optional" if package.optional else "required",
                 "licenses": licences(package.licence), "purl": purl(package, version)}
    if len(package.files) == 1:
        component["hashes"] = [_hash(package.files[0].sha256)]
    external = [_distribution(package, file, url) for file in package.files for url in file.urls]
    if external:
        component["externalReferences"] = external
    folder = manifest.path.parent / manifests.PATCHES
    patches = [_patch(folder / name) for name in package.patches if name.endswith(".patch")]
    if patches:
        component["pedigree"] = {"patches": patches}
    properties = {"b2tools:kind": package.kind, "b2tools:option": ",".join(package.options)}
    properties |= {f"b2tools:patch:{name}": files.sha256(folder / name) for name in package.patches}
    component["properties"] = [{"name": name, "value": value} for name, value in properties.items()]
    return component


def licences(text: str) -> list[dict[str, object]]:
    """A licence as CycloneDX has it: an SPDX expression, else the name of a licence."""
    return [{"expression": text}] if EXPRESSION.fullmatch(text) else [{"license": {"name": text}}]


def purl(package: Package, version: str) -> str:
    """Package URL of the first source of a package (purl-spec): pypi, deb, or generic."""
    url = package.files[0].urls[0] if package.files else ""
    scheme, _, rest = url.partition(":")
    if scheme == "pypi":
        name, _, pinned = rest.partition("==")
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{quote(pinned, safe='.')}"
    if scheme in ("apt", "apt-source"):
        name, _, pinned = rest.partition("=")
        kind = "?arch=source" if scheme == "apt-source" else ""
        return f"pkg:deb/debian/{quote(name, safe='.-')}@{quote(pinned, safe='.')}{kind}"
    return f"pkg:generic/{quote(package.name, safe='.-')}@{quote(version, safe='.')}"


def _distribution(package: Package, file: SourceFile, url: str) -> dict[str, object]:
    kind = "distribution" if package.kind == "wheel" else "source-distribution"
    return {"type": kind, "url": quote(url, safe=":/?#[]@!$&'()*+,;=%~-._"), "comment": file.name, "hashes": [_hash(file.sha256)]}


def _patch(path: Path) -> dict[str, object]:
    text = path.read_text(encoding="utf-8", errors="replace")
    return {"type": "unofficial", "diff": {"text": {"contentType": "text/x-diff", "content": text}}}


def _hash(sha256: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": sha256}
