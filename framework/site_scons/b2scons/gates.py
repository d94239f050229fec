# SPDX-License-Identifier: LGPL-3.0-or-later
"""Links from the build to everything outside it, so that commands name only relative paths.

A release can then live in a folder of any name, be moved, and give the same bytes wherever it is built.
"""

import hashlib
import os

# variables that make a compiler or linker give another result, or find other files
COMPILER_VARIABLES = ("CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "LIBRARY_PATH", "COMPILER_PATH", "GCC_EXEC_PREFIX",
                      "SOURCE_DATE_EPOCH", "LD_RUN_PATH")


def _inside(path, folder):
    return bool(folder) and os.path.commonpath([os.path.realpath(path), os.path.realpath(folder)]) == os.path.realpath(folder)


def _link(place, name, target):
    """Let lib/SUBDIR/name point to target: relatively if both move together with the top of the software."""
    link = os.path.join(place.top, "lib", place.subdir, name)
    if _inside(target, place.software_top) and _inside(place.top, place.software_top):
        target = os.path.relpath(os.path.realpath(target), os.path.realpath(os.path.dirname(link)))
    if os.path.islink(link):
        if os.readlink(link) == target:
            return
        os.unlink(link)
    os.symlink(target, link)


def write_if_changed(path, text):
    """Write a file unless it holds the text already."""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as old:
            if old.read() == text:
                return
    with open(path, "w", encoding="utf-8") as new:
        new.write(text)


def _open_local(place):
    """Open or close the gate to the local release between an analysis and the central one."""
    link = os.path.join(place.top, "lib", place.subdir, "local")
    if place.local:
        _link(place, "local", place.local)
    elif os.path.islink(link):
        os.unlink(link)


def open_gates(place):
    """Make the links and the file whose change rebuilds everything; return ROOT's folder as seen from the top folder."""
    for kind in ("lib", "build"):
        os.makedirs(os.path.join(place.top, kind, place.subdir), exist_ok=True)
    _link(place, "externals", place.externals)
    _link(place, "python-include", place.python.include)
    _link(place, "python-lib", place.python.libdir)
    if place.central:
        _link(place, "central", place.central)
    _open_local(place)
    if _inside(place.root, place.externals):
        root = os.path.join("externals", os.path.relpath(os.path.realpath(place.root), os.path.realpath(place.externals)))
    else:
        _link(place, "root", place.root)
        root = "root"
    write_if_changed(os.path.join(place.top, "build", place.subdir, "toolchain"), "\n".join(_toolchain(place, root)) + "\n")
    return root


def externals_listing(place):
    """The list of all files of the installed externals with their digests."""
    return os.path.join(os.path.dirname(place.externals), "receipt.sha256")


def _toolchain(place, root):
    """Everything outside whose change rebuilds all; ROOT's folder comes last."""
    listing = externals_listing(place)
    if os.path.exists(listing):
        with open(listing, "rb") as source:
            yield f"{place.externals_version} {hashlib.sha256(source.read()).hexdigest()}"
    else:
        yield place.externals_version
    yield place.compiler_version
    yield place.python.version
    yield from (f"{name}={os.environ[name]}" for name in COMPILER_VARIABLES if os.environ.get(name))
    yield root


NAMES = ("externals", "python-include", "python-lib", "central", "local", "root")
