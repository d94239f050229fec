# SPDX-License-Identifier: LGPL-3.0-or-later
"""Style of changed files and links, judged from what is stored."""
import pytest

BAD = "def  f( ):\n    return {  1:2 }   \n"


def test_a_badly_laid_out_file_is_refused_with_its_place(librarian, refused):
    librarian.commit({"framework/scripts/bad.py": BAD})
    assert "framework/scripts/bad.py:1" in refused(librarian.push(), "style")


def test_style_is_asked_for_on_main_only(member, accepted):
    member.commit({"framework/scripts/bad.py": BAD})
    accepted(member.push("HEAD:refs/heads/feature/x"))


def test_an_old_fault_in_an_untouched_file_does_not_refuse(site, librarian, refused, accepted):
    librarian.commit({"framework/scripts/bad.py": BAD})
    policy = (site.server / "policy.toml").read_text()
    site.switch_off("style")
    accepted(librarian.push())
    (site.server / "policy.toml").write_text(policy)
    librarian.commit({"framework/scripts/hello.py": '"""Says hello again."""\n'})
    accepted(librarian.push())
    librarian.git.run("mv", "framework/scripts/bad.py", "framework/scripts/moved.py")
    librarian.commit()
    refused(librarian.push(), "style")


@pytest.mark.parametrize("name", ["setup.cfg", ".flake8", "pyproject.toml", "tox.ini", ".astylerc"])
def test_a_pushed_configuration_does_not_count(librarian, refused, name):
    librarian.commit({name: "[flake8]\nignore = E,W\n[pycodestyle]\nignore = E,W\n",
                      f"framework/scripts/{name}": "[flake8]\nignore = E,W\n",
                      "framework/scripts/bad.py": BAD})
    refused(librarian.push(), "style")


def test_switches_for_a_whole_file_do_not_count(librarian, refused):
    librarian.commit({"framework/scripts/bad.py": "# flake8: noqa\n# pylint: skip-file\n# fmt: off\n" + BAD})
    refused(librarian.push(), "style")


def test_imported_folders_count_only_if_they_were_marked_before(librarian, accepted, refused):
    librarian.commit({"framework/ext/.imported": "", "framework/ext/bad.py": BAD})
    refused(librarian.push(), "style")
    librarian.commit({"framework/ext/bad.py": None})
    accepted(librarian.push())
    librarian.commit({"framework/ext/bad.py": BAD})
    accepted(librarian.push())


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x = '\0'\n", b"x = (\n", b"x = 1\r\n"])
def test_files_that_no_engine_can_read_are_refused_and_not_passed(librarian, refused, content):
    librarian.commit({"framework/scripts/odd.py": content})
    refused(librarian.push(), "style")


@pytest.mark.parametrize("target", ["/etc/passwd", "../../outside", "../.git/config"])
def test_links_that_leave_the_repository_are_refused(site, librarian, accepted, refused, target):
    (librarian.folder / "framework/link").symlink_to(target)
    librarian.commit()
    refused(librarian.push(), "links")
    site.switch_off("links")
    accepted(librarian.push())


def test_links_inside_pass(librarian, accepted):
    (librarian.folder / "framework/link").symlink_to("../mdst/SConscript")
    librarian.commit()
    accepted(librarian.push())


@pytest.mark.parametrize("target", [b"../..\0x", b"inner/../../../x", b"..\\..\\x", b"../.GIT/config", b"a/\x1b[31m"])
def test_targets_of_links_that_hide_where_they_lead_are_refused(librarian, refused, target):
    # a name in the middle may be a link itself, so what follows `..` cannot be known
    blob = librarian.git.run("hash-object", "-w", "--stdin", stdin=target).text.strip()
    librarian.git.run("update-index", "--add", "--cacheinfo", f"120000,{blob},framework/link")
    librarian.git.run("commit", "-q", "--no-verify", "-m", "Link")
    assert "\x1b" not in refused(librarian.push(), "links")


def test_a_link_that_becomes_a_file_of_the_same_content_is_judged(librarian, accepted, refused):
    blob = librarian.git.run("hash-object", "-w", "--stdin", stdin=b"import os,sys").text.strip()
    for mode, check in (("120000", accepted), ("100644", None)):
        librarian.git.run("update-index", "--add", "--cacheinfo", f"{mode},{blob},framework/bad.py")
        librarian.git.run("commit", "-q", "--no-verify", "-m", "Change")
        pushed = librarian.push()
        check(pushed) if check else refused(pushed, "style")


def test_a_folder_called_like_the_mark_of_imported_ones_is_no_mark(librarian, accepted, refused):
    librarian.commit({"framework/ext/.imported/x": "x"})
    accepted(librarian.push())
    librarian.commit({"framework/ext/bad.py": BAD})
    refused(librarian.push(), "style")


def test_the_server_believes_no_cache_of_findings(librarian, refused, monkeypatch, tmp_path):
    from b2tools import style
    from b2tools.style import cache
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept = cache.Cache(tmp_path / "b2tools/style")
    kept.keep({"framework/bad.py": BAD.encode()}, [])
    assert style.check_blobs({"x.py": BAD.encode()}, cache=tmp_path / "b2tools/style") == []
    before = (tmp_path / "b2tools/style/findings").read_bytes()
    librarian.commit({"framework/bad.py": BAD})
    refused(librarian.push(), "style")
    assert (tmp_path / "b2tools/style/findings").read_bytes() == before
