# SPDX-License-Identifier: LGPL-3.0-or-later
"""Small releases for tests of the build: folders with packages, the environment of a set-up, and SCons itself."""
import os
import shutil
import subprocess
from pathlib import Path

FRAMEWORK = Path(__file__).resolve().parents[2] / "framework"
SUBDIR = "Linux_x86_64/opt"

DATA_CLASS = """#pragma once
#include <TObject.h>
#include <vector>
namespace Belle2 {
  class Hit : public TObject {
  public:
    void setCharge(int charge);
    int getCharge() const { return m_charge; }
  private:
    int m_charge = 0;
    std::vector<float> m_samples;
    ClassDefOverride(Hit, 1)
  };
}
"""

# one file for every folder that the build knows
EVERY_FOLDER = {
    "SConscript": "Import('env')\nenv['LIBS'] = ['$ROOT_LIBS']\nReturn('env')\n",
    "include/Adder.h": "#pragma once\nnamespace Belle2 { int add(int a, int b); }\n",
    "src/Adder.cc": "#include <toy/Adder.h>\n#include <toy/area/Twice.h>\n"
                    "int Belle2::add(int a, int b) { return (twice(a) + twice(b)) / 2; }\n",
    "area/include/Twice.h": "#pragma once\nnamespace Belle2 { int twice(int a); int charge(); }\n",
    "area/src/Twice.cc": "#include <toy/area/Twice.h>\n#include <toy/dataobjects/Hit.h>\n"
                         "int Belle2::twice(int a) { return 2 * a; }\n"
                         "int Belle2::charge() { Hit hit; hit.setCharge(-1); return hit.getCharge(); }\n",
    "area/tests/Twice.cc": "#include <toy/area/Twice.h>\n#include <gtest/gtest.h>\n"
                           "TEST(Twice, DoublesANumber) { EXPECT_EQ(4, Belle2::twice(2)); }\n"
                           "TEST(Twice, SeesTheDataObject) { EXPECT_EQ(-1, Belle2::charge()); }\n",
    "dataobjects/include/Hit.h": DATA_CLASS,
    "dataobjects/include/linkdef.h": "#ifdef __CLING__\n#pragma link C++ class Belle2::Hit+;\n#endif\n",
    "dataobjects/src/Hit.cc": "#include <toy/dataobjects/Hit.h>\nvoid Belle2::Hit::setCharge(int charge) { m_charge = charge; }\n",
    "modules/src/Counter.cc": "#include <toy/Adder.h>\n"
                              "#define REG_MODULE(NAME) extern \"C\" int new_##NAME() { return Belle2::add(1, 2); }\n"
                              "REG_MODULE(Counter)\n",
    "modules/special/Special.cc": "#define REG_MODULE(NAME) extern \"C\" int new_##NAME() { return 1; }\nREG_MODULE(Special)\n",
    "tools/toy-add.cc": "#include <toy/Adder.h>\n#include <cstdio>\nint main() { std::printf(\"%d\\n\", Belle2::add(3, 4)); }\n",
    "tools/toy-hello": "#!/bin/sh\necho hello\n",
    "scripts/toy/__init__.py": "answer = 42\n",
    "data/tables/one table.txt": "1 2 3\n",
    "validation/plots.py": "print('plots')\n",
    "examples/first.py": "print('first')\n",
    "bound/SConscript": "Import('env')\nenv['PYTHON_MODULE'] = True\nReturn('env')\n",
    "bound/bound.cc": "#include <nanobind/nanobind.h>\n#include <toy/Adder.h>\n"
                      "NB_MODULE(bound, m) { m.def(\"add\", &Belle2::add); }\n",
    "extra/SConscript": "Import('env')\nenv['SUBLIB'] = True\nReturn('env')\n",
    "extra/extra.cc": "int extra() { return 3; }\n",
    "left/SConscript": "Import('env')\nenv['CONTINUE'] = False\nReturn('env')\n",
    "left/broken.cc": "this is not C++\n",
    "doc/notes.cc": "this is not C++\n",
}

