# SPDX-License-Identifier: LGPL-3.0-or-later
"""Builders: clean environment, required products in view, log and error, time limit, writing outside, Python from source."""
import subprocess

import pytest

from b2tools import errors
from b2tools.places.installations import arch
from b2tools.thirdparty import confinement, externals
from tests import small_externals as small
from tests.programs import require_namespaces

LIBRARY = {"lib-1/x.h": "int deep(void);\n",
           "lib-1/x.c": "#include <assert.h>\nstatic volatile int n = 42;\nint deep(void) { assert(n == 42); return n; }\n"}
EXTENSION = """#include <Python.h>
#include <x.h>
static PyObject *answer(PyObject *self, PyObject *none) { return PyLong_FromLong(deep()); }
static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, ""}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "deeper", 0, -1, methods};
PyMODINIT_FUNC PyInit_deeper(void) { return PyModule_Create(&module); }
"""
# a backend of a few lines, so that no test needs the package index
BACKEND = '''import os, subprocess, sysconfig, zipfile


def build_wheel(target, settings=None, metadata=None):
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    include = sysconfig.get_path("include")
    flags = os.environ["CFLAGS"].split()
    subprocess.run(["gcc", *flags, "-shared", f"-I{include}", "deeper.c", "-ldeep", "-o", "deeper" + suffix], check=True)
    name = "deeper-1.0-cp311-cp311-linux_x86_64.whl"
    info = "deeper-1.0.dist-info"
    with zipfile.ZipFile(os.path.join(target, name), "w") as bundle:
        bundle.write("deeper" + suffix)
        bundle.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: deeper\\nVersion: 1.0\\n")
        bundle.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: cp311-cp311-linux_x86_64\\n")
        bundle.writestr(f"{info}/RECORD", "")
    return name
'''
PROJECT = '[build-system]\nrequires = ["small-backend"]\nbuild-backend = "small_backend"\n'


def library(tmp_path, **more):
    archive = small.tar(tmp_path / "lib-1.tar.xz", LIBRARY)
    build = ["mkdir {prefix}/lib {prefix}/include", "cp x.h {prefix}/include",
             "gcc {flags} -shared x.c -Wl,-soname,libdeep.so.1 -o {prefix}/lib/libdeep.so.1",
             "ln -s libdeep.so.1 {prefix}/lib/libdeep.so"]
    return small.package("library", archive, "source", **{"folder": "lib-1", "build": build} | more)


def program(tmp_path, **more):
    archive = small.tar(tmp_path / "program-1.tar.xz", {"main.c": '#include <x.h>\n#include <stdio.h>\n'
                                                        'int main(void) { return printf("%d\\n", deep()) != 3; }\n'})
    build = ["mkdir {prefix}/bin", "gcc {flags} main.c -ldeep -o {prefix}/bin/program-{option}"]
    return small.package("program", archive, "source", **{"build": build, "requires": ["library"]} | more)


def extension(tmp_path, **more):
    archive = small.tar(tmp_path / "deeper-1.0.tar.xz", {f"deeper-1.0/{name}": text for name, text in (
        ("deeper.c", EXTENSION), ("pyproject.toml", PROJECT), ("PKG-INFO", "x"))})
    return small.package("deeper", archive, "python", **{
        "requires": ["library", "small-backend"],
        "check": "PYTHONPATH=$PREFIX/lib/python3.11/site-packages python3 -c 'import deeper; assert deeper.answer() == 42'"} | more)


def backend(tmp_path):
    return small.package("small-backend", small.wheel(tmp_path, "small_backend", {"small_backend.py": BACKEND}))


def install(tmp_path, *packages, choice=externals.Choice()):
    manifest = small.write_manifest(tmp_path / "manifests", *packages)
    externals.install(tmp_path / "site", manifest, small.means(tmp_path), choice)
    return tmp_path / "site" / "externals" / "v01-00-00" / arch()


def test_a_chain_of_all_four_kinds_runs_from_the_merged_tree_and_from_another_place(tmp_path):
    make = small.package("make", None, "system", version="3", check="make --version", programs=["make"])
    prefix = install(tmp_path, library(tmp_path, requires=["make"]), program(tmp_path), extension(tmp_path), backend(tmp_path),
                     make)
    moved = prefix.parent.rename(tmp_path / "moved") / arch() / "common"
    assert subprocess.run([moved / "bin" / "program-common"], capture_output=True, env={}).stdout == b"42\n"
    run = [moved / "bin" / "python3", "-c", "import deeper; print(deeper.answer())"]
    environment = {"PYTHONPATH": str(moved / "lib" / "python3.11" / "site-packages")}
    assert subprocess.run(run, capture_output=True, env=environment).stdout == b"42\n"


