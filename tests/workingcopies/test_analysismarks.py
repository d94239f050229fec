# SPDX-License-Identifier: LGPL-3.0-or-later
"""The mark of an analysis means the same to git and to whoever reads it together with other settings."""
import pytest

from b2tools.git import Git
from b2tools.workingcopies import analysismarks


@pytest.mark.parametrize("line", ["", "analysis", "analysis = true", "analysis = YES", "analysis = on", "analysis = 1",
                                  "analysis = false", "analysis = no", "analysis = off", "analysis = 0", "analysis ="])
def test_both_ways_to_read_the_mark_agree(tmp_path, line):
    git = Git(tmp_path)
    git.run("init", "-q")
    with (tmp_path / ".git/config").open("a") as file:
        file.write(f"[b2tools]\n\t{line}\n")
    rows = [row.partition("\n") for row in git.names("config", "-z", "--get-regexp", r"^b2tools\.analysis$", check=False)]
    read = bool(rows) and analysismarks.says_yes(rows[-1][2] if rows[-1][1] else None)
    assert read == analysismarks.is_analysis(git)
