# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the client's hooks decide about an index, a message and a push."""
import os
import unicodedata

import pytest

from b2tools.access import commit
from b2tools.git import Git

BAD = "x=1\n"


@pytest.fixture
def copy(tmp_path) -> Git:
    """A repository on main with one commit of three files."""
    git = Git(tmp_path)
    git.run("init", "-q", "-b", "main")
    add(git, {"framework/A.h": "#pragma once\n", "framework/old.py": BAD, "README": "text\n"})
    git.run("commit", "-q", "-m", "Start")
    return git


def add(git: Git, content: dict[str, str | bytes]) -> None:
    """Put files into the index, and nothing into the work tree."""
    for name, text in content.items():
        oid = git.run("hash-object", "-w", "--stdin", stdin=text if isinstance(text, bytes) else text.encode()).text.strip()
        git.run("update-index", "-z", "--index-info", stdin=os.fsencode(f"100644 {oid}\t{name}\0"))


def judged(git: Git, **environ: str) -> tuple[int, str]:
    told: list[str] = []
    return commit.pre_commit({**os.environ, **environ}, told.append, git.folder), "".join(told)


def test_a_commit_in_order_is_let_pass_in_silence(copy):
    add(copy, {"framework/new.py": "X = 1\n"})
    assert judged(copy) == (0, "")


def test_bad_layout_is_refused_with_place_rule_and_the_command_that_mends_it(copy):
    add(copy, {"framework/a b.py": BAD})
    assert judged(copy) == (1, "refused: framework/a b.py:1:2: E225 missing whitespace around operator\n"
                            "refused: 1 style finding. Mend them from the top folder with: "
                            "b2code-style-fix 'framework/a b.py' && git add 'framework/a b.py'\n")


def test_the_index_is_judged_and_not_the_work_tree(copy):
    add(copy, {"good.py": "X = 1\n", "bad.py": BAD})
    (copy.folder / "good.py").write_text(BAD)
    (copy.folder / "bad.py").write_text("X = 1\n")
    code, told = judged(copy)
    assert code == 1 and "bad.py:1:2" in told and "good.py" not in told
    assert (copy.folder / "good.py").read_text() == BAD


def test_an_old_breach_in_an_untouched_file_does_not_count(copy):
    add(copy, {"framework/new.py": "X = 1\n"})
    assert judged(copy)[0] == 0


@pytest.mark.parametrize("name", ["größe nach Maß.py", "it's \"so\".py", "a\nb.py", os.fsdecode(b"a\xff.py")])
def test_names_with_any_bytes_are_judged(copy, name):
    add(copy, {name: BAD})
    assert "E225" in judged(copy)[1]


def test_imported_folders_links_and_submodules_are_left_out(copy):
    add(copy, {"theirs/.imported": "", "theirs/deep/a.py": BAD, "target": BAD})
    oid = copy.line("rev-parse", ":target")
    copy.run("update-index", "-z", "--index-info", stdin=f"120000 {oid}\tlink.py\x00160000 {'1' * 40}\tsub.py\0".encode())
    assert judged(copy) == (0, "")


def test_a_mark_of_an_imported_folder_counts_only_below_it(copy):
    add(copy, {"theirs/.imported": "", "theirs2/a.py": BAD})
    assert judged(copy)[0] == 1


@pytest.mark.parametrize(("size", "code"), [(1024 * 1024, 0), (1024 * 1024 + 1, 1)])
def test_a_mebibyte_is_the_limit(copy, size, code):
    add(copy, {"größe 1.dat": b"a" * size})
    assert judged(copy)[0] == code
    assert code == 0 or "größe 1.dat has 1048577 bytes, but at most 1048576 (1 MiB) are allowed" in judged(copy)[1]


def test_a_file_may_be_as_large_as_the_list_of_head_allows(copy):
    add(copy, {".large-files": "framework/data/*.root 2MiB\n"})
    copy.run("commit", "-q", "--no-verify", "-m", "List")
    add(copy, {"framework/data/field.root": "x" * (2 << 20)})
    assert judged(copy) == (0, "")
    add(copy, {"framework/data/field.root": "x" * (2 << 20) + "x"})
    assert judged(copy)[0] == 1


