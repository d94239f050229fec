# SPDX-License-Identifier: LGPL-3.0-or-later
"""Caches lie where the user's desktop keeps them."""
from pathlib import Path

import pytest

from b2tools.places import caches


@pytest.mark.parametrize(("environ", "expected"), [
    ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, Path("/c/b2tools/style")), ({"HOME": "/h"}, Path("/h/.cache/b2tools/style")),
    ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, Path("/h/.cache/b2tools/style")), ({"HOME": ""}, None), ({}, None)])
def test_a_cache_lies_below_the_users_cache_folder(environ, expected):
    assert caches.folder(environ, "style") == expected
