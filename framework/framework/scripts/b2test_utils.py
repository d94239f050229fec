# SPDX-License-Identifier: LGPL-3.0-or-later
"""Functions for test scripts that run with basf2."""

import contextlib
import multiprocessing
import os
import subprocess
import sys
import tempfile

import basf2


@contextlib.contextmanager
def working_directory(path):
    """Make a folder the working directory for a while."""
    before = os.getcwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def clean_working_directory():
    """Work in a new temporary folder, which is removed at the end."""
    with tempfile.TemporaryDirectory() as folder, working_directory(folder):
        yield folder


@contextlib.contextmanager
def temporary_set_environment(**variables):
    """Set environment variables for a while."""
    before = dict(os.environ)
    os.environ.update({name: str(value) for name, value in variables.items()})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def run_in_subprocess(*args, target, **kwargs):
    """Call a function in a forked process and return its exit code, negative for a signal."""
    process = multiprocessing.get_context("fork").Process(target=target, args=args, kwargs=kwargs)
    process.start()
    process.join()
    return process.exitcode


def safe_process(*args, **kwargs):
    """Call basf2.process() in a forked process and return its exit code, negative for a signal."""
    return run_in_subprocess(target=basf2.process, *args, **kwargs)


def run_steering(text, *options, arguments=(), **variables):
    """Run a steering file of the given text with basf2 and return the finished process with its output."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "steering.py")
        with open(file, "w") as stream:
            stream.write(text)
        after = ["--", *arguments] if arguments else []
        return subprocess.run(["basf2", *options, file, *after], capture_output=True, text=True, env={**os.environ, **variables})


def skip_test(reason, py_case=None):
    """Leave the test script as skipped, with the reason."""
    if py_case:
        py_case.skipTest(reason)
    print(f"TEST SKIPPED: {reason}", file=sys.stderr, flush=True)
    sys.exit(1)
