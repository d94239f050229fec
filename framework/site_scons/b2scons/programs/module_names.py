# SPDX-License-Identifier: LGPL-3.0-or-later
"""Print the map of a module library: a line `("Module","package")` for each REG_MODULE in its sources.

What stands in comments, in texts or behind a # does not count. A module that a macro of one's own registers is not seen here;
check_libraries.py tells of it.
"""

import re
import sys

NOT_CODE = re.compile(r'R"([^()\\\s]*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
DIRECTIVE = re.compile(r"^[ \t]*#[^\n]*", re.M)
MODULE = re.compile(r"\bREG_MODULE\s*\(\s*(\w+)\s*\)")


def names(text):
    """Names of the modules that a source registers."""
    text = NOT_CODE.sub(" ", text.replace("\\\n", " "))
    return dict.fromkeys(MODULE.findall(DIRECTIVE.sub("", text)))


def main(package, *sources):
    """Print the lines for the sources of a library."""
    for source in sources:
        with open(source, encoding="utf-8", errors="replace") as file:
            for name in names(file.read()):
                print(f'("{name}","{package}")')


if __name__ == "__main__":
    main(*sys.argv[1:])
