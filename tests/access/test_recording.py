# SPDX-License-Identifier: LGPL-3.0-or-later
"""Records are written one change at a time, whole or not at all, with who did it."""
from concurrent.futures import ThreadPoolExecutor

import pytest

from b2tools import errors
from b2tools.access import recording, records
from b2tools.git import Git
from b2tools.objects import Objects


def count(found):
    value = found.read("count")
    return {"count": {"value": value["value"] + 1 if value else 1}}


def test_changes_at_the_same_time_all_count(repository: Git):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: recording.change(repository, f"user{number}", "Count", count), range(24)))
    with Objects(repository) as objects:
        assert records.of(repository, objects).read("count") == {"value": 24}
    assert repository.line("rev-list", "--count", records.REF) == "24"


def test_the_history_says_who_did_what(repository: Git):
    recording.change(repository, "ann", "Say\n\"hello\"", lambda _: {"a": {}})
    assert repository.run("log", "-1", "--format=%cn %ce%n%B", records.REF).text.strip() == 'ann ann\nSay\n"hello"'


def test_what_is_so_already_makes_no_commit(repository: Git):
    for _ in range(2):
        recording.change(repository, "ann", "Say", lambda _: {"a": {"x": [1]}})
    recording.change(repository, "ann", "Remove", lambda _: {"b": None})
    assert repository.line("rev-list", "--count", records.REF) == "1"


def test_none_removes(repository: Git):
    recording.change(repository, "ann", "Say", lambda _: {"a/b": 1, "c": 2})
    recording.change(repository, "ann", "Remove", lambda _: {"a/b": None})
    assert repository.names("ls-tree", "-r", "-z", "--name-only", records.REF) == ["c"]


def test_what_goes_wrong_changes_nothing(repository: Git):
    recording.change(repository, "ann", "Say", lambda _: {"a": 1})

    def fail(found):
        raise errors.NotAllowed(problem="no")

    with pytest.raises(errors.NotAllowed):
        recording.change(repository, "ann", "Say", fail)
    recording.change(repository, "ann", "Say", count)
    assert repository.line("rev-list", "--count", records.REF) == "2"


def test_clients_get_the_newest_records_without_the_history(repository: Git):
    for number in range(3):
        recording.change(repository, "ann", "Say", lambda _: {"a": number})
    assert repository.line("show", f"{records.PUBLISHED}:a") == "2"
    assert repository.line("rev-list", "--count", records.PUBLISHED) == "1"
