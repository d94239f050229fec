# SPDX-License-Identifier: LGPL-3.0-or-later
"""Texts that find their tree: used by the real pkg-config, CMake, shells and Python from where they were moved to."""
import subprocess

import pytest

from b2tools.relocating import prefixtext
from tests import small_products as small
from tests.programs import require

PREFIX = "/build/prefix-____"
ROOTS = {PREFIX: "."}
MAIN = '#include <one.h>\n#include <stdio.h>\nint main(void) { printf("%d\\n", one()); return 0; }\n'
PLACES = ["plain", 'größe 1 "x']


def put(top, name, text, mode=0o644, roots=ROOTS):
    """Write a text as it is after relocation."""
    changed = prefixtext.rewritten(name, text.encode(), roots).decode()
    small.write(top, {name: changed}, mode)
    return changed


PC = f"""prefix={PREFIX}
exec_prefix=${{prefix}}
libdir={PREFIX}/lib
includedir=${{prefix}}/include

Name: one
Description: One
Version: 1.0
Libs: -L${{libdir}} -lone
Cflags: -I${{includedir}} -I{PREFIX}/include/more
"""


@pytest.mark.parametrize("place", ["plain", "größe 1 x"])
def test_a_pkg_config_file_is_used_from_its_moved_place(tmp_path, place):
    top = tmp_path / place
    assert PREFIX not in put(top, "lib/pkgconfig/one.pc", PC)
    small.library(top, "one", "int one(void) { return 7; }")
    small.write(top, {"include/one.h": "#include <two.h>\n", "include/more/two.h": "int one(void);\n"})
    small.write(tmp_path, {"main.c": MAIN})
    script = 'eval "set -- $(pkg-config --cflags --libs one)"; gcc main.c -o main "$@" && LD_LIBRARY_PATH="$TOP/lib" ./main'
    require("pkg-config")
    path = {"PKG_CONFIG_PATH": str(top / "lib" / "pkgconfig"), "PATH": "/usr/bin:/bin", "TOP": str(top)}
    assert small.output("sh", "-c", script, cwd=tmp_path, env=path) == "7\n"


def test_a_real_cmake_package_is_used_from_its_moved_place(tmp_path):
    """The package installs its targets with CMake itself; its configuration file also names folders in full."""
    require("cmake")
    prefix = tmp_path / "prefix-____"
    small.write(tmp_path / "source", {
        "one.c": "int one(void) { return 7; }\n", "one.h": "int one(void);\n",
        "OneConfig.cmake.in": 'include("@CMAKE_INSTALL_PREFIX@/lib/cmake/One/OneTargets.cmake")\n'
                              "set(One_FOLDER @CMAKE_INSTALL_PREFIX@/include)\nfunction(one_folder result)\n"
                              '  set(${result} "@CMAKE_INSTALL_PREFIX@/include" PARENT_SCOPE)\nendfunction()\n',
        "CMakeLists.txt": """cmake_minimum_required(VERSION 3.16)
project(One C)
add_library(one SHARED one.c)
target_include_directories(one PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_PREFIX}/include>)
install(TARGETS one EXPORT OneTargets DESTINATION lib)
install(FILES one.h DESTINATION include)
install(EXPORT OneTargets DESTINATION lib/cmake/One)
configure_file(OneConfig.cmake.in OneConfig.cmake @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/OneConfig.cmake DESTINATION lib/cmake/One)
"""})
    small.output("cmake", "-S", "source", "-B", "build", f"-DCMAKE_INSTALL_PREFIX={prefix}", cwd=tmp_path)
    small.output("cmake", "--build", "build", "--target", "install", cwd=tmp_path)
    for path in (prefix / "lib" / "cmake" / "One").iterdir():
        path.write_bytes(prefixtext.rewritten(f"lib/cmake/One/{path.name}", path.read_bytes(), {str(prefix): "."}))
        assert str(prefix) not in path.read_text()
    moved = prefix.rename(tmp_path / "größe 1 x")
    subprocess.run(["rm", "-rf", tmp_path / "source", tmp_path / "build"], check=True)
    small.write(tmp_path / "user", {
        "main.c": MAIN,
        "CMakeLists.txt": """cmake_minimum_required(VERSION 3.16)
project(User C)
find_package(One REQUIRED)
one_folder(there)
foreach(folder "${there}" "${One_FOLDER}")
  if(NOT EXISTS "${folder}/one.h")
    message(FATAL_ERROR "not in ${folder}")
  endif()
endforeach()
add_executable(main main.c)
target_link_libraries(main one)
"""})
    small.output("cmake", "-S", "user", "-B", "b", f"-DCMAKE_PREFIX_PATH={moved}", cwd=tmp_path)
    small.output("cmake", "--build", "b", cwd=tmp_path)
    assert small.output(tmp_path / "b" / "main") == "7\n"


