# SPDX-License-Identifier: LGPL-3.0-or-later
"""An order of a release: when it is there, and that who orders what is there imports little."""
import sys

import pytest

from b2tools import process
from b2tools.installing import releaseorders
from b2tools.places import receipts
from tests import signed_area
from tests.installing.test_externalsorders import HEAVY

NAME = "release-01-00-00"
REPEAT = "import sys\nfrom b2tools import cli\nprint(cli.main(sys.argv[1:], 'b2tools'), *sys.modules)"


@pytest.fixture
def area(tmp_path):
    return signed_area.make(tmp_path / "my site")


def installed(area, manifest="1" * 64, built_with="1" * 64):
    """Receipts of externals made from one manifest, and of a release that was built with those of another."""
    inputs = {area.site().externals / "v01-00-00": {"manifest": manifest},
              area.site().releases / NAME: {"externals": "v01-00-00", "externals_manifest": built_with}}
    for place, values in inputs.items():
        place.mkdir(parents=True)
        (place / "file").write_text("x")
        receipts.write(place, "release", place.name, platform="x", made_by="test", inputs=values, environment={})


def order(area, **more):
    return releaseorders.Order(area.site(), NAME, "member", **more)


def test_a_release_is_there_with_the_externals_that_it_was_made_with(area):
    assert not releaseorders.is_current(order(area))
    installed(area)
    assert releaseorders.is_current(order(area)) and order(area).log == area.site().releases / f".{NAME}.log"


def test_a_release_made_with_other_externals_is_not_there(area):
    installed(area, built_with="2" * 64)
    assert not releaseorders.is_current(order(area))


def test_a_release_without_debug_files_is_not_one_with_them(area):
    installed(area)
    assert not releaseorders.is_current(order(area, debug=True))


@pytest.mark.parametrize("words, end", [([], "."), (["--dry-run"], "; nothing would be done.")])
def test_a_repeated_install_imports_little(area, words, end):
    installed(area)
    command = ["install-release", NAME, "--top", area.top, "--cache", area.top / "cache", *words]
    told = process.run([sys.executable, "-c", REPEAT, *command]).text.split("\n")
    assert told[0] == f"{NAME} is installed in {area.site().releases / NAME}{end}"
    code, *modules = told[1].split()
    assert code == "0" and not HEAVY & set(modules)
