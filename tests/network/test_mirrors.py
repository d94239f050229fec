# SPDX-License-Identifier: LGPL-3.0-or-later
"""What mirrors do wrong: the file comes whole and right in spite of it, or one sentence says what happened."""
import gzip
import hashlib
import os
import time

import pytest

from b2tools import errors
from b2tools.network import mirrors
from b2tools.network.hosts import Dead, Hosts, Refused
from b2tools.network.partials import Partial
from b2tools.network.sourcefiles import SourceFile
from b2tools.network.transfers import Limits, Network
from tests import fault_server as faults

CONTENT = bytes(range(256)) * 400
SIZE = len(CONTENT)
NAME = "data.tar.xz"


@pytest.fixture
def part(tmp_path):
    with Partial(tmp_path / "x.part") as one:
        yield one


def source(content=CONTENT, name=NAME, size=None):
    return SourceFile(name, hashlib.sha256(content).hexdigest(), len(content) if size is None else size, ())


def bring(server, part, file=None, **limits):
    network = Network(limits=Limits(**{"connect": 1.0, "header": 0.5, "silence": 0.5, "window": 0.6, "fewest": 1000} | limits),
                      hosts=Hosts())
    mirrors.Mirror(f"{server.url}/{NAME}", file or source(), network).bring(part, lambda name, done: None)


def right(part):
    return part.path.read_bytes() == CONTENT


def refused(script, part, file=None, kind=Refused):
    with faults.serve(script) as server, pytest.raises(kind) as caught:
        bring(server, part, file)
    return str(caught.value)


def breaking(after, **fields):
    """Serve with ranges, but close after so many bytes each time."""
    def script(request, connection):
        start = request.start()
        end = start + after
        status = "206 Partial Content" if start else "200 OK"
        more = {"Content_Range": f"bytes {start}-{SIZE - 1}/{SIZE}"} if start else {}
        faults.answer(connection, CONTENT[start:end], status, Content_Length=SIZE - start, **more, **fields)
    return script


def test_a_connection_that_closes_in_the_middle_is_resumed_there(part):
    with faults.serve(breaking(30_000, ETag='"one"')) as server:
        bring(server, part)
    assert right(part) and [one.start() for one in server.requests] == [0, 30_000, 60_000, 90_000]
    assert {one.headers.get("if-range") for one in server.requests[1:]} == {'"one"'}


def test_a_file_that_changed_in_between_is_fetched_from_its_beginning(part):
    def script(request, connection):
        if not request.start():
            faults.answer(connection, b"older" * 1000 if len(server.requests) == 1 else CONTENT, Content_Length=SIZE, ETag='"old"')
        else:
            assert request.headers["if-range"] == '"old"'
            faults.answer(connection, CONTENT, ETag='"new"')
    with faults.serve(script) as server:
        bring(server, part)
    assert right(part)


def test_what_an_earlier_run_left_is_gone_on_with(part):
    part.write(CONTENT[:50_000])
    with faults.serve(faults.file_script(CONTENT)) as server:
        bring(server, part)
    assert right(part) and server.requests[0].start() == 50_000 and len(server.requests) == 1


def test_a_wrong_start_of_an_earlier_run_is_forgotten_once(part):
    part.write(b"wrong" * 1000)
    with faults.serve(faults.file_script(CONTENT)) as server:
        bring(server, part)
    assert right(part) and [one.start() for one in server.requests] == [5000, 0]


def test_a_wrong_hash_after_a_resume_starts_once_from_scratch_and_is_then_called_wrong(part):
    altered = b"x" + CONTENT[1:]
    part.write(altered[:1000])
    with faults.serve(faults.file_script(altered)) as server, pytest.raises(errors.WrongHash) as caught:
        bring(server, part)
    assert [one.start() for one in server.requests] == [1000, 0] and part.size == 0
    said = str(caught.value)
    assert f"{server.url}/{NAME} gave" in said and hashlib.sha256(altered).hexdigest() in said and source().sha256 in said


def test_an_altered_file_is_fetched_once_and_nothing_is_kept(part):
    with faults.serve(faults.file_script(CONTENT[:-1] + b"x")) as server, pytest.raises(errors.WrongHash):
        bring(server, part)
    assert len(server.requests) == 1 and part.path.stat().st_size == 0


