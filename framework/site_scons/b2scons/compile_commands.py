# SPDX-License-Identifier: LGPL-3.0-or-later
"""compile_commands.json for editors and checkers, written when the set of commands changes."""

import json
import os

FILE = "compile_commands.json"
SOURCE, OBJECT = "@source@", "@object@"


def command_pattern(env, includes):
    """The command that compiles SOURCE to OBJECT, without the compiler cache and what only a shell understands."""
    includes_here = [str(folder).lstrip("#") for folder in env["CPPPATH"]]
    plain = env.Override({"CCACHE": "", "OUTSIDE_INCLUDES": includes, "CPPPATH": includes_here})
    text = plain.subst(env["SHCXXCOM"].replace("$SOURCES", SOURCE).replace("$TARGET", OBJECT))
    return text.replace('"-ffile-prefix-map=$PWD=."', "").strip()


def entries(release):
    """One entry per compiled source."""
    patterns = {}
    for env, source, target, includes in release.objects:
        key = (id(env), len(includes))
        if key not in patterns:
            patterns[key] = command_pattern(env, includes)
        command = patterns[key].replace(SOURCE, source).replace(OBJECT, target)
        yield {"directory": release.place.top, "command": command, "file": source, "output": target}


def write(release):
    """Write the file unless it holds these commands already."""
    text = json.dumps(list(entries(release)), indent=1, ensure_ascii=False) + "\n"
    if os.path.exists(FILE):
        with open(FILE, encoding="utf-8") as old:
            if old.read() == text:
                return
    with open(FILE + ".new", "w", encoding="utf-8") as new:
        new.write(text)
    os.replace(FILE + ".new", FILE)
