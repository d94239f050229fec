# SPDX-License-Identifier: LGPL-3.0-or-later
"""Signatures of files and tags: only an allowed signer, only this content, only this name."""
import os
import tempfile

import pytest

from b2tools import errors, process, signing
from b2tools.git import Git


@pytest.fixture
def keys(tmp_path):
    """Two keys, of which only the first is an allowed signer."""
    for name in ("mine", "foreign"):
        signing.make_key(tmp_path / "keys" / name, name)
    allowed = tmp_path / "allowed_signers"
    allowed.write_text(signing.allowed_line("release@test", signing.public_key(tmp_path / "keys" / "mine")) + "\n")
    return tmp_path / "keys" / "mine", tmp_path / "keys" / "foreign", allowed


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "räpo 'sitory"
    process.run(["git", "init", "-q", "-b", "main", folder])
    git = Git(folder)
    git.run("commit", "-q", "--allow-empty", "-m", "Start")
    return git


def tag(git, name, key=None):
    git.run(*(signing.signing_options(key) if key else []), "tag", *(["-s"] if key else ["-a"]), "-m", "text", name)


def test_a_key_is_private_and_is_never_replaced(keys):
    before = keys[0].read_bytes()
    signing.make_key(keys[0], "again")
    assert keys[0].stat().st_mode & 0o777 == 0o600 and keys[0].read_bytes() == before


def test_a_signed_file_names_its_signer(keys, tmp_path):
    file = tmp_path / "data"
    file.write_bytes(b"\0content")
    assert signing.verify_file(file, signing.sign_file(file, keys[0]), keys[2]) == "release@test"


def test_a_changed_file_is_refused(keys, tmp_path):
    file = tmp_path / "data"
    file.write_text("before")
    signature = signing.sign_file(file, keys[0])
    file.write_text("after")
    with pytest.raises(errors.BadSignature, match="does not belong to this content"):
        signing.verify_file(file, signature, keys[2])


def test_a_signature_for_another_purpose_is_refused(keys, tmp_path):
    file = tmp_path / "data"
    file.write_text("content")
    signature = signing.sign_file(file, keys[0], namespace="git")
    with pytest.raises(errors.BadSignature):
        signing.verify_file(file, signature, keys[2])


def test_a_foreign_key_is_refused(keys, tmp_path):
    file = tmp_path / "data"
    file.write_text("content")
    with pytest.raises(errors.BadSignature, match="its signer is not in"):
        signing.verify_file(file, signing.sign_file(file, keys[1]), keys[2])


def test_a_missing_signature_is_refused(keys, tmp_path):
    (tmp_path / "data").write_text("content")
    with pytest.raises(errors.BadSignature, match="data.sig does not exist"):
        signing.verify_file(tmp_path / "data", tmp_path / "data.sig", keys[2])


def test_a_signed_tag_names_its_signer(keys, repository):
    tag(repository, "release-01-00-00", keys[0])
    assert signing.verify_tag(repository, "release-01-00-00", keys[2]) == "release@test"


def test_a_tag_wins_over_a_branch_of_its_name(keys, repository):
    tag(repository, "release-01-00-00", keys[0])
    repository.run("branch", "release-01-00-00")
    assert signing.verify_tag(repository, "release-01-00-00", keys[2]) == "release@test"


def test_an_unsigned_or_foreign_tag_is_refused(keys, repository):
    tag(repository, "release-01-00-00")
    tag(repository, "release-02-00-00", keys[1])
    for name in ("release-01-00-00", "release-02-00-00"):
        with pytest.raises(errors.BadSignature, match="not signed, or not by an allowed signer"):
            signing.verify_tag(repository, name, keys[2])


def test_a_signed_tag_under_another_name_is_refused(keys, repository):
    tag(repository, "release-01-00-00", keys[0])
    repository.run("update-ref", "refs/tags/release-09-00-00", "refs/tags/release-01-00-00")
    with pytest.raises(errors.BadSignature, match="calls itself release-01-00-00"):
        signing.verify_tag(repository, "release-09-00-00", keys[2])


def test_a_lightweight_or_missing_tag_is_refused(keys, repository):
    repository.run("tag", "release-01-00-00")
    for name in ("release-01-00-00", "release-02-00-00"):
        with pytest.raises(errors.BadSignature, match="no annotated tag"):
            signing.verify_tag(repository, name, keys[2])


def test_a_full_folder_for_temporary_files_is_told(tmp_path, small_disk, monkeypatch):
    signing.make_key(tmp_path / "key", "x")
    (tmp_path / "allowed").write_text(signing.allowed_line("x", signing.public_key(tmp_path / "key")) + "\n")
    signature = signing.sign(b"text", tmp_path / "key")
    ballast = os.statvfs(small_disk)
    with open(small_disk / "ballast", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, ballast.f_bavail * ballast.f_frsize)
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    with pytest.raises(errors.DiskFull, match="No space is left for"):
        signing.verify(b"text", signature, tmp_path / "allowed")
