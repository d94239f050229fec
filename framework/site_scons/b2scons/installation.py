# SPDX-License-Identifier: LGPL-3.0-or-later
"""Links from include, lib, bin and data to the files of the packages."""

import os
import shlex

from . import commands, messages

HEADERS = (".h", ".hpp", ".icc")


def link(release, source, target):
    """Define a relative link (or copy) from target to source; returns the node."""
    env = release.env
    if env["SYMLINK"]:
        path = os.path.relpath(source, os.path.dirname(target))
        command = f"ln -sfn {shlex.quote(path).replace('$', '$$')} $TARGET"
    else:
        command = "cp -p $SOURCE $TARGET"
    return env.Command("#" + target.replace("$", "$$"), "#" + source.replace("$", "$$"), messages.action("install", command),
                       source_scanner=commands.NO_SCANNER)[0]


def is_hidden(name):
    """True for what editors, Python and git put beside the files of a package; no build takes it."""
    return name.startswith((".", "#")) or name.endswith((".pyc", "~")) or name == "__pycache__"


def files_below(folder):
    """All files below a folder, as paths relative to it; hidden and compiled files left out."""
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in sorted(names):
            if not is_hidden(name):
                yield os.path.relpath(os.path.join(path, name), folder)


def headers(release, package, folder):
    """Headers of a folder and of its include/ become <PACKAGE/...>."""
    for place in (folder, f"{folder}/include"):
        if not os.path.isdir(place):
            continue
        for name in sorted(os.listdir(place)):
            if name.endswith(HEADERS) and not name.endswith("linkdef.h") and not is_hidden(name):
                path = os.path.normpath(f"{package if folder == '.' else folder}/{name}")
                release.headers[package][os.path.splitext(name)[0]] = path
                node = link(release, os.path.normpath(f"{place}/{name}"), f"include/{path}")
                release.add("include", package, node, folder)


def trees(release, package, folder):
    """Scripts become importable; data, examples and validation are found below data/PACKAGE."""
    lib = f"lib/{release.place.subdir}"
    base = package if folder == "." else folder
    destinations = {"scripts": lib, "data": f"data/{base}", "examples": f"data/{base}/examples",
                    "validation": f"data/{base}/validation"}
    for name, destination in destinations.items():
        if folder == "." and name == "data":
            continue
        for path in files_below(f"{folder}/{name}"):
            node = link(release, os.path.normpath(f"{folder}/{name}/{path}"), f"{destination}/{path}")
            release.add("scripts" if name == "scripts" else "data", package, node, folder)


def executables(release, package, folder):
    """Executable files of tools/ are linked into bin."""
    if not os.path.isdir(folder):
        return
    for name in sorted(os.listdir(folder)):
        path = f"{folder}/{name}"
        if os.path.isfile(path) and os.access(path, os.X_OK) and not is_hidden(name):
            node = link(release, os.path.normpath(path), f"bin/{release.place.subdir}/{name}")
            release.add("bin", package, node, os.path.dirname(folder))
