# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pins: a draft becomes a whole manifest, consistent and with all that its packages need."""
import sys
import tomllib

import pytest

from b2tools import errors
from b2tools.thirdparty import manifests, pins
from tests import small_externals as small

DRAFT = {"format": 1, "version": "v01-00-00", "python": "3.11", "size": 0, "environment": {}}


@pytest.fixture
def index(tmp_path, monkeypatch):
    """pip's only source: `first` in two versions, which needs `Second-Part`."""
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", (tmp_path / "index").as_uri())
    for version in ("1.0", "2.0"):
        metadata = (f"Metadata-Version: 2.1\nName: first\nVersion: {version}\nClassifier: License :: OSI Approved :: MIT License\n"
                    "Requires-Dist: Second.Part\nRequires-Dist: third; extra == 'more'\n")
        small.wheel(tmp_path / "index", "first", {f"first-{version}.dist-info/METADATA": metadata}, version)
    metadata = "Metadata-Version: 2.1\nName: Second-Part\nVersion: 1.0\nLicense-Expression: Apache-2.0\n"
    small.wheel(tmp_path / "index", "second_part", {"second_part-1.0.dist-info/METADATA": metadata})
    return tmp_path / "index"


def pin(tmp_path, fresh=False, **package):
    path = tmp_path / "v01-00-00.toml"
    path.write_text(pins.render(DRAFT | {"package": [{"name": "first", "purpose": "Test", "kind": "wheel"} | package]}))
    path.write_text(pins.pin(path, sys.executable, fresh))
    return manifests.read(path)


def test_a_draft_becomes_a_whole_manifest_with_what_is_needed(index, tmp_path):
    first, second = pin(tmp_path).packages
    assert (first.version, first.licence, first.requires) == ("2.0", "MIT", ("Second-Part",))
    assert (second.name, second.licence, second.purpose) == ("Second-Part", "Apache-2.0", "Needed by first")
    assert first.files[0].urls == ("pypi:first==2.0",) and (index / first.files[0].name).stat().st_size == first.files[0].size


def test_a_named_version_stays_unless_fresh_ones_are_wanted(index, tmp_path):
    assert pin(tmp_path, version="1.0").packages[0].version == "1.0"
    assert pin(tmp_path, version="1.0", fresh=True).packages[0].version == "2.0"


def test_pinning_again_changes_nothing(index, tmp_path):
    path = pin(tmp_path).path
    assert pins.pin(path, sys.executable) == path.read_text()


def test_a_version_that_does_not_exist_is_pips_sentence(index, tmp_path):
    with pytest.raises(errors.ProgramFailed, match="first==9"):
        pin(tmp_path, version="9")


def test_long_lists_are_rendered_line_by_line_and_read_back():
    data = DRAFT | {"package": [{"name": "a", "build": ["x" * 60, 'quote " and \\', "ü"], "links": {"a b": "c"}}]}
    assert tomllib.loads(pins.render(data))["package"][0] == data["package"][0]


BACKEND = """import os, zipfile


def prepare_metadata_for_build_wheel(target, settings=None):
    os.mkdir(os.path.join(target, "third-1.5.dist-info"))
    with open(os.path.join(target, "third-1.5.dist-info", "METADATA"), "w") as file:
        file.write("Metadata-Version: 2.1\\nName: third\\nVersion: 1.5\\n")
    return "third-1.5.dist-info"


def build_wheel(target, settings=None, metadata=None):
    raise NotImplementedError
"""


def test_a_python_package_is_pinned_to_its_source_archive(index, tmp_path):
    information = "Metadata-Version: 2.1\nName: third\nVersion: 1.5\nLicense-Expression: ISC\n"
    project = '[build-system]\nrequires = []\nbuild-backend = "inside"\nbackend-path = ["."]\n'
    archive = small.tar(index / "third-1.5.tar.gz", {"third-1.5/PKG-INFO": information, "third-1.5/pyproject.toml": project,
                                                     "third-1.5/inside.py": BACKEND}, "w:gz")
    package, = pin(tmp_path, name="third", kind="python").packages
    assert (package.version, package.licence, package.files[0].urls) == ("1.5", "ISC", ("pypi:third==1.5",))
    assert package.files[0].size == archive.stat().st_size


def test_a_source_is_pinned_by_name_and_url(tmp_path):
    archive = small.tar(tmp_path / "lib-1.tar.xz", {"x": "y"})
    package, = pin(tmp_path, name="lib", kind="source", version="1", licence="MIT", build=["true"],
                   files=[{"name": "lib.tar.xz", "sha256": "", "size": 0, "urls": [archive.as_uri()]}]).packages
    assert (package.files[0].name, package.files[0].size) == ("lib.tar.xz", archive.stat().st_size)


def test_a_source_without_a_name_is_refused(tmp_path):
    with pytest.raises(errors.FetchFailed, match="https://example.org/x: such a source is pinned by its file's name"):
        pins._pin_source({"name": "x", "files": [{"urls": ["https://example.org/x"]}]}, tmp_path)
