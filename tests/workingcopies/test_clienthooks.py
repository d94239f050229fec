# SPDX-License-Identifier: LGPL-3.0-or-later
"""Hooks are installed without taking anybody's away."""
import os
import sys
from pathlib import Path

import pytest

from b2tools import files
from b2tools.git import Git
from b2tools.workingcopies import clienthooks


@pytest.fixture
def copy(tmp_path) -> Git:
    """A repository in a folder whose name needs quoting."""
    folder = tmp_path / "it's \"my\" größe"
    folder.mkdir()
    git = Git(folder)
    git.run("init", "-q", "-b", "main")
    return git


def hook(place, says: str, code: int = 0) -> None:
    files.write(place, f'#!/bin/sh\necho "{says} $*" >> "$HOME/said"\ncat >> "$HOME/said"\nexit {code}\n', 0o755)


def said() -> str:
    place = Path(os.environ["HOME"], "said")
    return place.read_text() if place.exists() else ""


def commit(git: Git, name: str = "a.txt", content: str = "a\n"):
    (git.folder / name).write_text(content)
    git.run("add", name)
    return git.run("commit", "-q", "-m", "Add a file", check=False)


def test_a_commit_with_bad_layout_is_refused_by_the_installed_hook(copy):
    clienthooks.install(copy, sys.executable)
    assert b"b2code-style-fix bad.py" in commit(copy, "bad.py", "x=1\n").stderr
    assert commit(copy, "bad.py", "X = 1\n").returncode == 0


def test_an_existing_hook_is_kept_and_runs_after_ours(copy):
    hook(copy.folder / ".git/hooks/pre-commit", "theirs")
    assert clienthooks.install(copy, sys.executable).chained == ("pre-commit",)
    assert commit(copy).returncode == 0
    assert said() == "theirs \n"
    hook(copy.folder / ".git/hooks/pre-commit.before-b2tools", "theirs", code=1)
    assert commit(copy, "b.txt").returncode == 1


def test_installing_again_renews_ours_and_keeps_theirs(copy):
    hook(copy.folder / ".git/hooks/pre-commit", "theirs")
    clienthooks.install(copy, "/old/python")
    clienthooks.install(copy, sys.executable)
    assert commit(copy).returncode == 0
    assert said() == "theirs \n"
    assert sys.executable in (copy.folder / ".git/hooks/pre-commit").read_text()


def test_a_folder_of_hooks_that_the_user_has_for_all_repositories_stays_in_force_and_untouched(copy, tmp_path):
    for name in ("pre-commit", "post-commit"):
        hook(tmp_path / "my hooks" / name, name)
    Git(tmp_path).run("config", "--global", "core.hooksPath", str(tmp_path / "my hooks"))
    before = sorted(os.listdir(tmp_path / "my hooks"))
    for _ in range(2):
        clienthooks.install(copy, sys.executable)
    assert b"E225" in commit(copy, "bad.py", "x=1\n").stderr
    commit(copy, "bad.py", "X = 1\n")
    assert said() == "pre-commit \npost-commit \n"
    assert sorted(os.listdir(tmp_path / "my hooks")) == before


def test_a_relative_folder_of_hooks_in_the_work_tree_stays_in_force(copy):
    hook(copy.folder / ".husky/pre-commit", "husky")
    copy.run("config", "core.hooksPath", ".husky")
    clienthooks.install(copy, sys.executable)
    commit(copy)
    assert said() == "husky \n"


def test_a_hook_without_its_interpreter_warns_and_lets_pass(copy):
    clienthooks.install(copy, "/gone/bin/python")
    done = commit(copy, "bad.py", "x=1\n")
    assert done.returncode == 0
    assert b"pre-commit: nothing was checked, /gone/bin/python is gone. Mend it with: b2install-hooks" in done.stderr


def test_a_hook_whose_interpreter_has_no_tools_warns_and_lets_pass(copy):
    clienthooks.install(copy, "/usr/bin/python3")
    done = commit(copy, "bad.py", "x=1\n")
    assert done.returncode == 0
    assert b"pre-commit: nothing was checked (No module named 'b2tools')" in done.stderr


def test_hooks_work_in_a_worktree(copy, tmp_path):
    clienthooks.install(copy, sys.executable)
    commit(copy)
    copy.run("worktree", "add", "-q", "-b", "feature/side", str(tmp_path / "side"))
    assert b"E225" in commit(Git(tmp_path / "side"), "bad.py", "x=1\n").stderr


def test_hooks_work_in_a_submodule(copy, tmp_path):
    commit(copy)
    outer = Git(tmp_path)
    outer.run("init", "-q", "-b", "main")
    outer.run("submodule", "--quiet", "add", str(copy.folder), "sub")
    clienthooks.install(Git(tmp_path / "sub"), sys.executable)
    assert b"E225" in commit(Git(tmp_path / "sub"), "bad.py", "x=1\n").stderr


def test_a_pre_push_hook_of_somebody_else_gets_the_refs(copy, tmp_path):
    hook(copy.folder / ".git/hooks/pre-push", "push")
    clienthooks.install(copy, sys.executable)
    commit(copy)
    Git(tmp_path).run("init", "-q", "--bare", "there.git")
    done = copy.run("push", "-q", str(tmp_path / "there.git"), "HEAD:refs/heads/mine", check=False)
    assert (done.returncode, b"advice: the server takes no branch mine" in done.stderr) == (0, True)
    assert f"HEAD {copy.line('rev-parse', 'HEAD')} refs/heads/mine {'0' * 40}\n" in said()


