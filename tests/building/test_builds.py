# SPDX-License-Identifier: LGPL-3.0-or-later
"""Builds that fail, are stopped or meet one another: nothing stale is left, for `b2code-build` and for SCons."""
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from b2tools import errors
from b2tools.building import builds
from b2tools.building.builds import Order
from tests.building.fast_trees import UP_TO_DATE, FastTree

GOOD = "#include <low/Low.h>\n#include <low/Lower.h>\nint low() { return lower; }\n"
BAD = GOOD.replace("return lower", "return nothing")


def test_a_failure_is_told_with_exit_code_2_and_tried_again(tree):
    tree.write({"low/src/Low.cc": BAD})
    for _ in range(2):
        done = tree.b2code_build()
        assert done.returncode == 2 and "low/src/Low.cc:3" in done.stdout and "1 failed: build/" in done.stdout
    tree.write({"low/src/Low.cc": GOOD})
    assert tree.fast() == "direct" and tree.run("show").stdout == "5\n" and UP_TO_DATE in tree.build()


def test_what_a_failure_left_undone_is_made_after_the_source_was_set_back(tree):
    tree.write({"low/include/Lower.h": "#pragma once\nconstexpr int lower = 2;\n", "mid/src/Mid.cc": "broken\n"})
    assert tree.fast(fails=True) in ("direct", "scons")
    tree.write({"low/include/Lower.h": "#pragma once\nconstexpr int lower = 1;\n",
                "mid/src/Mid.cc": "#include <mid/Mid.h>\n#include <low/Low.h>\nint mid() { return low() + int(sizeof(Mid)); }\n"})
    tree.fast()
    assert tree.run("show").stdout == "5\n" and "compile " not in tree.build() and tree.fast() == "nothing"


def test_only_with_keep_going_others_are_built_after_a_failure(tree):
    tree.write({"low/src/One.cc": "broken\n", "top/tools/show.cc": '#include <mid/Mid.h>\nint main() { return mid(); }\n'})
    assert tree.fast("-k", "-j1", "--extra-ccflags=", fails=True) == "scons"
    assert "compile    top/tools/show.cc" in tree.output


def test_keep_going_builds_what_does_not_need_the_failed_one(tree):
    tree.write({"low/src/One.cc": "int one() { return wrong; }\n", "top/scripts/ask.py": "answer = 44\n"})
    assert tree.fast("-k", "-j1", fails=True) == "direct"
    assert "install    lib/Linux_x86_64/opt/ask.py" in tree.output and "liblow.so" not in tree.output.split("1 failed")[0]


def test_scons_after_a_failed_direct_build_tries_again(tree):
    tree.write({"low/src/Low.cc": BAD})
    tree.fast(fails=True)
    assert tree.scons().returncode == 2
    tree.write({"low/src/Low.cc": GOOD})
    tree.build()
    assert tree.run("show").stdout == "5\n" and tree.fast() == "nothing"


def test_a_scons_build_of_one_package_with_other_flags_in_between_leaves_nothing_behind(tree):
    before = tree.products()
    tree.build("--extra-ccflags=-O0", "low")
    assert tree.fast() == "direct" and tree.products() == before
    assert "compile    low/src/Low.cc" in tree.build("--extra-ccflags=-O0", "low")
    assert "compile    low/src/Low.cc" in tree.build() and tree.products() == before


def slow_compiler(tree: FastTree) -> dict[str, str]:
    """A first compiler on PATH that does nothing for a long time; the build takes it for the same one."""
    folder = tree.top.parent / "slow"
    folder.mkdir()
    (folder / "sh").write_text('#!/bin/sh\ncase $2 in *Low.cc*) : >"$0.started"; /bin/sleep 30 ;; esac\nexec /bin/sh "$@"\n')
    (folder / "sh").chmod(0o755)
    return {"PATH": f"{folder}:{tree.environment()['PATH']}"}


