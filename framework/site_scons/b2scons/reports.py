# SPDX-License-Identifier: LGPL-3.0-or-later
"""Check of what SConscripts declare against what the linked files need, after a full build."""

import json

from . import commands, gates, messages


def declarations(release):
    """For each linked file: its package, its sources and which SConscript named which library."""
    names = {"$ROOT_LIBS": release.env["ROOT_LIBS"], "python": [release.env["PYTHON_LIB"]]}
    return {"packages": release.package_names(), "groups": names,
            "products": [{"file": str(node), "package": package, "sources": sources, "declared": origins}
                         for node, package, sources, origins in release.products]}


def define(release):
    """Define the check as part of everything."""
    file = f"{release.build}/libraries.json"
    gates.write_if_changed(file, json.dumps(declarations(release), indent=1) + "\n")
    node = release.env.Command(f"#{release.build}/libraries.txt", ["#" + file] + [product[0] for product in release.products],
                               messages.action("check", commands.CHECK_LIBRARIES, ""))
    release.env.Depends(node, ["#" + source for product in release.products for source in product[2]])
    maps = [made for name, made in release.groups.items() if name.endswith(".modules")]
    release.env.Depends(node, [file for made in maps for file in made if str(file).endswith(".b2modmap")])
    release.groups["lib"] += node
