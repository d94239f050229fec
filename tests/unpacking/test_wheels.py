# SPDX-License-Identifier: LGPL-3.0-or-later
"""Wheels: installed below a prefix with programs that work wherever the prefix is moved."""
import stat
import subprocess
import sys
import zipfile

import pytest

from b2tools import errors
from b2tools.unpacking import wheels
from tests import small_externals as small


@pytest.fixture(params=["plain", 'blank ü " quote', "apo'strophe $HOME `x`"])
def prefix(tmp_path, request):
    return tmp_path / request.param / "common"


def install(path, prefix):
    wheels.install(path, path.name, prefix, "3.11")
    if not (prefix / "bin" / "python3").is_symlink():
        (prefix / "bin" / "python3").symlink_to(sys.executable)


def said(*words):
    return subprocess.run(words, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True).stdout.strip()


def test_a_program_runs_without_any_environment(prefix, tmp_path):
    install(small.wheel(tmp_path, "tiny"), prefix)
    assert said(prefix / "bin" / "say-tiny", "a b", "$HOME") == "tiny a b $HOME"


def test_a_program_runs_through_links_and_after_a_move(prefix, tmp_path):
    install(small.wheel(tmp_path, "tiny"), prefix)
    moved = prefix.with_name("moved")
    prefix.rename(moved)
    (tmp_path / "link1").symlink_to(moved / "bin" / "say-tiny")
    (tmp_path / "link2").symlink_to("link1")
    assert said(tmp_path / "link2", "x") == "tiny x"


def test_a_program_fails_with_the_exit_code_of_its_function(tmp_path):
    install(small.wheel(tmp_path, "tiny", {"tiny.py": "def main():\n    return 7\n"}), tmp_path / "p")
    assert subprocess.call([tmp_path / "p" / "bin" / "say-tiny"]) == 7


def test_data_headers_and_scripts_come_to_their_folders(tmp_path):
    data = "tiny-1.0.data"
    members = {f"{data}/data/share/tiny/x": "1", f"{data}/headers/tiny.h": "2", f"{data}/purelib/more.py": "",
               f"{data}/scripts/old-tiny": "#!python\nimport tiny\nprint(tiny.VERSION)\n"}
    install(small.wheel(tmp_path, "tiny", members), tmp_path / "p")
    assert (tmp_path / "p" / "share" / "tiny" / "x").read_text() == "1"
    assert (tmp_path / "p" / "include" / "python3.11" / "tiny" / "tiny.h").is_file()
    assert (tmp_path / "p" / "lib" / "python3.11" / "site-packages" / "more.py").is_file()
    assert said("env", f"PYTHONPATH={tmp_path}/p/lib/python3.11/site-packages", tmp_path / "p" / "bin" / "old-tiny") == "1.0"


def test_the_interpreter_finds_the_wheel_by_its_metadata(tmp_path):
    install(small.wheel(tmp_path, "tiny"), tmp_path / "p")
    code = "import importlib.metadata as m; d = m.distribution('tiny'); print(d.version, d.read_text('INSTALLER').strip())"
    assert said("env", f"PYTHONPATH={tmp_path}/p/lib/python3.11/site-packages", sys.executable, "-c", code) == "1.0 b2tools"


def test_compiled_files_inside_a_wheel_are_left_out(tmp_path):
    install(small.wheel(tmp_path, "tiny", {"__pycache__/tiny.cpython-311.pyc": b"old"}), tmp_path / "p")
    assert not list((tmp_path / "p").rglob("*.pyc"))


@pytest.mark.parametrize("target", ["tiny", "tiny:", "import os; tiny:main"])
def test_a_program_without_module_and_function_is_refused(tmp_path, target):
    path = small.wheel(tmp_path, "tiny", {"tiny-1.0.dist-info/entry_points.txt": f"[console_scripts]\nx = {target}\n"})
    with pytest.raises(errors.BadArchive, match="is no module:function"):
        install(path, tmp_path / "p")


@pytest.mark.parametrize("members", [
    {"tiny-1.0.data/scripts/folder/file": "x"},
    {"tiny-1.0.dist-info/entry_points.txt": "say=tiny:main\n"},
    {"tiny-1.0.dist-info/entry_points.txt": b"[console_scripts]\n\xe9=tiny:main\n"},
    {"tiny-1.0.dist-info/INSTALLER/file": "x"},
])
def test_a_wheel_against_the_format_is_a_bad_archive(tmp_path, members):
    with pytest.raises(errors.BadArchive, match=r"tiny-1\.0-py3-none-any\.whl cannot be unpacked"):
        install(small.wheel(tmp_path, "tiny", members), tmp_path / "p")


def test_a_program_replaces_a_link_of_the_same_name_and_not_its_target(tmp_path):
    path = small.wheel(tmp_path, "tiny", {"tiny-1.0.data/data/share/target": "mine"})
    with zipfile.ZipFile(path, "a") as bundle:
        link = zipfile.ZipInfo("tiny-1.0.data/scripts/say-tiny")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        bundle.writestr(link, "../share/target")
    install(path, tmp_path / "p")
    assert (tmp_path / "p" / "share" / "target").read_text() == "mine"
    assert said(tmp_path / "p" / "bin" / "say-tiny", "x") == "tiny x"


def test_folders_that_an_archive_lists_for_data_are_no_data(tmp_path):
    members = {"tiny-1.0.data/": "", "tiny-1.0.data/scripts/": "", "tiny-1.0.data/scripts/run": "#!/bin/sh\n"}
    wheel = small.wheel(tmp_path, "tiny", members)
    wheels.install(wheel, wheel.name, tmp_path / "prefix", "3.11")
    assert (tmp_path / "prefix" / "bin" / "run").is_file() and not list(tmp_path.glob("prefix/**/*.data"))
