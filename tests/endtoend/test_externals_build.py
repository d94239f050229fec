# SPDX-License-Identifier: LGPL-3.0-or-later
"""The source-built part of the newest externals, from real sources: all four kinds, opt and debug, packed, moved, used."""
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from b2tools import resources
from b2tools.places.installations import arch
from b2tools.thirdparty import manifests, pins
from tests.conftest import OUTSIDE, REAL_CACHE, REAL_HOME

NEWEST = resources.folder("externals") / "v01-01-00.toml"
BUILT = ("python", "source")
FIT = """#include <HepMC3/GenEvent.h>
#include <nlopt.hpp>
#include <spdlog/spdlog.h>
double parabola(const std::vector<double>& x, std::vector<double>&, void*) { return (x[0] - 3) * (x[0] - 3); }
int main() {
  nlopt::opt fit(nlopt::LN_COBYLA, 1);
  fit.set_min_objective(parabola, nullptr);
  fit.set_xtol_rel(1e-6);
  std::vector<double> x{1};
  double least;
  fit.optimize(x, least);
  HepMC3::GenEvent event;
  spdlog::info("minimum at {:.3f}", x[0]);
  return event.particles().size() != 0;
}
"""


def of_all_kinds(folder: Path) -> Path:
    """A manifest with the packages that are built from source, what they require, and nothing else of the newest externals."""
    manifest = manifests.read(NEWEST)
    only = [package.name for package in manifest.packages if package.kind in BUILT and package.name != "googletest"]
    wanted = {package.name for package in manifest.chosen((), only)}
    data = tomllib.loads(NEWEST.read_text())
    data["package"] = [table for table in data["package"] if table["name"] in wanted]
    data["environment"] = {"prepend": {key: data["environment"]["prepend"][key] for key in ("PATH", "PYTHONPATH")}}
    data["size"] = 600_000_000
    folder.mkdir()
    (folder / NEWEST.name).write_text(pins.render(data))
    assert len(wanted) >= 12 and {table["kind"] for table in data["package"]} == {"wheel", "python", "source", "system"}
    return folder / NEWEST.name


def tool(*words: object) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {"HOME": str(REAL_HOME), "XDG_CACHE_HOME": str(REAL_CACHE), **OUTSIDE}
    done = subprocess.run([sys.executable, "-m", "b2tools", *map(str, words)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_dozen_packages_of_all_kinds_are_built_packed_and_work_elsewhere(tmp_path):
    manifest, area = of_all_kinds(tmp_path / "manifests"), tmp_path / "area"
    said = tool("externals-build", manifest, "--to", area, "-j2", "--pack")
    assert "are built in" in said and "Packed" in said
    assert "are built in" in tool("externals-build", manifest, "--to", area, "-j2")
    moved = (area / "externals" / "v01-01-00").rename(tmp_path / "moved") / arch()
    (area / ".products").rename(tmp_path / "gone")
    for option in ("opt", "debug"):
        (tmp_path / "fit.cc").write_text(FIT)
        seen = [flag for place in (option, "common") for flag in (f"-I{moved}/{place}/include", f"-L{moved}/{place}/lib",
                                                                  f"-Wl,-rpath,{moved}/{place}/lib")]
        defines = ["-DSPDLOG_SHARED_LIB", "-DSPDLOG_COMPILED_LIB", "-DSPDLOG_FMT_EXTERNAL"]
        libraries = ["-lnlopt", "-lHepMC3", "-lspdlog", "-lfmt"]
        build = ["g++", "-std=c++17", *defines, *seen, "fit.cc", *libraries, "-o", f"fit-{option}"]
        subprocess.run(build, cwd=tmp_path, check=True)
        assert "minimum at 3.000" in subprocess.run([tmp_path / f"fit-{option}"], capture_output=True, text=True, check=True).stdout
        library = moved / option / "lib" / "libnlopt.so"
        sections = subprocess.run(["readelf", "-S", library], capture_output=True, text=True).stdout
        assert (".debug_info" in sections) == (option == "debug")
    code = "import yaml; print(yaml.load('a: [1, 2]', yaml.CSafeLoader))"
    python = subprocess.run([moved / "common" / "bin" / "python3", "-c", code], capture_output=True, text=True,
                            env={"PYTHONPATH": str(moved / "common" / "lib" / "python3.11" / "site-packages")})
    assert python.stdout == "{'a': [1, 2]}\n", python.stderr
