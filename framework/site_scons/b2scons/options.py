# SPDX-License-Identifier: LGPL-3.0-or-later
"""Command-line options and targets of the build."""

import difflib
import os
import sys

from SCons.Script import AddOption, COMMAND_LINE_TARGETS, GetOption, SetOption

from . import errors

OPTIONS = [
    ("--verbose", "verbose", {"action": "store_true", "default": False, "help": "print the whole commands"}),
    ("--color", "color", {"type": "choice", "choices": ["off", "light", "dark"], "default": None, "metavar": "off|light|dark",
                          "help": "colours for a light or dark terminal, or none (default: dark on a terminal, else off)"}),
    ("--extra-ccflags", "extra_ccflags", {"default": "", "metavar": "FLAGS", "help": "more flags for the compilers"}),
    ("--extra-libpath", "extra_libpath", {"default": "", "metavar": "A:B", "help": "more folders to search for libraries"}),
    ("--ignore-externals-version", "ignore_externals_version",
     {"action": "store_true", "default": False, "help": "build although .externals names another version"}),
    ("--local", "local", {"action": "store_true", "default": False, "help": "do not look into the central release"}),
    ("--no-symlink", "no_symlink", {"action": "store_true", "default": False, "help": "install copies in place of links"}),
]

TARGETS_HELP = """
Targets: nothing (all), lib bin modules tests b2test-units data include scripts, PACKAGE, PACKAGE.lib (bin modules tests
data include scripts), PACKAGE/FOLDER, the name of a library. A run without targets also deletes stale files in
include lib bin modules data.
"""


def declare():
    """Tell SCons the options and set its defaults."""
    for name, variable, settings in OPTIONS:
        AddOption(name, dest=variable, **settings)
    SetOption("num_jobs", len(os.sched_getaffinity(0)))


def get(name):
    """Value of an option."""
    return GetOption(name)


def color():
    """The colour scheme in use: off, light or dark."""
    return GetOption("color") or ("dark" if sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb" else "off")


def text():
    """Help text about targets (the options explain themselves)."""
    return TARGETS_HELP


def is_full_build():
    """True if everything is built: no targets named, nothing cleaned, no dry run, no question."""
    return not (COMMAND_LINE_TARGETS or any(GetOption(name) for name in ("clean", "no_exec", "question", "help")))


def unknown_targets(known):
    """Raise WrongPackage if a target on the command line is neither a name that the build defines nor a path."""
    for target in COMMAND_LINE_TARGETS:
        target = str(target).rstrip("/")
        if target in known or target == "." or os.path.exists(target) or "/" in target:
            continue
        near = difflib.get_close_matches(target, sorted(known), 3)
        advice = f"Did you mean {' or '.join(near)}?" if near else "'scons -h' lists the targets."
        raise errors.WrongPackage(f"there is nothing called '{target}' to build. {advice}")
