# SPDX-License-Identifier: LGPL-3.0-or-later
"""ROOT dictionaries: which headers a linkdef file is about, and the commands that make the dictionary."""

import os
import re

from . import commands, errors, messages

CLASS = re.compile(r"^\s*#pragma\s+link\s+C\+\+\s+class\s+([^;+!-]+)", re.M)
INCLUDE = re.compile(r"^\s*#\s*include\s*[<\"]([^>\"]+)[>\"]", re.M)


def headers_of(linkdef, headers, package):
    """Headers for rootcling: those that linkdef includes, else for each class X the file X.h of the package.

    `headers` maps file names without suffix to include paths.
    """
    with open(linkdef, encoding="utf-8") as source:
        text = source.read()
    found = INCLUDE.findall(text)
    known = {os.path.splitext(os.path.basename(path))[0] for path in found}
    for name in CLASS.findall(text):
        word = name.split("<")[0].strip().split("::")[-1]
        if word in known:
            continue
        if word in headers:
            known.add(word)
            found.append(headers[word])
        elif not found:
            raise errors.WrongPackage(f"{linkdef} names the class {name.strip()} but package {package} has no header {word}.h. "
                                      f"Add '#include <{package}/.../HEADER.h>' to {linkdef}.")
    return list(dict.fromkeys(found))


def define(env, library, linkdefs, headers, build):
    """Define the dictionary of a library: returns the node of its source file and the pcm and rootmap nodes."""
    lib = f"#lib/{env['SUBDIR']}"
    found = []
    for linkdef in linkdefs:
        found += [header for header in headers_of(linkdef, headers, env["PACKAGE"]) if header not in found]
    linkdef = "#" + linkdefs[0]
    if len(linkdefs) > 1:
        linkdef = f"#{build}/{library}_linkdef.h"
        env.Command(linkdef, ["#" + name for name in linkdefs],
                    messages.action("list", commands.MERGE_LINKDEFS), source_scanner=commands.NO_SCANNER)
    targets = [f"#{build}/{library}_dictionary.cc", f"{lib}/lib{library}_rdict.pcm", f"{lib}/lib{library}.rootmap"]
    sources = [linkdef] + ["#include/" + header for header in found if os.path.exists(header) or header in headers.values()]
    nodes = env.RootDictionary(targets, sources, DICT_LIBRARY=library, DICT_LINKDEF="${SOURCES[0]}", DICT_HEADERS=found)
    env.Depends(nodes, f"#build/{env['SUBDIR']}/toolchain")
    return nodes[0], nodes[1:]
