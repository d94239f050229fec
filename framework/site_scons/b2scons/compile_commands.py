# SPDX-License-Identifier: LGPL-3.0-or-later
"""compile_commands.json for editors and checkers: the sources of this release, and of the central one those that it does not hide.

Each release tells how its sources are compiled in `lib/SUBDIR/commands.json`, which stays when it is installed (docs: formats).
"""

import json
import os
import shlex

from . import compiler, gates

VERSION = 1
FILE, COMMANDS = "compile_commands.json", "commands.json"
SOURCE, OBJECT = "@source@", "@object@"


def command_pattern(env, includes, is_c):
    """The command that compiles SOURCE to OBJECT, without the compiler cache, what only a shell understands, and what other
    compilers than gcc do not know."""
    includes_here = [str(folder).lstrip("#") for folder in env["CPPPATH"]]
    plain = env.Override({"CCACHE": "", "OUTSIDE_INCLUDES": includes, "CPPPATH": includes_here,
                          "CXXFLAGS": [flag for flag in env["CXXFLAGS"] if flag not in compiler.GCC_ONLY]})
    text = plain.subst(env["SHCCCOM" if is_c else "SHCXXCOM"].replace("$SOURCES", SOURCE).replace("$TARGET", OBJECT))
    return text.replace('"-ffile-prefix-map=$PWD=."', "").strip()


def own(release):
    """Source, object and command pattern of everything that is compiled here."""
    patterns = {}
    for env, source, target, includes in release.objects:
        key = (id(env), len(includes), source.endswith(".c"))
        if key not in patterns:
            patterns[key] = command_pattern(env, includes, source.endswith(".c"))
        yield source, target, patterns[key]


def spelled_out(pattern, source, target):
    """A command with the names of its files."""
    return pattern.replace(SOURCE, shlex.quote(source)).replace(OBJECT, shlex.quote(target))


def central(release):
    """Entries for sources of the central release whose package is not local; they see local headers first."""
    place = release.place
    if not place.central:
        return
    try:
        with open(os.path.join(place.central, "lib", place.subdir, COMMANDS), encoding="utf-8") as source:
            found = json.load(source)
        commands, sources = (found["commands"], found["sources"]) if found["version"] == VERSION else ([], {})
    except (OSError, ValueError, LookupError, TypeError):
        # an older release, without such a file
        return
    hidden = set() if place.analysis else set(release.package_names())
    first = "-I" + shlex.quote(os.path.join(place.top, "include"))
    for name, number in sources.items():
        if name.partition("/")[0] not in hidden and os.path.isfile(os.path.join(place.central, name)):
            command = spelled_out(commands[number].replace("-Iinclude", f"{first} -Iinclude", 1), name, os.devnull)
            yield {"directory": place.central, "command": command, "file": name}


def write(release):
    """Write both files unless they hold these commands already."""
    listed, numbers, entries = {}, {}, []
    for source, target, pattern in own(release):
        entries.append({"directory": release.place.top, "command": spelled_out(pattern, source, target), "file": source,
                        "output": target})
        # what the build writes is not kept
        if not source.startswith(release.build):
            listed[source] = numbers.setdefault(pattern, len(numbers))
    content = {"version": VERSION, "commands": list(numbers), "sources": listed}
    gates.write_if_changed(os.path.join("lib", release.place.subdir, COMMANDS), _text(content))
    _replace(FILE, _text([*entries, *central(release)]))


def _text(content):
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _replace(file, text):
    if os.path.exists(file):
        with open(file, encoding="utf-8") as old:
            if old.read() == text:
                return
    with open(file + ".new", "w", encoding="utf-8") as new:
        new.write(text)
    os.replace(file + ".new", file)
