# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the build finds around it: folders from the set-up, externals, compiler, Python, ROOT."""

import os
import shutil
import subprocess
from dataclasses import dataclass

from . import errors

PYTHON_QUESTION = """
import sys, sysconfig
v = sysconfig.get_config_vars()
folders = [v.get('LIBDIR', ''), v.get('LIBDIR', '') + '/' + (v.get('MULTIARCH') or ''), v.get('LIBPL', '')]
print('\\n'.join(['%d.%d' % sys.version_info[:2], v['INCLUDEPY'], v.get('LDVERSION') or ''] + folders))
"""


COMPILERS = {"clang": "clang++", "clang-analyzer": "clang++", "intel": "icpx"}


@dataclass(frozen=True)
class Python:
    """The interpreter of the externals: version, headers and library."""
    version: str
    include: str
    library: str
    libdir: str


@dataclass(frozen=True)
class Place:
    """Where things are; all folders absolute except `subdir`."""
    top: str
    subdir: str
    option: str
    arch: str
    externals: str
    externals_version: str
    externals_option: str
    root: str
    central: str
    software_top: str
    python: Python
    compiler: str
    compiler_version: str
    ccache: str
    analysis: str
    # a local release between an analysis and the central one
    local: str


def _variable(name):
    value = os.environ.get(name, "")
    if not value:
        raise errors.NoEnvironment(f"the variable {name} is not set: no release is set up in this shell. "
                                   "Type 'source b2setup' in the top folder of the release first.")
    return value


def _check_version(top, wanted_file, found, ignore):
    try:
        with open(os.path.join(top, wanted_file), encoding="utf-8") as source:
            wanted = source.read().strip()
    except FileNotFoundError:
        raise errors.WrongExternals(f"the file {wanted_file} is missing in {top}: it names the version of the externals that "
                                    f"this release needs. Create it with the content '{found}' or take it from git.") from None
    if wanted != found and not ignore:
        raise errors.WrongExternals(
            f"the release needs externals {wanted} (file {wanted_file}) but {found} is set up (BELLE2_EXTERNALS_VERSION). "
            "Type 'source b2setup' again, or build with --ignore-externals-version at your own risk.")


def _program(name, why, package):
    path = shutil.which(name)
    if path is None:
        raise errors.MissingProgram(f"the program '{name}' is not found on PATH: {why}. "
                                    f"Install it (Debian, Ubuntu: sudo apt install {package}).")
    return path


def _ask_python(arch_folder):
    """Ask the Python of the externals, which need not be the one that runs SCons."""
    program = os.path.join(arch_folder, "common", "bin", "python3")
    if not os.access(program, os.X_OK):
        program = _program("python3", "it tells where Python's headers are", "python3")
    answer = subprocess.run([program, "-I", "-S", "-c", PYTHON_QUESTION], check=True, stdout=subprocess.PIPE,
                            encoding="utf-8").stdout.splitlines()
    version, include, ldversion, *folders = answer
    if not os.path.exists(os.path.join(include, "Python.h")):
        raise errors.MissingPythonHeaders(f"Python.h is not in {include}: the headers of Python {version} are not installed. "
                                          f"Install them (Debian, Ubuntu: sudo apt install python3-dev).")
    library = "python" + (ldversion or version)
    for folder in folders:
        if any(os.path.exists(os.path.join(folder, f"lib{library}{suffix}")) for suffix in (".so", ".a")):
            return Python(version, include, library, os.path.normpath(folder))
    raise errors.MissingPythonHeaders(f"lib{library}.so is in none of {', '.join(folders)}: the library of Python {version} is "
                                      "not installed. Install it (Debian, Ubuntu: sudo apt install python3-dev).")


def _find_root(arch_folder):
    root = os.environ.get("ROOTSYS", "")
    if not root:
        raise errors.MissingRoot("the variable ROOTSYS is not set: the externals that are set up have no ROOT. "
                                 "Type 'source b2setup' again, or install the externals with b2install-externals.")
    if not os.access(os.path.join(root, "bin", "rootcling"), os.X_OK):
        raise errors.MissingRoot(f"the program bin/rootcling is not in {root} (ROOTSYS): ROOT is not installed there. "
                                 f"Install the externals again with b2install-externals (they live in {arch_folder}).")
    return root


def _compiler(kind):
    name = os.environ.get("CXX") or COMPILERS.get(kind, "g++")
    path = _program(name.split()[0], "it compiles the software", "clang" if "clang" in name else "g++")
    version = subprocess.run([path, "-dumpfullversion", "-dumpversion"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             encoding="utf-8", check=False).stdout.strip()
    return name, f"{os.path.realpath(path)} {version}"


def _ccache():
    wish = os.environ.get("BELLE2_USE_CCACHE", "yes").lower()
    return "ccache" if wish in ("yes", "true", "on", "1") and shutil.which("ccache") else ""


def examine(option):
    """Look around and return a Place; raise a BuildError that says what is missing."""
    top = os.getcwd()
    subdir = _variable("BELLE2_SUBDIR")
    arch, _, kind = subdir.partition("/")
    externals = os.path.join(_variable("BELLE2_EXTERNALS_DIR"), arch)
    version = _variable("BELLE2_EXTERNALS_VERSION")
    analysis = os.environ.get("BELLE2_ANALYSIS_DIR", "")
    analysis = top if analysis and os.path.realpath(analysis) == os.path.realpath(top) else ""
    central = os.environ.get("BELLE2_RELEASE_DIR", "")
    if option("local") or (central and os.path.realpath(central) == os.path.realpath(top)):
        central = ""
    local = os.environ.get("BELLE2_LOCAL_DIR", "") if analysis and central else ""
    if local and os.path.realpath(local) == os.path.realpath(top):
        local = ""
    if not analysis:
        _check_version(top, ".externals", version, option("ignore_externals_version"))
    if not os.path.isdir(externals):
        raise errors.WrongExternals(f"the folder {externals} does not exist: externals {version} are not installed. "
                                    f"Install them with 'b2install-externals {version}'.")
    compiler, compiler_version = _compiler(kind)
    return Place(top=top, subdir=subdir, option=kind, arch=arch, externals=externals, externals_version=version,
                 externals_option=os.environ.get("BELLE2_EXTERNALS_OPTION") or kind,
                 root=_find_root(externals), central=central, software_top=os.environ.get("VO_BELLE2_SW_DIR", ""),
                 python=_ask_python(externals), compiler=compiler, compiler_version=compiler_version, ccache=_ccache(),
                 analysis=analysis, local=local)
