# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whose a repository is: by the record beside it, and never guessed."""
import pytest

from b2tools import errors
from b2tools.access import analyses
from b2tools.access.accounts import Account, Accounts
from b2tools.access.analyses import Analysis

EVERYBODY = Accounts({name: Account(name) for name in ("ann", "bob", "eve")}, {"charm": frozenset({"bob", "eve"})})


def place(server, name, record=None):
    folder = server / "git" / f"{name}.git"
    folder.mkdir(parents=True)
    if record is not None:
        (folder / analyses.RECORD).write_text(record)
    return folder


def test_what_is_written_is_read_again(tmp_path):
    for one in (Analysis("analyses/ann_cut", "ann"), Analysis("physics/charm/cut", "ann", "charm")):
        assert analyses.of(tmp_path, place(tmp_path, one.repository, one.record())) == one and one.name == "cut"


def test_the_software_is_no_analysis(tmp_path):
    assert analyses.of(tmp_path, place(tmp_path, "software")) is None


@pytest.mark.parametrize("record", [None, "", "[]", "{}", '{"format": 2, "owner": "ann", "group": null}',
                                    '{"format": 1, "owner": 1, "group": null}', '{"format": 1, "owner": "ann", "group": [1]}'])
def test_an_analysis_without_a_good_record_is_not_in_order(tmp_path, record):
    with pytest.raises(errors.BadServerFile, match="b2-analysis.json is not in order"):
        analyses.of(tmp_path, place(tmp_path, "analyses/ann_cut", record))


def test_writers_are_the_owner_and_the_present_members_of_the_group():
    assert Analysis("analyses/ann_cut", "ann").writers(EVERYBODY) == ("ann",)
    assert Analysis("physics/charm/cut", "ann", "charm").writers(EVERYBODY) == ("ann", "bob", "eve")
    assert Analysis("physics/gone/cut", "ann", "gone").writers(EVERYBODY) == ("ann",)
