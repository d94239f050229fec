# SPDX-License-Identifier: LGPL-3.0-or-later
"""The server's hook files: nothing but a start of the engine, and a refusal when that is not possible."""
import pytest

from b2tools import process
from tests import small_site


@pytest.fixture
def site(tmp_path):
    return small_site.make(tmp_path / "it's a \"site\"")


def spoil(site, before, after, standby=False):
    hook = site.server / "git/software.git/hooks/pre-receive"
    text = hook.read_text() if standby else hook.read_text().replace('"$B2_STANDBY"', '""')
    assert before in text
    hook.write_text(text.replace(before, after, 1))


@pytest.mark.parametrize("before, after", [("python=", "python=/nowhere"), ("from b2tools.access", "from b2tools.gone"),
                                           ("#!/bin/sh", "#!/bin/nowhere"), ("push.pre_receive", "1/0")])
def test_a_broken_hook_refuses(site, tmp_path, before, after):
    clone = site.clone(tmp_path / "clone", "librarian")
    spoil(site, before, after)
    clone.commit({"framework/new.txt": "x"})
    refs = site.refs()
    pushed = clone.push()
    assert pushed.returncode != 0 and site.refs() == refs and b"Traceback" not in pushed.stderr


@pytest.mark.parametrize("before, after", [("python=", "python=/nowhere"), ("#!/bin/sh", "#!/bin/nowhere"), ("<&9", "</dev/null"),
                                           ("&& cat &&", "&&"), ("&& cat <", "&& : <")])
def test_who_stands_by_is_asked_in_full_or_refuses(site, tmp_path, before, after):
    clone = site.clone(tmp_path / "clone", "librarian")
    spoil(site, before, after, standby=True)
    clone.commit({"framework/new.txt": "x"})
    refs = site.refs()
    pushed = clone.push()
    assert pushed.returncode != 0 and site.refs() == refs and b"Traceback" not in pushed.stderr


@pytest.mark.parametrize("before, after, problem",
                         [("python=", "python=/nowhere", "exit code 127"),
                          ("from b2tools.access", "from b2tools.gone", "ModuleNotFoundError"),
                          ("push.pre_receive", "os.abort()", "exit code 134"),
                          ("sys.exit(", 'sys.exit("\\"\\\\\\033\\n" + ', "exit code 1")])
def test_what_the_engine_cannot_catch_is_an_incident_with_a_number(site, tmp_path, before, after, problem):
    clone = site.clone(tmp_path / "clone", "librarian")
    spoil(site, before, after)
    clone.commit({"framework/new.txt": "x"})
    said = clone.push().stderr.decode()
    line = site.last_decision()
    assert f"incident number {line['incident']}." in said and len(line["incident"]) == 8 and "Traceback" not in said
    assert problem in line["problem"] and line["allowed"] is False and line["repository"] == "software.git" and line["version"] == 1


def test_an_engine_that_warns_decides_all_the_same(site, tmp_path):
    clone = site.clone(tmp_path / "clone", "librarian")
    spoil(site, "sys.exit(", "print(7, file=sys.stderr); sys.exit(")
    clone.commit({"framework/new.txt": "x"})
    pushed = clone.push()
    assert pushed.returncode == 0 and b"remote: 7" not in pushed.stderr


def test_the_refusals_do_not_come_from_the_client(site, tmp_path):
    clone = site.clone(tmp_path / "clone", "member")
    clone.commit({"framework/new.txt": "x"})
    for place in (clone.folder / ".git/hooks").glob("*"):
        place.unlink()
    pushed = process.run(["git", "push", "origin", "HEAD:refs/heads/main"], cwd=clone.folder, env=site.environment(), check=False)
    assert pushed.returncode != 0 and b"One of its librarians must approve or push this: librarian" in pushed.stderr


def test_the_clients_environment_does_not_matter(site, tmp_path):
    clone = site.clone(tmp_path / "clone", "member")
    clone.commit({"framework/new.txt": "x"})
    (tmp_path / "evil/b2tools").mkdir(parents=True)
    (tmp_path / "evil/b2tools/__init__.py").write_text("raise SystemExit(0)")
    environment = {**site.environment(), "PYTHONPATH": str(tmp_path / "evil"), "B2_ACCOUNT": "librarian", "GIT_CONFIG_COUNT": "1",
                   "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": "/dev/null"}
    done = process.run(["git", "push", site.url("member"), "HEAD:refs/heads/main"], cwd=clone.folder, env=environment, check=False)
    assert done.returncode != 0 and b"member is neither librarian nor author" in done.stderr


def test_who_creates_a_branch_is_written_down(site, tmp_path):
    clone = site.clone(tmp_path / "clone", "member")
    assert clone.push("HEAD:refs/heads/feature/x").returncode == 0
    clone.commit()
    assert clone.push("HEAD:refs/heads/feature/x", account="author").returncode == 0
    assert "refs/heads/feature/x member\n" in (site.server / "git/software.git/b2-creators").read_text()
    assert "author" not in (site.server / "git/software.git/b2-creators").read_text()
