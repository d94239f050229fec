# SPDX-License-Identifier: LGPL-3.0-or-later
"""Packs: the same installation gives the same bytes, and what could not be unpacked everywhere is not packed."""
import os
import shutil
import subprocess
import sys
import tarfile
import time

import pytest

from b2tools import errors, files
from b2tools.places import receipts
from b2tools.places.installations import Installation
from b2tools.publishing import packs
from b2tools.unpacking import archives
from tests import signed_area

CONTENT = {"arch/common/bin/tool": b"#!/bin/sh\n", "arch/common/lib/a.so": b"\x7fELF" * 1000, "setup/bash": b"site",
           "arch/common/lib/.debug/a.so.debug": b"debug", "arch/common/share/gr\u00fcn/\u00e4": b"name",
           "arch/common/share/" + "long/" * 30 + "name": b"far"}


def installation(folder, kind="release", name="release-01-00-00", order=1):
    """An installation with everything that packing has to see, its files made in this order."""
    place = Installation(folder, name)
    for path in list(CONTENT)[::order]:
        (place.final / path).parent.mkdir(parents=True, exist_ok=True)
        (place.final / path).write_bytes(CONTENT[path])
    (place.final / "arch/common/bin/tool").chmod(0o755)
    (place.final / "arch/debug/bin").mkdir(parents=True)
    (place.final / "arch/common/bin/python3").symlink_to(sys.executable)
    (place.final / "arch/common/lib/liba.so.1").symlink_to("a.so")
    (place.final / "arch/common/lib/b.so").hardlink_to(place.final / "arch/common/lib/a.so")
    inputs = {"tag_object": "ab" * 20} if kind == "release" else {"manifest": "cd" * 32, "python": "3.11"}
    receipts.write(place.final, kind, name, platform="Linux_x86_64", made_by="test", inputs=inputs, environment={})
    return place


def test_the_archive_brings_the_installation_back_in_its_parts(tmp_path):
    place = installation(tmp_path / "releases")
    main, debug = packs.pack(place, tmp_path / "area", "debian-12")
    assert (main.part, debug.part, main.kind, main.digest) == ("main", "debug", "release", "ab" * 20)
    found = archives.unpack(tmp_path / "area" / main.file, tmp_path / "out", hashed="both")
    assert (found.sha256, found.contents, found.size) == (main.sha256, main.contents, main.installed)
    assert (tmp_path / "area" / main.file).stat().st_size == main.size
    assert not (tmp_path / "out/setup").exists() and not (tmp_path / "out/arch/common/lib/.debug").exists()
    assert (tmp_path / "out/arch/debug/bin").is_dir() and os.access(tmp_path / "out/arch/common/bin/tool", os.X_OK)
    (tmp_path / "out/arch/common/bin/python3").symlink_to(sys.executable)
    assert receipts.verify(tmp_path / "out") == []
    archives.unpack(tmp_path / "area" / debug.file, tmp_path / "out")
    assert receipts.verify(tmp_path / "out") == [] and receipts.has_part(tmp_path / "out", "debug")


def test_system_tar_unpacks_it_too(tmp_path):
    main, _ = packs.pack(installation(tmp_path / "releases"), tmp_path / "area", "debian-12")
    (tmp_path / "out").mkdir()
    with open(tmp_path / "area" / main.file, "rb") as stream:
        import zstandard
        plain = zstandard.ZstdDecompressor().stream_reader(stream).read()
    subprocess.run(["tar", "-x", "-C", tmp_path / "out"], input=plain, check=True)
    assert (tmp_path / "out/arch/common/share/gr\u00fcn/\u00e4").read_bytes() == b"name"


def test_two_packs_are_byte_identical_whatever_surrounds_them(tmp_path):
    """Another folder, time, umask, locale, order of files, hard links, interpreter link, and rights of a group."""
    first = installation(tmp_path / "one")
    made = packs.pack(first, tmp_path / "area1", "debian-12")
    before = os.umask(0o077)
    try:
        second = installation(tmp_path / "gr\u00f6\u00dfe two", order=-1)
    finally:
        os.umask(before)
    link = second.final / "arch/common/bin/python3"
    link.unlink()
    link.symlink_to("/elsewhere/bin/python3")
    twin = second.final / "arch/common/lib/b.so"
    twin.unlink()
    shutil.copy(second.final / "arch/common/lib/a.so", twin)
    for path in second.final.rglob("*"):
        os.utime(path, (time.time() - 10**6,) * 2, follow_symlinks=False)
    (second.final / "arch/common/lib/a.so").chmod(0o664)
    code = ("import sys, pathlib\nfrom b2tools.publishing import packs\nfrom b2tools.places.installations import Installation\n"
            "packs.pack(Installation(pathlib.Path(sys.argv[1]), 'release-01-00-00'), pathlib.Path(sys.argv[2]), 'debian-12')")
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    subprocess.run(["sh", "-c", 'umask 077; exec "$@"', "sh", sys.executable, "-c", code, second.top, tmp_path / "area2"],
                   env=environment, check=True)
    for entry in made:
        assert (tmp_path / "area1" / entry.file).read_bytes() == (tmp_path / "area2" / entry.file).read_bytes()
    rights = {path.stat().st_mode & 0o777 for path in (tmp_path / "area2").rglob("[!.]*")}
    assert rights == {0o755, 0o644}