@pytest.mark.parametrize("words", [["-a"], ["--", "sub/bad.py"], ["--amend", "-a"]])
def test_a_commit_that_takes_files_by_itself_is_judged_by_what_it_takes(copy, words):
    clienthooks.install(copy, sys.executable)
    (copy.folder / "sub").mkdir()
    commit(copy, "sub/bad.py", "X = 1\n")
    (copy.folder / "sub/bad.py").write_text("x=1\n")
    inside = Git(copy.folder / "sub")
    wanted = [word.replace("sub/", "") for word in words]
    assert b"sub/bad.py:1:2: E225" in inside.run("commit", "-m", "Change", *wanted, check=False).stderr


def test_a_new_hook_over_ours_never_costs_the_one_from_before(copy):
    hook(copy.folder / ".git/hooks/pre-commit", "first")
    clienthooks.install(copy, sys.executable)
    hook(copy.folder / ".git/hooks/pre-commit", "second")
    assert clienthooks.install(copy, sys.executable).unused == ("pre-commit.before-b2tools-1",)
    commit(copy)
    assert said() == "second \n"
    assert "first" in (copy.folder / ".git/hooks/pre-commit.before-b2tools-1").read_text()


def test_a_hook_that_cannot_be_executed_is_kept_but_not_run(copy):
    hook(copy.folder / ".git/hooks/pre-commit", "theirs")
    (copy.folder / ".git/hooks/pre-commit").chmod(0o644)
    assert clienthooks.install(copy, sys.executable).chained == ()
    assert commit(copy).returncode == 0 and said() == ""
    assert (copy.folder / ".git/hooks/pre-commit.before-b2tools").is_file()


def test_a_linked_hook_in_another_language_runs_with_its_arguments_and_its_exit_code_counts(copy, tmp_path):
    files.write(tmp_path / "tools/check.py", f"#!{sys.executable}\nimport os, sys\n"
                "open(os.environ['HOME'] + '/said', 'w').write(open(sys.argv[1]).read())\nsys.exit(3)\n", 0o755)
    os.makedirs(copy.folder / ".git/hooks", exist_ok=True)
    (copy.folder / ".git/hooks/commit-msg").symlink_to(os.path.relpath(tmp_path / "tools/check.py", copy.folder / ".git/hooks"))
    clienthooks.install(copy, sys.executable)
    assert commit(copy).returncode == 1 and said() == "Add a file\n"
    assert copy.resolve("HEAD") is None


def test_a_dry_run_tells_what_would_run_and_changes_nothing(copy):
    hook(copy.folder / ".git/hooks/pre-commit", "theirs")
    before = sorted(os.listdir(copy.folder / ".git/hooks"))
    assert clienthooks.install(copy, sys.executable, dry_run=True).chained == ("pre-commit",)
    assert sorted(os.listdir(copy.folder / ".git/hooks")) == before
    clienthooks.install(copy, sys.executable)
    assert clienthooks.remove(copy, dry_run=True) == clienthooks.NAMES
    assert commit(copy, "bad.py", "x=1\n").returncode == 1


def test_removed_ours_are_gone_and_theirs_are_back(copy):
    hook(copy.folder / ".git/hooks/pre-commit", "theirs")
    before = sorted(os.listdir(copy.folder / ".git/hooks"))
    clienthooks.install(copy, sys.executable)
    assert clienthooks.remove(copy) == clienthooks.NAMES
    assert sorted(os.listdir(copy.folder / ".git/hooks")) == before
    assert commit(copy, "bad.py", "x=1\n").returncode == 0 and said() == "theirs \n"
    assert clienthooks.remove(copy) == ()


@pytest.mark.parametrize("scope", ["--global", "--local", "--worktree"])
def test_a_configured_folder_is_in_force_again_after_a_removal(copy, tmp_path, scope):
    hook(tmp_path / "my hooks/pre-commit", "mine")
    copy.run("config", "extensions.worktreeConfig", "true")
    copy.run("config", scope, "core.hooksPath", str(tmp_path / "my hooks"))
    before = copy.run("config", "--show-scope", "--list").text
    clienthooks.install(copy, sys.executable)
    assert b"E225" in commit(copy, "bad.py", "x=1\n").stderr
    assert clienthooks.remove(copy) == clienthooks.NAMES
    assert copy.run("config", "--show-scope", "--list").text == before
    assert commit(copy, "bad.py", "x=1\n").returncode == 0 and said() == "mine \n"


@pytest.mark.parametrize("word", ["HOME", "PATH"])
def test_a_program_that_gives_git_hardly_any_environment_gets_the_same_answer(copy, word):
    clienthooks.install(copy, sys.executable)
    (copy.folder / "bad.py").write_text("x=1\n")
    copy.run("add", "bad.py")
    kept = {"HOME", "PATH"} - {word}
    few = {name: value for name, value in os.environ.items() if name.startswith("GIT_") or name in kept}
    if word == "PATH":
        few["PATH"] = "/usr/bin:/bin"
    assert b"E225" in Git(copy.folder, few).run("commit", "-m", "Add", check=False).stderr
