# SPDX-License-Identifier: LGPL-3.0-or-later
"""`pip install .` gives a wheel that carries everything the tools need, and nothing that was built."""
import os
import subprocess
import sys
import zipfile

import pytest
from b2tools import resources
from tests.rules.source_tree import TOP, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps",
                   "--no-build-isolation", "--no-index", "-w", folder, TOP], check=True)
    return next(folder.glob("*.whl"))


@pytest.mark.parametrize("kind", resources.KINDS)
def test_the_wheel_carries_all_files_of_a_kind(wheel, kind):
    carried = set(zipfile.ZipFile(wheel).namelist())
    wanted = {name for name in tracked() if name.startswith(f"{kind}/")}
    assert wanted and not {name for name in wanted if f"b2tools/resources/{name}" not in carried}


def test_the_wheel_carries_nothing_that_was_built(wheel):
    carried = {name.removeprefix("b2tools/resources/") for name in zipfile.ZipFile(wheel).namelist()}
    assert not {name for name in carried if name.startswith("framework/") and name not in tracked()}


def test_the_installed_tools_find_their_data(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = ("from b2tools import resources, cli\n"
            "print(all(resources.folder(kind).is_dir() for kind in resources.KINDS), len(cli.command_names()))")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)},
                          capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "True" and int(done.stdout.split()[1]) > 5