def test_what_a_killed_pack_left_goes_with_the_next_one(tmp_path):
    place = installation(tmp_path / "one")
    folder = tmp_path / "area" / "release" / "release-01-00-00"
    folder.mkdir(parents=True)
    (folder / ".release-01-00-00-debian-12-Linux_x86_64.abc.tmp").write_text("half")
    packs.pack(place, tmp_path / "area", "debian-12")
    assert sorted(path.suffix for path in folder.iterdir()) == [".lock", ".zst", ".zst"]


def test_the_members_carry_nothing_of_who_packed_them(tmp_path):
    main, _ = packs.pack(installation(tmp_path / "one"), tmp_path / "area", "debian-12")
    import zstandard
    with open(tmp_path / "area" / main.file, "rb") as stream, tarfile.open(
            fileobj=zstandard.ZstdDecompressor().stream_reader(stream), mode="r|") as bundle:
        members = list(bundle)
    assert {(one.uid, one.gid, one.uname, one.gname, one.mtime) for one in members} == {(0, 0, "", "", packs.EPOCH)}
    names = [one.name for one in members]
    assert names[:2] == ["receipt.json", "receipt.sha256"] and names[2:] == sorted(names[2:], key=os.fsencode)
    assert not [one.name for one in members if one.islnk()]


def test_what_differs_from_its_receipt_is_not_packed(tmp_path):
    place = installation(tmp_path / "one")
    (place.final / "arch/common/lib/a.so").write_bytes(b"patched")
    with pytest.raises(errors.NotPacked, match=r"release-01-00-00 was not packed: it differs from its receipt .*a.so: changed"):
        packs.pack(place, tmp_path / "area", "debian-12")
    assert not (tmp_path / "area").exists()


def test_what_is_not_installed_is_not_packed(tmp_path):
    with pytest.raises(errors.NotPacked, match="is not an installation"):
        packs.pack(Installation(tmp_path, "v01-00-00"), tmp_path / "area", "debian-12")


@pytest.mark.parametrize("name, reason", [("README", "differ only in case"), ("new\nline", "control characters"),
                                          (os.fsdecode(b"byte\xff"), "not UTF-8")])
def test_names_that_cannot_be_unpacked_everywhere_are_not_packed(tmp_path, name, reason):
    place = Installation(tmp_path, "v01-00-00")
    place.final.mkdir()
    for one in ("readme", name):
        (place.final / one).write_text(one.encode("utf-8", "surrogateescape").hex())
    receipts.write(place.final, "externals", "v01-00-00", platform="x", made_by="t", inputs={"manifest": "0" * 64}, environment={})
    with pytest.raises(errors.NotPacked, match=reason):
        packs.pack(place, tmp_path / "area", "debian-12")


@pytest.mark.parametrize("target", ["/usr/lib/x.so", "../../x", "a/../b"])
def test_links_that_nobody_would_unpack_are_not_packed(tmp_path, target):
    place = Installation(tmp_path, "v01-00-00")
    place.final.mkdir()
    (place.final / "link").symlink_to(target)
    receipts.write(place.final, "externals", "v01-00-00", platform="x", made_by="t", inputs={"manifest": "0" * 64}, environment={})
    with pytest.raises(errors.NotPacked, match=f"link is a link to {target}"):
        packs.pack(place, tmp_path / "area", "debian-12")


def test_a_full_disk_leaves_nothing(tmp_path, small_disk):
    place = Installation(tmp_path, "v01-00-00")
    place.final.mkdir()
    (place.final / "big").write_bytes(os.urandom(3_000_000))
    receipts.write(place.final, "externals", "v01-00-00", platform="x", made_by="t", inputs={"manifest": "0" * 64}, environment={})
    with pytest.raises(errors.DiskFull):
        packs.pack(place, small_disk, "debian-12")
    assert [path.name for path in small_disk.rglob("*") if path.is_file()] == [".pack.lock"]


def test_the_manifest_beside_the_archive_is_signed_and_the_index_comes_last(tmp_path):
    area = signed_area.make(tmp_path / "site")
    order = packs.Order(area.site(), installation(tmp_path / "releases"), "debian-12", area.folder, area.key)
    made = packs.publish(order, area.means())
    folder = area.folder / "release" / "release-01-00-00"
    assert [one.part for one in made.entries] == ["debug", "main"]
    assert all(files.sha256(area.folder / one.file) == one.sha256 for one in made.entries)
    from b2tools.publishing import signedfiles
    name = "release/release-01-00-00/release-01-00-00-debian-12-Linux_x86_64.json"
    assert b'"tag_object"' in signedfiles.fetch(area.site(), name, area.means())
    newest = max(folder.glob("[!.]*"), key=lambda path: path.stat().st_mtime_ns)
    assert (area.folder / "index.json").stat().st_mtime_ns >= newest.stat().st_mtime_ns


def test_only_a_key_that_the_site_accepts_may_sign(tmp_path):
    area = signed_area.make(tmp_path / "site")
    assert packs.own_key(area.site(), area.key) == area.key
    with pytest.raises(errors.NoKey, match="nobody would accept the key .*foreign: its signer is not in"):
        packs.own_key(area.site(), area.foreign)
    with pytest.raises(errors.NoKey, match="there is no key .*signing"):
        packs.own_key(area.site(), None)


def test_an_installation_of_an_older_format_is_not_packed_without_the_rights_to_execute(tmp_path):
    place = installation(tmp_path / "releases")
    receipt = place.final / "receipt.json"
    receipt.write_text(receipt.read_text().replace('"format": 2', '"format": 1'))
    with pytest.raises(errors.NotPacked, match="old format, which does not tell what may be executed, .* Install it again"):
        packs.pack(place, tmp_path / "area")
