# SPDX-License-Identifier: LGPL-3.0-or-later
"""The highest serial number: kept per account, site and file; refuses lower ones; useless without a place, but no error."""
import dataclasses
import os
from pathlib import Path

import pytest

from b2tools import errors
from b2tools.publishing import serials
from tests import signed_area


@pytest.fixture
def area(tmp_path):
    return signed_area.make(tmp_path / "größe x")


def test_the_highest_number_is_remembered_and_a_lower_one_refused(area):
    memory = serials.memory(area.site(), area.means())
    assert memory.accepted() == 0
    for number in (5, 4):
        memory.remember(number)
    assert memory.accepted() == 5
    memory.refuse_older("u", 5)
    with pytest.raises(errors.RolledBack, match="What u serves has the serial number 4, but 5 was accepted"):
        memory.refuse_older("u", 4)
    memory.refuse_older("u", 4, allow_downgrade=True)
    memory.remember(4, allow_downgrade=True)
    assert memory.accepted() == 4


def test_each_site_and_each_file_has_its_own_number(area, tmp_path):
    other = signed_area.make(tmp_path / "other")
    places = [serials.memory(one.site(), area.means(), name).place for one in (area, other) for name in ("", "data.toml")]
    assert len(set(places)) == 4


@pytest.mark.parametrize("environ, place", [({"XDG_STATE_HOME": "/state", "HOME": "/home/me"}, "/state/b2tools/serials"),
                                            ({"XDG_STATE_HOME": "state", "HOME": "/me"}, "/me/.local/state/b2tools/serials"),
                                            ({}, "/cache/b2tools/serials")])
def test_it_lies_with_the_state_of_the_account(area, environ, place):
    means = dataclasses.replace(area.means(), environ=environ, cache=Path("/cache"))
    assert str(serials.memory(area.site(), means).place.parent) == place


def test_what_cannot_be_read_or_written_counts_as_nothing(area):
    means = dataclasses.replace(area.means(), environ={"XDG_STATE_HOME": str(area.top / "site.toml")})
    memory = serials.memory(area.site(), means)
    memory.remember(5)
    assert memory.accepted() == 0
    memory = serials.memory(area.site(), area.means())
    os.makedirs(memory.place.parent, exist_ok=True)
    memory.place.write_text("odd")
    assert memory.accepted() == 0
