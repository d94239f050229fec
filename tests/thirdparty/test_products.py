# SPDX-License-Identifier: LGPL-3.0-or-later
"""Products: one package in a folder of its own, keyed by all that it depends on."""
import shutil
from dataclasses import replace

import pytest

from b2tools import errors
from b2tools.thirdparty.manifests import Variant
from b2tools.thirdparty.products import Workshop
from tests import small_externals as small


@pytest.fixture
def shop(tmp_path):
    patches = tmp_path / "manifests" / "patches"
    patches.mkdir(parents=True)
    return Workshop(tmp_path / "products", "3.11", patches, small.means(tmp_path))


def made(shop, tmp_path, table, option="common"):
    package, = small.write_manifest(tmp_path / "manifests", table).packages
    fetched = {file.sha256: tmp_path / file.name for file in package.files}
    variant = Variant(package, option)
    return shop.make(variant, fetched, shop.product(variant, {}), {})


def source(tmp_path, **more):
    return small.package("lib", small.tar(tmp_path / "lib-1.tar.xz", {"x.txt": "one\n"}), "source", **more)


def folders(shop):
    return [path.name for path in shop.folder.iterdir() if path.is_dir() and path.name != ".rooms"]


def test_patches_are_applied_to_sources(shop, tmp_path):
    (shop.patches / "two.patch").write_text("--- a/x.txt\n+++ b/x.txt\n@@ -1 +1 @@\n-one\n+two\n")
    product = made(shop, tmp_path, source(tmp_path, patches=["two.patch"], build=["cp x.txt {prefix}/x.txt"]))
    assert (product / "x.txt").read_text() == "two\n"


def test_a_patch_that_does_not_fit_is_a_failed_build(shop, tmp_path):
    (shop.patches / "two.patch").write_text("--- a/x.txt\n+++ b/x.txt\n@@ -1 +1 @@\n-three\n+two\n")
    with pytest.raises(errors.BuildFailed, match="(?s)patch -p1 .*two.patch.* ended with exit code 1.*FAILED"):
        made(shop, tmp_path, source(tmp_path, patches=["two.patch"], build=["cp x.txt {prefix}/x.txt"]))


def test_build_commands_mend_a_wheel_and_know_the_patches(shop, tmp_path):
    (shop.patches / "mend.py").write_text("import sys\nopen(sys.argv[1], 'w').write('VERSION = 2\\n')\n")
    wheel = small.package("tiny", small.wheel(tmp_path, "tiny"), patches=["mend.py"],
                          build=["{python} {patches}/mend.py lib/python3.11/site-packages/tiny.py"])
    assert (made(shop, tmp_path, wheel) / "lib/python3.11/site-packages/tiny.py").read_text() == "VERSION = 2\n"


def test_sources_and_unfinished_products_do_not_stay(shop, tmp_path):
    made(shop, tmp_path, source(tmp_path, build=["touch {prefix}/a"]))
    with pytest.raises(errors.BuildFailed):
        made(shop, tmp_path, source(tmp_path, build=["touch {prefix}/a", "false"]))
    assert len(folders(shop)) == 1 and not list((shop.folder / ".rooms").iterdir())


def test_links_lead_to_what_the_package_brings(shop, tmp_path):
    linked = source(tmp_path, build=["mkdir {prefix}/lib; cp x.txt {prefix}/lib"], links={"bin/x": "lib/x.txt"})
    product = made(shop, tmp_path, linked)
    assert str((product / "bin" / "x").readlink()) == "../lib/x.txt" and (product / "bin" / "x").read_text() == "one\n"


def test_a_link_to_nothing_is_an_error(shop, tmp_path):
    with pytest.raises(errors.BadArchive, match="it lacks lib/y, to which bin/y shall link"):
        made(shop, tmp_path, source(tmp_path, build=["true"], links={"bin/y": "lib/y"}))


def test_the_key_follows_every_input_and_no_words(shop, tmp_path):
    (shop.patches / "p").write_text("1")
    package, = small.write_manifest(tmp_path / "manifests", source(tmp_path, build=["true"], patches=["p"])).packages
    variant = Variant(package, "opt")
    first = shop.key(variant, {})
    assert shop.key(Variant(replace(package, purpose="other", licence="other", check="other"), "opt"), {}) == first
    needs = Variant(replace(package, requires=("a",)), "opt")
    other = Variant(replace(package, name="a"), "common")
    changed = [shop.key(Variant(replace(package, build=("false",)), "opt"), {}),
               shop.key(Variant(replace(package, version="2"), "opt"), {}), shop.key(Variant(package, "debug"), {}),
               replace(shop, series="3.12").key(variant, {}), replace(shop, toolchain="gcc 99").key(variant, {}),
               shop.key(needs, {other: "1"}), shop.key(needs, {other: "2"})]
    (shop.patches / "p").write_text("2")
    assert len({first, shop.key(variant, {}), *changed}) == 9


def test_where_builds_last_the_key_outlives_a_restart_of_the_machine(shop, tmp_path, monkeypatch):
    package, = small.write_manifest(tmp_path / "manifests", source(tmp_path, build=["true"])).packages
    variant, lasting = Variant(package, "common"), replace(shop, lasting=True)
    before = shop.key(variant, {}), lasting.key(variant, {})
    (tmp_path / "boot").write_text("another boot\n")
    monkeypatch.setattr("b2tools.thirdparty.products.BOOT", tmp_path / "boot")
    assert shop.key(variant, {}) != before[0] and lasting.key(variant, {}) == before[1]


def test_products_of_other_inputs_are_tidied_away(shop, tmp_path):
    old = made(shop, tmp_path, source(tmp_path, build=["true"]))
    new = made(shop, tmp_path, source(tmp_path, build=["true", "true"]))
    shop.tidy({new})
    assert new.is_dir() and not old.exists()


def test_two_builds_in_two_folders_give_the_same_bytes(shop, tmp_path):
    code = "#include <assert.h>\nint f(int a) { assert(a); return __LINE__; }\n"
    archive = small.tar(tmp_path / "lib-1.tar.xz", {"lib-1/x.c": code})
    table = small.package("lib", archive, "source", folder="lib-1", option=["opt", "debug"], programs=["gcc"],
                          build=["mkdir {prefix}/lib", "gcc {flags} -shared x.c -o {prefix}/lib/libx.so"])
    other = replace(shop, folder=tmp_path / "a longer name" / "products")
    for option in ("opt", "debug"):
        content = [(made(one, tmp_path, table, option) / "lib" / "libx.so").read_bytes() for one in (shop, other)]
        assert content[0] == content[1]
        assert (b".debug_info" in content[0], b"__assert_fail" in content[0]) == (option == "debug", option == "debug")
    shutil.rmtree(other.folder.parent)
