# SPDX-License-Identifier: LGPL-3.0-or-later
"""Archives: what is in them comes out, what could do harm does not."""
import bz2
import gzip
import hashlib
import io
import lzma
import os
import stat
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from b2tools import errors, files
from b2tools.unpacking import archives
from b2tools.unpacking.members import Limits
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


@pytest.mark.parametrize("members, reason", [
    ({"1": entry("a", tarfile.SYMTYPE, "b"), "2": entry("a", tarfile.SYMTYPE, "c")}, "is there twice"),
    ({"a": "file", "a/b": "below a file"}, "is below a file"),
    ({"1": entry("a/b/", tarfile.DIRTYPE), "a/b": "file"}, "is there twice"),
    ({"a": "1", "2": entry("a", tarfile.LNKTYPE, "a")}, "is there twice"),
    ({"x" * 256: "text"}, "too long a name"),
    ({"ü" * 128: "text"}, "too long a name"),
    ({"a/" * 1501 + "x": "text"}, "too long a name"),
    ({"Readme": "1", "README": "2"}, "differs from another one only in case"),
    ({"a/x": "1", "A/y": "2"}, "differs from another one only in case"),
    ({"gr\u00fcn": "1", "gru\u0308n": "2"}, "composition of letters"),
    ({"stra\u00dfe": "1", "STRASSE": "2"}, "only in case"),
    ({"a\nb": "1"}, "control characters"),
    ({"a\x1b[2Jb": "1"}, "control characters"),
    ({"byte\udcff": "1"}, "is not UTF-8"),
    ({"1": entry("d", tarfile.SYMTYPE, "e"), "2": entry("e/", tarfile.DIRTYPE), "f": "x",
      "3": entry("d/h", tarfile.LNKTYPE, "f")}, "through a link"),
    ({"e/f": "x", "1": entry("d", tarfile.SYMTYPE, "e"), "2": entry("h", tarfile.LNKTYPE, "d/f")}, "not seen before"),
    ({"1": entry("s", tarfile.SYMTYPE, "f"), "2": entry("h", tarfile.LNKTYPE, "s")}, "not seen before"),
    ({"1": entry("d", tarfile.SYMTYPE, "."), "d": "x"}, "is there twice"),
    ({"1": entry("l", tarfile.SYMTYPE, "a\nb")}, "line end"),
])
def test_members_that_stand_in_each_others_way_or_have_odd_names_are_refused(tmp_path, members, reason):
    with pytest.raises(errors.UnsafeArchive, match=reason):
        archives.unpack(small.tar(tmp_path / "x.tar.xz", members), tmp_path / "out")


def test_a_folder_that_is_told_twice_is_no_harm(tmp_path):
    members = {"1": entry("./", tarfile.DIRTYPE), "2": entry("a", tarfile.DIRTYPE), "a/x": "1", "3": entry("./a/", tarfile.DIRTYPE)}
    assert archives.unpack(small.tar(tmp_path / "x.tar.xz", members), tmp_path / "out").count == 4


def test_the_umask_and_the_rights_of_folders_in_the_archive_do_not_matter(tmp_path):
    members = {"1": entry("a", tarfile.DIRTYPE, mode=0o700), "a/x": "1", "2": entry("a/run", mode=0o700)}
    archive = small.tar(tmp_path / "x.tar.xz", members)
    before = os.umask(0o077)
    try:
        archives.unpack(archive, tmp_path / "out")
    finally:
        os.umask(before)
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").rglob("*")}
    assert rights == {"a": 0o755, "x": 0o644, "run": 0o755}


def test_a_folder_with_something_in_it_keeps_it_and_no_link_there_is_followed(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "d").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(errors.UnsafeArchive, match="through a link"):
        archives.unpack(small.tar(tmp_path / "x.tar.xz", {"d/x": "1"}), tmp_path / "out")
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("name, mode", [("x.tar", "w"), ("x.tar.gz", "w:gz"), ("x.tar.bz2", "w:bz2"), ("x.tar.xz", "w:xz")])
def test_every_compression_comes_out_with_its_hashes(tmp_path, name, mode):
    plain = io.BytesIO()
    for target, how in (({"fileobj": plain}, "w"), ({"name": tmp_path / name}, mode)):
        with tarfile.open(mode=how, **target) as bundle:
            member = entry("a")
            member.size = 3_000_000
            bundle.addfile(member, io.BytesIO(b"012" * 1_000_000))
    found = archives.unpack(tmp_path / name, tmp_path / "out", hashed="both")
    assert (found.count, found.size, found.sha256) == (1, 3_000_000, files.sha256(tmp_path / name))
    assert found.contents == hashlib.sha256(plain.getvalue()).hexdigest()
    assert (tmp_path / "out" / "a").read_bytes() == b"012" * 1_000_000


