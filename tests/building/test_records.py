# SPDX-License-Identifier: LGPL-3.0-or-later
"""The record of a build: read if it is of this version, else as if it were not there."""
import json

import pytest
from b2tools.building import records

# the layout of version 1, as a build of one source wrote it
SEEN = {"version": 1, "algorithm": "md5", "options": {"local": False}, "variables": {"CXX": ""}, "programs": {"ccache": None},
        "set": {"CCACHE_NODIRECT": "1"}, "suffixes": [".cc", ".h"], "folders": {"low/src": ["sources", "Low.cc"]},
        "definitions": {"SConstruct": [1, 2, 3, 4, "aa"]},
        "sources": {"low/src/Low.cc": [1, 2, 3, 4, "bb", "#include <low/Low.h>"]},
        "products": {"build/x/low/src/Low.o": [0, 0, 0, 0, "cc"]}, "dirty": []}
PLAN = {"version": 1, "names": ["build/x/low/src/Low.o", "low/src/Low.cc", "include/low/Low.h"],
        "targets": [{"out": [0], "in": [1, 2], "run": ["g++ -c"], "say": "compile    low/src/Low.cc", "action": "dd", "more": ""}]}


@pytest.fixture
def folder(tmp_path):
    """A folder with a record."""
    (tmp_path / records.SEEN).write_text(json.dumps(SEEN))
    (tmp_path / records.PLAN).write_text(json.dumps(PLAN))
    return tmp_path


def test_version_1_is_read(folder):
    seen, plan = records.seen(folder), records.plan(folder)
    assert seen.sources["low/src/Low.cc"][5] == "#include <low/Low.h>" and seen.suffixes == (".cc", ".h")
    assert plan.users["include/low/Low.h"] == [plan.maker["build/x/low/src/Low.o"]] == list(plan.targets)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 2}', "null", "\xff"])
def test_anything_else_is_no_record(text, folder):
    for name in (records.SEEN, records.PLAN, records.DIRECT):
        (folder / name).write_bytes(text.encode("latin-1"))
    assert records.seen(folder) is None and records.plan(folder) is None and records.runs(folder) == []


def test_what_is_written_is_read_again(folder):
    state = records.seen(folder)
    state.dirty = ["build/x/low/src/Low.o"]
    records.write_seen(folder, state)
    records.write_runs(folder, "md5", [{"begun": ["a"], "built": {}, "digests": {}}])
    assert records.seen(folder) == state and records.runs(folder)[0]["begun"] == ["a"]


def test_a_record_of_this_version_with_other_entries_is_no_record(folder):
    (folder / records.SEEN).write_text(json.dumps({**SEEN, "more": 1}))
    (folder / records.PLAN).write_text(json.dumps({"version": 1, "names": [], "targets": [{"out": [7]}]}))
    assert records.seen(folder) is None and records.plan(folder) is None
