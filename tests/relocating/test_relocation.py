# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whole trees: what is left of the place of the build is found in any wrapping, the rest is made relative."""
import gzip
import io
import json
import lzma
import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2tools import errors
from b2tools.relocating import relocation
from tests import small_products as small

MAIN = '#include <stdio.h>\nint one(void);\nint main(void) { printf("%d\\n", one()); return 0; }'


def built(tmp_path, texts=None):
    """A prefix with a library, a program and texts, as a build leaves it."""
    prefix = relocation.padded(tmp_path)
    small.library(prefix, "one", "int one(void) { return 1; }")
    small.program(prefix, "main", MAIN, f"-L{prefix}/lib", "-lone", f"-Wl,-rpath,{prefix}/lib")
    small.write(prefix, {name: text.replace("PREFIX", str(prefix)) for name, text in (texts or {}).items()})
    return prefix


def test_a_padded_prefix_has_the_same_length_everywhere(tmp_path):
    lengths = {len(os.fsencode(relocation.padded(tmp_path / name))) for name in ("a", "ein längerer Name", "x" * 30)}
    assert lengths == {relocation.LENGTH}
    with pytest.raises(errors.BadPath, match="a path of 200 bytes"):
        relocation.padded(tmp_path / ("x" * 180))


def test_a_tree_runs_from_another_place_and_names_the_old_one_nowhere(tmp_path):
    prefix = built(tmp_path, {
        "lib/libone.la": "# libone.la - a libtool library file\nlibdir='PREFIX/lib'\n", "bin/tool": "#!PREFIX/bin/sh\n",
        "lib/pkgconfig/one.pc": "prefix=PREFIX\n", "lib/cmake/one/one.cmake": "set(x PREFIX/lib)\n",
        "share/x.py": "x = 'PREFIX'\n"})
    (prefix / "lib" / "libone.so.1").symlink_to(prefix / "lib" / "libone.so")
    (prefix / "lib" / "own").symlink_to("/usr/lib")
    relocation.relocate(prefix, prefix)
    assert not (prefix / "lib" / "libone.la").exists()
    assert os.readlink(prefix / "lib" / "libone.so.1") == "libone.so" and os.readlink(prefix / "lib" / "own") == "/usr/lib"
    assert relocation.leftovers(prefix, [prefix, tmp_path]) == []
    assert small.output(prefix.rename(tmp_path / 'größe "x') / "bin" / "main") == "1\n"


def test_a_tree_that_was_installed_elsewhere_than_it_was_built_for_is_relocated(tmp_path):
    prefix = built(tmp_path, {"lib/pkgconfig/one.pc": "prefix=PREFIX\n"})
    staged = prefix.rename(tmp_path / "destination")
    relocation.relocate(staged, prefix)
    assert small.output(staged / "bin" / "main") == "1\n"
    assert (staged / "lib" / "pkgconfig" / "one.pc").read_text() == "prefix=${pcfiledir}/../..\n"


def wrapped(prefix):
    """One file per wrapping, each of which names the prefix."""
    text = f"see {prefix}/share".encode()
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inside.txt", text)
    return {"plain.txt": text, "binary": b"\0\1" + text + b"\0", "man.1.gz": gzip.compress(text), "x.xz": lzma.compress(text),
            "bundle.whl": bundle.getvalue(), "page.json": json.dumps(str(prefix)).encode(),
            "address": str(prefix).replace(" ", "%20").replace("ü", "%C3%BC").encode()}


def test_every_wrapping_of_the_prefix_is_found_and_named(tmp_path):
    prefix = tmp_path / "a ü" / "prefix"
    for name, content in wrapped(prefix).items():
        (prefix / name).parent.mkdir(parents=True, exist_ok=True)
        (prefix / name).write_bytes(content)
    source = prefix / "x.c"
    source.write_text(f'const char* where = "{prefix}";\n')
    small.gcc("-c", source, "-o", prefix / "x.o")
    subprocess.run(["ar", "rc", prefix / "libx.a", prefix / "x.o"], check=True)
    source.unlink()
    (prefix / "x.py").write_text("x = 1\n")
    subprocess.run([sys.executable, "-m", "compileall", "-qq", prefix / "x.py"], check=True)
    found = relocation.leftovers(prefix, [prefix])
    expected = {*wrapped(prefix), "x.o", "libx.a", f"__pycache__/x.{sys.implementation.cache_tag}.pyc"}
    assert {line.partition(": ")[0] for line in found} == expected
    assert f"plain.txt: byte 4: see {prefix}/share" in found and "bundle.whl: packed in it as inside.txt" in found
    with pytest.raises(errors.PrefixLeft, match=r"(?s)could not be moved.*  binary: byte \d+: see.*bundle.whl: packed"):
        relocation.relocate(prefix, prefix)
    assert not list(prefix.rglob("*.pyc"))


