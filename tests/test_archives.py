# SPDX-License-Identifier: LGPL-3.0-or-later
"""Archives: what is in them comes out, what could do harm does not."""
import io
import stat
import tarfile
import zipfile

import pytest

from b2tools import archives, errors
from tests import small_externals as small


def entry(name, kind=tarfile.REGTYPE, target="", mode=0o644):
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mode = kind, target, mode
    return member


def test_a_tar_archive_comes_out_with_links_and_rights(tmp_path):
    members = {"a/run": entry("a/run", mode=0o755), "a/file": "text", "a/link": entry("a/link", tarfile.SYMTYPE, "file"),
               "a/hard": entry("a/hard", tarfile.LNKTYPE, "a/file")}
    archives.unpack(small.tar(tmp_path / "x.tar.xz", members), tmp_path / "out")
    out = tmp_path / "out" / "a"
    assert (out / "link").readlink().name == "file" and (out / "hard").read_text() == "text"
    assert stat.S_IMODE((out / "run").stat().st_mode) == 0o755


def test_a_debian_package_comes_out(tmp_path):
    archives.unpack(small.debian(tmp_path / "x_1_all.deb", {"./usr/src/x.c": "int x;"}), tmp_path / "out")
    assert (tmp_path / "out" / "usr" / "src" / "x.c").read_text() == "int x;"


def test_members_can_be_placed_or_left_out(tmp_path):
    archive = small.tar(tmp_path / "x.tar.xz", {"keep": "1", "drop": "2"})
    archives.unpack(archive, tmp_path / "out", lambda name: "there/it/is" if name == "keep" else None)
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == ["is"]


@pytest.mark.parametrize("member, reason", [
    (entry("/etc/passwd"), "has an absolute name"),
    (entry("a/../../b"), "leads out of the folder"),
    (entry("a", tarfile.SYMTYPE, "../b"), "is a link to ../b, outside"),
    (entry("a", tarfile.SYMTYPE, "/etc"), "is a link to /etc, outside"),
    (entry("a", tarfile.LNKTYPE, "b"), "is a hard link to b, not seen before"),
    (entry("a", tarfile.LNKTYPE, "../b"), "leads out of the folder"),
    (entry("a", tarfile.CHRTYPE), "is a device"),
    (entry("a", tarfile.FIFOTYPE), "is a device"),
    (entry("a", mode=0o4755), "set-uid"),
    (entry("a", tarfile.SYMTYPE, ""), "is a link to , outside"),
])
def test_a_dangerous_member_is_refused(tmp_path, member, reason):
    archive = small.tar(tmp_path / "x.tar.xz", {"x": member})
    with pytest.raises(errors.UnsafeArchive, match=reason) as caught:
        archives.unpack(archive, tmp_path / "out")
    assert "x.tar.xz was not unpacked" in str(caught.value)
    assert not [path for path in tmp_path.rglob("*") if path.name in ("passwd", "a", "b") and not path.is_dir()]


def test_a_link_cannot_lead_out_over_another_link(tmp_path):
    members = {"1": entry("a/b/up", tarfile.SYMTYPE, "../.."), "2": entry("a/b/out", tarfile.SYMTYPE, "up/..")}
    with pytest.raises(errors.UnsafeArchive, match="goes down and up again"):
        archives.unpack(small.tar(tmp_path / "x.tar.xz", members), tmp_path / "out")


@pytest.mark.parametrize("members", [
    {"1": entry("a", tarfile.SYMTYPE, "b"), "2": entry("a", tarfile.SYMTYPE, "c")},
    {"a": "file", "a/b": "below a file"},
    {"x" * 300: "too long a name"},
])
def test_members_that_cannot_be_written_make_a_bad_archive(tmp_path, members):
    with pytest.raises(errors.BadArchive, match="File exists|File name too long"):
        archives.unpack(small.tar(tmp_path / "x.tar.xz", members), tmp_path / "out")


def test_a_damaged_stream_inside_a_zip_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("a", "text" * 10000)
    damaged = bytearray((tmp_path / "x.zip").read_bytes())
    damaged[40:42] = b"\xff\xff"
    (tmp_path / "x.zip").write_bytes(damaged)
    with pytest.raises(errors.BadArchive, match=r"^x\.zip cannot be unpacked"):
        archives.unpack(tmp_path / "x.zip", tmp_path / "out")


@pytest.mark.parametrize("size", ["abc", "-60"])
def test_a_debian_package_with_a_part_of_impossible_size_is_refused(tmp_path, size):
    header = f"{'control.tar':<16}{0:<12}{0:<6}{0:<6}{100644:<8}{size:<10}`\n"
    (tmp_path / "x.deb").write_bytes(b"!<arch>\n" + header.encode())
    with pytest.raises(errors.BadArchive, match="size of one of its parts"):
        archives.unpack(tmp_path / "x.deb", tmp_path / "out")


def test_nothing_is_written_through_a_link(tmp_path):
    members = {"1": entry("d", tarfile.SYMTYPE, "e"), "d/file": "text"}
    with pytest.raises(errors.UnsafeArchive, match="through a link"):
        archives.unpack(small.tar(tmp_path / "x.tar.xz", members), tmp_path / "out")


def test_a_member_that_is_there_twice_is_refused(tmp_path):
    with pytest.raises(errors.UnsafeArchive, match="is there twice"):
        archives.unpack(small.tar(tmp_path / "x.tar.xz", {"a": "1", "./a": "2"}), tmp_path / "out")


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x"])
def test_a_zip_member_that_leaves_the_folder_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as bundle:
        bundle.writestr(name, "text")
    with pytest.raises(errors.UnsafeArchive):
        archives.unpack(tmp_path / "x.zip", tmp_path / "out")


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.deb", "x.whl"])
def test_a_file_that_is_no_archive_is_named(tmp_path, name):
    (tmp_path / name).write_bytes(io.BytesIO(b"not an archive" * 100).read())
    with pytest.raises(errors.BadArchive, match=f"{name} cannot be unpacked"):
        archives.unpack(tmp_path / name, tmp_path / "out")


def test_a_truncated_archive_is_named(tmp_path):
    archive = small.tar(tmp_path / "x.tar.xz", {"a": "1" * 100000})
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(errors.BadArchive, match="x.tar.xz cannot be unpacked"):
        archives.unpack(archive, tmp_path / "out")
