# SPDX-License-Identifier: LGPL-3.0-or-later
"""The status of the agreement: tags that hold what the candidate holds, and who is missing."""
import os

import pytest

from b2tools import errors, sites
from b2tools.builds import monthly
from tests import small_site


@pytest.fixture
def site(tmp_path):
    return small_site.make(tmp_path / "site")


@pytest.fixture
def librarian(site, tmp_path):
    return site.clone(tmp_path / "librarian", "librarian")


def tag(clone, name):
    clone.git.run("tag", "-a", "-m", "text", name)
    assert clone.push(f"refs/tags/{name}").returncode == 0


def status(site, candidate=monthly.MAIN):
    with monthly.mirror(sites.at(site.top), "member", os.environ) as git:
        found = monthly.status(git, candidate)
    return found, {one.package: one for one in found.packages}


def test_without_tags_everybody_is_missing(site):
    found, packages = status(site)
    assert not found.agreed and set(packages) == {"framework", "mdst"} and packages["mdst"].missing == ("librarian",)


def test_a_tag_agrees_until_its_package_changes(site, librarian):
    tag(librarian, "framework-v01-00-00")
    tag(librarian, "mdst-v01-00-00")
    assert status(site)[0].agreed
    librarian.commit({"mdst/new.txt": "x"}, "Change mdst")
    librarian.push()
    found, packages = status(site)
    assert packages["framework"].agrees and not packages["mdst"].agrees and not found.agreed
    assert len(packages["mdst"].changes) == 1 and "Change mdst" in packages["mdst"].changes[0]


def test_the_latest_tag_is_the_highest_version(site, librarian):
    for version in ("v99-00-00", "v100-00-00"):
        tag(librarian, f"framework-{version}")
    one = status(site)[1]["framework"]
    assert (one.tag, one.tagged_by) == ("framework-v100-00-00", "Test Person")
    assert one.commit == librarian.git.line("rev-parse", "HEAD")


def test_changes_count_from_the_last_monthly_build(site, librarian):
    tag(librarian, "build-2026-10-01")
    librarian.commit({"framework/new.txt": "x"}, "Change framework")
    librarian.push()
    tag(librarian, "framework-v01-00-00")
    found, packages = status(site)
    assert found.last_build == "build-2026-10-01" and len(packages["framework"].changes) == 1 and packages["mdst"].changes == ()


def test_an_older_candidate_is_judged_by_its_own_content(site, librarian):
    tag(librarian, "framework-v01-00-00")
    first = librarian.git.line("rev-parse", "HEAD")
    librarian.commit({"framework/new.txt": "x"})
    librarian.push()
    assert not status(site)[1]["framework"].agrees and status(site, first)[1]["framework"].agrees
    with pytest.raises(errors.UnknownCandidate):
        status(site, "0" * 40)


def test_the_table_names_everything(site, librarian):
    tag(librarian, "framework-v01-00-00")
    text = monthly.table(status(site)[0])
    assert "framework-v01-00-00" in text and "1 of 2 packages agree." in text and text.splitlines()[1].split()[0] == "package"


def test_a_tag_that_came_past_the_policy_agrees_to_nothing(site, librarian):
    tag(librarian, "framework-v01-00-00")
    site.switch_off("tag-form")
    librarian.git.run("tag", "framework-v02-00-00")
    assert librarian.push("refs/tags/framework-v02-00-00").returncode == 0
    one = status(site)[1]["framework"]
    assert (one.tag, one.agrees, one.tagged_by, one.missing) == ("framework-v02-00-00", False, None, ("librarian",))


def test_a_tagger_cannot_write_on_the_terminal(site, librarian, monkeypatch):
    monkeypatch.setenv("GIT_COMMITTER_NAME", "ann\x1b[2Jzoe")
    tag(librarian, "framework-v01-00-00")
    text = monthly.table(status(site)[0])
    assert "\x1b" not in text and "ann\\x1b[2Jzoe" in text
