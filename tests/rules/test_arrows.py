# SPDX-License-Identifier: LGPL-3.0-or-later
"""Arrows go one way, without cycles, in the tools and in the framework."""
import ast
import re

import pytest
from tests.rules.source_tree import TOP, library, named, parsed

# The rooms of the library, each a folder or a module: one imports from its own row or from those above.
LAYERS = [{"errors"},
          {"process", "files", "config", "templates", "locks", "progress", "resources", "space", "platforms", "guardians",
           "permissions", "mail", "variables"},
          {"git", "sites", "versions", "signing", "objects"},
          {"network", "unpacking", "relocating", "style", "building"},
          {"places"}, {"environments"}, {"publishing"}, {"thirdparty"}, {"workingcopies"}, {"access", "installing"}, {"data"},
          {"upkeep"}, {"tooling"},
          None]
TOOLS = named(".py", below="b2tools/")
FRAMEWORK_ORDER = ["logging", "utilities", "dataobjects", "datastore", "database", "core", "pcore", "io", "ntuple", "pybasf2",
                   "modules"]
# Interfaces that the specification puts into a lower folder although they use a higher one: stored classes and the test macros.
FRAMEWORK_EXCEPTIONS = {("dataobjects", "datastore/RelationsObject.h"), ("utilities", "utilities/TestHelpers.h"),
                        # a HistoModule must find REG_HISTOGRAM behind its own header, which basf2 has in core
                        ("core", "pcore/RbTuple.h"),
                        # statistics are merged as all that basf2 merges, whose interface it has there
                        ("core", "pcore/Mergeable.h")}


def imports(name: str, nested: bool = True) -> set[str]:
    """Dotted names inside b2tools that a file imports, with or without those inside functions."""
    found = set()
    for node in ast.walk(parsed(name)) if nested else parsed(name).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "b2tools":
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("b2tools.")}
    return found


def layer(module: str) -> int:
    return next((number for number, names in enumerate(LAYERS) if names and module in names), len(LAYERS))


@pytest.mark.parametrize("name", library())
def test_a_module_imports_from_its_own_layer_or_below_and_never_the_command_line(name):
    own = name.removeprefix("b2tools/").removesuffix(".py").split("/")[0]
    used = {one.split(".")[1] for one in imports(name)} - {own, "__version__"}
    assert not used & {"cli", "commands", "console", "options"}
    assert not {one for one in used if layer(one) > layer(own)}


def test_no_import_cycles_in_the_tools():
    modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in TOOLS}
    others = {module: set(modules) - {module, "b2tools"} for module in modules}
    graph = {module: {one if one in modules else one.rpartition(".")[0] for one in imports(name, nested=False)} & others[module]
             for module, name in modules.items()}
    while leaves := [module for module, used in graph.items() if not used & set(graph)]:
        for module in leaves:
            del graph[module]
    assert not graph


@pytest.mark.parametrize("name", [name for name in named("", below="hooks/")])
def test_a_hook_is_at_most_20_lines_and_knows_only_the_access_part(name):
    lines = (TOP / name).read_text().splitlines()
    assert len(lines) <= 20
    assert all(match.startswith("b2tools.access") for line in lines for match in re.findall(r"b2tools\.\w+", line))


@pytest.mark.parametrize("name", named(".py", below="b2tools/"))
def test_tools_and_framework_never_import_each_other(name):
    assert "basf2" not in {alias.name for node in ast.walk(parsed(name)) if isinstance(node, ast.Import) for alias in node.names}


@pytest.mark.parametrize("name", named(".h", ".cc", below="framework/framework/"))
def test_framework_folders_include_only_what_is_below_them(name):
    area = name.split("/")[2]
    if area not in FRAMEWORK_ORDER or "/tests/" in name:
        return
    allowed = set(FRAMEWORK_ORDER[:FRAMEWORK_ORDER.index(area) + 1])
    included = re.findall(r'#include\s+<framework/([\w/]+\.h)>', (TOP / name).read_text())
    wrong = [one for one in included if one.split("/")[0] not in allowed]
    assert not [one for one in wrong if (area, one) not in FRAMEWORK_EXCEPTIONS and (
        area, name.partition("include/")[2]) != ("utilities", "TestHelpers.h")]


@pytest.mark.parametrize("name", [name for name in named(".h", ".cc", below="framework/") if "/pybasf2/" not in name])
def test_the_binding_library_stays_in_pybasf2(name):
    assert "nanobind" not in (TOP / name).read_text()


@pytest.mark.parametrize("name", [name for name in named(".h", ".cc", below="framework/") if "/modules/" in name])
def test_modules_reach_the_data_store_through_accessors_only(name):
    # input and output handle whatever there is, whose classes they do not know, and so does the module that removes all but some
    if not re.search("/modules/(io|ntuple)/|/PruneDataStore.cc$", name):
        assert not re.findall(r"\b(?:StoreEntry\w*|getStoreEntryMap|getEntryOfName)\b", (TOP / name).read_text())
