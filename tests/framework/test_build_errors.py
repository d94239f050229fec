# SPDX-License-Identifier: LGPL-3.0-or-later
"""Mistakes that a user of the build can make: each has its sentence and exit code."""
import shutil
from pathlib import Path

import pytest

USES_ONE = "#include <small/One.h>\nint two() { return 2 * one(); }\n"


def declare(*names: str) -> str:
    """A SConscript."""
    return f"Import('env')\nenv['LIBS'] = {list(names)!r}\nReturn('env')\n"


def test_a_missing_library_is_named_with_the_place_to_add_it(small):
    small.write({"SConscript": declare(), "src/Two.cc": USES_ONE}, "user")
    small.build("small")
    done = small.scons()
    assert done.returncode == 2
    assert ("package user uses one() of the library 'small', which user/SConscript does not name. "
            "Add 'small' to env['LIBS'] there.") in done.stdout
    small.write({"SConscript": declare("small")}, "user")
    assert "warning" not in small.build()


def test_a_missing_library_of_root_is_named(small):
    small.write({"SConscript": declare(),
                 "src/Two.cc": "#include <TH1F.h>\nvoid fill(TH1F& h) { h.Fill(1); }\nTH1F make() { return {}; }\n"}, "user")
    assert "Add 'Hist' to env['LIBS'] there." in small.scons().stdout


def test_a_class_of_a_package_that_is_not_built_yet_is_found_by_its_header(small):
    small.write({"include/Later.h": "namespace Belle2 { struct Later { void run(); }; }\n"}, "zpackage")
    small.write({"SConscript": declare(),
                 "src/Two.cc": "#include <zpackage/Later.h>\nvoid go() { Belle2::Later().run(); }\n"}, "user")
    assert "Belle2::Later::run() of the library 'zpackage'" in small.scons().stdout


def test_a_function_without_source_is_said_to_be_so(small):
    small.write({"src/Two.cc": "int nowhere();\nint two() { return nowhere(); }\n"}, "small")
    assert "package small declares nowhere() and uses it, but no library defines it. Write its source." in small.scons().stdout


def test_an_undefined_function_in_a_python_module_is_an_error_too(small):
    small.write({"SConscript": "Import('env')\nenv['PYTHON_MODULE'] = True\nReturn('env')\n",
                 "bad.cc": "#include <nanobind/nanobind.h>\nint nowhere();\n"
                           "NB_MODULE(bad, m) { m.def(\"x\", &nowhere); }\n"}, "small/bad")
    assert "declares nowhere() and uses it, but no library defines it" in small.scons().stdout


def test_a_library_that_does_not_exist_lists_near_names(small):
    small.write({"SConscript": declare("smal"), "src/Two.cc": "int two() { return 2; }\n"}, "user")
    small.build("small")
    assert "user/SConscript names the library 'smal', which does not exist. Did you mean small?" in small.scons().stdout


def test_a_library_without_need_and_a_header_without_library_are_reported(small):
    small.write({"SConscript": declare("small"), "src/Two.cc": "int two() { return 2; }\n"}, "user")
    assert "user/SConscript names the library 'small', which nothing there needs. Remove it." in small.build()
    small.write({"SConscript": declare(), "src/Two.cc": "#include <small/One.h>\nint two() { return 2; }\n"}, "user")
    assert "user/src/Two.cc includes <small/...>, but the SConscript of package user names no library of small." in small.build()


@pytest.mark.parametrize("name", ["BELLE2_SUBDIR", "BELLE2_EXTERNALS_DIR", "BELLE2_EXTERNALS_VERSION"])
def test_without_a_set_up_the_missing_variable_is_named(small, name):
    done = small.scons(**{name: ""})
    assert done.returncode == 4 and f"the variable {name} is not set" in done.stdout and "b2setup" in done.stdout


def test_help_needs_no_set_up(small):
    done = small.scons("-h", BELLE2_SUBDIR="", BELLE2_EXTERNALS_DIR="")
    assert done.returncode == 0 and "--extra-ccflags" in done.stdout


def test_another_version_of_the_externals_is_refused_unless_wanted(small):
    small.write({".externals": "v09-00-00\n"})
    done = small.scons()
    assert done.returncode == 5
    assert f"needs externals v09-00-00 (file .externals) but {small.externals.name} is set up" in done.stdout
    small.build("--ignore-externals-version")


def test_a_missing_compiler_is_named_with_the_command_that_installs_it(small):
    done = small.scons(CXX="no-such-compiler")
    assert done.returncode == 6 and "the program 'no-such-compiler' is not found on PATH" in done.stdout


def test_missing_headers_of_python_are_said_to_be_missing(small, tmp_path):
    prefix = tmp_path / "externals" / small.externals.name
    common = prefix / "Linux_x86_64" / "common"
    (common / "bin").mkdir(parents=True)
    real = small.externals / "Linux_x86_64" / "common"
    (common / "lib").symlink_to(real / "lib")
    fake = common / "bin" / "python3"
    fake.write_text("#!/bin/sh\nprintf '3.11\\n/nowhere/include\\n3.11\\n/nowhere\\n'\n")
    fake.chmod(0o755)
    scons = shutil.which("scons", path=small.environment()["PATH"])
    done = small.run(scons, BELLE2_EXTERNALS_DIR=str(prefix), ROOTSYS=small.environment()["ROOTSYS"])
    assert done.returncode == 7 and "Python.h is not in /nowhere/include" in done.stdout and "python3-dev" in done.stdout


def test_a_missing_root_is_said_to_be_missing(small):
    for value, text in (("", "the variable ROOTSYS is not set"), ("/nowhere", "the program bin/rootcling is not in /nowhere")):
        done = small.scons(ROOTSYS=value)
        assert done.returncode == 8 and text in done.stdout


def test_an_unknown_target_lists_near_names(small):
    done = small.scons("smal")
    assert done.returncode == 9 and "there is nothing called 'smal' to build. Did you mean small" in done.stdout


def test_a_sconscript_that_returns_nothing_is_named(small):
    small.write({"SConscript": "Import('env')\n"}, "small")
    done = small.scons()
    assert done.returncode == 9
    assert "small/SConscript does not give its settings back. Make Return('env') its last line." in done.stdout


def test_two_folders_cannot_make_the_same_library(small):
    small.write({"SConscript": "Import('env')\nenv['SUBLIB'] = True\nReturn('env')\n", "x.cc": "int x;\n"}, "a/b")
    small.write({"x.cc": "int y;\n"}, "a_b")
    done = small.scons()
    assert done.returncode == 9 and "both make the library 'a_b'" in done.stdout


def test_a_dictionary_of_a_class_without_header_is_explained(small):
    small.write({"linkdef.h": "#pragma link C++ class Belle2::Ghost+;\n"}, "small/include")
    done = small.scons()
    assert done.returncode == 9 and "names the class Belle2::Ghost but package small has no header Ghost.h" in done.stdout
    assert not Path(small / "lib/SUBDIR/libsmall.so").exists()
