# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sources come to main and meet there what developers did."""
import os
import sys

import pytest

from b2tools import errors, files, process, signing, sites
from b2tools.server import siteserver, softwareimport
from tests import small_site


@pytest.fixture
def site(tmp_path):
    siteserver.create(tmp_path / "mein site", "test", sys.executable, os.environ)
    return small_site.SmallSite(tmp_path / "mein site")


@pytest.fixture
def source(tmp_path):
    """Sources with things that do not belong to them, inside a repository that ignores them all."""
    folder = tmp_path / "checkout" / "framework"
    for name, content in {**small_site.FIRST_FILES, "build/x.o": "binary",
                          "framework/lines.txt": "".join(f"{n}\n" for n in range(20))}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    (folder / "framework/run.sh").write_text("#!/bin/sh\n")
    (folder / "framework/run.sh").chmod(0o755)
    (folder / "framework/link").symlink_to("SConscript")
    process.run(["git", "init", "-q", tmp_path / "checkout"])
    (tmp_path / "checkout/.gitignore").write_text("*\n")
    return folder


def bring(site, source, tag=None):
    return softwareimport.bring(sites.at(site.top), source, os.environ, tag=tag)


def land(site, folder, changes):
    """A developer's change on main."""
    clone = site.clone(folder, "librarian")
    clone.commit(changes, "Develop")
    assert clone.push().returncode == 0
    return clone


def test_the_first_import_holds_the_sources_with_modes_and_links_and_nothing_else(site, source, tmp_path):
    done = bring(site, source)
    clone = site.clone(tmp_path / "clone")
    names = clone.git.names("ls-tree", "-r", "-z", "HEAD")
    modes = {row.partition("\t")[2]: row[:6] for row in names}
    assert done.moved and clone.git.line("rev-parse", "HEAD") == done.commit
    assert modes["framework/run.sh"] == "100755" and modes["framework/link"] == "120000" and "build/x.o" not in modes
    assert set(modes) == set(small_site.FIRST_FILES) | {"framework/lines.txt", "framework/run.sh", "framework/link"}


def test_unchanged_sources_make_no_commit(site, source, tmp_path):
    first = bring(site, source)
    assert not bring(site, source).moved
    landed = land(site, tmp_path / "dev", {"framework/dev.txt": "x"})
    again = bring(site, source)
    assert not again.moved and again.commit == landed.git.line("rev-parse", "HEAD") != first.commit


def test_changed_sources_keep_what_developers_did(site, source, tmp_path):
    bring(site, source)
    lines = (source / "framework/lines.txt").read_text()
    land(site, tmp_path / "dev", {"framework/dev.txt": "x", "framework/lines.txt": lines.replace("1\n", "one\n", 1)})
    for number in range(3):
        (source / "framework/lines.txt").write_text(lines.replace("18\n", f"eighteen {number}\n"))
        (source / f"framework/new{number}.txt").write_text("x")
        assert bring(site, source).moved
    clone = site.clone(tmp_path / "clone")
    assert (clone.folder / "framework/dev.txt").exists() and (clone.folder / "framework/new0.txt").exists()
    merged = (clone.folder / "framework/lines.txt").read_text()
    assert "one\n" in merged and "eighteen 2\n" in merged


def test_a_file_that_left_the_sources_leaves_main(site, source, tmp_path):
    bring(site, source)
    files.remove(source / "framework/run.sh")
    bring(site, source)
    assert not (site.clone(tmp_path / "clone").folder / "framework/run.sh").exists()


def test_a_conflict_is_told_with_its_file_and_changes_nothing(site, source, tmp_path):
    bring(site, source)
    land(site, tmp_path / "dev", {"framework/lines.txt": "developer\n"})
    before = site.refs()
    (source / "framework/lines.txt").write_text("sources\n")
    with pytest.raises(errors.ImportConflict, match="framework/lines.txt"):
        bring(site, source)
    assert site.refs() == before


def test_an_invented_trailer_is_not_taken_for_an_import(site, source, tmp_path):
    bring(site, source)
    clone = site.clone(tmp_path / "dev", "librarian")
    clone.commit({"framework/dev.txt": "x"}, f"Develop\n\nImported-Tree: {clone.git.line('rev-parse', 'HEAD^{tree}')}")
    assert clone.push().returncode == 0
    (source / "framework/new.txt").write_text("x")
    bring(site, source)
    assert (site.clone(tmp_path / "clone").folder / "framework/dev.txt").exists()


def test_auto_makes_a_release_only_when_main_differs(site, source, tmp_path):
    made = [bring(site, source, "auto") for _ in range(2)]
    assert [one.tag for one in made] == ["release-01-00-00"] * 2 and [one.tagged for one in made] == [True, False]
    land(site, tmp_path / "dev", {"framework/dev.txt": "x"})
    assert bring(site, source, "auto").tag == "release-01-00-01"


def test_a_release_tag_is_signed_by_the_site(site, source, tmp_path):
    bring(site, source, "release-01-02-03")
    clone = site.clone(tmp_path / "clone")
    assert signing.verify_tag(clone.git, "release-01-02-03", sites.at(site.top).allowed_signers) == "releases"


def test_a_release_never_moves(site, source):
    bring(site, source, "release-01-00-00")
    assert not bring(site, source, "release-01-00-00").tagged
    (source / "framework/new.txt").write_text("x")
    with pytest.raises(errors.TagTaken, match="release-01-00-00 exists and holds other content"):
        bring(site, source, "release-01-00-00")


def test_a_dry_run_says_what_would_be_and_pushes_nothing(site, source):
    done = softwareimport.bring(sites.at(site.top), source, os.environ, tag="auto", dry_run=True)
    assert done.moved and done.tag == "release-01-00-00" and site.refs() == {}


def test_a_folder_without_sources_is_told(site, tmp_path):
    with pytest.raises(errors.NoSources):
        bring(site, tmp_path)


def test_an_account_without_the_right_is_refused(site, source):
    with pytest.raises(errors.PushRefused, match="one of its librarians"):
        softwareimport.bring(sites.at(site.top), source, os.environ, account="member")


def test_the_users_own_git_configuration_changes_nothing(site, source, tmp_path):
    (tmp_path / "ignore").write_text("*.txt\n")
    (tmp_path / "attributes").write_text("* text eol=crlf\n")
    for name, value in (("core.excludesFile", tmp_path / "ignore"), ("core.attributesFile", tmp_path / "attributes"),
                        ("core.autocrlf", "true"),
                        ("core.fileMode", "false"), ("init.defaultBranch", "trunk"), ("commit.gpgSign", "true"),
                        ("tag.gpgSign", "true")):
        process.run(["git", "config", "--global", name, value])
    (source / "framework/crlf.txt").write_bytes(b"a\r\n")
    commit = bring(site, source).commit
    shown = process.run(["git", "clone", "-q", "--bare", site.url(), tmp_path / "bare"], env=site.environment())
    assert shown.returncode == 0
    assert process.run(["git", "-C", tmp_path / "bare", "cat-file", "blob", f"{commit}:framework/crlf.txt"]).stdout == b"a\r\n"
