# SPDX-License-Identifier: LGPL-3.0-or-later
"""Short output lines: what is done and to which file, in colour where wanted."""

from SCons.Script import Action, GetOption

from . import options

COLORS = {
    "off": {},
    "light": {"compile": "34", "link": "35", "dictionary": "36", "install": "90", "reuse": "90", "take": "90", "list": "32",
              "check": "32"},
    "dark": {"compile": "94", "link": "95", "dictionary": "96", "install": "37", "reuse": "37", "take": "37", "list": "92",
             "check": "92"},
}
WIDTH = 11


def line(word, what="$TARGET"):
    """The text that is printed in place of a command."""
    code = COLORS[options.color()].get(word)
    return (f"\x1b[{code}m{word:{WIDTH}}\x1b[0m" if code else f"{word:{WIDTH}}") + what


def action(word, command, what="$TARGET"):
    """An action for a command string with a short output line."""
    return Action(command) if GetOption("verbose") else Action(command, cmdstr=line(word, what))


def shorten(env, verbose):
    """Give the compile commands of an environment their short lines."""
    if not verbose:
        env.Replace(SHCXXCOMSTR=line("compile", "$SOURCE"), SHCCCOMSTR=line("compile", "$SOURCE"))
