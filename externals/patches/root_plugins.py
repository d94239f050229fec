# SPDX-License-Identifier: LGPL-3.0-or-later
"""Turn ROOT's plugin macros into lines of its settings file: a macro is included by path, which must not hold a double quote.

Arguments: the folder of the ROOT package, whose etc/plugins becomes part of etc/system.rootrc (format: TPluginManager), and ROOT's
features. Base classes in a namespace (folders with @@) cannot be named in the settings: their macros stay, so a fit by minimiser
name still fails below such a path. Settings also halve the time of the first TFile::Open, which interprets no macros any more.
"""
import re
import shutil
import sys
from pathlib import Path

etc = Path(sys.argv[1]) / "etc"
features = set(sys.argv[2].split())
lines = ["", "# Plugins, one line each, made from the macros in etc/plugins."]
seen = set()
folders = [folder for folder in sorted((etc / "plugins").iterdir()) if folder.is_dir() and "@@" not in folder.name]
for macro in (macro for folder in folders for macro in sorted(folder.glob("*.C"))):
    text = re.sub(r"//.*", "", macro.read_text(encoding="utf-8"))
    needed = re.search(r'configfeatures.Contains\("(\w+)"\)', text)
    if needed and needed[1] not in features:
        continue
    for call in re.findall(r"AddHandler\((.*?)\);", text, re.DOTALL):
        joined = re.sub(r'"\s*"', "", call)
        base, pattern, name, library, constructor = re.findall(r'"([^"]*)"', joined)
        key = f"Plugin.{base}"
        lines.append(f'{"+" if key in seen else ""}{key}: {pattern} {name} {library} "{constructor}"')
        seen.add(key)
with open(etc / "system.rootrc", "a", encoding="utf-8") as settings:
    settings.write("\n".join(lines) + "\n")
for folder in folders:
    shutil.rmtree(folder)
