# SPDX-License-Identifier: LGPL-3.0-or-later
"""Signed files of a download area: from the first good address, refused for a named reason, kept for use without a network."""
import functools
import http.server
import os
import shutil
import threading
import time

import pytest

from b2tools import errors, signing
from b2tools.publishing import signedfiles
from tests import signed_area


@pytest.fixture
def area(tmp_path):
    made = signed_area.make(tmp_path / "größe x")
    signedfiles.publish(made.folder, "data.toml", b"first = 1\n", made.key)
    return made


@pytest.fixture
def server(area):
    """Address of a real server of the download area."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=area.folder)
    handler.func.log_message = lambda *words: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def fetch(area, *urls, **more):
    return signedfiles.fetch(area.site(*urls), "data.toml", area.means(), **more)


def test_a_signed_file_comes_from_a_folder_and_from_a_server(area, server):
    assert fetch(area) == fetch(area, server) == fetch(area, area.folder.as_uri()) == b"first = 1\n"


def test_the_next_address_is_asked_if_one_fails(area, server, tmp_path):
    assert fetch(area, tmp_path / "nothing here", f"{server}/nowhere", server) == b"first = 1\n"


def test_every_address_is_named_with_its_own_reason(area, server, tmp_path):
    with pytest.raises(errors.NotServed) as caught:
        fetch(area, tmp_path / "nothing", f"{server}/nowhere", "http://127.0.0.1:9/x")
    said = str(caught.value)
    assert f"{tmp_path}/nothing/data.toml: " in said and "nowhere/data.toml: " in said and "404" in said and "127.0.0.1:9/x" in said


def test_a_site_without_addresses_says_where_they_belong(area):
    site = area.site()
    (area.top / "site.toml").write_text((area.top / "site.toml").read_text().replace('["download"]', "[]"))
    with pytest.raises(errors.NotServed, match=r"there are none\n.*\[download\] urls in .*site.toml"):
        signedfiles.fetch(area.site(), "data.toml", area.means())
    assert site.download_urls


def test_an_unsigned_file_is_refused(area):
    (area.folder / "data.toml.sig").unlink()
    with pytest.raises(errors.BadSignature, match="it is not signed"):
        fetch(area)


def test_altered_content_is_refused(area):
    (area.folder / "data.toml").write_bytes(b"first = 2\n")
    with pytest.raises(errors.BadSignature, match="does not belong to this content"):
        fetch(area)


def test_the_signature_of_another_file_is_refused(area):
    signedfiles.publish(area.folder, "other.toml", b"other = 1\n", area.key)
    shutil.copy(area.folder / "other.toml.sig", area.folder / "data.toml.sig")
    with pytest.raises(errors.BadSignature, match="does not belong to this content"):
        fetch(area)


def test_a_foreign_key_is_refused(area):
    signedfiles.publish(area.folder, "data.toml", b"first = 2\n", area.foreign)
    with pytest.raises(errors.BadSignature, match="its signer is not in .*allowed_signers"):
        fetch(area)


def test_a_signature_for_another_purpose_is_refused(area):
    signing.sign_file(area.folder / "data.toml", area.key, namespace="git")
    with pytest.raises(errors.BadSignature, match="made for 'git' instead of 'b2tools'"):
        fetch(area)


def test_a_key_that_is_allowed_for_other_purposes_only_is_refused(area):
    (area.top / "allowed_signers").write_text(signing.allowed_line("manager", signing.public_key(area.key), ("git",)) + "\n")
    with pytest.raises(errors.BadSignature, match="manager may not sign for 'b2tools'"):
        fetch(area)


def test_a_site_without_allowed_signers_accepts_nothing(area):
    text = (area.top / "site.toml").read_text()
    (area.top / "site.toml").write_text(text[:text.index("[signing]")])
    with pytest.raises(errors.BadSignature, match="names no allowed signers"):
        fetch(area)


def test_a_bad_mirror_is_passed_over_and_named_if_no_other_is_good(area, tmp_path):
    shutil.copytree(area.folder, tmp_path / "bad")
    (tmp_path / "bad" / "data.toml").write_bytes(b"evil = 1\n")
    assert fetch(area, tmp_path / "bad", area.folder) == b"first = 1\n"
    with pytest.raises(errors.Refused, match="does not belong to this content") as caught:
        fetch(area, tmp_path / "bad", tmp_path / "none")
    assert f"{tmp_path}/none/data.toml" in str(caught.value)


def test_what_was_fetched_is_there_without_a_network(area, tmp_path):
    assert signedfiles.cached(area.site(), "data.toml", area.means()) is None
    fetch(area)
    shutil.rmtree(area.folder)
    content, age = signedfiles.cached(area.site(), "data.toml", area.means())
    assert content == b"first = 1\n" and 0 <= age < 60


def test_the_age_is_that_of_the_last_success(area):
    fetch(area)
    kept = next((area.top / "cache" / "signed").rglob("data.toml"))
    os.utime(kept, (time.time() - 5000,) * 2)
    assert 4990 < signedfiles.cached(area.site(), "data.toml", area.means())[1] < 5100


def test_a_kept_file_that_was_changed_or_whose_signer_went_is_not_used(area):
    fetch(area)
    kept = next((area.top / "cache" / "signed").rglob("data.toml"))
    whole = kept.read_bytes()
    kept.write_bytes(whole + b"evil = 1\n")
    assert signedfiles.cached(area.site(), "data.toml", area.means()) is None
    kept.write_bytes(whole)
    (area.top / "allowed_signers").write_text("")
    assert signedfiles.cached(area.site(), "data.toml", area.means()) is None


def test_a_cache_that_cannot_be_written_does_not_hinder(area, small_disk):
    with open(small_disk / "filler", "wb", buffering=0) as filler, pytest.raises(OSError):
        while True:
            filler.write(b"x" * 4096)
    means = type(area.means())(small_disk / "cache", dict(os.environ))
    assert signedfiles.fetch(area.site(), "data.toml", means) == b"first = 1\n"


def test_a_reader_finds_file_and_signature_together_at_any_moment(area, monkeypatch):
    """Stops a second publication after each of its writes; the reader sees the first or the second content, never a refusal."""
    write, seen = signedfiles.files.write, []

    def looking(place, content, *more):
        write(place, content, *more)
        if place.parent == area.folder:
            seen.append(fetch(area))

    monkeypatch.setattr(signedfiles.files, "write", looking)
    signedfiles.publish(area.folder, "data.toml", b"second = 2\n", area.key)
    assert seen == [b"first = 1\n", b"second = 2\n"]


def test_content_that_was_read_before_fits_the_signature_that_comes_after(area):
    old = (area.folder / "data.toml").read_bytes()
    signedfiles.publish(area.folder, "data.toml", b"second = 2\n", area.key)
    signature = (area.folder / "data.toml.sig").read_bytes()
    assert signing.verify(old, signature, area.site().allowed_signers) == "manager"


def test_ssh_keygen_alone_verifies_what_is_published(area):
    signedfiles.publish(area.folder, "data.toml", b"second = 2\n", area.key)
    done = signing._keygen("-Y", "verify", "-f", area.top / "allowed_signers", "-I", "manager", "-n", "b2tools", "-s",
                           area.folder / "data.toml.sig", stdin=b"second = 2\n")
    assert b"Good" in done.stdout


@pytest.mark.parametrize("reason", ["missing", "unreadable"])
def test_a_key_of_no_use_is_named_and_the_old_file_stays(area, tmp_path, reason):
    key = tmp_path / "key"
    if reason == "unreadable":
        key.write_text("no key")
    with pytest.raises(errors.NoKey, match="the key .*key is of no use"):
        signedfiles.publish(area.folder, "data.toml", b"second = 2\n", key)
    assert fetch(area) == b"first = 1\n"
