# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a look at the text of a test script tells: the packages that it uses, or that it may use any."""
import json
import subprocess
import sys

import pytest
from tests.framework.trees import FRAMEWORK, SUBDIR

INDEX = {"framework": ([], ["Progress", "RootInput"], ["EventMetaData"], ["basf2", "b2test_utils"]),
         "mdst": (["framework"], [], ["MCParticle"], []),
         "generators": (["mdst"], ["ParticleGun"], [], ["gun"]), "analysis": ([], ["Fit"], [], ["fit"])}
LOOK = """
import json, sys
import b2test_packages, b2test_uses
top, subdir, file = sys.argv[1:]
found = b2test_uses.Uses(b2test_packages.Packages(top, "", subdir), [top], subdir).of(file)
print(json.dumps([sorted(found.packages), found.open]))
"""
# text, packages, open
TEXTS = {
    "a module by its name": ("path.add_module('ParticleGun')", {"generators"}, False),
    "a module in a variable": ("gun = basf2.register_module('ParticleGun')\npath.add_module(gun)", {"generators"}, False),
    "a module of a class of the script": ("class A(basf2.Module): pass\npath.add_module(A())", set(), False),
    "a module of a class elsewhere": ("from fit import Fitter\npath.add_module(Fitter())", {"analysis", "generators"}, False),
    "a steering file in a text": ("run_steering('path.add_module(\"ParticleGun\")')", {"generators"}, False),
    "a class": ("from ROOT import Belle2\nBelle2.MCParticle()", {"mdst"}, False),
    "an array of a class": ("Belle2.PyStoreArray('MCParticles')", {"mdst"}, False),
    "a file with objects of any class": ("path.add_module('RootInput', inputFileName='x.root')", {"framework", "mdst"}, False),
    "a file of a package": ("find_file('data/generators/table.txt')", {"generators"}, False),
    "an import that leads further": ("import gun", {"generators", "analysis"}, False),
    "an import in a function": ("def f():\n    from gun import shoot", {"generators", "analysis"}, False),
    "an import of a file beside it": ("import beside", {"analysis"}, False),
    "the framework": ("import basf2, b2test_utils, os", {"framework"}, False),
    "a name from an argument": ("def f(name):\n    path.add_module(name)", set(), True),
    "a name that is put together": ("path.add_module('Particle' + 'Gun')", set(), True),
    "a name in an f-string": ("path.add_module(f'{a}Gun')", set(), True),
    "a name from a function": ("path.add_module(choose())", set(), True),
    "a variable with two values": ("m = 'Fit'\nm = choose()\npath.add_module(m)", {"analysis"}, True),
    "a loop": ("for m in names: path.add_module(m)", set(), True),
    "another name of the function": ("f = path.add_module\nf(x)", set(), True),
    "another name by import": ("from basf2 import register_module as r\nr(x)", set(), True),
    "an attribute by its name": ("getattr(path, 'add_' + 'module')(x)", set(), True),
    "importlib": ("import importlib\nimportlib.import_module(x)", set(), True),
    "exec": ("exec(open('x').read())", set(), True), "a subprocess": ("import subprocess", set(), True),
    "a program": ("import os\nos.system(x)", set(), True), "a program by import": ("from os import system", set(), True),
    "another steering file": ("run('../examples/first.py')", set(), True), "a search path": ("sys.path.append('..')", set(), True),
    "a wrong syntax": ("def", set(), True), "wrong bytes": ("x = '\udcff'", set(), True),
}


@pytest.fixture(scope="module")
def top(tmp_path_factory):
    """A release that has an index and some Python modules."""
    top = tmp_path_factory.mktemp("uses")
    lib = top / "lib" / SUBDIR
    lib.mkdir(parents=True)
    kinds = ("includes", "modules", "classes", "scripts")
    packages = {name: {"links": [], **dict(zip(kinds, values))} for name, values in INDEX.items()}
    (lib / "packages.json").write_text(json.dumps({"version": 1, "packages": packages}))
    (lib / "gun").mkdir()
    (lib / "gun/__init__.py").write_text("from . import deep\n")
    (lib / "gun/deep.py").write_text("import fit\n")
    (lib / "fit.py").write_text("import gun\n")
    (lib / "b2test_utils.py").write_text("import subprocess\n")
    return top


@pytest.mark.parametrize("name", TEXTS)
def test_a_script_tells_which_packages_it_uses(top, tmp_path, name):
    text, packages, is_open = TEXTS[name]
    (tmp_path / "script.py").write_text(text, encoding="utf-8", errors="surrogateescape")
    (tmp_path / "beside.py").write_text("path.add_module('Fit')\n")
    done = subprocess.run([sys.executable, "-c", LOOK, top, SUBDIR, tmp_path / "script.py"], text=True, stdout=subprocess.PIPE,
                          env={"PYTHONPATH": str(FRAMEWORK / "framework" / "scripts"), "PYTHONDONTWRITEBYTECODE": "1"}, check=True)
    found, found_open = json.loads(done.stdout)
    # what imports lead to is more than what a text names
    assert found_open == is_open and (set(found) == packages if not is_open else packages <= set(found))
