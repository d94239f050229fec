# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a local release takes over from the central one, so that a process holds one copy of each library, the local one.

A central file looks for its libraries beside itself first. So every central library, program and module library that needs,
directly or not, one that this release makes itself gets a place beside the local ones. Libraries and programs are copied,
because ROOT and the kernel follow links before they look for libraries; the rest is linked.
"""

import os
import re
import subprocess

from . import commands, messages

NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")


def needs(files):
    """Map the names of files to the names of the libraries that they ask for."""
    text = subprocess.run(["readelf", "-dW", "--", *files], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
                          errors="surrogateescape", check=False, env={**os.environ, "LC_ALL": "C"}).stdout if files else ""
    found, file = {name: set() for name in files}, files[0] if files else ""
    for line in text.splitlines():
        if line.startswith("File: "):
            file = line[len("File: "):]
        elif match := NEEDED.search(line):
            found[file].add(match.group(1))
    return found


def binaries(folder):
    """Paths of the programs and libraries in a folder."""
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        path = f"{folder}/{name}"
        if os.path.isfile(path):
            with open(path, "rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def reached(found, wanted):
    """Those of the files that need one of the wanted libraries, directly or through other files."""
    wanted, chosen = set(wanted), set()
    while more := {file for file, names in found.items() if file not in chosen and names & wanted}:
        chosen |= more
        wanted |= {os.path.basename(file) for file in more}
    return chosen


def define(release):
    """Define copies and links of all central files that need a library which this release makes, too."""
    subdir = release.place.subdir
    gate = f"lib/{subdir}/central"
    shadowing = [name for name in sorted(release.targets)
                 if name.startswith(f"lib/{subdir}/") and name.endswith(".so") and os.path.exists(f"{gate}/{name}")]
    if not release.place.central or release.place.analysis or not shadowing:
        return
    found = needs([file for kind in ("lib", "bin", "modules") for file in binaries(f"{gate}/{kind}/{subdir}")])
    chosen = reached(found, map(os.path.basename, shadowing))
    for file in sorted(found):
        target = file.removeprefix(f"{gate}/")
        if target in release.targets or not (file in chosen or target.startswith("lib/")):
            continue
        take(release, file, target, shadowing, copied=file in chosen and not target.startswith("modules/"))
        for ending in (".b2modmap", "_rdict.pcm"):
            if os.path.exists(beside := os.path.splitext(file)[0] + ending):
                take(release, beside, os.path.splitext(target)[0] + ending, shadowing, copied=False)


def take(release, file, target, shadowing, copied):
    """Define the copy of a central file or the link to it, which comes with any of the libraries for which it is there."""
    link = os.path.relpath(file, os.path.dirname(target))
    node = release.env.Command("#" + target, "#" + file, messages.action("take", "cp -p $SOURCE $TARGET" if copied else
                               f"ln -sfn '{link}' $TARGET"), source_scanner=commands.NO_SCANNER)
    # never before the local libraries that it needs
    release.env.Requires(node, ["#" + name for name in shadowing])
    release.targets.add(target)
    folder = f"lib/{release.place.subdir}"
    reasons = [library for library in release.libraries.values() if f"{folder}/{library.file}" in shadowing]
    names = {name for library in reasons for name in (library.package, library.name, f"{library.package}.lib", library.folder)}
    for name in names | {target.partition("/")[0]}:
        release.groups[name] += node