@pytest.mark.parametrize("name", ["x.tar.gz", "x.tar.xz", "x.tar.bz2", "x.tar.zst", "x.zip"])
def test_a_bomb_ends_before_it_fills_the_disk(tmp_path, name):
    bomb(tmp_path / name, 50_000_000)
    with pytest.raises(errors.UnsafeArchive, match="over the 5000000 bytes that it may have"):
        archives.unpack(tmp_path / name, tmp_path / "out", limits=Limits(floor=5_000_000))
    assert sum(path.stat().st_size for path in (tmp_path / "out").rglob("*")) <= 5_000_000


def bomb(path, size):
    """An archive of two files, together with so many zeros."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            for member in "ab":
                bundle.writestr(member, bytes(size // 2))
        return
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as bundle:
        for name in "ab":
            member = entry(name)
            member.size = size // 2
            bundle.addfile(member, io.BytesIO(bytes(size // 2)))
    pack = {".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress, ".zst": zstandard.ZstdCompressor().compress}
    path.write_bytes(pack[path.suffix](plain.getvalue()))


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path):
    bomb(tmp_path / "x.zip", 10_000_000)
    data = (tmp_path / "x.zip").read_bytes()
    (tmp_path / "x.zip").write_bytes(data.replace((5_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    with pytest.raises((errors.BadArchive, errors.UnsafeArchive)):
        archives.unpack(tmp_path / "x.zip", tmp_path / "out")
    assert sum(path.stat().st_size for path in (tmp_path / "out").rglob("*")) <= 1000


def test_a_limit_that_is_known_counts_exactly(tmp_path):
    archive = small.tar(tmp_path / "x.tar.xz", {"a": "12345", "b": "12345"})
    assert archives.unpack(archive, tmp_path / "out", limits=Limits(size=10)).size == 10
    with pytest.raises(errors.UnsafeArchive, match="over the 9 bytes"):
        archives.unpack(archive, tmp_path / "again", limits=Limits(size=9))


def test_what_is_left_out_counts_as_well(tmp_path):
    archive = small.tar(tmp_path / "x.tar.xz", {"a": "1" * 1000})
    with pytest.raises(errors.UnsafeArchive, match="over the 999 bytes"):
        archives.unpack(archive, tmp_path / "out", lambda name: None, limits=Limits(size=999))


MANY = """
import resource, sys
from pathlib import Path
from b2tools import errors
from b2tools.unpacking import archives
from b2tools.unpacking.members import Limits
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    archives.unpack(Path(sys.argv[1]), Path(sys.argv[2]), lambda name: None, limits=Limits(**eval(sys.argv[3])))
except errors.UnsafeArchive as error:
    print(error)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def many(path, count):
    """A tar archive of so many empty files, written without a library so that it takes a second."""
    header = bytearray(entry("0123456789").tobuf(tarfile.USTAR_FORMAT))
    plain = header[:148] + b" " * 8 + header[156:]
    base = sum(plain) - sum(plain[:10])
    with gzip.open(path, "wb", 1) as file:
        for start in range(0, count, 10000):
            block = []
            for number in range(start, min(start + 10000, count)):
                name = b"%010d" % number
                block.append(name + bytes(header[10:148]) + b"%06o\0 " % (base + sum(name)) + bytes(header[156:512]))
            file.write(b"".join(block))
        file.write(bytes(1024))
    return path


def test_a_million_tiny_files_are_refused_early(tmp_path):
    archive = many(tmp_path / "x.tar.gz", 20_000)
    with pytest.raises(errors.UnsafeArchive, match="is one more than the 2000 that an archive may have"):
        archives.unpack(archive, tmp_path / "out", limits=Limits(count=2000))
    assert len(list((tmp_path / "out").iterdir())) == 2000


