# SPDX-License-Identifier: LGPL-3.0-or-later
"""A local release on a central one, and an analysis, built the fast way."""
import shutil

import pytest
from tests.building.fast_trees import FILES, UP_TO_DATE, FastTree
from tests.framework.trees import LIBS


@pytest.fixture
def local(tmp_path, built) -> FastTree:
    """A local release with the packages `mid` and `top`, on top of the central one of all packages."""
    tree = FastTree(tmp_path / "local", built.externals, built)
    tree.write({name: text for name, text in FILES.items() if name.startswith(("mid/", "top/"))})
    assert tree.fast() == "scons" and tree.fast() == "nothing"
    return tree


def test_a_changed_local_source_is_built_directly(local):
    local.write({"mid/src/Mid.cc": FILES["mid/src/Mid.cc"].replace("return ", "return 100 + ")})
    assert local.fast() == "direct" and local.run("show").stdout == "105\n" and UP_TO_DATE in local.build()


def test_a_local_header_that_hides_a_central_one_is_compiled_in(local):
    local.write({"low/include/Lower.h": "#pragma once\nconstexpr int lower = 4;\n"})
    assert local.fast() == "scons" and "compile    mid/src/Mid.cc" in local.output
    shutil.rmtree(local / "low")
    assert local.fast() == "scons" and local.run("show").stdout == "5\n"


@pytest.fixture
def other_central(tmp_path, built) -> FastTree:
    """A copy of the central release, with files of the same times."""
    copy = object.__new__(FastTree)
    copy.top, copy.externals, copy.central = tmp_path / "other", built.externals, None
    shutil.copytree(built.top, copy.top, symlinks=True)
    return copy


def test_another_central_release_asks_scons(local, other_central):
    local.central = other_central
    assert local.fast() == "scons" and local.fast() == "nothing"


def test_a_central_release_that_was_installed_again_is_looked_at(local, other_central):
    local.central = other_central
    local.fast()
    other_central.write({"low/include/Lower.h": "#pragma once\nconstexpr int lower = 2;\n"})
    other_central.build()
    assert local.fast() == "direct" and "compile    mid/src/Mid.cc" in local.output and local.run("show").stdout == "10\n"


@pytest.fixture
def analysis(tmp_path, built) -> FastTree:
    """An analysis of one module on top of the central release."""
    tree = object.__new__(FastTree)
    tree.top, tree.externals, tree.central = tmp_path / "myanalysis", built.externals, built
    source = "#include <mid/Mid.h>\n#define REG_MODULE(N) int N() { return mid(); }\nREG_MODULE(Mine)\n"
    tree.write({"SConscript": LIBS.format(["mid"]), "Mine.cc": source})
    (tree / "SConstruct").symlink_to(built / "site_scons/SConstruct")
    return tree


def test_an_analysis_is_built_directly(analysis):
    settings = {"BELLE2_ANALYSIS_DIR": str(analysis.top)}
    assert analysis.fast(**settings) == "scons" and analysis.fast(**settings) == "nothing"
    (analysis / "events.root").touch()
    assert analysis.fast(**settings) == "nothing"
    analysis.write({"Mine.cc": (analysis / "Mine.cc").read_text().replace("mid();", "mid() + 1;")})
    assert analysis.fast(**settings) == "direct" and UP_TO_DATE in analysis.build(**settings)
    analysis.write({"Second.cc": "int second() { return 2; }\n"})
    assert analysis.fast(**settings) == "scons"
