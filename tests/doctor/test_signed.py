# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of the signed index and the support policy."""
import os
import time

import pytest

from b2tools.publishing import catalogues, signedfiles, support
from tests import signed_area
from tests.doctor.conftest import Practice
from tests.shells import tree

POLICY = b'format = 1\nissued = "2026-11-20"\n'


@pytest.fixture
def area(tmp_path):
    """A site with tools and a download area of its own."""
    home = tmp_path / "home"
    home.mkdir()
    place = signed_area.make(tmp_path / "site")
    own = (place.top / "site.toml").read_text()
    tree.make(tmp_path / "other")
    os.rename(tmp_path / "other/tools", place.top / "tools")
    (place.top / "site.toml").write_text(own)
    return place, Practice(place.top, home)


def test_nothing_published_is_in_order(area):
    assert area[1].look("signed") == []


def test_sound_files_are_in_order_and_newer_tools_are_told(area):
    place, practice = area
    catalogues.publish(place.folder, place.key, [signed_area.entry("1.0.0", kind="tools", platform="any", arch="any")])
    signedfiles.publish(place.folder, support.NAME, POLICY, place.key)
    assert practice.look("signed") == []
    catalogues.publish(place.folder, place.key, [signed_area.entry("9.0.0", kind="tools", platform="any", arch="any")])
    assert practice.only("signed", "Newer tools are there: 9.0.0").command.endswith("9.0.0")


def test_expired_unsigned_and_wrongly_signed_files_are_told(area):
    place, practice = area
    catalogues.publish(place.folder, place.key, days=-1)
    practice.only("signed", "The index is refused: The index at")
    (place.folder / "index.json.sig").unlink()
    practice.only("signed", "it is not signed")
    (place.folder / "index.json").unlink()
    signedfiles.publish(place.folder, support.NAME, POLICY, place.foreign)
    practice.only("signed", "The support policy is refused")
    signedfiles.publish(place.folder, support.NAME, POLICY + b"x = 1\n", place.key)
    practice.only("signed", "The support policy has mistakes")


def test_a_download_area_that_does_not_answer_is_told(area):
    place, practice = area
    text = (place.top / "site.toml").read_text()
    (place.top / "site.toml").write_text(text.replace('"download"', '"http://127.0.0.1:9/x"'))
    found = practice.look("signed", no_proxy="127.0.0.1")
    assert [one.what.partition(":")[0] for one in found] == ["The index cannot be had", "The support policy cannot be had"]


def test_an_old_policy_is_told_with_its_age(area):
    place, practice = area
    signedfiles.publish(place.folder, support.NAME, POLICY, place.key)
    assert practice.look("signed") == []
    for file in place.folder.glob("support*"):
        file.unlink()
    for file in practice.home.rglob(support.NAME):
        os.utime(file, (time.time() - 20 * 86400,) * 2)
    assert "The support policy is 20 days old." in [one.what for one in practice.look("signed")]
