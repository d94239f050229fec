# SPDX-License-Identifier: LGPL-3.0-or-later
"""Links from the build to everything outside it, so that commands name only relative paths.

A release can then live in a folder of any name, be moved, and give the same bytes wherever it is built.
"""

import os

from . import freshness


def _inside(path, folder):
    return bool(folder) and os.path.commonpath([os.path.realpath(path), os.path.realpath(folder)]) == os.path.realpath(folder)


def _link(place, name, target):
    """Let lib/SUBDIR/name point to target: relatively if both move together with the top of the software; True if it did not."""
    link = os.path.join(place.top, "lib", place.subdir, name)
    if _inside(target, place.software_top) and _inside(place.top, place.software_top):
        target = os.path.relpath(os.path.realpath(target), os.path.realpath(os.path.dirname(link)))
    if os.path.islink(link):
        if os.readlink(link) == target:
            return False
        os.unlink(link)
    os.symlink(target, link)
    return True


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
    changed = bool(place.local) and _link(place, "local", place.local)
    if not place.local and os.path.islink(link):
        os.unlink(link)
        changed = True
    if changed:
        freshness.forget(os.path.join(place.top, "build", place.subdir))


def open_gates(place):
    """Make the links and the file whose change rebuilds everything; return ROOT's folder as seen from the top folder."""
    for kind in ("lib", "build"):
        os.makedirs(os.path.join(place.top, kind, place.subdir), exist_ok=True)
    _link(place, "externals", place.externals)
    _link(place, "python-include", place.python.include)
    _link(place, "python-lib", place.python.libdir)
    if place.central and _link(place, "central", place.central):
        # files of two releases may bear the same time
        freshness.forget(os.path.join(place.top, "build", place.subdir))
    _open_local(place)
    if _inside(place.root, place.externals):
        root = os.path.join("externals", os.path.relpath(os.path.realpath(place.root), os.path.realpath(place.externals)))
    else:
        _link(place, "root", place.root)
        root = "root"
    text = "\n".join([place.externals_version, place.compiler_version, place.python.version, root]) + "\n"
    write_if_changed(os.path.join(place.top, "build", place.subdir, "toolchain"), text)
    return root


NAMES = ("externals", "python-include", "python-lib", "central", "local", "root")
