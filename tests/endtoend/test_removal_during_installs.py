# SPDX-License-Identifier: LGPL-3.0-or-later
"""Externals stay while a release that stands on them is being installed, whoever wants to collect, remove or replace them."""
import threading
import time
from contextlib import ExitStack

import pytest

from b2tools import errors, locks, sites
from b2tools.installing import releasebuilds
from b2tools.places import receipts
from b2tools.upkeep import collection, inventory
from tests import small_externals as small
from tests import small_releases
from tests.small_releases import NAME

WAITS = {"site_scons/SConstruct": "import os, time\nopen('started', 'w').close()\n"
                                  "while not os.path.exists('go') and os.path.exists('../../site.toml'): time.sleep(0.05)\n"
                                  "Environment().Command('lib/made.txt', [], 'touch $TARGET')\n"}


@pytest.fixture
def site(tmp_path):
    made = small_releases.make(tmp_path)
    small_releases.tagged(made, tmp_path, files=WAITS)
    return made


def awaited(path):
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, path
        time.sleep(0.02)


def test_externals_of_a_release_that_is_being_built_stay(site, tmp_path, monkeypatch):
    # the lock has to do it alone, as an install may begin right after somebody looked for running ones
    monkeypatch.setattr(inventory, "running_installs", lambda top: [])
    here, order, told, done = sites.at(site.top), small_releases.order(site), [], []
    build = threading.Thread(target=lambda: done.append(small_releases.install(site, tmp_path)))
    build.start()
    try:
        awaited(order.place.staging / "started")
        outcome = dict(collection.collect(here.home, collection.Policy(days=0)))
        assert [why for item, why in outcome.items() if item.kind == "externals"] == ["an install or removal of it runs"]
        place = inventory.removable(here, "v01-00-00", force=True)

        def remove():
            with place.locked(told.append):
                try:
                    inventory.removable(here, "v01-00-00")
                except errors.StillNeeded as error:
                    told.append(str(error))
        removal = threading.Thread(target=remove)
        removal.start()
        while not told:
            time.sleep(0.02)
    finally:
        (order.place.staging / "go").touch()
        build.join()
    removal.join()
    assert done and "process" in told[0] and f"because {NAME} need" in told[1]
    assert receipts.verify(here.externals / "v01-00-00") == [] and order.place.receipt()


def test_several_releases_use_externals_at_once_and_nobody_waits_for_another(site, tmp_path):
    here, means = sites.at(site.top), small.means(tmp_path, waiting=pytest.fail)
    with ExitStack() as one, ExitStack() as other:
        for held in (one, other):
            assert releasebuilds.hold_externals(held, here, "v01-00-00", means).name == "v01-00-00"
        with locks.attempt(here.externals / ".v01-00-00.lock") as alone:
            assert not alone
    with locks.attempt(here.externals / ".v01-00-00.lock") as alone:
        assert alone


@pytest.mark.parametrize("version", ["", "../externals/v01-00-00", "v09-00-00", "{x}"])
def test_what_is_no_installed_version_is_named_and_no_lock_is_made_elsewhere(site, tmp_path, version):
    with ExitStack() as held, pytest.raises(errors.NotInstalled):
        releasebuilds.hold_externals(held, sites.at(site.top), version, small.means(tmp_path))
    assert {path.name for path in site.top.glob("externals/.*")} <= {".v01-00-00.lock", ".v09-00-00.lock"}
