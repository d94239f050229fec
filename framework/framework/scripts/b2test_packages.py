# SPDX-License-Identifier: LGPL-3.0-or-later
"""How the packages of a local release and of the central one below it hang together, from the index of each (docs: formats)."""

import os

import b2test_record

CORE = "framework"


class Packages:
    """Packages by what they use, and by the names that others use of them."""

    def __init__(self, top, central, subdir):
        local = self._read(top, subdir)
        below = self._read(central, subdir) if central else {}
        # without an index nobody knows what uses what
        self.complete = below is not None
        self.indexed = set(local or {})
        self.names, self.uses = set(), {}
        self.owners = {"modules": {}, "classes": {}, "scripts": {}}
        for entries in (below or {}, local or {}):
            for package, entry in entries.items():
                self.names.add(package)
                self.uses.setdefault(package, {CORE}).update(entry["includes"], entry["links"])
                for kind, owners in self.owners.items():
                    for name in entry.get(kind, ()):
                        owners.setdefault(name, set()).add(package)

    @staticmethod
    def _read(top, subdir):
        found = b2test_record.read(os.path.join(top, "lib", subdir, "packages.json"))
        return found and found["packages"]

    def add(self, kind, name, package):
        """Take note of a name that the index does not have yet."""
        self.owners[kind].setdefault(name, set()).add(package)

    def closure(self, packages):
        """Packages and everything that they use, directly or not."""
        found, waiting = set(), [CORE, *packages]
        while waiting:
            package = waiting.pop()
            if package not in found:
                found.add(package)
                waiting += self.uses.get(package, ())
        return found

    def of_library(self, library):
        """The package of a library: the longest name that the library's name begins with; None if there is none."""
        parts = library.split("_")
        starts = ("_".join(parts[:number]) for number in range(len(parts), 0, -1))
        return next((start for start in starts if start in self.names), None)