@pytest.mark.parametrize("names", [["framework/a.h"], ["Framework/b"], ["readme"], ["x/Straße", "x/STRASSE"],
                                   [unicodedata.normalize("NFC", "größe/a"), unicodedata.normalize("NFD", "größe/b")]])
def test_names_that_differ_in_case_or_composition_only_are_refused(copy, names):
    add(copy, {name: "" for name in names})
    code, told = judged(copy)
    assert code == 1 and "differ only in case or in the composition of letters" in told


def test_a_rename_that_changes_case_only_is_no_collision(copy):
    copy.run("rm", "-q", "--cached", "framework/A.h")
    add(copy, {"framework/a.h": "#pragma once\n"})
    assert judged(copy) == (0, "")


def test_a_name_that_windows_cannot_hold_is_refused(copy):
    add(copy, {"framework/aux.h": "#pragma once\n"})
    assert "framework/aux.h: the name is the name of a device on Windows" in judged(copy)[1]


def test_the_first_commit_of_a_repository_is_judged_too(tmp_path):
    git = Git(tmp_path)
    git.run("init", "-q", "-b", "main")
    add(git, {"a.py": BAD, "A.py": "X = 1\n"})
    told = judged(git)[1]
    assert "E225" in told and "differ only in case" in told


def test_a_merge_is_judged_by_what_differs_from_every_parent(copy):
    copy.run("checkout", "-q", "-b", "feature/theirs")
    add(copy, {"theirs.py": BAD})
    copy.run("commit", "-q", "-m", "Theirs")
    copy.run("checkout", "-q", "-f", "main")
    copy.run("merge", "-q", "--no-ff", "--no-commit", "feature/theirs")
    assert judged(copy) == (0, "")
    add(copy, {"theirs.py": "y=2\n"})
    assert judged(copy)[0] == 1


def test_without_an_address_a_commit_is_refused_with_the_command_that_sets_it(copy, monkeypatch):
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    assert "Say: git config --global user.email you@example.org" in judged(copy)[1]
    copy.run("config", "user.email", "me@example.org")
    assert judged(copy) == (0, "")


@pytest.mark.parametrize(("wish", "code", "start"), [("yes", 1, "refused: the server takes no branch mine"),
                                                     ("warn", 0, "advice: the server takes no branch mine"), ("no", 0, "")])
def test_a_branch_that_the_server_does_not_take_is_refused_warned_of_or_ignored(copy, wish, code, start):
    copy.run("checkout", "-q", "-b", "mine")
    found = judged(copy, BELLE2_ACCESS_CHECK=wish)
    assert found[0] == code and found[1].startswith(start)


def test_a_commit_on_no_branch_is_warned_of(copy):
    copy.run("checkout", "-q", "--detach")
    assert judged(copy)[1].startswith("advice: you are on no branch")


def test_what_cannot_be_checked_is_told_and_let_pass(copy, monkeypatch):
    add(copy, {"new.cc": "int f();\n"})
    monkeypatch.setattr("b2tools.style.cpp.program", lambda: "/nowhere/astyle")
    code, told = judged(copy)
    assert code == 0 and told.startswith("advice: not everything was checked: The program /nowhere/astyle is not installed")
    add(copy, {"aux.h": "#pragma once\n"})
    assert judged(copy)[0] == 1


def test_the_styles_of_a_commit_are_kept_in_the_users_cache(copy, tmp_path):
    add(copy, {"framework/bad.py": BAD})
    first, second = (judged(copy, XDG_CACHE_HOME=str(tmp_path / "cache")) for _ in range(2))
    assert first == second and first[0] == 1
    assert (tmp_path / "cache/b2tools/style/findings").is_file()


def test_a_commit_without_a_home_is_judged_without_a_cache(copy):
    add(copy, {"framework/bad.py": BAD})
    assert judged(copy, XDG_CACHE_HOME="", HOME="")[0] == 1
