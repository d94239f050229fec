# SPDX-License-Identifier: LGPL-3.0-or-later
"""A small built release, copied for each test that changes it."""
import shutil

import pytest
from tests.building.fast_trees import FILES, FastTree
from tests.framework.conftest import compiler_cache, externals  # noqa: F401


@pytest.fixture(scope="session")
def built(tmp_path_factory, externals):  # noqa: F811
    """A release of three small packages, built by SCons: look, do not touch."""
    tree = FastTree(tmp_path_factory.mktemp("built") / "release", externals)
    tree.write(FILES)
    tree.build()
    return tree


@pytest.fixture
def tree(tmp_path, built):
    """A copy of it that knows everything about its last build."""
    copy = object.__new__(FastTree)
    copy.top, copy.externals, copy.central = tmp_path / 'größe 1" x' / "release", built.externals, None
    shutil.copytree(built.top, copy.top, symlinks=True)
    assert copy.fast() == "nothing"
    return copy
