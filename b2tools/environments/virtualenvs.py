# SPDX-License-Identifier: LGPL-3.0-or-later
"""Virtual environments on top of a release: their packages win over the release's, in every shell and in basf2."""
from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from b2tools import errors, files, process, templates
from b2tools.environments import setups, shells
from b2tools.relocating import shebangs
from b2tools.sites import Site

MARK = "belle2-release"
UNFINISHED = ".b2venv-unfinished"
# The last of all .pth files, so that it finds what the others added.
ORDER = "zzzz_b2venv"
PURPOSE = "making a virtual environment"
STEERING = ("PYTHON", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE")


def create(site: Site, release: str, place: Path, environ: Mapping[str, str], user: str) -> Path:
    """Make a virtual environment with the release's Python in `place` and return it; an unfinished one is made anew.

    Raises `NotInstalled`, `BadVenv`.
    """
    place = place.absolute()
    _refuse(place)
    own = setups.complete(site, setups.named(site, release)).applied(setups.undone(environ), site.top, user)
    python = os.path.realpath(process.which("python3", PURPOSE, "The externals of the release are incomplete.", path=own["PATH"]))
    clean = {name: value for name, value in own.items() if not name.startswith(STEERING)}
    files.remove(place)
    files.write(place / UNFINISHED, "")
    done = process.run([python, "-I", "-m", "venv", place], env=clean, check=False, purpose=PURPOSE)
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
        files.remove(place)
        raise errors.BadVenv(path=place, reason=f"{python} -m venv said: {said}", advice="Mend that and try again.")
    packages = next((place / "lib").glob("python3*/site-packages"))
    files.write(packages / f"{ORDER}.py", templates.read("venv/order.py").template)
    files.write(packages / f"{ORDER}.pth", f"import {ORDER}\n")
    _write_activation(site, release, place)
    _mend_scripts(place)
    with open(place / "pyvenv.cfg", "a", encoding="utf-8") as settings:
        settings.write(f"{MARK} = {release}\n")
    (place / UNFINISHED).unlink()
    return place


def release_of(place: Path) -> str | None:
    """The release that a virtual environment stands on, None if it is none of ours."""
    settings = place / "pyvenv.cfg"
    lines = settings.read_text("utf-8", "replace").splitlines() if settings.is_file() else []
    return next((line.partition("=")[2].strip() for line in lines if line.partition("=")[0].strip() == MARK), None)


def _refuse(place: Path) -> None:
    if ":" in str(place):
        raise errors.BadVenv(path=place, reason="its path holds a colon, which separates the folders of PATH",
                             advice="Name another place.")
    if os.path.lexists(place) and not (place / UNFINISHED).is_file() and not (place.is_dir() and not any(place.iterdir())):
        kind = f"an environment on {release_of(place)}" if release_of(place) else "something"
        raise errors.BadVenv(path=place, reason=f"{kind} is there already", advice="Name another one with -n, or remove it first.")


def _write_activation(site: Site, release: str, place: Path) -> None:
    for file in (place / "bin").glob("[Aa]ctivate*"):
        file.unlink()
    plain = "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in place.name)
    for name, family in (("activate", "sh"), ("activate.csh", "csh"), ("deactivate.csh", "csh"), ("activate.fish", "fish")):
        quote = shells.load(family).quote
        setup = site.tools / ("b2setup.fish" if family == "fish" else "b2setup")
        facts = {"place": quote(str(place)), "release": quote(release), "tools_setup": quote(str(setup)),
                 "prompt": quote(place.name),
                 "prompt_plain": plain}
        text = templates.read(f"venv/{name}")
        files.write(place / "bin" / name,
                    text.fill(**{key: value for key, value in facts.items() if f"@{{{key}}}" in text.template}))


def _mend_scripts(place: Path) -> None:
    """Let pip and others start from a folder of any name."""
    for file in [one for one in (place / "bin").glob("pip*") if one.is_file()]:
        content = shebangs.plain_head(file.read_bytes(), place / "bin" / "python")
        files.write(file, shebangs.relocated(f"bin/{file.name}", content, {str(place): ""}), 0o755)