def test_a_macro_of_cmake_is_left_for_the_report():
    text = f'macro(x)\n set(a "{PREFIX}/x")\nendmacro()\nset(b "{PREFIX}/y")\n'
    changed = prefixtext.rewritten("lib/cmake/X/x.cmake", text.encode(), ROOTS).decode()
    assert changed == text.replace(f"{PREFIX}/y", "${CMAKE_CURRENT_LIST_DIR}/../../../y")


CONFIG = f"""#!/bin/sh
# made for {PREFIX}
prefix={PREFIX}
libs='-L{PREFIX}/lib -lone'
case "$1" in
  --prefix) echo "$prefix" ;;
  --libs) echo "$libs"; echo {PREFIX}/lib ;;
  --nested) echo "$(printf '%s' '{PREFIX}/a')" ;;
  --document) cat <<EOF
in {PREFIX}
EOF
;;
esac
"""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("shell", ["sh", "bash", "ksh", "zsh"])
def test_a_config_script_tells_the_place_to_which_it_was_moved(tmp_path, shell, place):
    top = tmp_path / place
    assert PREFIX not in put(top, "bin/one-config", CONFIG.replace("/bin/sh", require(shell), 1), 0o755)
    (tmp_path / "link").symlink_to(top / "bin" / "one-config")
    for program in (top / "bin" / "one-config", tmp_path / "link"):
        assert small.output(program, "--prefix") == f"{top}\n"
        assert small.output(program, "--libs") == f"-L{top}/lib -lone\n{top}/lib\n"
        assert small.output(program, "--nested") == f"{top}/a\n"
        assert small.output(program, "--document") == f"in {top}\n"


def test_a_quoted_document_of_a_shell_script_is_left_for_the_report():
    text = f"#!/bin/sh\ncat <<'EOF'\n{PREFIX}\nEOF\necho {PREFIX}\n"
    changed = prefixtext.rewritten("bin/x", text.encode(), ROOTS).decode()
    assert f"<<'EOF'\n{PREFIX}\nEOF\n" in changed and changed.count(PREFIX) == 1


PYTHON = f'''"""Made for {PREFIX}."""
from __future__ import annotations
variables = {{'CC': 'gcc -I{PREFIX}/include '
                   # {PREFIX}
                   "-L{PREFIX}/lib",  # in {PREFIX}
 'raw': r'{PREFIX}\\x'}}
binary = b"{PREFIX}/lib"
formatted = f"{{1 + 1}} {PREFIX}"
tuple = ("{PREFIX}/a", "b")
'''


def test_python_data_follow_the_file(tmp_path):
    assert PREFIX not in put(tmp_path / 'größe "x', "lib/python3.11/_sysconfigdata__linux_.py", PYTHON)
    top = (tmp_path / 'größe "x').resolve()
    names = {"__file__": str(top / "lib" / "python3.11" / "x.py")}
    exec((top / "lib" / "python3.11" / "_sysconfigdata__linux_.py").read_text(), names)
    assert names["variables"] == {"CC": f"gcc -I{top}/include -L{top}/lib", "raw": f"{top}\\x"}
    assert names["binary"] == f"{top}/lib".encode() and names["formatted"] == f"2 {top}" and names["tuple"] == (f"{top}/a", "b")


def test_python_that_cannot_be_rewritten_is_left_for_the_report():
    text = f"match x:\n    case '{PREFIX}':\n        pass\n"
    assert prefixtext.rewritten("lib/x.py", text.encode(), ROOTS) == text.encode()
    assert prefixtext.rewritten("lib/y.py", f"print '{PREFIX}'\n".encode(), ROOTS) == f"print '{PREFIX}'\n".encode()


def test_a_neighbours_files_are_found_beside_the_tree():
    text = "prefix=/n\nother=/n/lib\nthird=/nn\n"
    assert prefixtext.rewritten("lib/pkgconfig/x.pc", text.encode(), {"/n": "../common"}) == (
        b"prefix=${pcfiledir}/../../../common\nother=${prefix}/lib\nthird=/nn\n")


def test_other_texts_are_left_for_the_report():
    text = f"see {PREFIX}/share\n".encode()
    assert prefixtext.rewritten("share/doc/readme.txt", text, ROOTS) == text
