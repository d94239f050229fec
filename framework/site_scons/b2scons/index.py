# SPDX-License-Identifier: LGPL-3.0-or-later
"""`lib/SUBDIR/packages.json`: how the packages of a release hang together, for those who have only its products.

For each package: `includes`, the packages whose headers reach its objects, directly or through other headers (what must be compiled
again when such a header changes); `links`, the packages whose libraries it names; its `modules`; its `classes` with a ROOT
dictionary; and its `scripts`, the names that Python can import.
"""

import json
import os
import re

from SCons.Node.FS import File

from . import gates

VERSION = 1
FILE = "packages.json"
KINDS = ("includes", "links", "modules", "classes", "scripts")
MODULE = re.compile(r'^\("(\w+)",', re.M)
CLASS = re.compile(r"^(?:class|typedef|enum) (?:\w+::)*(\w+)", re.M)


def write(release, targets):
    """Write the index after a complete build, the same bytes for the same release."""
    names = release.package_names() if not release.place.analysis else [release.package_of_analysis()]
    found = {name: {kind: set() for kind in KINDS} for name in names}
    for node in targets:
        package = node.get_build_env().get("PACKAGE")
        if package in found:
            found[package]["includes"] |= _included(release, node) - {package}
    for library in release.libraries.values():
        found[library.package]["links"] |= _packages_of(release, [*library.libs, *library.test_libs]) - {library.package}
    for program in release.programs:
        found[program.package]["links"] |= _packages_of(release, program.libs) - {program.package}
    for name in names:
        _contents(release, name, found[name])
    text = json.dumps({"version": VERSION, "packages": {name: {kind: sorted(values) for kind, values in entry.items()}
                                                        for name, entry in found.items()}}, indent=1)
    gates.write_if_changed(os.path.join(release.place.top, "lib", release.place.subdir, FILE), text + "\n")


def _included(release, node):
    """Packages whose headers a file is made from."""
    own, central = "include/", f"lib/{release.place.subdir}/central/include/"
    found = set()
    for child in node.children():
        path = child.get_internal_path() if isinstance(child, File) else ""
        for start in (own, central):
            if path.startswith(start):
                found.add(path.removeprefix(start).partition("/")[0])
    return found


def _packages_of(release, libraries):
    """Packages that make libraries of these names, here or in the central release."""
    central = f"lib/{release.place.subdir}/central"
    found = set()
    for name in release.env.Flatten(libraries):
        if name in release.libraries:
            found.add(release.libraries[name].package)
        # the name of a library is that of its package, or begins with it
        parts = name.split("_")
        found |= {start for number in range(len(parts), 0, -1) if (start := "_".join(parts[:number]))
                  and name not in release.libraries and os.path.isdir(f"{central}/{start}")}
    return found


def _contents(release, package, entry):
    """Modules, classes and importable names of a package."""
    lib = f"lib/{release.place.subdir}/"
    for node in [node for kind in ("modules", "lib") for node in release.groups.get(f"{package}.{kind}", [])]:
        if str(node).endswith(".b2modmap"):
            entry["modules"] |= set(MODULE.findall(_text(node)))
        elif str(node).endswith(".rootmap"):
            # what comes before the name of the library are declarations of any class
            entry["classes"] |= set(CLASS.findall(f"\n{_text(node)}".partition("\n[")[2]))
    scripts = [str(node).removeprefix(lib) for node in release.groups.get(f"{package}.scripts", [])]
    scripts += [str(node).removeprefix(lib) for node in release.groups.get(f"{package}.lib", [])
                if str(node).startswith(lib) and str(node).endswith(".so") and not os.path.basename(str(node)).startswith("lib")]
    importable = [path for path in scripts if path.endswith((".py", ".so")) or "/" in path]
    entry["scripts"] |= {os.path.splitext(path.partition("/")[0])[0] for path in importable}


def _text(node):
    with open(str(node), encoding="utf-8") as source:
        return source.read()
