# SPDX-License-Identifier: LGPL-3.0-or-later
"""The commands around the server, as a user starts them."""
import json
import os
import subprocess
import sys

import pytest

from tests import small_site


@pytest.fixture
def site(tmp_path):
    return small_site.make(tmp_path / "größe \"site\"")


@pytest.fixture
def b2(site):
    """`b2("code-check", "--json", cwd=...)` gives the completed process."""
    def run(*words, cwd, **environment):
        return subprocess.run([sys.executable, "-m", "b2tools", *words], cwd=cwd, text=True, capture_output=True,
                              env={**site.environment(), "VO_BELLE2_SW_DIR": str(site.top), **environment})
    return run


@pytest.fixture
def clone(site, tmp_path):
    return site.clone(tmp_path / "clone", "librarian")


def test_site_create_says_what_it_did(b2, tmp_path):
    assert "would make site.toml" in b2("site-create", "new site", "--dry-run", cwd=tmp_path).stdout
    assert not (tmp_path / "new site").exists()
    first, second = (b2("site-create", "new site", "--name", "test", cwd=tmp_path) for _ in range(2))
    assert (first.returncode, first.stdout) == (0, "The site new site is complete.\n")
    assert "nothing was changed" in second.stdout
    refused = b2("site-create", "it's", cwd=tmp_path)
    assert refused.returncode == 9 and "apostrophe" in refused.stderr


def test_code_check_tells_and_exits_by_the_answer(b2, clone):
    clone.commit({"framework/new.txt": "x"})
    # without --user the server says who is pushing to origin, whatever the environment says
    good, bad = (b2("code-check", *words, cwd=clone.folder, BELLE2_USER="member") for words in ((), ("--user", "member")))
    assert good.returncode == 0 and "needed" not in good.stdout
    assert bad.returncode == 1 and "One of its librarians must approve or push this: librarian" in bad.stdout
    data = json.loads(b2("code-check", "--json", "--user", "member", cwd=clone.folder).stdout)
    assert not data["allowed"] and [one["missing"] for one in data["requirements"] if not one["satisfied"]] == [["librarian"]]


def test_package_tag_and_monthly_status_agree(b2, site, clone):
    proposed = b2("code-package-tag", "minor", "--dry-run", cwd=clone.folder / "framework")
    assert proposed.returncode == 0 and "framework-v00-01-00 at" in proposed.stdout and "refs/tags" not in str(site.refs())
    done = b2("code-package-tag", "minor", "-m", "New things", cwd=clone.folder / "framework")
    assert done.returncode == 0 and "The server took framework-v00-01-00." in done.stdout, done.stderr
    table = b2("build-monthly", "status", cwd=clone.folder, BELLE2_USER="member").stdout
    row = next(line.split() for line in table.splitlines() if line.startswith("framework"))
    assert row[1] == "framework-v00-01-00" and "yes" in row
    data = json.loads(b2("build-monthly", "status", "--json", cwd=clone.folder, BELLE2_USER="member").stdout)
    assert not data["agreed"] and {one["package"]: one["agrees"] for one in data["packages"]} == {"framework": True, "mdst": False}


def test_the_summary_may_come_from_a_file_or_the_editor(b2, clone, tmp_path):
    (tmp_path / "summary").write_text("From a file\n")
    assert b2("code-package-tag", "-F", str(tmp_path / "summary"), "--package", "mdst", cwd=clone.folder).returncode == 0
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\n{ echo "From the editor"; cat "$1"; } > "$1.new" && mv "$1.new" "$1"\n')
    editor.chmod(0o755)
    done = b2("code-package-tag", "--package", "mdst", cwd=clone.folder, EDITOR=str(editor), VISUAL="")
    assert done.returncode == 0, done.stderr
    assert clone.git.run("cat-file", "tag", "mdst-v00-00-02").text.endswith("\n\nFrom the editor\n")
    empty = b2("code-package-tag", "--package", "mdst", cwd=clone.folder, EDITOR="true", VISUAL="")
    assert empty.returncode == 52 and "got no summary" in empty.stderr


def test_site_import_prints_the_release_alone(b2, tmp_path):
    assert b2("site-create", "other", cwd=tmp_path).returncode == 0
    source = tmp_path / "source"
    for name, content in small_site.FIRST_FILES.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(content)
    done = b2("site-import", "--tag", "auto", str(source), cwd=tmp_path, VO_BELLE2_SW_DIR=str(tmp_path / "other"))
    assert (done.returncode, done.stdout) == (0, "release-01-00-00\n"), done.stderr
    again = b2("site-import", str(source), cwd=tmp_path, VO_BELLE2_SW_DIR=str(tmp_path / "other"))
    assert "main stays at" in again.stderr and len(again.stdout.strip()) == 40


def test_variables_stand_for_options(b2, clone):
    clone.commit({"mdst/new.txt": "x"})
    assert os.environ.get("B2_CHECK_AGAINST") is None
    assert b2("code-check", cwd=clone.folder, BELLE2_USER="member", B2_CHECK_AGAINST="feature/x").returncode == 0
