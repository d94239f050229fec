# SPDX-License-Identifier: LGPL-3.0-or-later
"""Package tags: clean, pushed, in order, and gone again when the server refuses."""
import os

import pytest

from b2tools import errors, signing
from b2tools.workingcopies import tags
from tests import small_site


@pytest.fixture
def site(tmp_path):
    return small_site.make(tmp_path / "site")


@pytest.fixture
def clone(site, tmp_path):
    clone = site.clone(tmp_path / "clone", "librarian")
    for name, value in (("user.name", "Ann"), ("user.email", "ann@example.org")):
        clone.git.run("config", name, value)
    return clone


def tag(clone, wish="patch", text="What changed"):
    return str(tags.tag(clone.git, "framework", wish, lambda proposal: text).tag)


def local_tags(clone):
    return clone.git.run("tag").text.split()


def test_tags_count_up_by_part_or_as_named(site, clone):
    assert [tag(clone, wish) for wish in ("minor", "patch", "patch", "major", "v10-00-00", "minor")] == [
        f"framework-{version}" for version in ("v00-01-00", "v00-01-01", "v00-01-02", "v01-00-00", "v10-00-00", "v10-01-00")]
    assert "refs/tags/framework-v10-01-00" in site.refs()
    assert "tag framework-v10-01-00\ntagger Test Person" in clone.git.run("cat-file", "tag", "framework-v10-01-00").text


@pytest.mark.parametrize("wish, error", [("v00-09-00", errors.NotNewer), ("v01-00-00", errors.NotNewer), ("v2", errors.BadVersion),
                                         ("biggest", errors.BadVersion)])
def test_versions_only_rise(clone, wish, error):
    tag(clone, "major")
    with pytest.raises(error):
        tag(clone, wish)


def test_what_was_tagged_elsewhere_meanwhile_counts(site, clone, tmp_path):
    tag(site.clone(tmp_path / "other", "librarian"), "major")
    assert tag(clone, "patch") == "framework-v01-00-01"


def test_the_log_is_that_of_the_package_since_its_last_tag(clone):
    tag(clone, "major")
    clone.commit({"framework/new.txt": "x"}, "Add a file")
    clone.commit({"mdst/new.txt": "x"}, "Add elsewhere")
    clone.push()
    proposal = tags.propose(clone.git, "framework")
    assert len(proposal.log) == 1 and "Add a file" in proposal.log[0] and "since framework-v01-00-00" in proposal.text


@pytest.mark.parametrize("spoil", [lambda clone: clone.write({"framework/SConscript": "other"}),
                                   lambda clone: clone.write({"framework/new": "x"}),
                                   lambda clone: (clone.write({"mdst/SConscript": "other"}), clone.git.run("add", "-A"))])
def test_uncommitted_changes_are_told(clone, spoil):
    spoil(clone)
    with pytest.raises(errors.NotClean):
        tag(clone)


def test_unpushed_commits_are_not_tagged(clone):
    clone.commit({"framework/new.txt": "x"})
    with pytest.raises(errors.NotPushed):
        tag(clone)
    clone.push("HEAD:refs/heads/feature/x")
    with pytest.raises(errors.NotPushed):
        tag(clone)


def test_a_refused_tag_does_not_stay(site, tmp_path):
    member = site.clone(tmp_path / "member", "member")
    with pytest.raises(errors.TagRefused, match="made by one of its librarians: librarian"):
        tag(member)
    assert local_tags(member) == []


def test_without_a_summary_there_is_no_tag(clone):
    with pytest.raises(errors.NoSummary):
        tag(clone, text=" \n")
    assert local_tags(clone) == []


def test_a_configured_key_signs(clone, tmp_path):
    signing.make_key(tmp_path / "key", "ann")
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(tmp_path / "key"))):
        clone.git.run("config", name, value)
    allowed = tmp_path / "allowed"
    allowed.write_text(signing.allowed_line("ann", signing.public_key(tmp_path / "key")) + "\n")
    assert signing.verify_tag(clone.git, tag(clone), allowed) == "ann"


def test_the_folder_tells_the_package(clone):
    assert tags.package_of(clone.git, clone.folder / "framework" / "scripts") == "framework"
    with pytest.raises(errors.NoPackage, match="lies in no package"):
        tags.package_of(clone.git, clone.folder)
    os.mkdir(clone.folder / "framwork")
    with pytest.raises(errors.UnknownPackage, match="framework"):
        tags.package_of(clone.git, clone.folder / "framwork")
