# SPDX-License-Identifier: LGPL-3.0-or-later
"""A changed data class of a local package: its dependents of the central release are checked out and compiled with it."""
import os
import subprocess

import pytest
from b2tools import sites
from b2tools.workingcopies import checkouts, dependents
from tests.framework.trees import CENTRAL, DATA_CLASS, LIBS, SUBDIR, Tree

RELEASE = "release-01-00-00"
# it uses functions of user, whose header does not show the data class
FAR = {"far/SConscript": LIBS.format(["user"]), "far/src/Far.cc": "#include <user/Use.h>\nint far() { return charge(); }\n"}
# its sources see the data class through a header of another package, which has no source
THROUGH = {"shape/SConscript": LIBS.format([]), "shape/include/Shape.h": "#pragma once\n#include <base/dataobjects/Hit.h>\n",
           "through/SConscript": LIBS.format(["base_dataobjects", "$ROOT_LIBS"]),
           "through/src/Through.cc": "#include <shape/Shape.h>\nint size() { return sizeof(Belle2::Hit); }\n"}
CHANGED = DATA_CLASS.replace("int m_charge = 0;", "int m_before[4] = {0, 0, 0, 0};\n    int m_charge = 0;")


@pytest.fixture(scope="module")
def central(tmp_path_factory, externals) -> Tree:
    """A built release in a site."""
    top = tmp_path_factory.mktemp("dependents") / 'größe "1'
    tree = Tree(top / "releases" / RELEASE, externals)
    (top / "site.toml").write_text("format = 1\n")
    tree.write({**CENTRAL, **FAR, **THROUGH})
    tree.build()
    return tree


@pytest.fixture
def local(tmp_path, externals, central) -> Tree:
    """A working copy of the package `base` on top of it."""
    tree = Tree(tmp_path / "my work", externals, central)
    tree.write({**CENTRAL, **FAR, **THROUGH, ".gitignore": "/build/\n/include/\n/lib/\n/bin/\n/modules/\n/data/\n/.release\n"})
    for words in ("init -q -b main", "add -A", "commit -q -m Start", f"tag {RELEASE}",
                  "sparse-checkout set --cone site_scons base"):
        subprocess.run(["git", *words.split()], cwd=tree.top, check=True)
    tree.write({".release": RELEASE + "\n", "base/dataobjects/include/Hit.h": CHANGED})
    return tree


def add(central: Tree, local: Tree) -> dependents.Added:
    """What b2code-package-add --dependents base does."""
    return dependents.add(sites.at(central.top.parents[1]), checkouts.find(local.top, os.environ), ["base"])


def test_without_its_dependents_a_changed_data_class_is_read_in_its_old_layout(central, local):
    local.build()
    stale = local.run(str(central / "bin/SUBDIR/charge"), LD_LIBRARY_PATH=str(local / "lib/SUBDIR")).stdout
    assert str(local / f"lib/{SUBDIR}/libbase_dataobjects.so") in stale and not stale.startswith("1\n")


def test_with_its_dependents_a_changed_data_class_is_read_in_its_new_layout(central, local):
    assert add(central, local).fresh == ("through", "user")
    local.build()
    done = local.run("charge").stdout
    assert str(local / f"lib/{SUBDIR}/libuser.so") in done and done.startswith("1\n")


def test_all_that_a_changed_header_compiles_again_and_nothing_else_is_added(central, local):
    found = add(central, local)
    assert found.why == {"through": ("base",), "user": ("base",)} and not (local / "far").exists()
    text = central_with(central, local)
    compiled = {line.split()[1].partition("/")[0] for line in text.splitlines() if line.startswith("compile ")} - {"build"}
    assert compiled == {"base", *found.why}


def central_with(central: Tree, local: Tree) -> str:
    """Output of a build of the whole release with the changed header."""
    header = central / "base/dataobjects/include/Hit.h"
    before = header.read_text()
    header.write_text((local / "base/dataobjects/include/Hit.h").read_text())
    try:
        return central.build()
    finally:
        header.write_text(before)
        central.build()