def test_a_server_without_ranges_gives_all_again(part):
    part.write(CONTENT[:1000])
    with faults.serve(lambda request, connection: faults.answer(connection, CONTENT)) as server:
        bring(server, part)
    assert right(part) and len(server.requests) == 1


@pytest.mark.parametrize("told", ["bytes 7-102399/102400", "bytes 1000-1999/102400", "bytes 1000-102399/999999", "odd", None,
                                  "bytes 1000-200000/*"])
def test_a_wrong_content_range_is_not_believed(told, part):
    def script(request, connection):
        if request.start():
            faults.answer(connection, b"z" * (SIZE - 1000), "206 Partial Content", Content_Range=told)
        else:
            faults.answer(connection, CONTENT)
    part.write(CONTENT[:1000])
    with faults.serve(script) as server:
        bring(server, part)
    assert right(part) and [one.start() for one in server.requests] == [1000, 0]


def test_a_range_that_is_too_long_or_too_short_does_no_harm(part):
    def script(request, connection):
        body = CONTENT[request.start():] + b"more"
        told = f"bytes {request.start()}-{SIZE - 1}/{SIZE}" if request.start() else None
        status = "206 Partial Content" if told else "200 OK"
        faults.answer(connection, body, status, Content_Range=told, Content_Length=None)
    part.write(CONTENT[:1000])
    with faults.serve(script) as server, pytest.raises(Refused, match=f"it gives more than the {SIZE} bytes"):
        bring(server, part)
    assert part.size == 0


def test_a_shorter_file_behind_a_part_is_told_with_both_sizes(part):
    part.write(CONTENT[:50_000])
    assert refused(faults.file_script(CONTENT[:40_000]), part) == f"it has 40000 bytes, but {NAME} has {SIZE}"
    assert part.size == 50_000


@pytest.mark.parametrize("length", [SIZE + 7, SIZE - 7, 0])
def test_a_wrong_length_is_seen_before_anything_is_written(length, part):
    part.write(CONTENT[:10])
    said = refused(lambda request, connection: faults.answer(connection, CONTENT, Content_Length=length), part)
    assert said == f"it has {length} bytes, but {NAME} has {SIZE}" and part.size == 10


@pytest.mark.parametrize("length", ["-5", "many", "9" * 40])
def test_a_length_that_is_no_number_is_ignored(length, part):
    with faults.serve(lambda request, connection: faults.answer(connection, CONTENT, Content_Length=length)) as server:
        bring(server, part)
    assert right(part)


def test_a_file_without_a_told_length_that_goes_on_for_ever_is_cut(part):
    def script(request, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)
    assert refused(script, part) == f"it gives more than the {SIZE} bytes that {NAME} has" and part.size == 0


def test_a_truncated_file_without_a_told_length_says_where_it_ended(part):
    said = refused(lambda request, connection: faults.answer(connection, CONTENT[:99], Content_Length=None), part)
    assert said == f"it ended after 99 of {SIZE} bytes"


def test_a_web_page_with_status_200_is_told_as_such(part):
    page = b"\n <!DOCTYPE HTML><html><body>Please log in</body></html>"
    assert "it gives a web page instead of the file" in refused(lambda request, connection: faults.answer(connection, page), part)
    assert part.size == 0


@pytest.mark.parametrize("fields", [{}, {"Content_Length": None}])
def test_an_encoding_that_the_server_forces_is_taken_off(fields, part):
    packed = gzip.compress(CONTENT)
    with faults.serve(lambda request, connection: faults.answer(connection, packed, Content_Encoding="gzip", **fields)) as server:
        bring(server, part)
    assert right(part)


def test_a_packed_file_that_is_called_encoded_stays_packed(part):
    packed = gzip.compress(CONTENT)
    with faults.serve(lambda request, connection: faults.answer(connection, packed, Content_Encoding="x-gzip")) as server:
        bring(server, part, source(packed, "data.tar.gz"))
    assert part.path.read_bytes() == packed


