# SPDX-License-Identifier: LGPL-3.0-or-later
"""A small site with tools, externals and releases whose receipts are real, and a way to run lines in each real shell."""
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from b2tools import sites
from b2tools.cli import command_names
from b2tools.environments import setups
from b2tools.places import receipts
from b2tools.tooling import launchers
from tests.programs import require

SHELLS = ("bash", "zsh", "ksh", "dash", "tcsh", "csh", "fish")
SITE = """format = 1
name = "test"
[git]
server = "ssh://{user}@localhost"
software = "software.git"
analyses = "analyses"
[download]
urls = ["download"]
"""
FRAMEWORK = """[environment.prepend]
PATH = ["{prefix}/bin/{subdir}"]
PYTHONPATH = ["{prefix}/lib/{subdir}"]
ROOT_INCLUDE_PATH = ["{prefix}/include"]
ROOT_LIBRARY_PATH = ["{prefix}/lib/{subdir}"]
"""
EXTERNALS = {"set": {"ROOTSYS": "{common}/root"},
             "prepend": {"PATH": ["{common}/bin"], "PYTHONPATH": ["{common}/lib/python"], "MANPATH": ["{common}/share/man"]}}


def make(top: Path, releases: tuple[str, ...] = ("release-01-00-00",), extra: str = "") -> Path:
    """A site with one externals version and the given releases, set-up files compiled; returns its top."""
    top.mkdir(parents=True)
    (top / "site.toml").write_text(SITE + extra)
    with unsynced():
        add_externals(top, "v01-00-00", EXTERNALS)
        for name in releases:
            add_release(top, name)
        launchers.install(top / "tools", Path(sys.executable), command_names())
    return top


@contextlib.contextmanager
def unsynced() -> Iterator[None]:
    """Without waiting for the disk after each file: a site that is thrown away need not outlive a power cut."""
    kept, os.fsync = os.fsync, lambda handle: None
    try:
        yield
    finally:
        os.fsync = kept


def home(top: Path, platform: str | None) -> sites.Site:
    """The site as a machine of this platform sees it."""
    return sites.at(top).for_platform(platform) if platform else sites.at(top)


def add_externals(top: Path, version: str, environment: dict, platform: str | None = None) -> None:
    folder = home(top, platform).externals / version
    folder.mkdir(parents=True)
    receipts.write(folder, "externals", version, platform="debian 12", made_by="test", inputs={}, environment=environment)


def add_release(top: Path, name: str, table: str = FRAMEWORK, platform: str | None = None) -> None:
    """Compiled where it is staged, then renamed, as an installation does it."""
    site = home(top, platform)
    staging = site.releases / f".{name}"
    staging.mkdir(parents=True)
    (staging / ".externals").write_text("v01-00-00\n")
    (staging / ".environment.toml").write_text(table)
    setups.compile(site, staging, name)
    receipts.write(staging, "release", name, platform="debian 12", made_by="test", inputs={}, environment={})
    staging.rename(site.releases / name)


def working_copy(folder: Path, release: str = "head") -> Path:
    folder.mkdir(parents=True)
    (folder / ".release").write_text(f"{release}\n")
    (folder / ".externals").write_text("v01-00-00\n")
    (folder / ".environment.toml").write_text(FRAMEWORK)
    return folder


@dataclass(frozen=True)
class Shell:
    """One real shell."""

    name: str

    def run(self, lines: str, cwd: Path, environ: dict[str, str] | None = None) -> subprocess.CompletedProcess:
        """Run lines in a shell without start-up files; the lines come as a script, as users have them."""
        program = require(self.name)
        script = cwd / f".script-{os.getpid()}"
        script.write_bytes(os.fsencode(lines))
        no_start_up = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "tcsh": ["-f"], "csh": ["-f"], "fish": ["--no-config"]}
        try:
            return subprocess.run([program, *no_start_up.get(self.name, []), str(script)], cwd=cwd, stdin=subprocess.DEVNULL,
                                  capture_output=True, env=environ or base(cwd))
        finally:
            script.unlink()

    def source(self, tools: Path) -> str:
        """The line that sources the tools of a folder."""
        from b2tools.environments import shells
        file = tools / ("b2setup.fish" if self.name == "fish" else "b2setup")
        return f"{'.' if self.name == 'dash' else 'source'} {shells.family(self.name).quote(str(file))}\n"

    def setup(self, top: Path, argument: str = "") -> str:
        """The lines that set up a release in any shell."""
        return self.source(top / "tools") + f"b2setup {argument}\n"

    def dump(self, name: str) -> str:
        """A line that writes all exported variables to a file."""
        return f"/usr/bin/env -0 > {name}\n"


def base(home: Path) -> dict[str, str]:
    """The least environment that a user has."""
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "USER": "anna", "LOGNAME": "anna", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


def read(file: Path) -> dict[str, str]:
    """What `Shell.dump` wrote, without what shells add on their own."""
    pairs = [os.fsdecode(one).partition("=") for one in file.read_bytes().split(b"\0") if one]
    own = {"_", "PWD", "OLDPWD", "SHLVL", "HOST", "HOSTTYPE", "MACHTYPE", "OSTYPE", "VENDOR", "GROUP", "A__z", "NLSPATH", "TERM",
           "USER", "_AST_FEATURES"}
    return {name: value for name, _, value in pairs if name not in own}
