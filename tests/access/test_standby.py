# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who stands by decides exactly what the hook asks in full, and nobody can shorten the question."""
import subprocess
import sys

import pytest

from b2tools import process
from b2tools.access import standby

ASK = "import pathlib, sys; from b2tools.access import standby; sys.exit(standby.serve(pathlib.Path(sys.argv[1]), sys.argv[2:], " \
      "{'PATH': '/usr/bin:/bin', 'B2_ACCOUNT': 'librarian'}))"


@pytest.fixture
def ask(site):
    """Run a shell script where git would run; it speaks to who stands by through the two pipes."""
    def run(script):
        return process.run([sys.executable, "-I", "-c", ASK, site.server / "git/software.git", "sh", "-c", script],
                           check=False, timeout=60)
    return run


def question(site, ref="refs/heads/feature/x", new=None):
    return f"printf '\\0\\0\\0%s\\n' '{'0' * 40} {new or site.refs()['refs/heads/main']} {ref}' >&8; "


def test_a_whole_question_is_answered(ask, site):
    assert ask(question(site) + "echo $B2_STANDBY >&8; cat <&9").text == "allowed"


def test_a_refusal_says_why(ask, site):
    done = ask(question(site, "refs/odd/x") + "echo $B2_STANDBY >&8; cat <&9")
    assert done.text.startswith("refused\nRefused: the policy asks for more.\nneeded  refs/odd/x")


@pytest.mark.parametrize("end", ["", "echo 1234 >&8", "printf '\\n\\n' >&8", "printf %s $B2_STANDBY >&8"])
def test_half_a_question_is_never_decided(ask, site, end):
    before = (site.server / "audit.jsonl").read_text()
    assert ask(question(site) + end).stdout == b""
    assert (site.server / "audit.jsonl").read_text() == before


def test_a_question_about_nothing_is_an_incident(ask):
    assert "nothing" in ask("printf '\\0\\0\\0' >&8; echo $B2_STANDBY >&8; cat <&9").text


def test_a_ref_with_line_ends_does_not_hide_what_comes_after_it(ask, site):
    more = f"printf '%s\\n' '{'0' * 40} {site.refs()['refs/heads/main']} refs/odd/x' >&8; "
    done = ask(question(site, "refs/heads/feature/y\n\n") + more + "echo $B2_STANDBY >&8; cat <&9")
    assert done.text.startswith("refused\n")


def test_the_word_is_another_one_each_time(ask):
    assert ask("echo $B2_STANDBY").text != ask("echo $B2_STANDBY").text


@pytest.mark.parametrize("script, code", [("exit 7", 7), ("kill -9 $$", 137), ("true", 0)])
def test_the_exit_code_is_that_of_git(ask, script, code):
    assert ask(script).returncode == code


def test_a_program_that_is_gone_leaves_nobody_behind(site):
    done = process.run([sys.executable, "-I", "-c", ASK, site.server / "git/software.git", "/nowhere"], check=False, timeout=60)
    assert done.returncode == 1


def test_a_pusher_who_goes_away_ends_it(site, librarian):
    asking = subprocess.Popen([site.server / "bin/ssh", "librarian@localhost", "git-receive-pack '/software.git'"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert asking.stdout.read(4)
    asking.stdin.close()
    asking.stdout.close()
    assert asking.wait(30) != 0


def test_an_account_of_the_environment_is_not_believed(site, librarian, refused):
    """The variables of who stands by are the wrapper's, whatever a client managed to hand over."""
    librarian.commit({"framework/new.txt": "x"})
    environment = {**site.environment(), standby.VARIABLE: "word", "B2_ACCOUNT": "librarian"}
    pushed = process.run(["git", "push", site.url("member"), "HEAD:refs/heads/main"], cwd=librarian.folder, env=environment,
                         check=False)
    assert "member is neither librarian nor author" in refused(pushed, "owner")


def test_who_does_not_end_after_the_decision_is_ended(ask, site, monkeypatch):
    """A client that reads no answer would keep a decision until it suits him."""
    code = ASK.replace("sys.exit(", "standby.ENDING = 1; sys.exit(")
    script = question(site) + "echo $B2_STANDBY >&8; cat <&9; sleep 50"
    words = [sys.executable, "-I", "-c", code, site.server / "git/software.git", "sh", "-c", script]
    done = process.run(words, check=False, timeout=30)
    assert done.text == "allowed" and done.returncode == 128 + 15


def test_each_process_of_git_has_a_limit_of_the_processor(ask):
    assert ask("ulimit -t").text == "60\n"
