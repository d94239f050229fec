# SPDX-License-Identifier: LGPL-3.0-or-later
"""Receipts: they make an installation, and tell every later difference."""
import json
import os
import shutil
import subprocess

import pytest

from b2tools import errors
from b2tools.places import receipts

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


@pytest.mark.parametrize("text, reason", [("{", "Expecting"), ('{"format": 3}', "its format is 3, known is 2"),
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


def test_a_changed_right_to_execute_is_told(folder):
    (folder / "sub" / "plain").chmod(0o755)
    assert receipts.verify(folder) == ["sub/plain: may be executed"]
    receipts.write(folder, "externals", "v01-00-00", platform="x", made_by="test", inputs={}, environment={})
    (folder / "sub" / "plain").chmod(0o644)
    assert receipts.verify(folder) == ["sub/plain: may not be executed"]


def test_rights_of_a_group_do_not_matter(folder):
    (folder / "sub" / "plain").chmod(0o664)
    assert receipts.verify(folder) == []


def test_an_installation_of_format_1_is_verified_without_rights(folder):
    lines = (folder / receipts.LIST).read_bytes().replace(b" *", b"  ")
    receipt = json.loads((folder / receipts.NAME).read_text()) | {"format": 1}
    (folder / receipts.LIST).write_bytes(lines)
    (folder / receipts.NAME).write_text(json.dumps(receipt))
    (folder / "sub" / "plain").chmod(0o755)
    assert receipts.verify(folder) == []
    (folder / "sub" / "plain").write_text("changed")
    assert receipts.verify(folder) == ["sub/plain: changed"]


@pytest.fixture
def release(tmp_path):
    """A release with debug files and set-up files of its site."""
    place = tmp_path / "release"
    for name in ("lib/a.so", "lib/.debug/a.so.debug", "setup/bash"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(name)
    receipts.write(place, "release", "release-01-00-00", platform="x", made_by="test", inputs={}, environment={})
    return place


def test_debug_files_and_those_of_the_site_are_parts_of_their_own(release):
    receipt = receipts.read(release)
    assert (receipt.files.count, receipt.debug.count) == (1, 1) and receipts.verify(release) == []
    assert all(receipts.has_part(release, part) for part in ("main", "debug", "site"))


def test_without_the_debug_part_its_files_are_not_missed(release):
    shutil.rmtree(release / "lib" / ".debug")
    assert receipts.verify(release) == ["lib/.debug/a.so.debug: missing"]
    (release / receipts.LISTS["debug"]).unlink()
    assert receipts.verify(release) == []


def test_a_changed_list_of_debug_files_is_told(release):
    (release / receipts.LISTS["debug"]).write_text("")
    assert receipts.verify(release) == [f"{release / receipts.LISTS['debug']}: missing or changed"]


def test_another_site_may_have_other_set_up_files(release):
    before = (release / receipts.NAME).read_bytes()
    (release / "setup" / "bash").write_text("other")
    (release / "setup" / "fish").write_text("more")
    assert receipts.verify(release) == ["setup/bash: changed", "setup/fish: not in the receipt"]
    receipts.write_site(release)
    assert receipts.verify(release) == [] and (release / receipts.NAME).read_bytes() == before


def test_the_interpreter_of_the_machine_does_not_change_the_receipt(tmp_path):
    for name, target in (("one", "/usr/bin/python3.11"), ("two", "/opt/python/bin/python3.11")):
        (tmp_path / name / "bin").mkdir(parents=True)
        for link in ("python", "python3", "python3.11"):
            (tmp_path / name / "bin" / link).symlink_to(target)
        receipts.write(tmp_path / name, "externals", "v01-00-00", platform="x", made_by="test", inputs={}, environment={})
        assert receipts.verify(tmp_path / name) == []
    assert receipts.digest(tmp_path / "one") == receipts.digest(tmp_path / "two")
    (tmp_path / "one/bin/python").unlink()
    (tmp_path / "one/bin/python").symlink_to("python3")
    assert receipts.verify(tmp_path / "one") == ["bin/python: changed"]
