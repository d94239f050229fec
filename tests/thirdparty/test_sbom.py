# SPDX-License-Identifier: LGPL-3.0-or-later
"""Bills of materials: valid by the published schema, complete, the same bytes each time."""
import json
import re
from datetime import datetime, timezone
from importlib import resources as packaged

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from b2tools import resources
from b2tools.network.sourcefiles import SourceFile
from b2tools.thirdparty import manifests, sbom
from b2tools.thirdparty.manifests import Package
from tests import small_externals as small

SHIPPED = resources.folder("externals")
IDS = set(json.loads(packaged.files("cyclonedx.schema").joinpath("_res/spdx.SNAPSHOT.schema.json").read_text())["enum"])


def bill(text):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    return json.loads(text)


@pytest.fixture
def manifest(tmp_path):
    (tmp_path / "patches").mkdir()
    (tmp_path / "patches" / "a.patch").write_text("--- a\n+++ b\n")
    archive = small.tar(tmp_path / "lib-1.tar.xz", {"x": "y"})
    return small.write_manifest(
        tmp_path, small.package("lib", archive, "source", build=["true"], patches=["a.patch"], requires=["make"],
                                option=["opt", "debug"]),
        small.package("make", None, "system", check="make --version", licence="GPL-3.0-or-later"),
        small.package("extra", small.wheel(tmp_path, "extra"), optional=True, licence="Some old words, see its files"))


@pytest.mark.parametrize("version", manifests.names(SHIPPED))
def test_the_bill_of_shipped_externals_is_valid_and_names_all_files_and_licences(version):
    manifest = manifests.find(SHIPPED, version)
    found = bill(sbom.make(manifest))
    hashes = {one["content"] for part in found["components"] for url in part.get("externalReferences", []) for one in url["hashes"]}
    assert hashes == {file.sha256 for file in manifest.files()}
    for part in found["components"]:
        ids = re.split(r"\s+WITH\s+[\w.-]+|\s+AND\s+|\s+OR\s+|[()]+", part["licenses"][0]["expression"])
        assert set(filter(None, ids)) <= IDS, part["name"]
    assert {one["ref"] for one in found["dependencies"]} == {part["bom-ref"] for part in found["components"]} | {
        found["metadata"]["component"]["bom-ref"]}


def test_kind_patches_requirements_and_scope_are_told(manifest):
    found = bill(sbom.make(manifest))
    extra, library, make = found["components"]
    assert (extra["scope"], library["scope"]) == ("optional", "required")
    assert extra["licenses"] == [{"license": {"name": "Some old words, see its files"}}] and make["licenses"] == [
        {"expression": "GPL-3.0-or-later"}]
    assert library["pedigree"]["patches"][0]["diff"]["text"]["content"] == "--- a\n+++ b\n"
    assert {"name": "b2tools:option", "value": "opt,debug"} in library["properties"]
    assert {"ref": "lib@1.0", "dependsOn": ["make@1.0"]} in found["dependencies"]


def test_optional_packages_are_left_out_unless_asked_for(manifest):
    assert [part["name"] for part in bill(sbom.make(manifest, []))["components"]] == ["lib", "make"]
    assert len(bill(sbom.make(manifest, ["extra"]))["components"]) == 3


def test_two_bills_are_the_same_bytes_and_a_time_comes_only_on_request(manifest):
    assert sbom.make(manifest) == sbom.make(manifest) and "timestamp" not in sbom.make(manifest)
    found = bill(sbom.make(manifest, time=datetime(2026, 11, 22, tzinfo=timezone.utc)))
    assert found["metadata"]["timestamp"] == "2026-11-22T00:00:00+00:00"
    assert found["serialNumber"] != bill(sbom.make(manifest, []))["serialNumber"]


@pytest.mark.parametrize("url, wanted", [
    ("pypi:Ruamel.Yaml_x==1.0+b", "pkg:pypi/ruamel-yaml-x@1.0%2Bb"),
    ("apt:googletest=1.12.1-0.2", "pkg:deb/debian/googletest@1.12.1-0.2"),
    ("apt-source:spdlog=1:1.10.0+ds-0.4", "pkg:deb/debian/spdlog@1%3A1.10.0%2Bds-0.4?arch=source"),
    ("https://example.org/x-1.tar.gz", "pkg:generic/x@1")])
def test_package_urls_follow_the_source(url, wanted):
    package = Package("x", "1", "MIT", "p", "source", (SourceFile("x-1.tar.gz", "0" * 64, 1, (url,)),))
    assert sbom.purl(package, package.version) == wanted
