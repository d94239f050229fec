# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which modules the map of a library names, however REG_MODULE is written, and what the build says about those it cannot see."""
import subprocess
import sys

import pytest
from tests.framework.trees import FRAMEWORK

PROGRAM = FRAMEWORK / "site_scons/b2scons/programs/module_names.py"
# what the macro of the framework leaves in a library
MACRO = ("#define REG_MODULE(N) namespace { struct ModuleProxy##N final { virtual ~ModuleProxy##N() {} } moduleProxy##N; }\n")
SPELLINGS = {
    "REG_MODULE(One)\n": ["One"],
    "REG_MODULE(One);": ["One"],
    "  REG_MODULE ( One ) ; // the module\n": ["One"],
    "\tREG_MODULE(\n    One\n)\n": ["One"],
    "REG_MODULE(/* here */ One)\n": ["One"],
    "REG_MODULE(One) REG_MODULE(Two)\n": ["One", "Two"],
    "namespace Belle2 { REG_MODULE(One) }\n": ["One"],
    "Belle2::Module* make(); REG_MODULE(One)": ["One"],
    "REG_MODULE \\\n(One)\n": ["One"],
    "const char* a = \"/*\"; REG_MODULE(One) // */\n": ["One"],
    "const char* a = R\"DOC(don't \"/* )DOC\";\nREG_MODULE(One)\n/** end */\n": ["One"],
    "char quote = '\"'; REG_MODULE(One) char other = '\"';\n": ["One"],
    "// REG_MODULE(One)\n": [],
    "/*\nREG_MODULE(One)\n*/\n": [],
    "const char* text = \"REG_MODULE(One)\";\n": [],
    "const char* text = R\"(\nREG_MODULE(One)\n)\";\n": [],
    "#define REGISTER(N) REG_MODULE(N)\n": [],
    "#define REGISTER(N) \\\n  REG_MODULE(N)\n": [],
    "MY_REG_MODULE(One) REG_MODULES(Two)\n": [],
}


@pytest.mark.parametrize("text", SPELLINGS)
def test_the_map_names_what_the_compiler_sees(text, tmp_path):
    source = tmp_path / "source.cc"
    source.write_text(text)
    done = subprocess.run([sys.executable, PROGRAM, "pack", source], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "".join(f'("{name}","pack")\n' for name in SPELLINGS[text])


def test_all_sources_of_a_library_are_in_one_map_and_each_folder_of_modules_has_its_own(small):
    small.write({"modules/one/src/A.cc": MACRO + "namespace Belle2 { REG_MODULE( A ) }\n",
                 "modules/one/src/B.cc": MACRO + "REG_MODULE(B)\n", "modules/two/C.cc": MACRO + "REG_MODULE(C)\n"}, "small")
    text = small.build()
    assert (small / "modules/SUBDIR/libsmall_modules_one.b2modmap").read_text() == '("A","small")\n("B","small")\n'
    assert (small / "modules/SUBDIR/libsmall_modules_two.b2modmap").read_text() == '("C","small")\n'
    assert "warning" not in text


def test_a_module_that_a_macro_hides_is_told(small):
    both = "#define BOTH(N) REG_MODULE(N##First) REG_MODULE(N##Second)\nBOTH(My)\n"
    small.write({"modules/All.cc": MACRO + both + "REG_MODULE(Seen)\n"}, "small")
    text = small.build()
    assert (small / "modules/SUBDIR/libsmall_modules.b2modmap").read_text() == '("Seen","small")\n'
    for name in ("MyFirst", "MySecond"):
        assert f"libsmall_modules.so has the module '{name}', but nobody will find it" in text
    assert "'Seen'" not in text


def test_a_module_that_is_not_compiled_is_told(small):
    small.write({"modules/Some.cc": MACRO + "REG_MODULE(Some)\n#if 0\nREG_MODULE(Other)\n#endif\n"}, "small")
    assert "names the module 'Other', which the library does not have" in small.build()


def test_unit_tests_of_a_package_and_of_its_folders_are_one_program_with_libraries_of_their_own(small):
    small.write({"SConscript": "Import('env')\nenv['SUBLIB'] = True\nReturn('env')\n", "extra.cc": "int extra() { return 3; }\n"},
                "small/extra")
    small.write({"tests/One.cc": "#include <small/One.h>\n#include <gtest/gtest.h>\nint extra();\n"
                                 "TEST(One, IsOne) { EXPECT_EQ(one() + 2, extra()); }\n",
                 "tests/SConscript": "Import('env')\nenv['LIBS'] = ['small', 'small_extra', '$ROOT_LIBS']\nReturn('env')\n",
                 "area/tests/Two.cc": "#include <gtest/gtest.h>\nTEST(Two, IsThereToo) { EXPECT_TRUE(true); }\n"}, "small")
    small.build()
    done = small.run("small-unittests")
    assert done.returncode == 0 and "2 tests" in done.stdout
    done = small.run("python3", str(FRAMEWORK / "framework/tools/b2test-units"), "small")
    assert done.returncode == 0 and "2 tests of 1 libraries: all passed" in done.stdout
