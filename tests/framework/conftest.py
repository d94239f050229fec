# SPDX-License-Identifier: LGPL-3.0-or-later
"""Externals for tests of the build: those that are set up when the tests start, else those of the shared site."""
import os
from pathlib import Path

import pytest
from tests.conftest import REAL_CACHE
from tests.framework.trees import EVERY_FOLDER, Tree

SET_UP = os.environ.get("BELLE2_EXTERNALS_DIR", "")


@pytest.fixture(scope="session")
def externals(request) -> Path:
    """Folder of an installed version of the externals."""
    if SET_UP:
        return Path(SET_UP)
    return sorted((request.getfixturevalue("installed_site") / "externals").glob("v*"))[-1]


@pytest.fixture(autouse=True, scope="session")
def compiler_cache():
    """Keep the user's compiler cache although HOME is a temporary folder."""
    os.environ.setdefault("CCACHE_DIR", str(REAL_CACHE / "ccache"))


@pytest.fixture(scope="session")
def toy(tmp_path_factory, externals) -> Tree:
    """A built release of one package with every folder, in a folder with an odd name: look, do not touch."""
    tree = Tree(tmp_path_factory.mktemp("toy") / 'größe 1" x' / "release", externals)
    tree.write(EVERY_FOLDER, "toy")
    tree.build()
    return tree


@pytest.fixture
def small(tmp_path, externals) -> Tree:
    """A release of one package with one C++ file."""
    tree = Tree(tmp_path / "release", externals)
    tree.write({"SConscript": "Import('env')\nenv['LIBS'] = []\nReturn('env')\n",
                "include/One.h": "#pragma once\nint one();\n",
                "src/One.cc": "#include <small/One.h>\nint one() { return 1; }\n"}, "small")
    return tree