def test_hundreds_of_thousands_of_files_need_little_memory(tmp_path):
    """Left out, so that only the judgement counts: it may keep no name of any member."""
    archive = many(tmp_path / "x.tar.gz", 60_000)
    command = [sys.executable, "-c", MANY, archive, tmp_path / "out", "{'count': 10**6}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 20_000


@pytest.mark.slow
def test_a_million_files_are_unpacked_with_bounded_memory(tmp_path):
    code = MANY.replace("lambda name: None, ", "")
    archive = many(tmp_path / "x.tar.gz", 1_000_000)
    command = [sys.executable, "-c", code, archive, tmp_path / "out", "{'count': 10**6 + 1}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 150_000 and len(os.listdir(tmp_path / "out")) == 1_000_000


def test_a_zip_with_a_huge_directory_is_refused_before_it_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as bundle:
        for number in range(2000):
            bundle.writestr(f"a-name-of-usual-length-or-more-{number:05}" * 4, "")
    with pytest.raises(errors.UnsafeArchive, match="its directory.* more than 1000 members need"):
        archives.unpack(tmp_path / "x.zip", tmp_path / "out", limits=Limits(count=1000))


def test_a_full_disk_is_named(small_disk, tmp_path):
    archive = small.tar(tmp_path / "x.tar.xz", {"a": os.urandom(3_000_000)})
    with pytest.raises(errors.DiskFull, match="No space is left"):
        archives.unpack(archive, small_disk / "out")


NAMES = st.text(st.sampled_from("ab./A\u00fc\u0308\n"), min_size=1, max_size=12)
KINDS = st.sampled_from([tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
MEMBERS = st.lists(st.tuples(KINDS, NAMES, NAMES, st.sampled_from([0o644, 0o755, 0o4755])), max_size=8)


@settings(max_examples=200, deadline=None)
@given(members=MEMBERS, form=st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]))
def test_any_archive_unpacks_inside_the_folder_or_is_refused(members, form):
    """Whatever comes out stays inside also when every link is followed, and nothing outside is touched."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name).resolve()
        (top / "precious").mkdir()
        for place in (top / "a", top / "precious" / "b"):
            place.write_text("precious")
        with tarfile.open(top / "x.tar", "w", format=form) as bundle:
            for kind, member, target, mode in members:
                bundle.addfile(entry(member, kind, target, mode))
        out = top / "precious" / "out"
        try:
            archives.unpack(top / "x.tar", out)
        except (errors.UnsafeArchive, errors.BadArchive):
            pass
        for path in out.rglob("*"):
            assert path.is_relative_to(out) and os.path.realpath(path).startswith(f"{out}/") or os.path.realpath(path) == str(out)
        assert {path.name for path in top.iterdir()} == {"a", "precious", "x.tar"}
        assert {path.name for path in (top / "precious").iterdir()} <= {"b", "out"}
        assert (top / "a").read_text() == (top / "precious" / "b").read_text() == "precious"


@settings(max_examples=150, deadline=None)
@given(position=st.integers(0, 10**6), bits=st.integers(1, 255), cut=st.booleans())
def test_any_damage_is_refused_or_harmless(position, bits, cut):
    with tempfile.TemporaryDirectory() as name:
        archive = small.tar(Path(name) / "x.tar.xz", {"a/b": "text" * 500, "1": entry("l", tarfile.SYMTYPE, "a"), "c": "x"})
        data = bytearray(lzma.decompress(archive.read_bytes()))
        position %= len(data)
        if cut:
            del data[position:]
        else:
            data[position] ^= bits
        (Path(name) / "x.tar").write_bytes(data)
        try:
            archives.unpack(Path(name) / "x.tar", Path(name) / "out")
        except (errors.UnsafeArchive, errors.BadArchive):
            pass
        assert sorted(os.listdir(name)) in (["out", "x.tar", "x.tar.xz"], ["x.tar", "x.tar.xz"])


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


def test_a_pipe_in_the_place_of_an_archive_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "x.tar.xz")
    with pytest.raises(errors.BadArchive, match="a device or a pipe"):
        archives.unpack(tmp_path / "x.tar.xz", tmp_path / "out")


def test_what_is_added_to_an_archive_while_it_is_read_does_not_count(tmp_path):
    path = small.tar(tmp_path / "x.tar", {"big": b"x" * 20_000_000, "last": b"y"}, "w")
    late = io.BytesIO(b"z" * 1000)

    def add(member):
        with open(path, "ab") as file:
            file.write(late.read())
        return member

    assert archives.unpack(path, tmp_path / "out", add).count == 2 and late.tell() == 1000
