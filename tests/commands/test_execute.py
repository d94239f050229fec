# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2execute: arguments unchanged, exit code returned, the shell's environment as it was."""
import signal
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


def test_signals_are_as_in_a_shell(top):
    """Python ignores two signals for itself; the command must not inherit that, or pipes never end it."""
    done = execute(top, "-x", "grep", "release-01-00-00", "SigIgn", "/proc/self/status")
    assert int(done.stdout.split()[1], 16) & 0x7fffffff == 0, "of the 31 signals that a shell knows"
    line = f"'{top}/tools/bin/b2execute' -x yes release-01-00-00 | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "USER": "anna"})
    assert (done.stdout, done.stderr) == ("y\n141\n", "")


@pytest.mark.parametrize("name", ["INT", "TERM", "HUP"])
def test_signal_reaches_the_command_itself(top, name):
    script = f"trap 'echo got; exit 3' {name}; echo ready; while :; do sleep 0.05; done"
    started = subprocess.Popen([top / "tools/bin/b2execute", "-x", "sh", "release-01-00-00", "-c", script], stdout=subprocess.PIPE,
                               text=True, env={"PATH": "/usr/bin:/bin", "USER": "anna"})
    assert started.stdout.readline() == "ready\n"
    started.send_signal(getattr(signal, f"SIG{name}"))
    assert started.communicate(timeout=30)[0] == "got\n" and started.returncode == 3


def test_odd_environment_passes_unchanged(top, tmp_path):
    odd = {b"RAW": b"\xff\xfe\n", b"EMPTY": b"", b"PATH": b"/usr/bin:/bin:/my folder:", b"HUGE": b"x" * 100_000,
           b"ROOTSYS": b"mine",
           b"B2SETS": b"x;touch canary $(touch canary)", b"PYTHONHOME": b"/nowhere", b"PYTHONSTARTUP": b"/nowhere"}
    done = subprocess.run([top / "tools/bin/b2execute", "-x", "env", "release-01-00-00", "-0"], capture_output=True, env=odd,
                          cwd=tmp_path)
    got = dict(one.partition(b"=")[::2] for one in done.stdout.split(b"\0") if one)
    same = set(odd) - {b"PATH", b"ROOTSYS", b"B2SETS"}
    assert done.returncode == 0 and {name: got.get(name) for name in same} == {name: odd[name] for name in same}
    assert got[b"PATH"].endswith(b":/usr/bin:/bin:/my folder:") and got[b"ROOTSYS"].endswith(b"/common/root")
    assert not (tmp_path / "canary").exists()


def test_script_that_names_no_interpreter_is_run_by_sh(top, tmp_path):
    (tmp_path / "script").write_text('echo "$BELLE2_RELEASE $1"\n')
    (tmp_path / "script").chmod(0o755)
    assert execute(top, "-x", str(tmp_path / "script"), "release-01-00-00", "a b").stdout == "release-01-00-00 a b\n"
