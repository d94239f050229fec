# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tell which libraries SConscripts name without need, which packages' headers are used without naming their library, and which
modules the map of their library does not name."""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict

# the type of the object that REG_MODULE makes
REGISTERED = re.compile(rb"_GLOBAL__N_1\d+ModuleProxy(\w+?)E\0")
MAPPED = re.compile(r'^\("(\w+)",', re.M)
INCLUDE = re.compile(r"^\s*#\s*include\s*<(\w+)/(?:(dataobjects)/)?", re.M)


def needed(files):
    """Map each file to the names of the libraries that it needs."""
    text = subprocess.run(["readelf", "-dW", *files], stdout=subprocess.PIPE, encoding="utf-8", check=False,
                          env={**os.environ, "LC_ALL": "C"}).stdout
    found, file = defaultdict(set), files[0]
    for line in text.splitlines():
        if line.startswith("File: "):
            file = line[len("File: "):]
        match = re.search(r"\(NEEDED\).*\[lib(.+?)\.so", line)
        if match:
            found[file].add(match.group(1))
    return found


def without_need(products, groups, needs):
    """Sentences about names that none of the files made under a SConscript needs."""
    used, declared = defaultdict(set), defaultdict(set)
    for product in products:
        for name, sconscript in product["declared"].items():
            declared[sconscript].add(name)
            if needs[product["file"]] & set(groups.get(name, [name])):
                used[sconscript].add(name)
    for sconscript in sorted(declared):
        for name in sorted(declared[sconscript] - used[sconscript]):
            yield f"{sconscript} names the library '{name}', which nothing there needs. Remove it."


def without_name(products, packages):
    """Sentences about headers of packages whose library is not named."""
    for product in products:
        names = {name.split("_")[0] for name in product["declared"]} | {product["package"]}
        for source in product["sources"]:
            with open(source, encoding="utf-8", errors="replace") as text:
                for package in dict.fromkeys(match[0] for match in INCLUDE.findall(text.read())):
                    if package in packages and package not in names:
                        yield (f"{source} includes <{package}/...>, but the SConscript of package {product['package']} names no "
                               f"library of {package}. Add '{package}' or '{package}_dataobjects' to env['LIBS'].")


def without_map(products):
    """Sentences about modules that libraries have and their maps do not, or the other way around."""
    for product in products:
        file = product["file"]
        map_file = os.path.splitext(file)[0] + ".b2modmap"
        if not os.path.exists(map_file):
            continue
        with open(file, "rb") as library, open(map_file, encoding="utf-8") as text:
            have, mapped = {name.decode() for name in REGISTERED.findall(library.read())}, set(MAPPED.findall(text.read()))
        for name in sorted(have - mapped):
            yield (f"{file} has the module '{name}', but nobody will find it, because no source says REG_MODULE({name}): "
                   "a macro that says it for several modules hides their names. Write REG_MODULE itself.")
        # without any, a library may have a REG_MODULE of its own
        for name in sorted(mapped - have) if have else ():
            yield (f"{map_file} names the module '{name}', which the library does not have. "
                   f"Is there REG_MODULE({name}) between #if and #endif?")


def main(file):
    """Print all sentences, for the log and for the reader."""
    with open(file, encoding="utf-8") as source:
        facts = json.load(source)
    products = facts["products"]
    if not products:
        return
    needs = needed([product["file"] for product in products])
    for sentence in [*without_need(products, facts["groups"], needs), *without_name(products, facts["packages"]),
                     *without_map(products)]:
        print(sentence)
        print(f"scons: warning: {sentence}", file=sys.stderr)


main(sys.argv[1])
