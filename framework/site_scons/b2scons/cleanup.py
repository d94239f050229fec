# SPDX-License-Identifier: LGPL-3.0-or-later
"""Removal of stale files: what a full build does not know in include, lib, bin, modules and data is deleted."""

import os

from . import compile_commands, gates, index


def stale_files(folder, known):
    """Files and links below a folder that are not known, and folders that hold nothing else, deepest first."""
    for path, folders, names in os.walk(folder, topdown=False):
        links = [name for name in folders if os.path.islink(os.path.join(path, name))]
        for name in names + links:
            file = os.path.normpath(os.path.join(path, name))
            if file not in known and "__pycache__" not in path:
                yield file


def remove_stale(release):
    """Delete stale files and the folders that become empty."""
    subdir = release.place.subdir
    known = release.targets | {f"lib/{subdir}/{name}" for name in (*gates.NAMES, index.FILE, compile_commands.COMMANDS)}
    places = ["include", "data"] if not release.place.analysis else []
    for folder in places + [f"{kind}/{subdir}" for kind in ("lib", "bin", "modules")]:
        for file in list(stale_files(folder, known)):
            print(f"removed    {file} (stale)")
            os.unlink(file)
            prune(os.path.dirname(file), folder)


def prune(folder, top):
    """Remove a folder and those above it as long as they are empty but for compiled Python files."""
    while folder != top and folder.startswith(top):
        rest = os.listdir(folder)
        if any(name != "__pycache__" for name in rest):
            return
        if rest:
            for name in os.listdir(f"{folder}/__pycache__"):
                os.unlink(f"{folder}/__pycache__/{name}")
            os.rmdir(f"{folder}/__pycache__")
        os.rmdir(folder)
        folder = os.path.dirname(folder)
