# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pointers of large files, and a real small server that says where the files are."""
import json

import pytest

from b2tools import errors
from b2tools.data import lfs
from b2tools.data.lfs import Damaged, Pointer
from b2tools.network.transfers import Network
from tests import fault_server as faults

OID = "ab" * 32
GOOD = f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 12345\n"


def test_a_pointer_gives_hash_and_size():
    assert lfs.pointer(GOOD.encode()) == Pointer(OID, 12345)


@pytest.mark.parametrize("content", [b"", b"text\n", GOOD.encode() + b"x" * 1024, b"x" + GOOD.encode()])
def test_any_other_file_is_no_pointer(content):
    assert lfs.pointer(content) is None


@pytest.mark.parametrize("old, new", [("sha256:", "md5:"), ("size 12345", "size -1"), ("size 12345\n", ""), ("ab", "AB"),
                                      ("size", "ext-0-x sha256:1\nsize"), ("size 12345\n", "size 12345"), ("v1\n", "v1\n\n"),
                                      ("size 12345\n", "size 1\nsize 2\n"), ("v1\n", "v1 \n")])
def test_a_damaged_pointer_is_not_taken_for_data(old, new):
    with pytest.raises(Damaged):
        lfs.pointer(GOOD.replace(old, new).encode())


def test_a_server_is_asked_for_many_in_groups_without_credentials():
    wanted = [Pointer(f"{number:064x}", number) for number in range(250)]

    def script(request, connection):
        asked = json.loads(request.body)
        assert asked["operation"] == "download" and asked["hash_algo"] == "sha256" and len(asked["objects"]) <= 100
        answers = [{"oid": one["oid"], "size": one["size"],
                    "actions": {"download": {"href": f"http://x/{one['oid']}", "header": {"Authorization": "secret"}}}}
                   for one in asked["objects"] if one["size"]]
        answers.append({"oid": f"{0:064x}", "size": 0, "error": {"code": 404, "message": "Object does not exist"}})
        faults.answer(connection, json.dumps({"transfer": "basic", "objects": answers}).encode())
    with faults.serve(script) as server:
        found, reasons = lfs.addresses(f"{server.url}/info/lfs/", wanted, Network())
    assert len(found) == 249 and found[f"{7:064x}"] == f"http://x/{7:064x}" and len(server.requests) == 3
    assert reasons[f"{0:064x}"] == "the LFS server says 404 Object does not exist"
    assert server.requests[0].line.startswith("POST /info/lfs/objects/batch ")
    assert server.requests[0].headers["content-type"] == lfs.MEDIA == server.requests[0].headers["accept"]
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"objects": 1}', b'{"objects": [1]}', b'{"objects": [{}]}',
                                  b'{"transfer": "tus", "objects": []}'])
def test_an_odd_answer_is_told(body):
    with faults.serve(lambda request, connection: faults.answer(connection, body)) as server:
        with pytest.raises(errors.FetchFailed, match="its answer is not that of an LFS server"):
            lfs.addresses(server.url, [Pointer(OID, 1)], Network())
