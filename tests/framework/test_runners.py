# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2test-units` and `b2test-scripts`: what they run, what they print, and their exit codes."""
import os
import subprocess
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest
from tests.framework.trees import FRAMEWORK

TOOLS = FRAMEWORK / "framework" / "tools"


def units(toy, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run b2test-units on the toy release."""
    return toy.run("python3", str(TOOLS / "b2test-units"), *arguments)


def test_all_unit_tests_run_with_one_line_for_each_library(toy):
    done = units(toy)
    assert done.returncode == 0 and "2 tests of 1 libraries: all passed" in done.stdout


def test_a_filter_is_handed_to_the_unit_tests(toy):
    done = units(toy, "toy", "--gtest_filter=*Doubles*", "-v")
    assert done.returncode == 0 and "DoublesANumber" in done.stdout and "SeesTheDataObject" not in done.stdout


def test_a_filter_that_matches_nothing_is_an_error(toy):
    done = units(toy, "--gtest_filter=Nothing*")
    assert done.returncode == 1 and "no test matches" in done.stdout


def test_an_unknown_package_lists_near_ones(toy):
    done = units(toy, "toi")
    assert done.returncode == 1 and "there are no unit tests for 'toi'. Did you mean toy?" in done.stdout


def test_a_failing_unit_test_shows_its_output(small):
    small.write({"tests/One.cc": "#include <gtest/gtest.h>\nTEST(One, Fails) { EXPECT_EQ(1, 2); }\n"}, "small")
    small.build()
    done = units(small)
    assert done.returncode == 1 and "FAILED" in done.stdout and "One.Fails" in done.stdout


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """A package with test scripts, and a program called basf2 that runs a steering file as Python does."""
    program = tmp_path / "bin" / "basf2"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho \"steering file $1\"\nexec python3 \"$1\"\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    folder = tmp_path / "package ü" / "tests"
    (folder / "prepare" / "deep").mkdir(parents=True)
    (folder / "good.py").write_text("print('fine')\n")
    (folder / "good.out").write_text("any first line\nfine\n")
    return folder.parent


def scripts(package: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run b2test-scripts in a package."""
    return subprocess.run(["python3", TOOLS / "b2test-scripts", *arguments], cwd=package, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


def test_a_script_with_the_expected_output_passes_whatever_its_first_line(package):
    done = scripts(package)
    assert done.returncode == 0 and "1 scripts: 1 passed, 0 failed, 0 skipped" in done.stdout


def test_another_output_fails_and_shows_the_difference(package):
    (package / "tests/good.py").write_text("print('bad')\n")
    done = scripts(package)
    assert done.returncode == 1 and "-fine" in done.stdout and "+bad" in done.stdout


def test_a_failing_script_fails_and_one_that_says_so_is_skipped(package):
    (package / "tests/broken.py").write_text("raise SystemExit(3)\n")
    (package / "tests/lazy.py").write_text("import sys\nsys.stderr.write('TEST SKIPPED: no data\\n')\nsys.exit(1)\n")
    done = scripts(package)
    assert done.returncode == 1 and "FAILED   tests/broken.py" in done.stdout and "exit code 3" in done.stdout
    assert "skipped  tests/lazy.py" in done.stdout and "no data" in done.stdout and "1 passed, 1 failed, 1 skipped" in done.stdout


def test_scripts_that_prepare_run_first(package):
    (package / "tests/prepare/deep/make.py").write_text("open('../../made', 'w').close()\n")
    (package / "tests/use.py").write_text("open('made')\n")
    assert scripts(package, "-j", "2").returncode == 0


def test_scripts_can_be_chosen_and_left_out_by_expression(package):
    (package / "tests/other.py").write_text("raise SystemExit(1)\n")
    assert "1 scripts: 1 passed" in scripts(package, "--filter", "good").stdout
    assert "1 scripts: 1 passed" in scripts(package, "--exclude", "other").stdout


def test_a_script_that_takes_too_long_fails(package):
    (package / "tests/slow.py").write_text("import time\ntime.sleep(60)\n")
    done = scripts(package, "-t", "1", "-q", "tests")
    assert done.returncode == 1 and "took longer than 1.0 s" in done.stdout and "good.py" not in done.stdout


def test_a_report_lets_a_second_run_repeat_only_what_failed(package):
    (package / "tests/broken.py").write_text("print('\\x01'); raise SystemExit(3)\n")
    assert scripts(package, "--xml", "report.xml").returncode == 1
    suite = xml.parse(package / "report.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert "1 scripts: 0 passed, 1 failed" in scripts(package, "--xml-input", "report.xml").stdout


def test_a_folder_that_does_not_exist_is_named(package):
    done = scripts(package, "nowhere")
    assert done.returncode == 1 and "the folder nowhere does not exist" in done.stdout


def test_a_notebook_is_skipped_where_nothing_can_run_it(package):
    (package / "tests/book.ipynb").write_text("{}")
    done = scripts(package)
    assert done.returncode == 0 and "skipped  tests/book.ipynb" in done.stdout and "nbconvert is not installed" in done.stdout


def test_what_a_slow_script_has_started_ends_with_it(package):
    (package / "tests/slow.py").write_text("import subprocess\nsubprocess.run(['sleep', '30'])\n")
    done = scripts(package, "-t", "1", "--filter", "slow")
    assert done.returncode == 1 and "took longer than 1.0 s" in done.stdout


def test_a_wrong_expression_and_a_wrong_report_are_named(package):
    assert "'(' is not a regular expression" in scripts(package, "--filter", "(").stdout
    assert "the report none.xml cannot be read" in scripts(package, "--xml-input", "none.xml").stdout
