# SPDX-License-Identifier: LGPL-3.0-or-later
"""The modulefile in real Environment Modules: load does what b2setup does, unload takes it back."""
import os
import subprocess
from pathlib import Path

import pytest

from tests.programs import require
from tests.shells import tree
from tests.shells.tree import Shell

RELEASE = "release-01-00-00"
COMMANDS = (Path("/usr/lib/x86_64-linux-gnu/modulecmd.tcl"), Path("/usr/lib/modulecmd.tcl"),
            Path("/usr/share/Modules/libexec/modulecmd.tcl"))


@pytest.fixture(scope="module")
def modulecmd() -> list[str]:
    found = next((str(path) for path in COMMANDS if path.is_file()), None)
    if found is None:
        (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)("environment-modules is not installed")
    return [require("tclsh"), found]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    top = tree.make(tmp_path_factory.mktemp("modules") / "größe [x] $HOME {a} \"1\" site", (RELEASE,))
    tree.add_externals(top, "v02-00-00", {"set": {"NEWER": "{option}/x; [exit]"}, "prepend": {"OTHER_PATH": ["{common}/a b"]}})
    return top


def module_file(site: Path, what: str, folder: Path) -> Path:
    words = [site / "tools/bin/b2tools", "env", what, "--format", "modulefile"]
    (folder / "b2").write_bytes(subprocess.run(words, env=tree.base(folder), capture_output=True, check=True).stdout)
    return folder / "b2"


@pytest.mark.parametrize("name", ["bash", "zsh", "fish", "tcsh"])
def test_load_does_what_the_set_up_does_and_unload_takes_it_back(name, modulecmd, site, tmp_path):
    shell = Shell(name)
    module = module_file(site, RELEASE, tmp_path)
    family = {"tcsh": "csh"}.get(name, name)

    def code(action: str) -> str:
        command = f"{' '.join(modulecmd)} {family} {action} {module}"
        return {"tcsh": f'set noglob\neval "`{command}`"\nunset noglob\n',
                "fish": f"eval ({command})\n"}.get(name, f'eval "$({command})"\n')
    environ = tree.base(tmp_path) | {"PYTHONPATH": "/mine"}
    lines = shell.dump("dump0") + code("load") + shell.dump("dump1") + code("unload") + shell.dump("dump2")
    done = shell.run(lines, tmp_path, environ)
    assert done.stderr == b""
    before, loaded, after = (tree.read(tmp_path / f"dump{number}") for number in range(3))
    shell.run(shell.setup(site, RELEASE) + shell.dump("ours"), tmp_path, environ)
    ours = {key: value for key, value in tree.read(tmp_path / "ours").items() if not key.startswith("B2")}
    ours["MANPATH"] = ours["MANPATH"].rstrip(":")
    user = {"BELLE2_USER", "BELLE2_GIT_SERVER", "BELLE2_SOFTWARE_REPOSITORY", "BELLE2_ANALYSES_PROJECT"}
    assert {key: loaded[key].rstrip(":") if key == "MANPATH" else loaded[key] for key in ours if key not in user} == {
        key: value for key, value in ours.items() if key not in user}
    kept = {key: value for key, value in after.items() if not key.startswith(("__MODULES", "LOADEDMODULES", "_LMFILES_", "MODULE"))}
    assert kept == before


def test_two_externals_with_other_variables_are_set_up_by_the_same_tools(site, tmp_path):
    for shell in map(Shell, ("bash", "tcsh", "fish")):
        lines = shell.source(site / "tools") + "b2setup-externals v01-00-00\n" + shell.dump("one") + "b2setup-externals v02-00-00\n"
        done = shell.run(lines + shell.dump("two") + "b2setup --undo\n" + shell.dump("three"), tmp_path)
        assert done.stderr == b""
        one, two, three = (tree.read(tmp_path / name) for name in ("one", "two", "three"))
        assert "ROOTSYS" in one and "NEWER" not in one
        assert two["NEWER"].endswith("/opt/x; [exit]") and two["OTHER_PATH"].endswith("/common/a b")
        assert "ROOTSYS" not in two and "PYTHONPATH" not in two
        assert not {"NEWER", "OTHER_PATH", "ROOTSYS"} & set(three)
