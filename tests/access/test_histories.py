# SPDX-License-Identifier: LGPL-3.0-or-later
"""Shapes of history: merges of all kinds, shallow clones, copies, links, random changes; the two trees decide."""
import random

import pytest

from b2tools import process
from tests import small_site


def branch(clone, name, files, start="origin/main"):
    clone.git.run("checkout", "-q", "-b", name, start)
    clone.commit(files, name)
    clone.git.run("checkout", "-q", "main")


def test_a_merge_that_drops_mains_work_is_judged_as_its_removal(librarian, author, refused, accepted):
    librarian.commit({"mdst/new.txt": "x"})
    accepted(librarian.push())
    author.commit({"framework/new.txt": "x"})
    author.git.run("fetch", "-q", "origin")
    author.git.run("merge", "-q", "-s", "ours", "-m", "Merge main", "origin/main")
    assert "mdst: author is neither" in refused(author.push(), "owner")


def test_an_octopus_is_judged_by_all_that_it_brings(author, accepted, refused):
    for name, path in (("one", "framework/1.txt"), ("two", "framework/2.txt"), ("three", "mdst/3.txt")):
        branch(author, name, {path: "x"})
    author.git.run("merge", "-q", "-m", "Octopus", "one", "two")
    accepted(author.push())
    author.git.run("merge", "-q", "-m", "Merge three", "three")
    refused(author.push(), "owner")


def test_merging_what_main_has_already_needs_nobody_else(librarian, author, accepted):
    librarian.commit({"mdst/new.txt": "x"})
    accepted(librarian.push())
    author.commit({"framework/new.txt": "x"})
    author.git.run("fetch", "-q", "origin")
    author.git.run("merge", "-q", "-m", "Merge main", "origin/main")
    accepted(author.push())


def test_a_copy_into_another_package_is_judged_there(author, refused):
    author.commit({"mdst/hello.py": small_site.FIRST_FILES["framework/scripts/hello.py"]})
    refused(author.push(), "owner")


def test_a_file_that_becomes_a_link_or_a_folder_is_a_change_of_its_package(author, refused):
    (author.folder / "mdst/SConscript").unlink()
    (author.folder / "mdst/SConscript").symlink_to("../framework/SConscript")
    author.commit()
    refused(author.push(), "owner")
    author.commit({"mdst/SConscript": None, "framework/new.txt": "x"})
    author.commit({"mdst/SConscript/x": "x"})
    refused(author.push(), "owner")


@pytest.mark.parametrize("account, lands", [("librarian", True), ("member", False)])
def test_a_shallow_clone_is_judged_like_any_other(site, librarian, tmp_path, accepted, account, lands):
    for number in range(3):
        librarian.commit({"framework/n.txt": str(number)})
    accepted(librarian.push())
    process.run(["git", "clone", "-q", "--depth=1", site.url(account), tmp_path / "shallow"], env=site.environment())
    clone = small_site.Clone(site, tmp_path / "shallow", account)
    clone.commit({"framework/new.txt": "x"})
    assert (clone.push().returncode == 0) is lands


def test_a_huge_file_that_packs_small_is_refused_by_its_real_size(member, refused):
    member.commit({"framework/zeros": bytes(64 << 20)})
    refused(member.push("HEAD:refs/heads/feature/x"), "size")


@pytest.mark.parametrize("seed", range(4))
def test_random_changes_need_exactly_the_owners_that_a_naive_look_finds(site, librarian, author, seed):
    """Random paths of two packages and the top are written, removed and moved in several commits; the author owns one package."""
    chance = random.Random(seed)
    places = ["framework/{}.txt", "framework/scripts/{}.txt", "mdst/{}.txt", "{}.txt"]
    for _ in range(4):
        before = set(author.git.run("ls-tree", "-r", "HEAD").text.splitlines())
        for _ in range(chance.randint(1, 3)):
            chosen = chance.sample(places[:chance.choice([2, 4])], 1)
            author.commit({place.format(chance.randint(1, 3)): str(chance.random()) for place in chosen})
        changed = before ^ set(author.git.run("ls-tree", "-r", "HEAD").text.splitlines())
        foreign = [line for line in changed if not line.partition("\t")[2].startswith("framework/")]
        assert (author.push().returncode == 0) is (not foreign)
        author.git.run("fetch", "-q", "origin")
        author.git.run("reset", "-q", "--hard", "origin/main" if foreign else "HEAD")
