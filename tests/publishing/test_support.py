# SPDX-License-Identifier: LGPL-3.0-or-later
"""Support policies: judged by typed versions and dates, signed, kept for use without a network, all mistakes told."""
import datetime
import os
import time
from pathlib import Path

import pytest

from b2tools import errors
from b2tools.publishing import support
from tests import signed_area

TODAY = datetime.date(2026, 11, 22)
GOOD = """format = 1
issued = "2026-11-20"

[[release]]
name = "release-100-00-00"
recommended = true
end_of_life = "2027-12-31"

[[release]]
name = "release-99-00-00"

[[release]]
name = "release-09-00-00"
end_of_life = "2026-11-21"

[[release]]
name = "release-08-00-00"
supported = false
replaced_by = "release-09-00-00"
reason = "wrong field map"

[[release]]
name = "release-07-00-00"
supported = false
replaced_by = "release-99-00-00"
reason = "too old"

[[release]]
name = "light-2611-tauon"
recommended = true

[[release]]
name = "light-2501-tauon"
supported = false
reason = "too old"
"""
BAD = """format = 1
issued = "yesterday"
colour = "red"

[[release]]
name = "release-1"

[[release]]
name = "release-02-00-00"
recommended = true
supported = false

[[release]]
name = "release-02-00-00"
end_of_life = "soon"
replaced_by = "release-02-00-01"

[[release]]
name = "release-03-00-00"
replaced_by = "release-04-00-00"
supported = "yes"

[[release]]
name = "release-04-00-00"
recommended = true
replaced_by = "release-03-00-00"

[[release]]
name = "release-05-00-00"
recommended = true
reason = "a\\nb"
"""


@pytest.fixture
def policy():
    return support.parse(GOOD.encode(), Path("support.toml"))


def test_releases_are_in_the_order_of_their_numbers(policy):
    assert [entry.name for entry in policy.entries] == ["release-100-00-00", "release-99-00-00", "release-09-00-00",
                                                        "release-08-00-00",
                                                        "release-07-00-00", "light-2611-tauon", "light-2501-tauon"]


@pytest.mark.parametrize("name, state, instead, reason", [
    ("release-100-00-00", "recommended", None, ""), ("release-99-00-00", "supported", None, ""),
    ("release-09-00-00", "not supported", "release-100-00-00", "its support ended on 2026-11-21"),
    ("release-08-00-00", "not supported", "release-100-00-00", "wrong field map"),
    ("release-07-00-00", "not supported", "release-99-00-00", "too old"),
    ("light-2501-tauon", "not supported", "light-2611-tauon", "too old"),
    ("release-55-00-00", "not listed", "release-100-00-00", ""), ("build-2026-11-01", "not listed", "release-100-00-00", "")])
def test_each_release_gets_its_state_its_successor_and_the_reason(policy, name, state, instead, reason):
    answer = policy.judge(name, TODAY)
    assert (answer.state, answer.instead, answer.reason) == (state, instead, reason)


def test_support_ends_with_its_last_day(policy):
    assert policy.judge("release-09-00-00", datetime.date(2026, 11, 21)).state == "supported"
    assert policy.judge("release-100-00-00", datetime.date(2028, 1, 1)).state == "not supported"


def test_the_answer_is_a_sentence(policy):
    assert policy.judge("release-07-00-00", TODAY).sentence == \
        "The release release-07-00-00 is not supported (too old). Use release-99-00-00 instead."
    assert policy.judge("release-100-00-00", TODAY).sentence == "The release release-100-00-00 is recommended until 2027-12-31."


def test_all_mistakes_are_told_with_their_lines():
    with pytest.raises(errors.BadConfig) as caught:
        support.parse(BAD.encode(), Path("support.toml"))
    said = str(caught.value)
    for line, words in ((2, "issued is 'yesterday', but must be a date"), (3, "colour"), (6, "'release-1' is no name of a release"),
                        (10, "release-02-00-00 is recommended, but not supported"),
                        (11, "neither reason nor end_of_life says why"), (14, "release-02-00-00 is listed twice"),
                        (15, "end_of_life is 'soon'"), (16, "replaced by release-02-00-01, which is not listed. Did you mean"),
                        (20, "release-03-00-00 is replaced in a circle"), (21, "true or false"),
                        (26, "release-04-00-00 is replaced in a circle"), (30, "release-04-00-00 is already"),
                        (31, "the reason for release-05-00-00 holds a line end")):
        assert any(one.startswith(f"  line {line}: ") and words in one for one in said.splitlines()), (line, words, said)


def test_a_newer_format_is_refused_with_its_number():
    with pytest.raises(errors.BadConfig, match="line 1: format is 2, but these tools know format 1; use newer tools"):
        support.parse(b'format = 2\nissued = "2026-01-01"\n', Path("support.toml"))


@pytest.fixture
def area(tmp_path):
    place = signed_area.make(tmp_path / "site")
    (tmp_path / "support.toml").write_text(GOOD)
    support.publish(tmp_path / "support.toml", place.folder, place.key)
    return place


def test_a_published_policy_is_used_without_a_network_and_its_age_is_known(area):
    site, means = area.site(), area.means()
    assert support.current(site, means)[1:] == (0.0, None)
    for file in area.folder.iterdir():
        file.unlink()
    assert support.current(site, means)[2] is None
    for file in (means.cache / "signed").rglob(support.NAME):
        os.utime(file, (time.time() - 3 * 86400,) * 2)
    policy, age, error = support.current(site, means)
    assert (len(policy.entries), support.age_text(age)) == (7, "3 days old") and isinstance(error, errors.NotServed)


def test_without_any_policy_the_error_says_why(tmp_path):
    place = signed_area.make(tmp_path / "site")
    with pytest.raises(errors.NoPolicy, match="(?s)The support policy of the site site cannot be had: .*Ask the release manager"):
        support.current(place.site(), place.means())


def test_an_older_or_wrongly_signed_policy_does_not_replace_the_known_one(area, tmp_path):
    site, means = area.site(), area.means()
    support.fetch(site, means)
    (tmp_path / "support.toml").write_text(GOOD.replace("2026-11-20", "2026-11-19"))
    with pytest.raises(errors.OldPolicy, match="issued on 2026-11-19, but one of 2026-11-20 is known already"):
        support.publish(tmp_path / "support.toml", area.folder, area.key)
    support.signedfiles.publish(area.folder, support.NAME, (tmp_path / "support.toml").read_bytes(), area.key)
    assert isinstance(support.current(site, means, patience=0)[2], errors.OldPolicy)
    support.signedfiles.publish(area.folder, support.NAME, GOOD.replace("11-20", "11-21").encode(), area.foreign)
    policy, _, error = support.current(site, means, patience=0)
    assert policy.issued == datetime.date(2026, 11, 20) and isinstance(error, errors.BadSignature)


def test_the_table_holds_what_is_listed_and_what_is_installed(policy):
    rows = {row["name"]: row for row in support.table(policy, ["release-99-00-00", "release-98-00-00"], TODAY)}
    assert list(rows)[:3] == ["release-100-00-00", "release-99-00-00", "release-98-00-00"]
    assert rows["release-99-00-00"]["installed"] and rows["release-98-00-00"]["state"] == "not listed"
