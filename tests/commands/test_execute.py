# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2execute: arguments unchanged, exit code returned, the shell's environment as it was."""
import subprocess
import sys

import pytest

from tests.shells import tree


@pytest.fixture(scope="module")
def top(tmp_path_factory):
    return tree.make(tmp_path_factory.mktemp("execute") / "a site")


def execute(top, *words: str, environ: dict | None = None) -> subprocess.CompletedProcess:
    return subprocess.run([str(top / "tools/bin/b2execute"), *words], capture_output=True, text=True,
                          env={"PATH": "/usr/bin:/bin", "USER": "anna"} | (environ or {}))


def test_arguments_pass_unchanged_and_exit_code_is_returned(top):
    odd = ["--help", "-x", "two words", "", "*", "$HOME", "a\nb", "--", "'\"\\", "-h"]
    script = "import sys, os; print(sys.argv[1:], os.environ['BELLE2_RELEASE']); sys.exit(77)"
    done = execute(top, "-x", sys.executable, "release-01-00-00", "-c", script, *odd)
    assert (done.returncode, done.stdout) == (77, f"{odd} release-01-00-00\n")


def test_signal_that_ends_the_command_ends_it_here_too(top):
    assert execute(top, "-x", "sh", "release-01-00-00", "-c", "kill -9 $$").returncode == -9


def test_set_up_of_the_shell_is_replaced(top, tmp_path):
    shell = tree.Shell("bash")
    shell.run(shell.setup(top, "release-01-00-00") + shell.dump("dump"), tmp_path)
    done = execute(top, "-x", "env", "release-01-00-00", environ=tree.read(tmp_path / "dump"))
    assert [line.count("release-01-00-00/bin") for line in done.stdout.splitlines() if line.startswith("PATH=")] == [1]


def test_wrong_release_and_missing_program_are_told(top):
    done = execute(top, "release-01-00-01", "x.py")
    assert done.returncode == 32 and "Did you mean release-01-00-00?" in done.stderr
    done = execute(top, "release-01-00-00", "x.py")
    assert done.returncode == 4 and "The program basf2 is not installed or not on PATH" in done.stderr
