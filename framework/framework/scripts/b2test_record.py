# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the last complete build of a local release knows: which files are made from which, and which have changed since."""

import hashlib
import json
import os
import re

VERSION = 1
# folders of a package that the build takes whole
WHOLE = {"data", "scripts", "tools", "examples", "validation"}
# an include whose file a macro names
COMPUTED = re.compile(r"#\s*(?:include|import)\s+[A-Za-z_]")


def is_hidden(name):
    """True for what editors, Python and git put beside the files of a package; no build takes it."""
    return name.startswith((".", "#")) or name.endswith((".pyc", "~")) or name == "__pycache__"


def read(path):
    """The content of a JSON file of our version, or None."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as source:
            found = json.load(source)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("version") == VERSION else None


class Record:
    """The graph and the notes in build/SUBDIR/.record; `valid` is False if there are none for this set-up."""

    def __init__(self, top, subdir):
        self.top, self.build = top, f"build/{subdir}"
        folder = os.path.join(top, self.build, ".record")
        plan, self.seen = read(os.path.join(folder, "plan.json")), read(os.path.join(folder, "seen.json"))
        self.valid = bool(subdir and plan and self.seen) and (
            self.seen["variables"].get("BELLE2_RELEASE_DIR", "") == os.environ.get("BELLE2_RELEASE_DIR", ""))
        self.makers, self.users = {}, {}
        if self.valid:
            self._load(plan)
            self.noted = {**self.seen["sources"], **self.seen["definitions"]}

    def _load(self, plan):
        names = plan["names"]
        for target in plan["targets"]:
            made = [names[number] for number in target["out"]]
            used = [names[number] for number in target["in"]]
            self.makers.update(dict.fromkeys(made, used))
            for name in used:
                self.users.setdefault(name, []).extend(made)

    def knows(self, path):
        """True if something is made from a file."""
        return path in self.users

    def reach(self, paths):
        """Everything that is made from files, directly or not."""
        found, waiting = set(), list(paths)
        while waiting:
            fresh = [made for made in self.users.get(waiting.pop(), ()) if made not in found]
            found.update(fresh)
            waiting += fresh
        return found

    def origins(self, product):
        """Top-level folders of the sources that a product is made from."""
        return {path.removeprefix(self.build + "/").partition("/")[0] for path in self.makers.get(product, ())}

    def stale(self, files):
        """Those of the files that the build has not seen as they are now, and what it has seen and is gone."""
        if not self.valid:
            return set()
        suffixes = tuple(self.seen["suffixes"])
        listings = {folder: set(names[1:]) for folder, names in self.seen["folders"].items()}
        found = {path for path, note in self.noted.items() if not self._same(path, note)}
        for path in files:
            folder, _, name = path.rpartition("/")
            taken = name.endswith((*suffixes, "SConscript")) or not WHOLE.isdisjoint(folder.split("/"))
            if taken and path not in self.noted and not any(map(is_hidden, path.split("/"))) and self._exists(path):
                if not {name, name + "*"} & listings.get(folder or ".", set()):
                    found.add(path)
        return found

    def _exists(self, path):
        return os.path.lexists(os.path.join(self.top, path))

    def _same(self, path, note):
        """True if a file is as it was noted: by its own facts, else by its content."""
        full = os.path.join(self.top, path)
        try:
            found = os.stat(full)
            if [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino] == note[:4]:
                return True
            with open(full, "rb") as source:
                return hashlib.new(self.seen["algorithm"], source.read(), usedforsecurity=False).hexdigest() == note[4]
        except OSError:
            return False

    def asking_for(self, headers):
        """Sources that would include new headers although nothing in the graph says so: by a name that they ask for with
        `__has_include`, or by a macro."""
        names = {os.path.basename(path) for path in headers if path.endswith((".h", ".hpp", ".icc")) and not self.knows(path)}
        if not (self.valid and names):
            return set()
        wanted = re.compile("|".join([COMPUTED.pattern, *(f"[/\"<]{re.escape(name)}[\">]" for name in sorted(names))]))
        return {path for path, note in self.seen["sources"].items() if len(note) > 5 and wanted.search(note[5])}
