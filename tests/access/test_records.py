# SPDX-License-Identifier: LGPL-3.0-or-later
"""Records are read as one commit holds them."""
from dataclasses import dataclass

import pytest

from b2tools import errors
from b2tools.access import recording, records
from b2tools.git import Git
from b2tools.objects import Objects


def test_what_was_written_is_read_again(repository: Git):
    recording.change(repository, "ann", "Two", lambda _: {"a/b/c": {"x": 1}, "a/d": {"x": 2}, "e": ["ü"]})
    with Objects(repository) as objects:
        found = records.of(repository, objects)
        assert found.read("a/b/c") == {"x": 1} and found.read("a/b") is None and found.read("nothing") is None
        assert list(found.below("a")) == [("a/b/c", {"x": 1}), ("a/d", {"x": 2})] and list(found.names("nothing")) == []


def test_before_anything_was_written_there_is_nothing(repository: Git):
    with Objects(repository) as objects:
        found = records.of(repository, objects)
        assert found.commit is None and found.read("a") is None and list(found.below("a")) == []


def test_a_record_of_another_format_is_told():
    @dataclass(frozen=True)
    class Kind:
        name: str

    assert records.read(Kind, records.written(Kind("x"))) == Kind("x")
    with pytest.raises(errors.BadServerFile, match="a record has the format 2, wanted 1"):
        records.read(Kind, {"format": 2, "name": "x"})
