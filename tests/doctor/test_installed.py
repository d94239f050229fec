# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of installed externals and releases."""
import json
import shutil

import pytest


def test_sound_installations_have_no_finding(practice):
    assert practice.look("installed") == []


def test_an_unreadable_receipt_is_told_and_its_folder_removed(practice):
    place = practice.top / "releases/release-01-00-00"
    (place / "receipt.json").write_text("{")
    practice.mend(practice.only("installed", "is not a receipt"))
    assert not place.exists() and practice.look("installed") == []


def test_a_folder_without_a_receipt_is_told(practice):
    (practice.top / "externals/v02-00-00").mkdir()
    practice.mend(practice.only("installed", "v02-00-00 has no receipt"))
    assert practice.look("installed") == []


def test_a_copied_installation_is_told(practice):
    shutil.copytree(practice.top / "releases/release-01-00-00", practice.top / "releases/mine")
    practice.mend(practice.only("installed", "calls itself release release-01-00-00"))
    assert practice.look("installed") == []


def test_missing_externals_of_a_release_are_told_with_the_install(practice):
    receipt = practice.top / "releases/release-01-00-00/receipt.json"
    receipt.write_text(json.dumps(json.loads(receipt.read_text()) | {"inputs": {"externals": "v07-00-00"}}))
    found = practice.only("installed", "stands on externals v07-00-00, which are not installed")
    assert found.command.endswith(f"install-externals --top '{practice.top}' v07-00-00")


@pytest.mark.parametrize("shell", ["sh", "csh", "fish"])
def test_a_missing_compiled_set_up_is_told(shell, practice):
    (practice.top / "releases/release-01-00-00/setup" / shell).unlink()
    practice.only("installed", f"has no compiled set-up for {shell}")