def begun(tree: FastTree, number: signal.Signals) -> int:
    """Start a build, wait until it compiles, send a signal to it alone; returns the exit code."""
    environment = tree.environment(**slow_compiler(tree), MARK_OF_TEST=str(tree.top))
    child = subprocess.Popen([sys.executable, "-I", "-m", "b2tools", "code-build"], cwd=tree.top, env=environment, text=True,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started = tree.top.parent / "slow/sh.started"
    for _ in range(600):
        if started.exists():
            break
        time.sleep(0.05)
    child.send_signal(number)
    return child.wait(20)


def left_over(tree: FastTree) -> list[str]:
    """Processes that a build of this tree started and that still live."""
    mark = f"MARK_OF_TEST={tree.top}".encode()
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and mark in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_build_ends_its_compilers_and_leaves_nothing_stale(tree, number):
    tree.write({"low/src/Low.cc": GOOD.replace("return", "return 5 *")})
    assert begun(tree, number) in (128 + number, -number) and not left_over(tree)
    tree.write({"low/src/Low.cc": GOOD})
    assert UP_TO_DATE not in tree.build() and tree.run("show").stdout == "5\n" and tree.fast() == "nothing"


def test_a_killed_build_leaves_nothing_stale(tree):
    before = tree.products()
    tree.write({"low/src/Low.cc": GOOD.replace("return", "return 5 *")})
    assert begun(tree, signal.SIGKILL) == -signal.SIGKILL
    tree.write({"low/src/Low.cc": GOOD})
    assert tree.fast() == "direct" and tree.products() == before and "compile " not in tree.build()


def test_scons_does_not_trust_what_a_killed_build_began(tree):
    tree.write({"low/src/Low.cc": GOOD.replace("return", "return 5 *")})
    begun(tree, signal.SIGKILL)
    tree.write({"low/src/Low.cc": GOOD})
    assert "compile    low/src/Low.cc" in tree.build() and tree.run("show").stdout == "5\n"


def test_no_process_stays_behind(tree):
    tree.write({"low/src/Low.cc": GOOD.replace("return", "return 5 *")})
    assert tree.fast(MARK_OF_TEST=str(tree.top)) == "direct"
    tree.write({"low/src/New.cc": "int fresh() { return 1; }\n"})
    assert tree.fast(MARK_OF_TEST=str(tree.top)) == "scons" and not left_over(tree)


def test_two_builds_at_once_wait_for_each_other(tree):
    tree.write({"low/src/Low.cc": GOOD.replace("return", "return 5 *")})
    fast = [sys.executable, "-I", "-m", "b2tools", "code-build"]
    running = [subprocess.Popen(words, cwd=tree.top, env=tree.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True) for words in (fast, ["scons"], fast)]
    texts = [child.communicate(timeout=120)[0] for child in running]
    assert [child.returncode for child in running] == [0, 0, 0], texts
    assert sum(text.count("compile    low/src/Low.cc") for text in texts) == 1
    assert tree.run("show").stdout == "9\n" and tree.fast() == "nothing"


def test_a_file_that_changes_while_it_is_compiled_is_compiled_again(tree):
    tree.write({"low/src/Low.cc": GOOD.replace("return", "return 5 *")})
    child = subprocess.Popen([sys.executable, "-I", "-m", "b2tools", "code-build"], cwd=tree.top,
                             env=tree.environment(**slow_compiler(tree)), stdout=subprocess.DEVNULL)
    (tree.top.parent / "slow/sh").write_text('#!/bin/sh\ncase $2 in *Low.cc*) /bin/sleep 2 ;; esac\nexec /bin/sh "$@"\n')
    time.sleep(1)
    tree.write({"low/src/Low.cc": GOOD.replace("return", "return 7 *")})
    child.wait(60)
    tree.fast()
    assert tree.run("show").stdout == "11\n" and UP_TO_DATE in tree.build()


def test_a_dry_run_changes_nothing(tree):
    before = tree.products()
    tree.write({"low/src/Low.cc": GOOD.replace("return", "return 5 *")})
    done = tree.b2code_build("--dry-run")
    assert "would make build/Linux_x86_64/opt/low/src/Low.o" in done.stdout and tree.products() == before
    assert tree.fast() == "direct"


def test_targets_are_for_scons(tree):
    assert tree.fast("low") == "scons" and tree.fast() == "nothing"


def test_it_works_from_a_folder_of_a_package(tree):
    done = subprocess.run([sys.executable, "-I", "-m", "b2tools", "code-build"], cwd=tree / "low/src", env=tree.environment(),
                          capture_output=True, text=True)
    assert done.stdout == builds.UP_TO_DATE + "\n"


def test_verbose_shows_whole_commands(tree):
    tree.write({"low/src/Low.cc": GOOD.replace("return", "return 5 *")})
    assert re.search(r"g\+\+ -o .*Low\.o", tree.b2code_build("--verbose").stdout)


def test_without_a_set_up_the_build_says_so(tree):
    environment = {name: value for name, value in tree.environment().items() if not name.startswith("BELLE2_")}
    done = subprocess.run([sys.executable, "-I", "-m", "b2tools", "code-build"], cwd=tree.top, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 4 and "Type 'source b2setup'" in done.stdout


def test_outside_of_everything_is_an_error(tmp_path):
    with pytest.raises(errors.OutsideWorkingCopy, match="there is no SConstruct in it or above it"):
        builds.top_of(tmp_path)


def test_words_for_scons_are_told_apart():
    assert Order(words=("--extra-ccflags=-g", "--local")).settings() == {
        "extra_ccflags": "-g", "extra_libpath": "", "local": True, "no_symlink": False, "ignore_externals_version": False}
    assert Order(words=("framework",)).settings() is None and Order(words=("--color=off",)).settings() is not None


@contextmanager
def read_only(folder: Path):
    """A folder that nobody can write for a while: root by a mount, others by its mode."""
    if os.geteuid():
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
    yield
    subprocess.run(["umount", folder], check=True)


def test_memory_that_cannot_be_written_is_an_error_and_not_a_wrong_result(tree):
    tree.write({"low/src/Low.cc": GOOD.replace("return", "return 5 *")})
    with read_only(tree / "build/SUBDIR/.record"):
        done = tree.b2code_build()
        assert done.returncode not in (0, 3) and "low/src/Low.cc" not in done.stdout
    assert tree.fast() == "direct" and tree.run("show").stdout == "9\n"
