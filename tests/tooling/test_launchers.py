# SPDX-License-Identifier: LGPL-3.0-or-later
"""Launchers: they start their own site's interpreter from any folder, through links, after a move, with arguments unchanged."""
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from b2tools import errors, sites
from b2tools.tooling import launchers
from tests.shells import tree

ODD = "größe 1\" it's $HOME !x"


@pytest.fixture(scope="module")
def tools(tmp_path_factory) -> Path:
    """Tools whose interpreter lies inside their own folder, as a site has them."""
    folder = tmp_path_factory.mktemp("launchers") / ODD / "tools"
    folder.mkdir(parents=True)
    (folder.parent / "site.toml").write_text(tree.SITE)
    venv.create(folder / "venv", symlinks=True)
    packages = next((folder / "venv" / "lib").glob("python*/site-packages"))
    (packages / "dev.pth").write_text("\n".join([str(Path(launchers.__file__).parents[2]),
                                                 *(one for one in sys.path if "site-packages" in one)]))
    launchers.install(folder, folder / "venv" / "bin" / "python", ["env", "code-create"])
    return folder


def said(*command: object, **more) -> str:
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True, **more).stdout


def test_launcher_starts_its_command_from_an_odd_folder(tools):
    assert said(tools / "bin/b2env", "--help").startswith("Usage: b2env ")
    assert said(tools / "bin/b2tools", "--version").startswith("b2tools, version")


def test_launcher_works_through_links_and_path(tools, tmp_path):
    (tmp_path / "b2env").symlink_to(tools / "bin/b2env")
    assert said(tmp_path / "b2env", "--help").startswith("Usage: b2env ")
    assert said("b2env", "--help", env={"PATH": f"{tmp_path}:/usr/bin:/bin"}).startswith("Usage: b2env ")


def test_launcher_knows_its_site_without_set_up(tools):
    wanted = "VO_BELLE2_SW_DIR='" + str(tools.parent).replace("'", "'\\''") + "'"
    assert wanted in said(tools / "bin/b2env", env={"PATH": "/usr/bin:/bin"})


def test_launcher_leaves_foreign_python_variables_out(tools, tmp_path):
    (tmp_path / "click.py").write_text("raise SystemExit('planted')\n")
    environ = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path)}
    assert said(tools / "bin/b2env", "--help", cwd=tmp_path, env=environ).startswith("Usage")


def test_moved_tools_still_start(tools, tmp_path):
    new = tmp_path / "new place"
    os.rename(tools.parent, new)
    try:
        assert said(new / "tools/bin/b2env", "--help").startswith("Usage: b2env ")
    finally:
        os.rename(new, tools.parent)


def test_launcher_of_a_command_that_is_gone_is_removed(tmp_path):
    top = tree.make(tmp_path / "site", ())
    launchers.install(top / "tools", Path(sys.executable), ["env"])
    assert sorted(file.name for file in (top / "tools/bin").iterdir()) == ["b2env", "b2tools"]


def test_folder_with_a_colon_is_refused(tmp_path):
    (tmp_path / "a:b").mkdir()
    (tmp_path / "a:b" / "site.toml").write_text(tree.SITE)
    with pytest.raises(errors.BadPath, match="it holds a colon"):
        launchers.install(tmp_path / "a:b" / "tools", Path(sys.executable), [])
    assert not (tmp_path / "a:b" / "tools").exists()


def test_set_up_without_tools_is_told(tmp_path):
    (tmp_path / "site.toml").write_text(tree.SITE)
    with pytest.raises(errors.ToolsMissing, match="Install them with b2install-tools --top"):
        launchers.setup_script(sites.at(tmp_path), "bash")


@pytest.mark.parametrize("name", tree.SHELLS)
def test_the_line_is_put_into_the_start_up_file_once_and_works(name, tmp_path):
    site = sites.at(tree.make(tmp_path / "it's a site"))
    file = tmp_path / launchers.START_UP[name]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("# mine")
    assert launchers.add_init_line(site, name, tmp_path) == (file, True)
    assert launchers.add_init_line(site, name, tmp_path) == (file, False)
    assert file.read_text() == f"# mine\n{launchers.init_line(site, name)}\n"
    shell = tree.Shell(name)
    done = shell.run(file.read_text() + "b2setup release-01-00-00\n" + shell.dump("dump"), tmp_path)
    assert done.stderr == b"" and tree.read(tmp_path / "dump")["BELLE2_RELEASE"] == "release-01-00-00"
