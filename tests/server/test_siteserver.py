# SPDX-License-Identifier: LGPL-3.0-or-later
"""A complete site: made once, repeated without change, continued after an interruption, never over something foreign."""
import os
import sys

import pytest

from b2tools import errors, files, process, sites
from b2tools.access import accounts, settings
from b2tools.server import siteserver


def create(top):
    return siteserver.create(top, "test", sys.executable, os.environ)


def contents(top):
    # who holds a lock is written into its file
    return {str(file): (file.lstat().st_ino, file.lstat().st_mtime_ns) for file in top.rglob("*") if file.suffix != ".lock"}


def test_a_site_has_everything_and_its_files_are_readable(tmp_path):
    assert create(tmp_path / "site") is True
    site = sites.at(tmp_path / "site")
    assert site.name == "test" and site.ssh_command.is_file() and site.allowed_signers.is_file()
    found = accounts.read(tmp_path / "site/server/accounts.toml")
    assert set(found.by_name) == {"librarian", "author", "member"} and found.with_role("release-manager") == ("librarian",)
    assert settings.read(tmp_path / "site/server/policy.toml").object_limit == 1 << 20
    assert (tmp_path / "site/server/keys/signing").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "site/server/keys").stat().st_mode & 0o777 == 0o700


def test_any_name_is_written_so_that_it_can_be_read(tmp_path):
    siteserver.create(tmp_path / "site", 'größe "x" \\ 😀', sys.executable, os.environ)
    assert sites.at(tmp_path / "site").name == 'größe "x" \\ 😀'


def test_making_it_again_changes_nothing(tmp_path):
    create(tmp_path / "site")
    before = contents(tmp_path / "site/server")
    assert create(tmp_path / "site") is False
    assert contents(tmp_path / "site/server") == before


def test_what_the_administrator_changed_stays(tmp_path):
    create(tmp_path / "site")
    for name in ("site.toml", "server/policy.toml", "server/accounts.toml", "server/allowed_signers"):
        place = tmp_path / "site" / name
        place.write_text(place.read_text() + "# mine\n")
    create(tmp_path / "site")
    for name in ("site.toml", "server/policy.toml", "server/accounts.toml", "server/allowed_signers"):
        assert (tmp_path / "site" / name).read_text().endswith("# mine\n")


@pytest.mark.parametrize("after", range(1, 12))
def test_an_interrupted_run_is_continued(tmp_path, monkeypatch, after):
    """Stops before the write number `after`, then runs to the end."""
    count, write = [0], files.write

    def stopping(*words, **options):
        count[0] += 1
        if count[0] == after:
            raise KeyboardInterrupt
        write(*words, **options)

    with monkeypatch.context() as patched:
        patched.setattr(files, "write", stopping)
        if count[0] < after:
            try:
                create(tmp_path / "site")
            except KeyboardInterrupt:
                assert not (tmp_path / "site/site.toml").exists()
    create(tmp_path / "site")
    assert create(tmp_path / "site") is False and sites.at(tmp_path / "site").name == "test"


@pytest.mark.parametrize("name", ["thesis.tex", "server/mine.txt"])
def test_a_folder_with_something_foreign_is_refused_and_left_alone(tmp_path, name):
    place = tmp_path / "site" / name
    place.parent.mkdir(parents=True)
    place.write_text("precious")
    with pytest.raises(errors.ForeignFolder, match=place.name):
        create(tmp_path / "site")
    assert sorted(path.name for path in (tmp_path / "site").rglob("*") if path.is_file()) == [place.name]


def test_tools_may_be_there_first(tmp_path):
    (tmp_path / "site/tools/venv").mkdir(parents=True)
    (tmp_path / "site/.quickstart").mkdir()
    assert create(tmp_path / "site") is True


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "site").write_text("x")
    with pytest.raises(errors.ForeignFolder, match="a file"):
        create(tmp_path / "site")


def test_an_apostrophe_is_refused_up_front(tmp_path):
    with pytest.raises(errors.BadPath, match="apostrophe"):
        create(tmp_path / "it's")
    assert not (tmp_path / "it's").exists()


def test_a_full_disk_leaves_no_site_and_no_repository(small_disk):
    with open(small_disk / ".filler", "wb", buffering=0) as filler, pytest.raises(OSError):
        while True:
            filler.write(b"x" * 4096)
    with pytest.raises(errors.DiskFull, match="No space is left"):
        create(small_disk)
    assert not (small_disk / "site.toml").exists() and not (small_disk / "server/git/software.git").exists()
    (small_disk / ".filler").unlink()
    assert create(small_disk) is True


@pytest.mark.parametrize("name", ["a b", 'größe "x"', "it's $HOME", "back\\slash", "-dash"])
def test_transport_and_hooks_work_in_any_folder(tmp_path, name):
    siteserver.create_anywhere(tmp_path / name, "test", sys.executable, dict(os.environ))
    environment = {**os.environ, **siteserver.ssh_environment(tmp_path / name)}
    process.run(["git", "clone", "-q", siteserver.software_url("member"), tmp_path / "clone"], env=environment)
    process.run(["git", "-C", tmp_path / "clone", "commit", "-q", "--allow-empty", "-m", "x"])
    done = process.run(["git", "-C", tmp_path / "clone", "push", "origin", "HEAD:refs/heads/feature/x"], env=environment,
                       check=False)
    assert done.returncode == 0, done.stderr


def test_a_moved_site_serves_from_its_new_place(tmp_path):
    create(tmp_path / "site")
    (tmp_path / "site").rename(tmp_path / "moved")
    environment = {**os.environ, **siteserver.ssh_environment(tmp_path / "moved")}
    listed = process.run(["git", "ls-remote", siteserver.software_url("member")], env=environment).text.split()
    assert listed[1:] == ["refs/published/b2"]
    create(tmp_path / "moved")
    assert "moved/server/bin/shell" in (tmp_path / "moved/server/authorized_keys").read_text()
