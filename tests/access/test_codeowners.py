# SPDX-License-Identifier: LGPL-3.0-or-later
"""CODEOWNERS names, for every path, the librarians that the policy asks, as each forge reads the file."""
import os
import re

import pytest

from b2tools import cli, errors, process
from b2tools.access import codeowners
from b2tools.access.owners import Owners
from b2tools.git import Git
from b2tools.objects import Objects

LISTS = {"": "top\n", "framework": "ann # leads\nbob\n", "framework/deep": "eve\n", "with blank": "ann\n", "größe+(x)": "eve\n",
         "a.b": "bob\n", "c#[1]": "ann\n", "nobody": "# none\n", "site_scons/x": "eve\n"}
PATHS = ["README", "framework/a.txt", "framework/deep/a.txt", "framework/deep/er/a.txt", "framework/deeper/a.txt",
         "with blank/a b.txt",
         "größe+(x)/a", "a.b/a", "axb/a", "c#[1]/a", "site_scons/SConstruct", "site_scons/x/y", "framework/.gitattributes",
         "framework/deep/.gitmodules", "new/a.txt", "sub/framework/a.txt"]


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A working copy with nested lists in folders with odd names."""
    folder = tmp_path_factory.mktemp("owners")
    people = {f"GIT_{role}_{what}": "t@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    git = Git(folder, {**os.environ, **people})
    git.run("init", "-q", "-b", "main")
    for name, content in LISTS.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / ".librarians").write_text(content)
    git.run("add", "-A")
    git.run("commit", "-q", "-m", "Start")
    return git


def rules(text, split):
    """Patterns with their owners, in the order of the file."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(words[0], set(words[1:])) for words in map(split, lines)]


def by_blanks(line):
    return re.split(r"(?<!\\) ", line)


def as_gitea(line):
    """Words of a line: a backslash takes what follows as it is, # begins a comment."""
    words, word, escaped = [], "", False
    for sign in line:
        if escaped:
            word, escaped = word + sign, False
        elif sign == "\\":
            escaped = True
        elif sign == "#":
            break
        elif sign == " ":
            words, word = words + [word] if word else words, ""
        else:
            word += sign
    return words + [word] if word else words


def ignores(folder, pattern, path):
    """Whether git, whose patterns GitHub and GitLab use, matches a path."""
    (folder / "exclude").write_text(pattern + "\n")
    words = ["git", "-c", f"core.excludesFile={folder / 'exclude'}", "check-ignore", "-q", "--no-index", "--", path]
    done = process.run(words, cwd=folder, env=dict(os.environ), check=False)
    return done.returncode == 0


@pytest.fixture
def asked(repository):
    """`asked(path)`: whom the policy asks."""
    def of(path):
        with Objects(repository) as objects:
            return {f"@{name}" for name in Owners(objects, repository.resolve("HEAD^{tree}")).of(path).librarians}
    return of


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_the_last_rule_that_matches_names_whom_the_policy_asks(repository, asked, tmp_path, forge):
    process.run(["git", "init", "-q", tmp_path])
    found = rules(codeowners.text(repository, "HEAD", forge, {}), by_blanks)
    for path in PATHS:
        matching = [who for pattern, who in found if ignores(tmp_path, pattern, path)]
        assert matching[-1] == asked(path), path


def test_all_rules_of_gitea_that_match_name_whom_the_policy_asks(repository, asked):
    found = rules(codeowners.text(repository, "HEAD", "gitea", {}), as_gitea)
    for path in PATHS:
        matching = [who for pattern, who in found if re.fullmatch(pattern, path)]
        assert matching and asked(path) <= set.union(*matching), path
    assert [who for pattern, who in found if re.fullmatch(pattern, "axb/a")] == [{"@top"}]


def test_a_list_that_names_nobody_makes_no_rule(repository):
    assert "nobody" not in codeowners.text(repository, "HEAD", "github", {})


def test_accounts_are_called_as_the_forge_knows_them(repository):
    names = codeowners.called("# who\nann annie\nbob bob@example.org # by address\n\n", "n")
    assert "/framework/ @annie bob@example.org\n" in codeowners.text(repository, "HEAD", "gitlab", names)
    with pytest.raises(errors.BadServerFile, match="(?s)names.txt is not in order.*line 1: 'ann' is not.*line 3"):
        codeowners.called("ann\n\na b c\n", "names.txt")


def test_without_owner_lists_nothing_is_made(tmp_path):
    process.run(["git", "init", "-q", tmp_path])
    with pytest.raises(errors.NothingToCheck, match="a list of librarians in HEAD"):
        codeowners.text(Git(tmp_path), "HEAD", "github", {})


@pytest.mark.parametrize("forge", codeowners.FORGES)
def test_the_command_writes_it_where_the_forge_looks(repository, monkeypatch, capfd, forge):
    monkeypatch.chdir(repository.folder / "framework")
    assert cli.main(["--forge", forge, "--write"], "b2code-owners") == 0
    place = repository.folder / f".{forge}/CODEOWNERS"
    assert capfd.readouterr().out == f"wrote {place}\n"
    assert cli.main(["--forge", forge], "b2code-owners") == 0
    assert capfd.readouterr().out == place.read_text() and place.read_text().startswith("# Made by b2code-owners")
