# SPDX-License-Identifier: LGPL-3.0-or-later
"""Data that belongs to the tools is found in a checkout and in an installed wheel."""
import pytest
from b2tools import resources


@pytest.mark.parametrize("kind", resources.KINDS)
def test_every_kind_of_data_is_there(kind):
    assert any(resources.folder(kind).iterdir())


def test_an_unknown_kind_is_an_error():
    with pytest.raises(ValueError, match="no such kind"):
        resources.folder("pictures")


def test_the_checkout_is_known():
    assert (resources.checkout() / "Makefile").is_file()
