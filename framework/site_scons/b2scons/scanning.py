# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which files a source or header includes: more than what SCons sees by itself.

`__has_include` asks for a file like `#include` does; a file whose name a macro makes may be any header of the release.
"""

import re

import SCons.Tool
from SCons.Scanner import ClassicCPP

from . import installation

INCLUDE = (r'^[ \t]*#[ \t]*(?:include|import|(?:el)?if[^\n]*\b__has_include[ \t]*\()[ \t]*(<|")'
           r'([^>"\n]+)(>|")')
COMPUTED = re.compile(r"^[ \t]*#[ \t]*(?:include|import)[ \t]+[A-Za-z_]", re.M)
SUFFIXES = (".c", ".cc", ".cpp", *installation.HEADERS)


class Includes(ClassicCPP):
    """SCons' own scanner with these additions."""

    def __init__(self, release):
        super().__init__("Includes", list(SUFFIXES), "CPPPATH", INCLUDE)
        self.release = release

    def find_include_names(self, node):
        """Bracket and name of everything that a file may include."""
        text = node.get_text_contents()
        found = self.cre.findall(text)
        if COMPUTED.search(text):
            found += [("<", name, ">") for headers in self.release.headers.values() for name in sorted(headers.values())]
        return found


def use(release):
    """Let SCons look into sources and headers in this way."""
    scanner = Includes(release)
    for suffix in SUFFIXES:
        SCons.Tool.SourceFileScanner.add_scanner(suffix, scanner)
