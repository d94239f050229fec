# SPDX-License-Identifier: LGPL-3.0-or-later
"""Publication by a release manager: packed, signed, listed; the index issued again; nothing done in a dry run."""
import json
import os
import subprocess
import sys

import pytest

from b2tools import errors
from b2tools.publishing import catalogues
from b2tools.upkeep import publication
from tests import signed_area
from tests.installing.test_binaries import HERE, NAME, make_externals


@pytest.fixture
def area(tmp_path):
    made = signed_area.make(tmp_path / "site")
    make_externals(made.site().externals)
    return made


def publish(area, version=NAME, **more):
    return publication.publish(area.site(), version, None, area.key, area.means(), **more)


def test_what_is_installed_is_published_in_the_sites_own_area(area):
    done = publish(area)
    found = catalogues.fetch(area.site(), area.means())
    assert found.serial == done.serial and {(one.part, one.platform) for one in found.entries} == {("main", HERE), ("debug", HERE)}
    assert f"The index has the serial number {done.serial} and 2 entries" in str(done)
    assert json.loads(done.as_json())["entries"][0]["name"] == NAME


def test_publishing_again_changes_no_archive(area):
    first, second = publish(area), publish(area)
    assert first.entries == second.entries and second.serial > first.serial


def test_the_index_can_be_issued_again_alone(area):
    publish(area)
    before = catalogues.fetch(area.site(), area.means())
    done = publish(area, None)
    after = catalogues.fetch(area.site(), area.means())
    assert after.entries == before.entries and after.serial == done.serial > before.serial


@pytest.mark.parametrize("version, said", [(NAME, "Would pack 2 files of .* and sign the index"), (None, "Would issue .* again")])
def test_a_dry_run_writes_nothing(area, version, said):
    import re
    done = publish(area, version, dry_run=True)
    assert re.search(said, str(done)) and not list(area.folder.iterdir()) and json.loads(done.as_json())["done"] is False


def test_a_version_that_is_not_installed_is_refused_with_near_names(area):
    with pytest.raises(errors.NotInstalled, match=NAME):
        publish(area, "v01-00-01")


def test_the_command_packs_and_another_account_installs(area, tmp_path):
    environment = {**os.environ, "VO_BELLE2_SW_DIR": str(area.top), "B2_SIGNING_KEY": str(area.key)}
    words = [sys.executable, "-m", "b2tools"]
    done = subprocess.run([*words, "release-pack", NAME, "--json"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [one["part"] for one in json.loads(done.stdout)["entries"]] == ["debug", "main"]
    environment |= {"VO_BELLE2_SW_DIR": str(tmp_path / "elsewhere"), "BELLE2_CONFIG_DIR": str(area.top)}
    done = subprocess.run([*words, "install-externals", NAME, "--binary"], env=environment, capture_output=True, text=True)
    assert NAME in done.stderr + done.stdout
    wrong = subprocess.run([*words, "release-pack"], env=environment, capture_output=True, text=True)
    assert wrong.returncode == 2 and "Say either VERSION or --renew" in wrong.stderr
