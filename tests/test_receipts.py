# SPDX-License-Identifier: LGPL-3.0-or-later
"""Receipts: they make an installation, and tell every later difference."""
import json
import os
import shutil
import subprocess

import pytest

from b2tools import errors, receipts

NAMES = ["plain", "with blank", "ümlaut", "new\nline", "back\\slash", "back\\nslash", os.fsdecode(b"byte\xff")]
FORMAT_1 = {"format": 1, "kind": "release", "name": "release-01-00-00", "platform": "Linux_x86_64", "made_by": "b2tools 1.0.0",
            "inputs": {"commit": "12"}, "environment": {"set": {"A": "{prefix}"}, "prepend": {"PATH": ["{prefix}/bin"]}},
            "links": {"a": "b"}, "files": {"count": 1, "size": 2, "sha256": "ab"}}


@pytest.fixture
def folder(tmp_path):
    """An installation with files of unusual names, a link and git data that does not count."""
    place = tmp_path / "installed"
    (place / "sub").mkdir(parents=True)
    for name in NAMES:
        (place / "sub" / name).write_text(name.encode("utf-8", "surrogateescape").hex())
    (place / "link").symlink_to("sub/plain")
    (place / ".git").mkdir()
    (place / ".git" / "index").touch()
    receipts.write(place, "externals", "v01-00-00", platform="Linux_x86_64", made_by="test", inputs={"a": "b"}, environment={})
    return place


def test_what_was_written_is_read(folder):
    receipt = receipts.read(folder)
    assert (receipt.kind, receipt.name, receipt.inputs) == ("externals", "v01-00-00", {"a": "b"})
    assert receipt.links == {"link": "sub/plain"}
    assert receipt.files.count == len(NAMES) and receipts.verify(folder) == []


def test_a_receipt_of_format_1_is_read(tmp_path):
    (tmp_path / receipts.NAME).write_text(json.dumps(FORMAT_1))
    receipt = receipts.read(tmp_path)
    assert receipt.environment["prepend"]["PATH"] == ["{prefix}/bin"] and receipt.files == receipts.Contents(1, 2, "ab")


def test_a_folder_without_receipt_is_no_installation(tmp_path):
    assert receipts.read(tmp_path) is None and receipts.read(tmp_path / "none") is None


@pytest.mark.parametrize("text, reason", [("{", "Expecting"), ('{"format": 2}', "its format is 2, known is 1"),
                                          ("[]", "its format is None"), ('{"format": 1, "kind": "x"}', "files")])
def test_a_receipt_that_cannot_be_read_names_the_reason(tmp_path, text, reason):
    (tmp_path / receipts.NAME).write_text(text)
    with pytest.raises(errors.BadReceipt, match=reason):
        receipts.read(tmp_path)


@pytest.mark.parametrize("name, value", [("inputs", "x"), ("inputs", {"a": 1}), ("environment", []), ("environment", {"set": 1}),
                                         ("name", 1), ("links", []), ("files.count", "many"), ("files.sha256", 3)])
def test_a_value_of_the_wrong_kind_is_named(tmp_path, name, value):
    key, _, inner = name.partition(".")
    (tmp_path / receipts.NAME).write_text(json.dumps(FORMAT_1 | {key: FORMAT_1[key] | {inner: value} if inner else value}))
    with pytest.raises(errors.BadReceipt, match=f"{name} is of the wrong kind"):
        receipts.read(tmp_path)


def test_a_folder_instead_of_a_receipt_is_named(tmp_path):
    (tmp_path / receipts.NAME).mkdir()
    with pytest.raises(errors.BadReceipt, match="Is a directory"):
        receipts.read(tmp_path)


def test_sha256sum_understands_the_list(folder):
    assert subprocess.run(["sha256sum", "--quiet", "-c", receipts.LIST], cwd=folder).returncode == 0


def test_every_difference_is_told(folder):
    (folder / "sub" / "plain").write_text("changed")
    (folder / "sub" / "with blank").unlink()
    (folder / "more").touch()
    (folder / "link").unlink()
    (folder / "link").symlink_to("sub/other")
    (folder / "sub" / "__pycache__").mkdir()
    (folder / "sub" / "__pycache__" / "x.pyc").touch()
    assert receipts.verify(folder) == ["link: changed", "more: not in the receipt", "sub/plain: changed", "sub/with blank: missing"]


def test_a_file_that_became_a_link_is_a_change(folder):
    (folder / "sub" / "plain").unlink()
    (folder / "sub" / "plain").symlink_to("ümlaut")
    assert receipts.verify(folder) == ["sub/plain: changed"]


def test_a_changed_list_is_told(folder):
    (folder / receipts.LIST).write_text("")
    assert receipts.verify(folder) == [f"{folder / receipts.LIST}: missing or changed"]


def test_an_installation_can_be_moved(folder, tmp_path):
    shutil.move(folder, tmp_path / "elsewhere")
    assert receipts.verify(tmp_path / "elsewhere") == []
