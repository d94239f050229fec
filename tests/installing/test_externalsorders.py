# SPDX-License-Identifier: LGPL-3.0-or-later
"""An order of externals: where they lie, when they are there, and that who orders what is there imports little."""
import sys

import pytest

from b2tools import process
from b2tools.installing import externalsorders, provision
from tests import signed_area
from tests import small_externals as small

NAME = "v01-00-00"
HEAVY = {"requests", "http.client", "concurrent.futures", "b2tools.network.download", "b2tools.installing.provision", "tarfile"}
REPEAT = """
import os, sys
from pathlib import Path
from b2tools import cli, resources
resources.folder = lambda name: Path(sys.argv[1])
print(cli.main(sys.argv[2:], "b2tools"), *sys.modules)
"""


@pytest.fixture
def area(tmp_path):
    return signed_area.make(tmp_path / "site")


@pytest.fixture
def folder(tmp_path):
    """A folder with one manifest of one small wheel."""
    small.write_manifest(tmp_path / "manifests", small.package("tiny", small.wheel(tmp_path, "tiny")))
    return tmp_path / "manifests"


def order(area, folder, **more):
    return externalsorders.Order(area.site(), NAME, folder, **more)


def test_externals_of_another_platform_lie_beside_those_of_this_one(area, folder):
    assert order(area, folder).place.final == area.site().externals / NAME
    assert order(area, folder, platform="el-9").place.final == area.top / "platforms/el-9/externals" / NAME


def test_what_is_there_is_told_and_what_is_not_there_or_not_known_is_none(area, folder, tmp_path):
    assert externalsorders.present(order(area, folder)) is None
    receipt = provision.install(order(area, folder, how="source"), area.means())
    assert externalsorders.present(order(area, folder)) == receipt
    assert externalsorders.present(order(area, tmp_path / "none")) is None
    said = f"Externals {NAME} are installed in {area.site().externals / NAME}"
    assert externalsorders.done(order(area, folder), receipt) == f"{said} ({receipt.files.count} files)."
    assert externalsorders.done(order(area, folder), receipt, dry_run=True) == f"{said}; nothing would be done."


def test_a_repeated_install_imports_little(area, folder):
    provision.install(order(area, folder, how="source"), area.means())
    words = ["install-externals", NAME, "--top", area.top, "--cache", area.top / "cache"]
    told = process.run([sys.executable, "-c", REPEAT, folder, *words]).text.split("\n")
    assert "are installed in" in told[0]
    code, *modules = told[1].split()
    assert code == "0" and not HEAVY & set(modules)
