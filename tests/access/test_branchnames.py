# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which branches the server takes."""
import pytest

from b2tools.access.branchnames import taken


@pytest.mark.parametrize("name", ["main", "feature/a", "bugfix/B2-17.x", "release/01-00"])
def test_main_release_branches_and_everybody_s_own_are_taken(name):
    assert taken(f"refs/heads/{name}")


@pytest.mark.parametrize("name", ["master", "feature", "feature/", "feature/-x", "release/1-0", "größe", "feature/größe", "main\n"])
def test_other_names_are_not_taken(name):
    assert not taken(f"refs/heads/{name}")
