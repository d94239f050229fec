# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a client asks about reviews, and how it tells the answers."""
import os

import pytest

from b2tools import errors, process, reviews
from tests import small_site
from tests.access import review_site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with several librarians and a branch that changes a file with an odd name."""
    made = small_site.make(tmp_path_factory.mktemp("site") / "a site")
    review_site.settle(made, made.clone(made.top / "work/second", "librarian"))
    clone = made.clone(made.top / "work/third", "member")
    clone.git.run("checkout", "-q", "-b", "feature/x")
    clone.commit({"framework/größe x.txt": "new\n"}, "Better tracks\n\nFit twice.")
    assert clone.push("feature/x").returncode == 0
    return made


def test_a_request_takes_branch_and_words_from_the_working_copy(site):
    made = reviews.open_request(review_site.server(site, "member"), site.top / "work/third", None, "main", None)
    assert (made["branch"], made["title"], made["text"]) == ("feature/x", "Better tracks", "Fit twice.")
    shown = reviews.request(review_site.server(site, "ann").request("show", str(made["number"])))
    for line in ("Merge request 1: Better tracks", "  | Fit twice.",
                 "feature/x into main, opened by member at", "A framework/größe x.txt",
                 "affects framework: 1 file, not approved; librarians: ann", "ok      framework: ann is a librarian.",
                 "CI      No check of this tree is known."):
        assert line in shown, shown
    listed = reviews.requests(review_site.server(site, "ann").request("list"))
    assert "1 open   Better tracks (feature/x into main, member)" in listed


def test_outside_of_a_working_copy_branch_and_words_must_be_given(site, tmp_path):
    with pytest.raises(errors.OutsideWorkingCopy):
        reviews.open_request(review_site.server(site, "member"), tmp_path, None, "main", None)


@pytest.mark.parametrize("name", ["HEAD", "feature/x", "HEAD^{tree}"])
def test_a_tree_is_that_of_any_revision_of_the_working_copy(site, name):
    folder = site.top / "work/third"
    found = process.run(["git", "rev-parse", "HEAD^{tree}"], cwd=folder).text.strip()
    assert reviews.tree(name, folder, os.environ) == found == reviews.tree(found, folder, os.environ)


def test_a_whole_id_needs_no_working_copy_and_a_word_that_is_none_is_told(tmp_path):
    assert reviews.tree("a" * 40, tmp_path, os.environ) == "a" * 40
    with pytest.raises(errors.NothingToCheck, match="feature/none is not known"):
        reviews.tree("feature/none", tmp_path, os.environ)


def test_signs_of_others_do_not_reach_the_terminal():
    seen = {"files": ["A x\x1b[31m"], "lists": [{"list": ".", "files": 2, "approved": ["ann"], "librarians": []}]}
    assert reviews.difference(seen) == ("A x\\x1b[31m\n... and 1 more files\n"
                                        "affects the repository itself (.): 2 files, approved by ann; librarians: nobody")


@pytest.mark.parametrize("seen, sentence", [
    ({"number": 1, "state": "closed", "ended": "2026-01-01"}, "It is closed since 2026-01-01."),
    ({"number": 1, "state": "open", "ended": "", "problem": "They differ."}, "They differ.")])
def test_what_cannot_be_merged_is_told(seen, sentence):
    with pytest.raises(errors.PushRefused) as refusal:
        reviews.mergeable(seen)
    assert sentence in str(refusal.value)


def test_without_requests_and_statuses_a_sentence_is_told():
    assert reviews.requests([]) == "There are no open merge requests (--all lists those that have ended)."
    assert reviews.statuses([]) == "No check of this tree is known."
