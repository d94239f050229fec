# SPDX-License-Identifier: LGPL-3.0-or-later
"""The server's own limits."""
import pytest

from b2tools import errors
from b2tools.access import settings


def test_what_is_not_said_has_its_default(tmp_path):
    (tmp_path / "policy.toml").write_text("format = 1\nseconds = 5\n")
    found = settings.read(tmp_path / "policy.toml")
    assert (found.seconds, found.object_limit, found.rules_off) == (5, 1 << 20, ())


def test_all_mistakes_are_told_at_once(tmp_path):
    (tmp_path / "policy.toml").write_text('object_limt = 3\nseconds = 0\npush_limit = "x"\nrules_off = "all"\n')
    with pytest.raises(errors.BadServerFile) as caught:
        settings.read(tmp_path / "policy.toml")
    for part in ("format = 1 is missing", "object_limt is not known. Did you mean object_limit", "seconds is not a whole",
                 "push_limit", "rules_off"):
        assert part in str(caught.value)


def test_a_missing_file_is_an_error_and_not_the_default(tmp_path):
    with pytest.raises(errors.BadServerFile):
        settings.read(tmp_path / "policy.toml")
