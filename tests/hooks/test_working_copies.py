# SPDX-License-Identifier: LGPL-3.0-or-later
"""The hooks of a sparse, partial working copy: they fetch nothing, touch nothing, and cost follows the change."""
import os
import time

import pytest

from b2tools import files
from b2tools.access import commit
from b2tools.git import Git


def plain(git: Git) -> Git:
    """The working copy as the user's own git sees it."""
    return Git(git.folder, dict(os.environ))


def judged(git: Git) -> tuple[int, str]:
    told: list[str] = []
    return commit.pre_commit(os.environ, told.append, git.folder), "".join(told)


def stage(git: Git, name: str, oid: str) -> None:
    git.run("update-index", "-z", "--index-info", stdin=f"100644 {oid}\t{name}\0".encode())


@pytest.mark.parametrize("reachable", [True, False])
def test_a_commit_fetches_nothing_although_its_content_is_at_the_server_only(copy, small, offline, reachable):
    git = copy("framework")
    stage(git, "framework/moved.py", git.line("rev-parse", "HEAD:mdst/own.txt"))
    (git.folder / "bad.py").write_text("x=1\n")
    git.run("add", "bad.py")
    if not reachable:
        offline()
    code, told = judged(git)
    assert code == 1 and "bad.py:1:2: E225" in told and "moved.py" not in told
    missing = git.run("rev-list", "--objects", "--missing=print", "HEAD").text
    assert f"?{git.line('rev-parse', 'HEAD:mdst/own.txt')}" in missing


@pytest.mark.parametrize("sparse_index", [False, True])
@pytest.mark.parametrize("name", ["MDST/a.txt", "Mdst2", "generators/RUN.py", "framework/scripts/Hello.py"])
def test_collisions_are_found_in_packages_that_are_not_checked_out(copy, name, sparse_index):
    git = copy("framework")
    if sparse_index:
        git.run("sparse-checkout", "reapply", "--sparse-index")
    stage(git, name, git.run("hash-object", "-w", "--stdin", stdin=b"").text.strip())
    code, told = judged(git)
    assert code == 1 and "differ only in case or in the composition of letters" in told


def test_neither_the_work_tree_nor_the_index_is_touched(copy):
    git = copy("framework")
    files.write(git.folder / "framework/new.py", "x=1\n")
    git.run("add", "framework/new.py")
    files.write(git.folder / "framework/new.py", "something else")
    places = [git.folder / ".git/index", *(git.folder / "framework").rglob("*")]
    before = [(place.stat().st_mtime_ns, place.stat().st_ino) for place in places]
    assert plain(git).run("commit", "-m", "Add", check=False).returncode == 1
    assert judged(git)[0] == 1
    assert [(place.stat().st_mtime_ns, place.stat().st_ino) for place in places[1:]] == before[1:]
    assert git.run("stash", "list").text == ""


@pytest.mark.parametrize("how", ["merge", "apply"])
def test_a_rebase_is_on_the_branch_that_it_will_set(copy, monkeypatch, how):
    monkeypatch.setenv("BELLE2_ACCESS_CHECK", "yes")
    git = plain(copy("framework"))
    for branch, text in (("feature/a", "a"), ("feature/b", "b")):
        git.run("switch", "-q", "-c", branch, "origin/main")
        (git.folder / "framework/x.txt").write_text(text)
        git.run("add", "framework/x.txt")
        git.run("commit", "-q", "-m", f"Add {text}")
    assert git.run("rebase", f"--{how}", "feature/a", check=False).returncode != 0
    (git.folder / "framework/x.txt").write_text("c")
    git.run("add", "framework/x.txt")
    assert judged(git) == (0, "")
    done = git.run("-c", "core.editor=true", "rebase", "--continue")
    assert b"you are on no branch" not in done.stderr


def test_deletions_modes_links_and_cherry_picks_pass(copy):
    git = plain(copy("framework"))
    git.run("switch", "-q", "-c", "feature/a")
    git.run("rm", "-q", "framework/include/A.h")
    git.run("commit", "-q", "-m", "Remove a header")
    (git.folder / "framework/scripts/hello.py").chmod(0o755)
    (git.folder / "framework/link.py").symlink_to("nowhere")
    git.run("add", "-A")
    git.run("commit", "-q", "-m", "Change kinds")
    git.run("switch", "-q", "-c", "feature/b", "origin/main")
    git.run("cherry-pick", "feature/a~1", "feature/a")
    git.run("commit", "-q", "--amend", "-m", "Change kinds again")
    git.run("add", "-N", "framework")
    assert judged(git) == (0, "")


def test_a_merge_without_the_server_says_nothing_that_frightens(copy, small, offline, tmp_path):
    git = plain(copy("framework"))
    other = small.clone(tmp_path / "other", "librarian")
    other.commit({"mdst/.librarians": "# newer\nauthor\n"})
    assert other.push("HEAD:refs/heads/feature/owners").returncode == 0
    git.run("fetch", "-q", "origin")
    offline()
    done = git.run("merge", "-q", "--no-edit", "origin/feature/owners")
    assert b"Traceback" not in done.stderr, done.stderr


def test_a_tree_of_100000_files_costs_hardly_more_than_a_small_one(tmp_path):
    git = Git(tmp_path)
    git.run("init", "-q", "-b", "main")
    parts = ["commit refs/heads/main\ncommitter B <b@example.org> 1700000000 +0000\ndata 5\nStart\n"]
    parts += [f"M 100644 inline p{number % 100}/d{number // 1000}/f{number}.py\ndata 0\n\n" for number in range(100_000)]
    git.run("fast-import", "--quiet", stdin="".join(parts).encode())
    git.run("read-tree", "HEAD")
    stage(git, "p1/new.txt", git.run("hash-object", "-w", "--stdin", stdin=b"a\n").text.strip())
    assert judged(git) == (0, "")
    small = Git(tmp_path / "small")
    small.folder.mkdir()
    small.run("init", "-q", "-b", "main")
    small.run("commit", "-q", "--allow-empty", "-m", "Start")
    stage(small, "new.txt", small.run("hash-object", "-w", "--stdin", stdin=b"a\n").text.strip())
    assert shortest(git) < 10 * shortest(small) + 1


def shortest(git: Git) -> float:
    times = []
    for _ in range(3):
        started = time.perf_counter()
        judged(git)
        times.append(time.perf_counter() - started)
    return min(times)
