# SPDX-License-Identifier: LGPL-3.0-or-later
"""How git names the folders that it keeps on disk."""
import os

import pytest

from b2tools.git import Git
from b2tools.workingcopies import sparsesets

NAMES = ["mdst", "größe", 'a "b"', "a\\b", os.fsdecode(b"\xff"), "a*[b]?", "-x", "#a", "!a"]
REFUSED_BY_THE_SERVER = ["a\nb", "\t", "a b ", "\x7f\a"]


@pytest.fixture
def git(tmp_path) -> Git:
    """A repository with one folder of each name."""
    made = Git(tmp_path)
    made.run("init", "-q", "-b", "main")
    for name in NAMES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name, "utf-8", "surrogateescape")
    made.run("add", "-A")
    made.run("commit", "-q", "-m", "Start")
    return made


@pytest.mark.parametrize("name", NAMES)
def test_git_understands_every_name_and_we_understand_git(git, name):
    git.run("sparse-checkout", "set", "--cone", "--stdin", stdin=sparsesets.quoted(name) + b"\n")
    assert sparsesets.read(git).folders == {name}
    assert [entry for entry in os.listdir(git.folder) if entry != ".git"] == [name]


@pytest.mark.parametrize("name", NAMES + REFUSED_BY_THE_SERVER)
def test_what_is_quoted_is_the_same_unquoted(name):
    assert sparsesets.unquoted(sparsesets.quoted(name)) == os.fsencode(name)


def test_a_complete_copy_has_every_folder(git):
    found = sparsesets.read(git)
    assert (found.folders, found.packages, found.has("anything")) == (None, None, True)


def test_part_of_a_package_is_not_the_whole(git):
    git.run("sparse-checkout", "set", "--cone", "mdst/deep")
    found = sparsesets.read(git)
    assert (found.packages, found.has("mdst"), found.has("mdst/deep")) == ({"mdst"}, False, True)


def test_patterns_of_the_user_are_no_folders(git):
    git.run("sparse-checkout", "set", "--no-cone", "/*", "!/mdst/")
    assert not sparsesets.read(git).cone