def test_what_follows_a_damaged_or_a_first_member_is_looked_at_as_well(tmp_path):
    prefix = tmp_path / "prefix"
    prefix.mkdir()
    text = str(prefix).encode()
    (prefix / "two.gz").write_bytes(gzip.compress(b"one") + gzip.compress(text))
    with zipfile.ZipFile(prefix / "odd.whl", "w") as bundle:
        bundle.writestr("a.txt", b"some text")
        bundle.writestr("b.txt", b"see " + text, zipfile.ZIP_DEFLATED)
    content = (prefix / "odd.whl").read_bytes()
    (prefix / "odd.whl").write_bytes(content.replace(b"some text", b"SOME TEXT"))
    assert relocation.leftovers(prefix, [prefix]) == ["odd.whl: packed in it as b.txt", "two.gz: packed in it"]


def test_allowed_files_name_a_place_that_is_nowhere_and_are_equal_for_all_builds(tmp_path):
    contents = []
    for name in ("first", "another longer"):
        prefix = built(tmp_path / name)
        (prefix / "lib" / "data").write_bytes(os.fsencode(f"\0{prefix}/share\0x"))
        with pytest.raises(errors.PrefixLeft, match="lib/data: byte 1: "):
            relocation.relocate(prefix, prefix)
        relocation.relocate(prefix, prefix, allowed=["lib/dat*"])
        contents.append((prefix / "lib" / "data").read_bytes())
    assert contents[0] == contents[1] == b"\0" + b"/nonexistent/b2".ljust(relocation.LENGTH, b"_") + b"/share\0x"


def test_hard_links_become_symbolic_ones(tmp_path):
    prefix = built(tmp_path)
    os.link(prefix / "bin" / "main", prefix / "bin" / "twin")
    os.link(prefix / "bin" / "main", prefix / "lib" / "twin")
    relocation.relocate(prefix, prefix)
    assert [os.readlink(prefix / name) for name in ("bin/twin", "lib/twin")] == ["main", "../bin/main"]
    assert small.output(prefix / "lib" / "twin") == "1\n"


def test_read_only_files_are_changed_and_stay_read_only(tmp_path):
    prefix = built(tmp_path, {"lib/pkgconfig/one.pc": "prefix=PREFIX\n"})
    for path in (prefix / "lib" / "pkgconfig" / "one.pc", prefix / "bin" / "main"):
        path.chmod(0o555)
        os.utime(path, (1e9, 1e9))
    relocation.relocate(prefix, prefix)
    status = (prefix / "bin" / "main").stat()
    assert (status.st_mode & 0o777, status.st_mtime) == (0o555, 1e9) and relocation.leftovers(prefix, [prefix]) == []


NAMES = st.sampled_from(["bin/a", "bin/b b", "lib/x.pc", "lib/pkgconfig/y.pc", "lib/cmake/Z/Z.cmake", "share/t.txt",
                         "lib/p/m.py", "lib/d.bin", "etc/ö.sh", "lib/q.la"])
PIECES = st.lists(st.sampled_from(["PREFIX", "PREFIX/lib", "text", "\n", " ", '"', "'", "$", "=", "#!PREFIX/bin/sh\n",
                                   "#!/bin/sh\n", "(", ")", "\0", "x=", "ä", "<<EOF\n", "EOF\n", "\\", "function(a)\n",
                                   "endfunction()\n"]),
                  max_size=12).map("".join)
LINKS = st.dictionaries(st.sampled_from(["bin/l", "lib/l2", "l3"]),
                        st.sampled_from(["PREFIX/bin/a", "PREFIX/lib", "/usr", "a", "PREFIX"]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAMES, PIECES), LINKS, st.sampled_from(["", "(", "."]))
def test_any_tree_names_the_prefix_nowhere_or_is_refused_with_the_file(tmp_path, texts, links, odd):
    """Whatever stands in the files: either no byte of the prefix is left, or the error names exactly the files that hold it."""
    prefix = relocation.padded(tmp_path, "p" + odd)
    shutil.rmtree(prefix, ignore_errors=True)
    for name, text in texts.items():
        (prefix / name).parent.mkdir(parents=True, exist_ok=True)
        (prefix / name).write_bytes(text.replace("PREFIX", str(prefix)).encode())
    prefix.mkdir(parents=True, exist_ok=True)
    for name, target in links.items():
        (prefix / name).parent.mkdir(parents=True, exist_ok=True)
        (prefix / name).symlink_to(target.replace("PREFIX", str(prefix)))
    named = set()
    try:
        relocation.relocate(prefix, prefix)
    except errors.PrefixLeft as error:
        named = {line.strip().partition(": ")[0] for line in error.facts["places"].splitlines() if ": byte" in line}
    holding = {str(path.relative_to(prefix)) for path in prefix.rglob("*")
               if path.is_file() and not path.is_symlink() and str(prefix).encode() in path.read_bytes()}
    assert named == holding
    for name, target in links.items():
        found = os.readlink(prefix / name)
        if target.startswith("PREFIX"):
            assert not os.path.isabs(found)
            assert os.path.normpath(prefix / os.path.dirname(name) / found) == target.replace("PREFIX", str(prefix))
        else:
            assert found == target