def test_a_bomb_in_an_encoding_ends_at_the_pinned_size(part):
    bomb = gzip.compress(b"\0" * 50_000_000)
    said = refused(lambda request, connection: faults.answer(connection, bomb, Content_Encoding="gzip"), part)
    assert "it gives more than" in said and part.size == 0


def test_a_server_that_hangs_in_the_body_keeps_what_came(part):
    def script(request, connection):
        faults.answer(connection, CONTENT[:5000], Content_Length=SIZE)
        time.sleep(3)
    assert refused(script, part, kind=Dead) == "nothing came for 0.5 s" and part.size == 5000


def test_a_server_that_drips_is_given_up(part):
    def script(request, connection):
        faults.answer(connection, b"", Content_Length=SIZE)
        for one in CONTENT:
            connection.sendall(bytes([one]))
            time.sleep(0.1)
    assert " bytes came in 0.6 s" in refused(script, part, kind=Dead)


def test_a_server_that_always_breaks_at_the_same_place_is_given_up(part):
    def script(request, connection):
        faults.answer(connection, CONTENT[:1000], Content_Length=SIZE)
    with faults.serve(script) as server, pytest.raises(Refused, match=f"it ended after 1000 of {SIZE} bytes"):
        bring(server, part)
    assert len(server.requests) <= 4 and part.size == 1000


@pytest.mark.parametrize("status, missing", [("404 Not Found", True), ("403 Forbidden", False), ("500 Server Error", False),
                                             ("503 Service Unavailable", False), ("410 Gone", True), ("204 No Content", False)])
def test_an_answer_without_the_file_is_told(status, missing, part):
    with faults.serve(lambda request, connection: faults.answer(connection, b"no", status)) as server:
        with pytest.raises(Refused, match=f"^the server answers {status}$") as caught:
            bring(server, part)
    assert caught.value.missing == missing and len(server.requests) == 1


def test_a_busy_server_is_waited_for_once(part):
    def script(request, connection):
        if len(server.requests) == 1:
            faults.answer(connection, b"", "503 Service Unavailable", Retry_After="1")
        else:
            faults.answer(connection, CONTENT)
    with faults.serve(script) as server:
        started = time.monotonic()
        bring(server, part)
    assert right(part) and 1 <= time.monotonic() - started < 5


def test_a_server_that_is_busy_for_long_is_not_waited_for(part):
    said = refused(lambda request, connection: faults.answer(connection, b"", "503 Busy", Retry_After="3600"), part)
    assert said == "the server answers 503 Busy (it asks to come back in 3600 s)"


def test_an_empty_file_comes_too(part):
    with faults.serve(faults.file_script(b"")) as server:
        bring(server, part, source(b""))
    assert part.path.read_bytes() == b""


def test_a_pipe_a_device_and_a_folder_are_refused_at_once(tmp_path, part):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    started = time.monotonic()
    for path in (tmp_path / "pipe", tmp_path / "link", "/dev/zero", tmp_path, "/dev/tty"):
        with pytest.raises(Refused):
            mirrors.copy(f"file://{path}", source(), part, lambda name, done: None)
    assert time.monotonic() - started < 5 and part.size == 0


@pytest.mark.parametrize("url", ["file://host/x", "file:x", "file:///a%00b"])
def test_a_file_url_without_a_local_path_is_refused(url, part):
    with pytest.raises(Refused, match="names an absolute path|is no path"):
        mirrors.copy(url, source(), part, lambda name, done: None)


def test_a_local_file_comes_from_a_url_or_a_path(tmp_path, part):
    place = tmp_path / "ä b#c?d"
    place.write_bytes(CONTENT)
    for url in (place.as_uri(), str(place), f"file://localhost{place.as_uri()[7:]}"):
        mirrors.copy(url, source(), part, lambda name, done: None)
        assert right(part)
        part.restart()


def test_a_local_file_that_is_wrong_names_both_hashes(tmp_path, part):
    (tmp_path / "x").write_bytes(CONTENT[:-1] + b"x")
    with pytest.raises(errors.WrongHash):
        mirrors.copy(f"file://{tmp_path}/x", source(), part, lambda name, done: None)
    assert part.size == 0
