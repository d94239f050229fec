# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tar streams: all usual forms are read, and what can be understood in two ways is refused."""
import io
import itertools
import tarfile

import pytest

from b2tools.unpacking import tarstream

LONG = "folder/" * 40 + "nämé"


def made(form=tarfile.PAX_FORMAT, **members):
    """A tar with files of these contents."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as bundle:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), 1234567890
            bundle.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def header(name=b"x", kind=b"0", size=b"0000000000\0", content=b""):
    """One member made by hand, with a right check sum."""
    raw = bytearray(512)
    raw[:len(name)], raw[100:108], raw[124:124 + len(size)], raw[156:157] = name, b"0000644\0", size, kind
    raw[257:265] = b"ustar\00000"
    raw[148:156] = b"%06o\0 " % (sum(raw) + 8 * 32)
    return bytes(raw) + content + bytes(-len(content) % 512)


def pax(*records, kind=b"x"):
    data = b"".join(b"%d %s\n" % (len(one) + 2 + len(str(len(one) + 4)), one) for one in records)
    return header(b"PaxHeader", kind, b"%011o" % len(data), data)


def read(data, step=None):
    """Names, kinds and contents, with the stream in pieces of `step` bytes."""
    pieces = iter([data] if step is None else [data[at:at + step] for at in range(0, len(data), step)])
    members = tarstream.Members(pieces)
    return [(member.name, member.kind, b"".join(bytes(piece) for piece in members.content())) for member in members]


END = bytes(1024)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("step", [None, 1, 100, 512, 10000])
def test_the_usual_forms_are_read_in_any_pieces(form, step):
    content = {"a/plain": b"text", "empty": b"", "large": b"0123456789" * 300, "long/" * 40 + "näme": b"x"}
    assert read(made(form, **content), step) == [(name, "file", data) for name, data in content.items()]


def test_a_long_name_and_link_come_whole():
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w", format=form) as bundle:
            info = tarfile.TarInfo(LONG)
            info.type, info.linkname = tarfile.SYMTYPE, LONG + "x"
            bundle.addfile(info)
        member = next(iter(tarstream.Members(iter([stream.getvalue()]))))
        assert (member.name, member.target, member.kind) == (LONG, LONG + "x", "link")


def test_content_that_nobody_reads_is_passed_over():
    members = tarstream.Members(iter([made(a=b"1" * 5000, b=b"2")]))
    assert [member.name for member in members] == ["a", "b"]


def test_a_size_in_binary_and_in_a_record_counts():
    assert read(header(size=b"\x80" + (3).to_bytes(11, "big"), content=b"abc") + END) == [("x", "file", b"abc")]
    assert read(pax(b"size=3") + header(content=b"abc") + END) == [("x", "file", b"abc")]


def test_the_name_in_a_record_wins_and_is_the_one_that_is_judged():
    assert read(pax(b"path=../evil") + header() + END)[0][0] == "../evil"


def test_the_comment_that_git_writes_is_passed_over():
    assert read(pax(b"comment=commit", kind=b"g") + header() + END) == [("x", "file", b"")]


@pytest.mark.parametrize("data, reason", [
    (b"", "without the mark of its end"),
    (header(), "without the mark of its end"),
    (header()[:300], "in the middle of a header"),
    (header(size=b"00000001000\0")[:512] + b"abc", "in the middle of a file"),
    (header() + END + b"more", "something follows its end"),
    (bytes(512) + header(), "something follows its end"),
    (b"x" * 512, "check sum"),
    (header(kind=b"S"), "sparse"),
    (pax(b"GNU.sparse.major=1") + header() + END, "sparse"),
    (pax(b"GNU.sparse.name=evil", b"GNU.sparse.realsize=99999999999") + header() + END, "sparse"),
    (pax(b"SCHILY.realsize=99999999999") + header() + END, "sparse"),
    (header(kind=b"V") + END, "type b'V' of a member is unknown"),
    (header(kind=b"M") + END, "unknown"),
    (pax(b"path=a", kind=b"g") + header() + END, "global header changes all members"),
    (pax(b"path=a") + pax(b"path=b") + header() + END, "two long headers for its path"),
    (header(b"././@LongLink", b"L", b"00000000002\0", b"a\0") + pax(b"path=b") + header() + END, "two long headers for its path"),
    (pax(b"path=a", b"path=b") + header() + END, "tells path twice"),
    (header(b"p", b"x", b"00000000004\0", b"9 a=") + header() + END, "malformed"),
    (header(b"p", b"x", b"00000000004\0", b"0 a=") + header() + END, "malformed"),
    (header(b"p", b"x", b"00000000006\0", b"6 a=b;") + header() + END, "malformed"),
    (header(b"p", b"x", b"07777777777\0"), "an extended header has 1073741823 bytes"),
    (pax(b"path=a") + END, "ends after an extended header"),
    (pax(b"size=-5") + header() + END, "size of a member is no number"),
    (header(size=b"abc\0"), "size of a member is no number"),
    (header(kind=b"1", size=b"00000001000\0"), "the hard link 'x' has content"),
    (header(kind=b"5", size=b"00000001000\0"), "the folder 'x' has content"),
])
def test_what_is_damaged_or_ambiguous_is_refused(data, reason):
    with pytest.raises(tarstream.BadTar, match=reason):
        read(data)


def test_system_tar_writes_what_is_read(tmp_path):
    import subprocess
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / ("n" * 200)).write_text("long")
    (tmp_path / "in" / "l").symlink_to("n" * 120)
    for form in ("gnu", "pax", "ustar", "v7"):
        names = ["l"] if form == "v7" else ["l", "n" * 200]
        (tmp_path / "in" / "s").write_text(form)
        if form in ("ustar", "v7"):
            names = []
        out = subprocess.run(["tar", "-c", f"--format={form}", "-C", tmp_path / "in", "s", *names], capture_output=True, check=True)
        assert [name for name, _, _ in read(out.stdout)] == ["s", *names]


@pytest.mark.parametrize("piece, reason", [(pax(b"comment=" + b"x" * 60000, kind=b"g"), "too many extended headers"),
                                           (pax(b"mtime=1.5"), "too many extended headers"),
                                           (bytes(1 << 20), "something follows its end")], ids=["global", "own", "filling"])
def test_what_goes_on_for_ever_without_a_member_is_refused(piece, reason):
    with pytest.raises(tarstream.BadTar, match=reason):
        list(tarstream.Members(itertools.repeat(piece)))
