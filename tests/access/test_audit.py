# SPDX-License-Identifier: LGPL-3.0-or-later
"""The audit log: one line per decision, in order, never torn."""
import json
from concurrent.futures import ThreadPoolExecutor

from b2tools.access import audit


def lines(server):
    return [json.loads(line) for line in (server / "audit.jsonl").read_text().splitlines()]


def test_every_decision_leaves_one_line(site, member, librarian):
    before = len(lines(site.server))
    commit = member.commit({"framework/new.txt": "x"})
    member.push()
    librarian.commit({"framework/new.txt": "y"})
    librarian.push()
    refusal, landed = lines(site.server)[before:]
    assert (refusal["account"], refusal["allowed"], refusal["failing"][0]["missing"]) == ("member", False, ["librarian"])
    assert refusal["refs"][0]["ref"] == "refs/heads/main" and refusal["refs"][0]["new"] == commit
    assert (landed["account"], landed["allowed"], landed["failing"]) == ("librarian", True, [])


def test_lines_of_many_writers_never_mix(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: audit.write(tmp_path, {"number": number, "filler": "x" * 5000}), range(200)))
    assert sorted(line["number"] for line in lines(tmp_path)) == list(range(200))


def test_a_decision_that_cannot_be_written_down_is_refused(site, librarian):
    (site.server / "audit.jsonl").unlink()
    (site.server / "audit.jsonl").symlink_to("/dev/full")
    before = site.refs()
    librarian.commit({"framework/new.txt": "x"})
    pushed = librarian.push()
    assert pushed.returncode != 0 and b"incident number" in pushed.stderr and b"Traceback" not in pushed.stderr
    assert site.refs() == before


def test_a_line_that_a_full_disk_cut_off_does_not_spoil_the_next(tmp_path):
    (tmp_path / audit.FILE).write_text('{"version": 1, "ti')
    for number in range(2):
        audit.write(tmp_path, {"number": number})
    assert (tmp_path / audit.FILE).read_text() == '{"version": 1, "ti\n{"number": 0}\n{"number": 1}\n'
