# SPDX-License-Identifier: LGPL-3.0-or-later
"""What would land is made of both trees within the limits of the policy, without a checkout or a ref."""
import os

import pytest

from b2tools import errors
from b2tools.access import accounts, merging, push, serverfiles


@pytest.fixture
def attempt(reviewed, tmp_path):
    """`attempt(files, theirs, path_limit)`: a feature branch with these files into a main that got others meanwhile."""
    def do(files, theirs=None, path_limit=200_000):
        policy = reviewed.server / "policy.toml"
        policy.write_text(policy.read_text() + f"path_limit = {path_limit}\n")
        clone = reviewed.clone(tmp_path / "clone", "ann")
        commit = clone.commit(files)
        assert clone.push("HEAD:refs/heads/feature/x").returncode == 0
        if theirs:
            other = reviewed.clone(tmp_path / "other", "ann")
            other.commit(theirs)
            assert other.push().returncode == 0
        everybody = accounts.read(reviewed.server / serverfiles.ACCOUNTS)
        place = reviewed.server / "git/software.git"
        with push.opened(reviewed.server, place, dict(os.environ), everybody, everybody.by_name["ann"]) as state:
            return merging.attempt(state, "refs/heads/main", commit)
    return do


def test_a_branch_on_top_of_main_lands_as_it_is(attempt):
    found = attempt({"framework/a.txt": "new\n", "framework/deep/a.txt": "new\n"})
    assert [one.folder for one in found.lists] == ["framework", "framework/deep"] and len(found.changed) == 2


def test_only_the_branch_s_own_change_counts_where_main_went_on(attempt):
    found = attempt({"framework/a.txt": "new\n"}, {"framework/b.txt": "theirs\n"})
    assert [one.path for one in found.changed] == ["framework/a.txt"]


def test_the_same_lines_are_a_conflict(attempt):
    with pytest.raises(errors.Conflict, match="framework/a.txt"):
        attempt({"framework/a.txt": "new\n"}, {"framework/a.txt": "theirs\n"})


@pytest.mark.parametrize("theirs", [None, {"framework/b.txt": "theirs\n"}])
def test_more_than_the_policy_looks_at_is_not_merged(attempt, theirs):
    with pytest.raises(errors.TooMuch):
        attempt({f"framework/{number}.txt": "x" for number in range(60)}, theirs, path_limit=50)
