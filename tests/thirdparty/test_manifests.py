# SPDX-License-Identifier: LGPL-3.0-or-later
"""Externals manifests: read into values, all mistakes at once, the shipped ones complete."""
import tomllib

import pytest

from b2tools import errors, resources
from b2tools.thirdparty import manifests, pins
from tests import small_externals as small

SHIPPED = resources.folder("externals")
FUTURE = 'format = 2\nversion = "v01-00-00"\npython = "3.11"\nsize = 1\npackage = []\n'
WRONG = """format = 1
version = "1.0"
python = "3.11"
size = "big"

[[package]]
name = "x"
version = "1"
licence = "MIT"
purpose = "p"
kind = "weel"
colour = "red"
[[package.files]]
name = "a/b"
sha256 = "12"
size = 1
urls = ["ftp://x"]

[[package]]
name = "y"
"""


def mistakes(tmp_path, text):
    path = tmp_path / "v01-00-00.toml"
    path.write_text(text)
    with pytest.raises(errors.BadManifest) as caught:
        manifests.read(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_manifest_becomes_packages_that_come_after_those_they_require(tmp_path):
    file = small.wheel(tmp_path, "one")
    manifest = small.write_manifest(tmp_path, small.package("b", file, requires=["a"]), small.package("a", file))
    assert [package.name for package in manifest.in_order()] == ["a", "b"]
    assert len(manifest.files()) == 1 and manifest.packages[0].files[0].urls == (file.as_uri(),)


def test_all_mistakes_are_told_with_their_lines(tmp_path):
    said = mistakes(tmp_path, WRONG)
    for line in ("line 2: version is '1.0'", "line 4: size is 'big', but must be a whole number",
                 "line 11: package x: kind is 'weel'",
                 "line 12: there is no key package x: colour", "line 14: files a/b: name is 'a/b'",
                 "line 15: files a/b: sha256 is '12'", "line 17: files a/b: urls is 'ftp://x'",
                 "line 19: package y: licence is missing"):
        assert line in said


def test_a_format_of_the_future_is_refused(tmp_path):
    assert "format 2 is not known" in mistakes(tmp_path, FUTURE)


def test_a_broken_file_names_the_line(tmp_path):
    assert "line 2: " in mistakes(tmp_path, "format = 1\nversion = = 2\n")


def test_an_unknown_requirement_lists_near_names(tmp_path):
    file = small.wheel(tmp_path, "one")
    with pytest.raises(errors.BadManifest, match="package b requires nunpy, which is not listed. Did you mean numpy?"):
        small.write_manifest(tmp_path, small.package("numpy", file), small.package("b", file, requires=["nunpy"]))


def test_packages_that_require_each_other_are_named(tmp_path):
    file = small.wheel(tmp_path, "one")
    with pytest.raises(errors.BadManifest, match="in a circle: (a -> b -> a|b -> a -> b)"):
        small.write_manifest(tmp_path, small.package("a", file, requires=["b"]), small.package("b", file, requires=["a"]))


def test_versions_are_ordered_by_number(tmp_path):
    for name in ("v02-00-00", "v100-00-00", "v01-10-00", "v01-09-00", "notes"):
        (tmp_path / f"{name}.toml").touch()
    assert manifests.names(tmp_path) == ["v01-09-00", "v01-10-00", "v02-00-00", "v100-00-00"]


def test_an_unknown_version_lists_near_ones(tmp_path):
    (tmp_path / "v01-00-00.toml").touch()
    with pytest.raises(errors.UnknownExternals, match="There are no externals v01-00-01. Did you mean v01-00-00?"):
        manifests.find(tmp_path, "v01-00-01")


@pytest.mark.parametrize("version", manifests.names(SHIPPED))
def test_shipped_manifests_are_valid_and_rendered_as_the_pins_are(version):
    manifest = manifests.find(SHIPPED, version)
    assert manifest.in_order() and all(package.check or package.purpose.startswith("Needed by") for package in manifest.packages)
    text = manifest.path.read_text()
    assert pins.HEADER.format(version=version) + pins.render(tomllib.loads(text)) == text


def test_a_changed_patch_changes_the_digest_and_a_missing_one_is_named(tmp_path):
    package = small.package("one", small.wheel(tmp_path, "one"), patches=["p.patch"])
    with pytest.raises(errors.BadManifest, match="has the patch p.patch, which is not in .*patches"):
        small.write_manifest(tmp_path, package)
    (tmp_path / "patches").mkdir()
    (tmp_path / "patches" / "p.patch").write_text("1")
    before = small.write_manifest(tmp_path, package).digest
    (tmp_path / "patches" / "p.patch").write_text("2")
    assert small.write_manifest(tmp_path, package).digest != before