def test_opt_and_debug_are_built_each_against_its_own(tmp_path):
    both = {"option": ["opt", "debug"]}
    prefix = install(tmp_path, library(tmp_path, **both), program(tmp_path, **both))
    for option in ("opt", "debug"):
        binary = prefix / option / "lib" / "libdeep.so.1"
        assert (b".debug_info" in binary.read_bytes(), b"__assert_fail" in binary.read_bytes()) == (option == "debug",) * 2
        assert subprocess.run([prefix / option / "bin" / f"program-{option}"], capture_output=True, env={}).stdout == b"42\n"
    dynamic = subprocess.run(["readelf", "-d", prefix / "debug" / "bin" / "program-debug"], capture_output=True, text=True).stdout
    assert "[$ORIGIN/../lib]" in dynamic


def test_only_the_wanted_option_is_built(tmp_path):
    prefix = install(tmp_path, library(tmp_path, option=["opt", "debug"]), choice=externals.Choice(options=("opt",)))
    assert (prefix / "opt" / "lib" / "libdeep.so").exists() and not (prefix / "debug" / "lib" / "libdeep.so").exists()


def test_a_build_sees_what_it_requires_and_nothing_of_the_user(tmp_path, monkeypatch):
    monkeypatch.setenv("CPATH", "/nowhere")
    monkeypatch.setenv("SECRET", "x")
    show = library(tmp_path, build=["mkdir {prefix}/share; env | sort > {prefix}/share/env; ls -A $HOME $TMPDIR; umask"],
                   allowed=["share/env"], requires=["small-backend"])
    stranger = program(tmp_path, build=["test -z \"$(ls -A $HOME)\""], requires=[])
    prefix = install(tmp_path, show, backend(tmp_path), stranger)
    seen = dict(line.partition("=")[::2] for line in (prefix / "common" / "share" / "env").read_text().splitlines())
    assert "SECRET" not in seen and "/nowhere" not in seen["CPATH"] and seen["SOURCE_DATE_EPOCH"] == "315532800"
    assert seen["LC_ALL"] == "C.UTF-8" and "-ffile-prefix-map" in seen["CFLAGS"]


def test_a_build_does_not_see_what_it_does_not_require(tmp_path):
    with pytest.raises(errors.BuildFailed, match="(?s)Building program failed: gcc .*x.h: No such file"):
        install(tmp_path, library(tmp_path), program(tmp_path, requires=[]))


def test_a_hanging_build_is_stopped_at_its_time_limit(tmp_path):
    with pytest.raises(errors.BuildHangs, match="(?s)library was stopped: echo so far.* limit of 1 s.*so far$") as caught:
        install(tmp_path, library(tmp_path, time_limit=1, build=["echo so far; setsid sleep 66 & sleep 66"]))
    assert caught.value.facts["log"].is_file()
    assert "sleep 66\n" not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout


@pytest.mark.parametrize("confined", [True, False])
def test_a_build_that_writes_outside_fails_and_names_the_file(tmp_path, monkeypatch, confined):
    if confined:
        require_namespaces()
    else:
        monkeypatch.setattr(confinement, "possible", lambda python: False)
    (tmp_path / "cache").mkdir()
    stray = tmp_path / "cache" / "stray"
    with pytest.raises(errors.WroteOutside, match=f"library failed: it wrote outside its prefix.*: {stray}.") as caught:
        install(tmp_path, library(tmp_path, build=["mkdir {prefix}/lib; touch {prefix}/lib/x", f"echo x > {stray}"]))
    assert not list((tmp_path / "site" / "externals").glob("[!.]*")) and caught.value.exit_code == 28
    assert stray.exists() != confined


def test_a_build_that_changes_a_required_product_fails_without_namespaces_too(tmp_path, monkeypatch):
    monkeypatch.setattr(confinement, "possible", lambda python: False)
    with pytest.raises(errors.WroteOutside, match="program failed: .*library-.*include/x.h"):
        install(tmp_path, library(tmp_path), program(tmp_path, build=["echo more >> {externals}/common/include/x.h"]))


def test_a_python_package_without_its_backend_says_what_to_require(tmp_path):
    with pytest.raises(errors.BuildFailed, match="(?s)No module named 'small_backend': the package must require .*small-backend"):
        install(tmp_path, library(tmp_path), extension(tmp_path, requires=["library"]))


def test_optional_packages_come_on_request_and_stay(tmp_path):
    extra = library(tmp_path, optional=True)
    base = backend(tmp_path)
    assert not (install(tmp_path, extra, base) / "common" / "include" / "x.h").exists()
    assert (install(tmp_path, extra, base, choice=externals.Choice(["library"])) / "common" / "include" / "x.h").exists()
    assert (install(tmp_path, extra, base) / "common" / "include" / "x.h").exists()
    with pytest.raises(errors.NoSuchExternal, match="lists no package libary. Did you mean library?"):
        install(tmp_path, extra, base, choice=externals.Choice(["libary"]))
