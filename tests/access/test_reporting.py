# SPDX-License-Identifier: LGPL-3.0-or-later
"""`status` answers with what it wrote."""
from tests.access import review_site


def test_what_was_told_is_answered_and_in_the_audit_log(reviewed, tmp_path):
    tree = reviewed.clone(tmp_path / "clone").git.line("rev-parse", "HEAD^{tree}")
    made = review_site.server(reviewed, "robot").statuses(tree, "docs", "passed", "https://ci.example.org/1")[0]
    assert (made["tree"], made["check"], made["state"], made["account"], made["url"]) == (
        tree, "docs", "passed", "robot", "https://ci.example.org/1")
    line = reviewed.last_decision()
    assert line["account"] == "robot" and line["allowed"] and line["status"]["check"] == "docs"
    assert review_site.server(reviewed, "eve").statuses(tree, None, None, "") == [made]
