# SPDX-License-Identifier: LGPL-3.0-or-later
"""The installed face of the tools: one small sh script per command, and the files that shells source."""
from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import b2tools
from b2tools import errors, files, sites, templates
from b2tools.environments import environment, setups, shells
from b2tools.places import receipts
from b2tools.tooling import toolsets

BIN = "bin"
START_UP = {"bash": ".bashrc", "zsh": ".zshrc", "ksh": ".kshrc", "dash": ".profile", "sh": ".profile", "tcsh": ".tcshrc",
            "csh": ".cshrc",
            "fish": ".config/fish/config.fish"}
SETUP = ("b2setup.sh", "shell-bash.sh", "shell-zsh.sh", "shell-posix.sh", "find.sh", "looks.sh", "undo.sh", "hooks.sh", "cached.sh",
         "options.sh", "platform.sh", "messages.sh", "near.awk", "foreign.sh", "print-csh.sh", "print-fish.sh", "aliases.csh",
         "locked.csh")
# Texts that know the version they belong to.
FILLED = ("advice.sh",)


def install(tools_folder: Path, python: Path, commands: Iterable[str], extra: Mapping[str, str] = {}, *, switch: bool = True,
            allow_downgrade: bool = False) -> Path:
    """Install the tools that run, for the interpreter `python` that has them, and switch to them; returns their folder.

    `extra` are more files for `setup/`, for instance completions. The launchers find an interpreter inside the tools' folder
    relative to themselves, so that the folder can be moved.
    """
    site, version = sites.at(tools_folder.parent), b2tools.__version__
    refuse_colon(tools_folder)
    if switch:
        toolsets.refuse_downgrade(toolsets.current(tools_folder), version, allow_downgrade)
    final = toolsets.place(tools_folder, version)
    if os.path.abspath(python).startswith(f"{final}{os.sep}"):
        write(final, site, version, python, commands, extra)
        _certify(final, version, python)
    else:
        with toolsets.staged(tools_folder, version) as staging:
            write(staging, site, version, python, commands, extra)
            _certify(staging, version, python)
    if switch:
        toolsets.switch(tools_folder, version, allow_downgrade)
    return final


def write(folder: Path, site: sites.Site, version: str, python: Path, commands: Iterable[str], extra: Mapping[str, str]) -> None:
    """Write `b2setup`, `b2setup.fish`, `setup/` and `bin/` of one version of the tools into its folder, or where that is staged."""
    setup = folder / setups.FOLDER
    for name in SETUP:
        files.write(setup / name, lean(templates.read(f"setup/{name}").template))
    for name in FILLED:
        files.write(setup / name, lean(templates.read(f"setup/{name}").fill(version=version)))
    for name, text in extra.items():
        files.write(setup / name, text)
    setups.write(environment.of_site(site), f"site {site.name}", {name: setup / f"site.{name}" for name in shells.STATIC})
    alone = {name: setup / f"tools.{name}" for name in shells.STATIC}
    setups.write(environment.of_tools(site), f"tools of site {site.name}", alone)
    for name in shells.STATIC:
        _hook(setup / f"before.{name}", site.source_before, name)
        _hook(setup / f"after.{name}", site.source_after, name)
    inside = python.is_relative_to(folder)
    _commands(folder, script(folder if inside else site.tools / toolsets.VERSIONS / version, python), commands)
    files.write(setup / "version", f"{version}\n")
    own = shells.own_words((site.tools / toolsets.VERSIONS / version).resolve(), site.top.resolve())
    files.write(setup / "fast.csh", templates.read("setup/fast.csh").fill(**own))
    files.write(folder / "b2setup.fish", templates.read("setup/b2setup.fish").template)
    files.write(folder / "b2setup", templates.read("setup/b2setup").fill(own=own["own"]))


def lean(text: str) -> str:
    """A script of ours without indentation and comments but its first line: shells read every sign each time."""
    first, *lines = text.splitlines()
    return "\n".join([first, *(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))]) + "\n"


def _certify(folder: Path, version: str, python: Path) -> None:
    receipts.write(folder, "tools", version, platform="any", made_by=f"b2tools {b2tools.__version__}",
                   inputs={"python": os.path.abspath(python)}, environment={})


def refuse_colon(folder: Path) -> None:
    """Refuse a folder that cannot stand in a list like PATH."""
    if ":" in str(folder.absolute()):
        raise errors.BadPath(path=str(folder), reason="it holds a colon, which separates the folders of PATH",
                             advice="Choose a folder without it.")


def script(final: Path, python: Path) -> str:
    """The launcher of the version that lies at `final`, the same for every command: its own name tells which one."""
    version, tools = final.resolve(), final.resolve().parents[1]
    python = python.parent.resolve() / python.name
    quote = shells.load("sh").quote
    for variable, folder in (("version", version), ("tools", tools)):
        if python.is_relative_to(folder):
            return templates.read("setup/launcher").fill(python=f'"${variable}"/{quote(str(python.relative_to(folder)))}')
    return templates.read("setup/launcher").fill(python=quote(str(python)))


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


def add_init_line(site: sites.Site, shell: str, home: Path) -> tuple[Path, bool]:
    """Put the line into the shell's start-up file unless it is there; returns the file and whether it was changed."""
    place = home / START_UP[shell]
    line = init_line(site, shell)
    before = place.read_bytes() if place.is_file() else b""
    if os.fsencode(line) in before.splitlines():
        return place, False
    separator = b"" if not before or before.endswith(b"\n") else b"\n"
    # a link into a folder of settings stays one
    files.write(place.resolve(), before + separator + os.fsencode(line) + b"\n", place.stat().st_mode & 0o777 if before else 0o644)
    return place, True


def _commands(folder: Path, text: str, commands: Iterable[str]) -> None:
    wanted = {"b2tools", *(f"b2{name}" for name in commands)}
    for name in sorted(wanted):
        files.write(folder / BIN / name, text, 0o755)
    for file in (folder / BIN).glob("b2*"):
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
