# SPDX-License-Identifier: LGPL-3.0-or-later
"""`approve` shows what it is about before it takes a word."""
from tests.access import review_site


def test_a_look_tells_files_lists_and_approvals_and_writes_nothing(reviewed, tmp_path):
    clone = reviewed.clone(tmp_path / "clone", "member")
    commit = clone.commit({"framework/a.txt": "new\n", "framework/b.txt": None, "mdst/c.txt": "c\n"})
    clone.push("HEAD:refs/heads/feature/x")
    before = (reviewed.server / "audit.jsonl").read_text()
    seen = review_site.server(reviewed, "eve").look("feature/x", "main")
    assert seen["commit"] == commit and seen["files"] == ["M framework/a.txt", "D framework/b.txt", "A mdst/c.txt"]
    assert [(one["list"], one["librarians"], one["files"], one["approved"]) for one in seen["lists"]] == [
        ("framework", ["ann"], 2, []), ("mdst", ["bob"], 1, [])]
    assert (reviewed.server / "audit.jsonl").read_text() == before
    review_site.server(reviewed, "bob").approve("feature/x", "main", commit, seen["mark"], ())
    assert [one["approved"] for one in review_site.server(reviewed, "eve").look("feature/x", "main")["lists"]] == [[], ["bob"]]
