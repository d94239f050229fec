# SPDX-License-Identifier: LGPL-3.0-or-later
"""The installed face of the tools: one small sh script per command, and the files that shells source."""
from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from b2tools import environment, errors, files, setups, shells, sites, templates

BIN = "bin"
SETUP = ("b2setup.sh", "foreign.sh", "print-csh.sh", "print-fish.sh")


def install(tools_folder: Path, python: Path, commands: Iterable[str]) -> None:
    """Write `b2setup`, `b2setup.fish`, `setup/` and `bin/` into the tools' folder of a site.

    `python` is the interpreter that has b2tools; the launchers find one inside the tools' folder relative to themselves, so that
    the folder can be moved.
    """
    site = sites.at(tools_folder.parent)
    refuse_colon(tools_folder)
    setup = tools_folder / setups.FOLDER
    for name in SETUP:
        files.write(setup / name, templates.read(f"setup/{name}").template)
    setups.write(environment.of_site(site), f"site {site.name}", {name: setup / f"site.{name}" for name in shells.STATIC})
    alone = {name: setup / f"tools.{name}" for name in shells.STATIC}
    setups.write(environment.of_tools(site), f"tools of site {site.name}", alone)
    for name in shells.STATIC:
        _hook(setup / f"before.{name}", site.source_before, name)
        _hook(setup / f"after.{name}", site.source_after, name)
    _commands(tools_folder, python, commands)
    for name in ("b2setup.fish", "b2setup"):
        files.write(tools_folder / name, templates.read(f"setup/{name}").template)


def refuse_colon(folder: Path) -> None:
    """Refuse a folder that cannot stand in a list like PATH."""
    if ":" in str(folder.absolute()):
        raise errors.BadPath(path=str(folder), reason="it holds a colon, which separates the folders of PATH",
                             advice="Choose a folder without it.")


def script(tools_folder: Path, python: Path) -> str:
    """The launcher, the same for every command: its own name tells which one."""
    own, python = tools_folder.resolve(), python.parent.resolve() / python.name
    if python.is_relative_to(own):
        interpreter = f'"$bin"/../{shells.load("sh").quote(str(python.relative_to(own)))}'
    else:
        interpreter = shells.load("sh").quote(str(python))
    return templates.read("setup/launcher").fill(python=interpreter)


def setup_script(site: sites.Site, shell: str) -> Path:
    """The file that a shell sources; raises `ToolsMissing`."""
    place = site.tools / ("b2setup.fish" if shell == "fish" else "b2setup")
    if not place.is_file():
        raise errors.ToolsMissing(top=site.top, path=place)
    return place


def init_line(site: sites.Site, shell: str) -> str:
    """The line for a shell's start-up file; nothing but the functions is loaded where no working copy is found."""
    table = shells.family(shell)
    return f"{'.' if shell in ('sh', 'dash') else 'source'} {table.quote(str(setup_script(site, shell)))}"


def _commands(tools_folder: Path, python: Path, commands: Iterable[str]) -> None:
    text = script(tools_folder, python)
    wanted = {"b2tools", *(f"b2{name}" for name in commands)}
    for name in sorted(wanted):
        files.write(tools_folder / BIN / name, text, 0o755)
    for file in (tools_folder / BIN).glob("b2*"):
        if file.name not in wanted:
            file.unlink()


def _hook(place: Path, listed: Iterable[Path], shell: str) -> None:
    """Source the files whose ending belongs to this family of shells."""
    own = [file for file in listed if file.suffix == f".{shell}"]
    if not own:
        place.unlink(missing_ok=True)
        return
    word = "." if shell == "sh" else "source"
    files.write(place, "".join(f"{word} {shells.load(shell).quote(os.fspath(file))}\n" for file in own))
