# SPDX-License-Identifier: LGPL-3.0-or-later
"""Differences of trees: both sides of a rename, every kind of change, limits."""
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2tools import errors
from b2tools.access import differences
from b2tools.objects import Objects

NAMES = st.lists(st.sampled_from(["a", "b", "größe", "d e"]), min_size=1, max_size=3).map("/".join)
TREES = st.dictionaries(NAMES, st.sampled_from([b"1", b"2"]), max_size=6)


def tree(git, files):
    """Write a tree object; of names that exclude each other the first one stays."""
    kept = {name: content for name, content in files.items()
            if not any(other != name and other.startswith(f"{name}/") for other in files)}
    git.run("read-tree", "--empty")
    rows = [f"100644 {git.run('hash-object', '-w', '--stdin', stdin=content).text.strip()}\t{name}\0" for name,
            content in kept.items()]
    git.run("update-index", "-z", "--index-info", stdin="".join(rows).encode())
    return git.line("write-tree")


def git_says(git, first, second):
    """Path, modes and ids of git's own comparison."""
    fields = git.names("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", first, second)
    return {(path, *facts.removeprefix(":").split(" ")[:4]) for facts, path in zip(fields[::2], fields[1::2], strict=True)}


def between(git, old, new, paths=1000, depth=64):
    with Objects(git) as objects:
        return differences.between(objects, old, new, paths, depth)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=TREES, new=TREES)
def test_differences_are_those_that_git_finds(member, old, new):
    first, second = tree(member.git, old), tree(member.git, new)
    ours = {(one.path, one.old_mode, one.new_mode, one.old_id or "0" * 40, one.new_id or "0" * 40)
            for one in between(member.git, first, second)}
    assert ours == git_says(member.git, first, second)


def test_a_rename_shows_both_sides(member):
    old = member.git.line("rev-parse", "HEAD^{tree}")
    member.git.run("mv", "mdst/SConscript", "framework/FromMdst")
    member.commit()
    found = {one.path: one for one in between(member.git, old, member.git.line("rev-parse", "HEAD^{tree}"))}
    assert found["mdst/SConscript"].removed and found["framework/FromMdst"].added


def test_against_nothing_everything_is_new(member):
    found = between(member.git, None, member.git.line("rev-parse", "HEAD^{tree}"))
    assert all(one.added for one in found) and "framework/.librarians" in {one.path for one in found}


def test_too_many_paths_are_refused(member):
    with pytest.raises(errors.TooMuch, match="more than 3 changed paths"):
        between(member.git, None, member.git.line("rev-parse", "HEAD^{tree}"), 3)


def test_too_deep_paths_are_refused(member):
    member.commit({"a/" * 70 + "x": "x"})
    with pytest.raises(errors.TooMuch, match="below more than 64 folders"):
        between(member.git, None, member.git.line("rev-parse", "HEAD^{tree}"))


def test_a_dozen_trees_that_expand_to_billions_of_paths_are_refused_soon(site, librarian):
    blob = librarian.git.run("hash-object", "-w", "--stdin", stdin=b"x").text.strip()
    level = "".join(f"100644 blob {blob}\tf{number}\n" for number in range(10))
    for _ in range(10):
        below = librarian.git.run("mktree", stdin=level.encode()).text.strip()
        level = "".join(f"040000 tree {below}\td{number}\n" for number in range(10))
    kept = librarian.git.run("ls-tree", "HEAD").text
    top = librarian.git.run("mktree", stdin=f"{kept}040000 tree {below}\tbomb\n".encode()).text.strip()
    commit = librarian.git.line("commit-tree", top, "-p", "HEAD", "-m", "Bomb")
    started = time.monotonic()
    pushed = librarian.push(f"{commit}:refs/heads/main")
    assert pushed.returncode != 0 and b"A checkout would have 11111111130 paths" in pushed.stderr
    site.switch_off("names")
    pushed = librarian.push(f"{commit}:refs/heads/main")
    assert pushed.returncode != 0 and b"more than 200000 changed paths" in pushed.stderr
    assert time.monotonic() - started < 30