LIBS = "Import('env')\nenv['LIBS'] = {}\nReturn('env')\n"
CENTRAL = {
    "base/SConscript": LIBS.format(["$ROOT_LIBS"]),
    "base/dataobjects/include/Hit.h": DATA_CLASS,
    "base/dataobjects/include/linkdef.h": "#pragma link C++ class Belle2::Hit+;\n",
    "base/dataobjects/src/Hit.cc": "#include <base/dataobjects/Hit.h>\n"
                                   "void Belle2::Hit::setCharge(int charge) { m_charge = charge; }\n",
    "user/SConscript": LIBS.format(["base_dataobjects", "$ROOT_LIBS"]),
    "user/include/Use.h": "#pragma once\nint charge();\n",
    "user/src/Use.cc": "#include <user/Use.h>\n#include <base/dataobjects/Hit.h>\n"
                       "int charge() { Belle2::Hit hit; hit.setCharge(1); return hit.getCharge(); }\n",
    "user/tools/charge.cc": "#include <user/Use.h>\n#include <cstdio>\n#include <fstream>\n#include <iostream>\n"
                            "int main() { std::printf(\"%d\\n\", charge()); std::fflush(stdout);\n"
                            "  std::cout << std::ifstream(\"/proc/self/maps\").rdbuf(); }\n",
}


class Tree:
    """A release in a folder: write its files, build it, run its programs."""

    def __init__(self, top: Path, externals: Path, central: "Tree | None" = None):
        self.top, self.externals, self.central = top, externals, central
        top.mkdir(parents=True)
        shutil.copytree(FRAMEWORK / "site_scons", top / "site_scons", ignore=shutil.ignore_patterns("__pycache__"))
        (top / "SConstruct").symlink_to("site_scons/SConstruct")
        self.write({".externals": externals.name + "\n"})

    def write(self, files: dict[str, str], package: str = "") -> None:
        """Write files; those in tools/ without a suffix become executable."""
        for name, text in files.items():
            path = self.top / package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            if "tools/" in name and not path.suffix:
                path.chmod(0o755)

    def environment(self, **more: str) -> dict[str, str]:
        """The variables that a set-up makes."""
        common = self.externals / "Linux_x86_64" / "common"
        site_packages = next((common / "lib").glob("python3.*/site-packages"))
        tops = [self.top] + ([self.central.top] if self.central else [])
        found = {name: value for name, value in os.environ.items() if not name.startswith(("BELLE2_", "VO_BELLE2_"))}
        found |= {"BELLE2_ARCH": "Linux_x86_64", "BELLE2_OPTION": "opt", "BELLE2_SUBDIR": SUBDIR, "BELLE2_LOCAL_DIR": str(self.top),
                  "BELLE2_EXTERNALS_DIR": str(self.externals), "BELLE2_EXTERNALS_VERSION": self.externals.name,
                  "ROOTSYS": str(site_packages / "ROOT"),
                  "PATH": ":".join([*(f"{top}/bin/{SUBDIR}" for top in tops), f"{common}/bin", os.environ["PATH"]]),
                  "PYTHONPATH": ":".join([*(f"{top}/lib/{SUBDIR}" for top in tops), str(site_packages)]),
                  "ROOT_LIBRARY_PATH": ":".join(f"{top}/lib/{SUBDIR}" for top in tops),
                  "ROOT_INCLUDE_PATH": ":".join(f"{top}/include" for top in tops)}
        if self.central:
            found["BELLE2_RELEASE_DIR"] = str(self.central.top)
        return {name: value for name, value in {**found, **more}.items() if value}

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the set-up environment; both outputs are joined."""
        return subprocess.run(command, cwd=self.top, env=self.environment(**more), stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace")

    def scons(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run SCons."""
        return self.run("scons", "--color=off", "-j2", *arguments, **more)

    def build(self, *arguments: str, **more: str) -> str:
        """Run SCons, which must succeed; returns its output."""
        done = self.scons(*arguments, **more)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def __truediv__(self, name: str) -> Path:
        return self.top / name.replace("SUBDIR", SUBDIR)
