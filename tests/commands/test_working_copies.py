# SPDX-License-Identifier: LGPL-3.0-or-later
"""The commands of working copies as a user types them."""
import io
import json
import sys

import pytest

from b2tools import cli, process
from b2tools.git import Git
from tests.small_site import make


@pytest.fixture
def b2(tmp_path, monkeypatch, capfd):
    """Run a command beside a small site as the account `member`: gives exit code, output and errors."""
    monkeypatch.setenv("VO_BELLE2_SW_DIR", str(make(tmp_path / "my site").top))
    monkeypatch.setenv("BELLE2_USER", "member")
    monkeypatch.chdir(tmp_path)

    def run(program: str, *words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.main([*words], program)
        return code, *capfd.readouterr()
    return run


@pytest.fixture
def inside(b2, tmp_path, monkeypatch):
    """The same inside a working copy with the package `mdst`."""
    assert b2("b2code-create", "--packages", "mdst", "my work")[0] == 0
    monkeypatch.chdir(tmp_path / "my work")
    return b2


def test_a_new_copy_tells_where_it_is_and_what_comes_next(b2, tmp_path):
    assert b2("b2code-create", "--packages", "mdst,framework", "my work")[:2] == (
        0, f"{tmp_path}/my work: main with framework, mdst\nNext: cd '{tmp_path}/my work'; b2setup; scons\n")


def test_a_new_copy_as_json_and_on_a_release(b2):
    made = json.loads(b2("b2code-create", "--json", "--on", "release-01-00-00", "--packages", "mdst", "a")[1])
    assert (made["central"], made["packages"]) == ("release-01-00-00", ["mdst"])


def test_a_place_that_is_taken_has_its_own_exit_code_and_sentence(b2, tmp_path):
    (tmp_path / "a").write_text("")
    assert b2("b2code-create", "a") == (60, "", f"b2code-create: The folder {tmp_path}/a exists and is not empty, so nothing was "
                                        "changed. Choose another name, or empty it first.\n")


def test_a_package_is_tagged_in_a_working_copy_only(b2, tmp_path):
    assert b2("b2code-package-tag", "minor") == (
        62, "", f"b2code-package-tag: {tmp_path} is not inside a working copy of the software (there is no git repository). "
        "Go to one, or make one with: b2code-create DIR\n")


def test_a_server_that_does_not_know_the_user_is_told_with_a_way_out(b2, monkeypatch):
    monkeypatch.setenv("BELLE2_USER", "stranger")
    code, _, said = b2("b2code-create", "a")
    assert code == 67 and "(user stranger; BELLE2_USER=NAME is another)" in said


def test_packages_are_added_listed_and_removed(inside):
    assert inside("b2code-package-add", "mdst", "framework")[1] == "mdst: was there before\nframework: added\n"
    assert inside("b2code-package-list", "-l")[1] == "* framework  librarian\n* mdst       librarian\n"
    assert inside("b2code-package-remove", "--dry-run", "mdst")[1].startswith("mdst: would be removed")
    assert inside("b2code-package-remove", "mdst")[1] == "mdst: removed (b2code-package-add brings it back)\n"
    assert [one["checked_out"] for one in json.loads(inside("b2code-package-list", "--json")[1])] == [True, False]


def test_a_new_package_with_its_modules_goes_through_the_hooks(inside, tmp_path):
    inside("b2code-package-create", "mine")
    inside("b2code-module-create", "mine", "Counter")
    written = inside("b2code-module-create", "--python", "mine", "Selector")[1]
    assert written == "mine/scripts/selector.py\nmine/tests/test_selector.py\n"
    assert inside("b2code-package-list", "-s")[1] == "  framework\n* mdst\n"
    assert inside("b2install-hooks")[1] == f"The hooks are in {tmp_path}/my work/.git/hooks.\n"


def test_style_is_checked_and_mended(inside, tmp_path):
    bad = tmp_path / "my work/mdst/größe 1.py"
    bad.write_text("x=1\n")
    assert inside("b2code-style-check") == (0, "", "")
    code, out, _ = inside("b2code-style-check", "mdst/größe 1.py")
    assert (code, out.splitlines()[0]) == (1, "mdst/größe 1.py:1:2: E225 missing whitespace around operator")
    assert "+x = 1" in inside("b2code-style-check", "--diff", "mdst/größe 1.py")[1]
    assert json.loads(inside("b2code-style-check", "--json", str(bad))[1])[0]["rule"] == "E225"
    assert inside("b2code-style-fix", "mdst/größe 1.py") == (0, "mdst/größe 1.py: mended\n", "")
    assert bad.read_text() == "x = 1\n"


def test_the_exit_code_of_a_check_is_1_for_256_bad_files_as_well(inside, tmp_path):
    for number in range(256):
        (tmp_path / f"my work/mdst/{number}.rst").write_text("a \n")
    assert inside("b2code-style-check", *(f"mdst/{number}.rst" for number in range(256)))[0] == 1


def test_only_changed_lines_are_checked_and_mended(inside, tmp_path):
    place = tmp_path / "my work/mdst/old.py"
    place.write_bytes(b"a=1 \r\nb=2\r\nc=3\r\n")
    git = Git(tmp_path / "my work")
    git.run("add", "-f", str(place))
    git.run("commit", "-q", "--no-verify", "-m", "Old")
    assert inside("b2code-style-check", "--changed") == (0, "", "")
    place.write_bytes(b"a=1 \r\nb=22\r\nc=3\r\n")
    assert inside("b2code-style-check", "--changed")[1].splitlines()[:2] == [
        "mdst/old.py:2:2: E225 missing whitespace around operator",
        "mdst/old.py:2:5: line-end 1 line end with a carriage return (CRLF); use Unix line ends"]
    assert {one["line"] for one in json.loads(inside("b2code-style-check", "--changed", "--json")[1])} == {2}
    patch = inside("b2code-style-check", "--changed", "--diff")[1]
    assert inside("b2code-style-fix", "--changed") == (0, "mdst/old.py: mended\n", "")
    mended = place.read_bytes()
    assert mended == b"a=1 \r\nb = 22\nc=3\r\n"
    assert inside("b2code-style-check", "--changed")[:2] == (0, "")
    place.write_bytes(b"a=1 \r\nb=22\r\nc=3\r\n")
    git.run("apply", "--whitespace=nowarn", stdin=patch.encode())
    assert place.read_bytes() == mended


def test_only_lines_since_a_revision_are_checked(inside, tmp_path):
    (tmp_path / "my work/mdst/new.py").write_text("x=1\n")
    git = Git(tmp_path / "my work")
    git.run("add", ".")
    git.run("commit", "-q", "--no-verify", "-m", "New")
    assert inside("b2code-style-check", "--changed")[0] == 0
    assert inside("b2code-style-check", "--since", "origin/main")[0] == 1
    assert inside("b2code-style-check", "--since", "origin/nowhere") == (
        70, "", "b2code-style-check: The changes since origin/nowhere cannot be told, because there is no such revision. "
        "Name a branch, tag or commit, like origin/main.\n")


def test_findings_are_kept_in_the_users_cache_folder_or_the_one_that_is_named(inside, tmp_path, monkeypatch):
    bad = tmp_path / "bad.py"
    bad.write_text("x=1\n")
    for words, folder in (((), tmp_path / "caches/b2tools/style"), (("--cache", "my cache"), tmp_path / "my work/my cache")):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
        inside("b2code-style-check", *words, str(bad))
        assert (folder / "findings").is_file()


def test_outside_of_a_working_copy_a_command_says_so(b2):
    code, _, said = b2("b2code-package-list")
    assert (code, "is not inside a working copy of the software" in said) == (62, True)


def test_build_products_are_removed_only_after_a_yes(inside, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    product = tmp_path / "my work/build/a.o"
    product.parent.mkdir()
    product.touch()
    assert inside("b2code-clean", "--dry-run")[:2] == (0, "build/: would be removed\n")
    assert inside("b2code-clean")[0] == 130
    assert product.exists()
    assert inside("b2code-clean", "-f")[0] == 0
    assert not product.exists()


def test_a_copy_on_a_release_becomes_a_complete_one(inside, tmp_path):
    (tmp_path / "my work/.release").write_text("release-01-00-00\n")
    assert inside("b2code-local", "--dry-run")[1] == ("framework: would be added\n"
                                                      "release-01-00-00: would be not used any more. Next: b2setup; scons\n")
    done = json.loads(inside("b2code-local", "--json")[1])
    assert done == {"added": ["framework"], "excluded": [], "central": "release-01-00-00"}
    assert inside("b2code-local")[1] == "Nothing to do: all packages are here, and no central release is below them.\n"


def test_an_older_history_is_joined_and_parted(inside, tmp_path):
    assert inside("b2code-history")[0] == 79
    process.run(["git", "init", "-q", tmp_path / "older"])
    process.run(["git", "-C", tmp_path / "older", "commit", "-q", "--allow-empty", "-m", "Older"])
    assert "would follow the history of" in inside("b2code-history", "--dry-run", str(tmp_path / "older"))[1]
    assert "(1 older commit); b2code-history --undo parts them\n" in inside("b2code-history", str(tmp_path / "older"))[1]
    assert "was joined before and follows" in inside("b2code-history", str(tmp_path / "older"))[1]
    assert inside("b2code-history", "--undo")[1].endswith(": is the first commit again\n")
    assert inside("b2code-history", "--undo")[1] == "Nothing is joined.\n"


def test_a_dry_run_makes_no_copy_and_hooks_go_again(inside, tmp_path, monkeypatch):
    assert inside("b2install-hooks", "--remove")[1] == "Removed: pre-commit, commit-msg, pre-push, post-merge.\n"
    assert inside("b2install-hooks", "--remove")[1] == "There are no hooks of ours.\n"
    assert inside("b2install-hooks", "--dry-run")[1] == f"The hooks would be in {tmp_path}/my work/.git/hooks.\n"
    monkeypatch.chdir(tmp_path)
    assert inside("b2code-create", "--dry-run", "--light", "other")[1] == f"{tmp_path}/other: would be main with framework\n"
    assert not (tmp_path / "other").exists()
