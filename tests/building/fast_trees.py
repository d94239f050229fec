# SPDX-License-Identifier: LGPL-3.0-or-later
"""Small releases that are built by `b2code-build`, and what a build from nothing by SCons makes of the same sources."""
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.framework.trees import LIBS, SUBDIR, Tree

PRODUCTS = ("include", f"lib/{SUBDIR}", f"bin/{SUBDIR}", f"modules/{SUBDIR}", "data")
GATES = {"externals", "python-include", "python-lib", "central", "root"}
UP_TO_DATE = "scons: `all' is up to date."

FILES = {
    "low/SConscript": LIBS.format(["$ROOT_LIBS"]),
    "low/include/Low.h": "#pragma once\nint low();\n",
    "low/include/Lower.h": "#pragma once\nconstexpr int lower = 1;\n",
    "low/include/Unused.h": "#pragma once\n",
    "low/src/Low.cc": "#include <low/Low.h>\n#include <low/Lower.h>\nint low() { return lower; }\n",
    "low/src/One.cc": "int one() { return 1; }\n",
    "low/src/Two.cc": "int two() { return 2; }\n",
    "low/src/Other.cc": "int other() { return 2; }\n",
    "mid/SConscript": LIBS.format(["low"]),
    "mid/include/Mid.h": "#pragma once\n#include <low/Lower.h>\nstruct Mid { int value[lower]; };\nint mid();\n",
    "mid/src/Mid.cc": "#include <mid/Mid.h>\n#include <low/Low.h>\nint mid() { return low() + int(sizeof(Mid)); }\n",
    "mid/modules/Count.cc": "#define REG_MODULE(NAME) extern \"C\" int new_##NAME() { return 1; }\nREG_MODULE(Count)\n",
    "top/SConscript": LIBS.format(["mid"]),
    "top/tools/show.cc": "#include <mid/Mid.h>\n#include <cstdio>\nint main() { std::printf(\"%d\\n\", mid()); }\n",
    "top/tools/hello": "#!/bin/sh\necho hello\n",
    "top/scripts/ask.py": "answer = 42\n",
    "top/data/table.txt": "1 2 3\n",
    "top/data/ü \"q\" $x.txt": "1 2 3\n",
}


class FastTree(Tree):
    """A release that is built the fast way."""

    def fast(self, *words: str, fails: bool = False, **more: str) -> str:
        """Run `b2code-build`; tells how it was built: `nothing`, `direct` or `scons`."""
        done = self.b2code_build(*words, **more)
        assert bool(done.returncode) == fails, done.stdout
        self.output = done.stdout
        return "scons" if "SCons decides" in done.stdout else "nothing" if "Everything is up to date." in done.stdout else "direct"

    def b2code_build(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `b2code-build` as it is."""
        return self.run(sys.executable, "-I", "-m", "b2tools", "code-build", *words, **more)

    def products(self) -> dict[str, str]:
        """Target of each link and digest of each other file that was made."""
        found = {}
        for kind in PRODUCTS:
            for folder, folders, names in os.walk(self.top / kind):
                folders[:] = [name for name in folders if name not in GATES and name != "__pycache__"]
                for place in (Path(folder, name) for name in names if name not in GATES):
                    found[str(place.relative_to(self.top))] = os.readlink(place) if place.is_symlink() else hashlib.sha256(
                        place.read_bytes()).hexdigest()
        return found

    def sources(self) -> dict[str, tuple[int, bytes]]:
        """Mode and content of everything that a build starts from."""
        kept = [top for top in self.top.iterdir() if top.name not in ("build", "include", "lib", "bin", "modules", "data")]
        return {str(place.relative_to(self.top)): (place.stat().st_mode & 0o111, place.read_bytes())
                for top in kept for place in ([top] if top.is_file() else top.rglob("*")) if place.is_file()
                and not place.name.startswith(".#") and place.name != "compile_commands.json" and "__pycache__" not in place.parts}

    def from_nothing(self, place: Path, *words: str, **more: str) -> dict[str, str]:
        """What SCons makes of the same sources in a new folder."""
        fresh = object.__new__(FastTree)
        fresh.top, fresh.externals, fresh.central = place / "release", self.externals, self.central
        fresh.top.mkdir(parents=True)
        for entry in self.top.iterdir():
            if entry.is_symlink() or entry.is_file():
                shutil.copy2(entry, fresh.top / entry.name, follow_symlinks=False)
            elif entry.name not in ("build", "include", "lib", "bin", "modules", "data"):
                shutil.copytree(entry, fresh.top / entry.name, symlinks=True)
        fresh.build(*words, **more)
        return fresh.products()
