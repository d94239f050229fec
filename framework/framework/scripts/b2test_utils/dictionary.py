# SPDX-License-Identifier: LGPL-3.0-or-later
"""Libraries with dictionaries of ROOT, for tests that need classes of their own."""

import os
import pathlib
import subprocess


def get_release_includes():
    """Return the options of the compiler for the headers of the releases that are set up."""
    releases = [os.environ[name] for name in ("BELLE2_LOCAL_DIR", "BELLE2_RELEASE_DIR") if os.environ.get(name)]
    return [f"-I{release}/include" for release in releases]


def make_dictionary(library, header, linkdef, folder=".", includes=()):
    """Make the dictionary of a header for a library `libNAME.so`, with its rootmap, in a folder; return the source file.

    Options such as -I must be absolute, or relative to the folder, and so must the names of the files.
    """
    source = pathlib.Path(folder, f"{pathlib.Path(library).stem}_dictionary.cc")
    subprocess.run([f"{os.environ['ROOTSYS']}/bin/rootcling", "-f", source.name, "-s", library, "-rml", library, "-rmf",
                    f"{pathlib.Path(library).stem}.rootmap", *includes, header, linkdef], cwd=folder, check=True)
    text = source.read_text()
    # rootcling writes names of folders as they are, though they may hold signs that end a text of C++
    for path in [f"{os.environ['ROOTSYS']}/include", *(option.removeprefix("-I") for option in includes)]:
        text = text.replace(f'"{path}', '"' + path.replace("\\", "\\\\").replace('"', '\\"'))
    source.write_text(text)
    return source


def build_library(library, header, linkdef, folder="."):
    """Compile the classes of a header, given as its text, to a library `libNAME.so` in a folder; return its absolute name.

    The headers of the releases can be included. The header is NAME.h; the linkdef is text, too.
    """
    name = pathlib.Path(library).stem.removeprefix("lib")
    pathlib.Path(folder, f"{name}.h").write_text(header)
    pathlib.Path(folder, f"{name}_linkdef.h").write_text(linkdef)
    includes = get_release_includes()
    source = make_dictionary(library, f"{name}.h", f"{name}_linkdef.h", folder, includes)
    subprocess.run(["g++", "-O1", "-std=c++17", "-fPIC", "-shared", "-I.", *includes, "-isystem",
                    f"{os.environ['ROOTSYS']}/include", source.name, "-o", library], cwd=folder, check=True)
    return os.path.abspath(os.path.join(folder, library))
