# SPDX-License-Identifier: LGPL-3.0-or-later
"""Canary pushes find every way in which a hook does not decide, and leave nothing behind."""
import os
import signal
import subprocess
import sys
import time

import pytest

from b2tools import process
from b2tools.access import repositories
from b2tools.server import canaries


@pytest.fixture
def probe(server, software):
    """What a push into the software repository finds."""
    def run():
        with canaries.client(server, "member", os.environ) as canary:
            return list(canaries.probe(canary, software))
    return run


@pytest.fixture
def rehearse(server):
    """What pushes to a scratch repository find, made by a server with this interpreter."""
    def run(python=sys.executable):
        with canaries.client(server, "member", os.environ) as canary:
            return list(canaries.rehearse(canary, python))
    return run


def refs(place):
    return process.run(["git", "--git-dir", place, "for-each-ref"]).text


def test_a_server_that_decides_has_no_findings_and_keeps_nothing(server, software, probe, rehearse):
    before = refs(software)
    assert probe() == [] and rehearse() == []
    assert refs(software) == before and not list((server / "git").glob("*canary*")) and not list((server / "git").glob(".*"))


def test_a_hook_that_says_yes_is_a_grave_finding_and_the_ref_goes_away(software, probe):
    before = refs(software)
    (software / "hooks/pre-receive").write_text("#!/bin/sh\n# Decides about a push\nexit 0\n")
    found = probe()
    assert len(found) == 1 and found[0].what.startswith("Grave: software.git took a push of refs/b2-canary/")
    assert refs(software) == before and found[0].command.startswith("b2server-create ")


def test_hooks_that_are_elsewhere_are_a_grave_finding(software, probe):
    process.run(["git", "--git-dir", software, "config", "core.hooksPath", "/dev/null"])
    assert "Grave: " in probe()[0].what


@pytest.mark.parametrize("spoil", [lambda hook: hook.chmod(0o644), lambda hook: hook.unlink(),
                                   lambda hook: hook.write_text("#!/bin/sh\nexit 1\n"),
                                   lambda hook: hook.write_text(hook.read_text().replace("python=", "python=/nowhere"))])
def test_a_hook_that_does_not_work_is_no_policy(software, probe, spoil):
    spoil(software / "hooks/pre-receive")
    found = probe()
    assert len(found) == 1 and "refused a push" in found[0].what and "but not because of namespace" in found[0].what


def test_a_wrapper_that_does_not_start_is_found(server, probe, rehearse):
    (server / "bin/shell").chmod(0o644)
    assert len(probe()) == 1
    assert "A good push to a feature branch was refused, as every other would be" in rehearse()[-1].what


@pytest.mark.parametrize("rule, said", [("owner", "took a change of main by an account without rights"),
                                        ("size", "took a file above the size limit"),
                                        ("fast-forward", "took a forced push to main"), ("tag-immutable", "took a tag that moves")])
def test_each_rule_that_is_off_is_found(server, rehearse, rule, said):
    (server / "policy.toml").write_text(f'format = 1\nrules_off = ["{rule}", "owner"]\n')
    assert [one for one in rehearse() if one.what.startswith("Warning: ") and said in one.what]


def test_the_limit_of_the_server_is_tried(server, rehearse):
    (server / "policy.toml").write_text("format = 1\nobject_limit = 5000\n")
    assert rehearse() == []


def test_a_broken_interpreter_refuses_good_pushes(rehearse):
    found = rehearse("/nowhere/python")
    assert "A good push to a feature branch was refused" in found[-1].what and "incident number" in found[-1].what


def test_what_a_killed_run_left_is_removed(server, rehearse):
    code = ("import os, sys; from pathlib import Path; from b2tools.server import canaries\n"
            "canaries._pushes = lambda *words: (os.write(1, b'made'), __import__('time').sleep(60))\n"
            "with canaries.client(Path(sys.argv[1]), 'member', os.environ) as canary:\n"
            "    list(canaries.rehearse(canary, sys.executable))\n")
    child = subprocess.Popen([sys.executable, "-c", code, server], stdout=subprocess.PIPE)
    assert child.stdout.read(4) == b"made"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert (server / canaries.SCRATCH / "HEAD").is_file()
    assert rehearse() == [] and not (server / canaries.SCRATCH).exists()


def test_a_repository_of_that_name_is_left_alone(server, rehearse):
    repositories.create(server / canaries.SCRATCH, sys.executable, dict(os.environ))
    assert "is in the way" in rehearse()[0].what and (server / canaries.SCRATCH / "HEAD").is_file()


def test_two_runs_wait_for_each_other(server, rehearse):
    code = ("import os, sys; from pathlib import Path; from b2tools.server import canaries\n"
            "with canaries.client(Path(sys.argv[1]), 'member', os.environ) as canary:\n"
            "    print(list(canaries.rehearse(canary, sys.executable)))\n")
    children = [subprocess.Popen([sys.executable, "-c", code, server], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [child.communicate()[0] for child in children] == ["[]\n", "[]\n"]


def test_a_full_disk_is_found(server, small_disk, rehearse):
    process.run(["cp", "-a", f"{server}/.", small_disk / "server"])
    with open(small_disk / ".filler", "wb", buffering=0) as filler, pytest.raises(OSError):
        while True:
            filler.write(b"x" * 512)
    with canaries.client(small_disk / "server", "member", os.environ) as canary:
        found = list(canaries.rehearse(canary, sys.executable))
    assert found and "No scratch repository can be made" in found[0].what


def test_a_server_that_hangs_is_given_up(server, software):
    (software / "hooks/pre-receive").write_text("#!/bin/sh\n# Decides about a push\nsleep 60\n")
    with canaries.client(server, "member", os.environ) as canary:
        started = time.monotonic()
        found = list(canaries.probe(canaries.Canary(server, "member", canary.git, 2), software))
    assert "did not end within 2 s" in found[0].what and time.monotonic() - started < 30
