# SPDX-License-Identifier: LGPL-3.0-or-later
"""Products: one package in a folder of its own, keyed by all that it depends on."""
from dataclasses import replace

import pytest

from b2tools import errors
from b2tools.products import Workshop
from tests import small_externals as small


@pytest.fixture
def shop(tmp_path):
    patches = tmp_path / "manifests" / "patches"
    patches.mkdir(parents=True)
    return Workshop(tmp_path / "products", "3.11", patches, small.means(tmp_path))


def made(shop, tmp_path, table):
    package, = small.write_manifest(tmp_path / "manifests", table).packages
    fetched = {file.sha256: tmp_path / file.name for file in package.files}
    return shop.make(package, fetched, shop.product(package, {}))


def source(tmp_path, **more):
    return small.package("lib", small.tar(tmp_path / "lib-1.tar.xz", {"x.txt": "one\n"}), "source", **more)


def test_patches_are_applied_to_sources(shop, tmp_path):
    (shop.patches / "two.patch").write_text("--- a/x.txt\n+++ b/x.txt\n@@ -1 +1 @@\n-one\n+two\n")
    product = made(shop, tmp_path, source(tmp_path, patches=["two.patch"], build=["cp x.txt {prefix}/x.txt"]))
    assert (product / "x.txt").read_text() == "two\n"


def test_build_commands_mend_a_wheel_and_know_the_patches(shop, tmp_path):
    (shop.patches / "mend.py").write_text("import sys\nopen(sys.argv[1], 'w').write('VERSION = 2\\n')\n")
    wheel = small.package("tiny", small.wheel(tmp_path, "tiny"), patches=["mend.py"],
                          build=["{python} {patches}/mend.py lib/python3.11/site-packages/tiny.py"])
    assert (made(shop, tmp_path, wheel) / "lib/python3.11/site-packages/tiny.py").read_text() == "VERSION = 2\n"


def test_sources_and_unfinished_products_do_not_stay(shop, tmp_path):
    made(shop, tmp_path, source(tmp_path, build=["touch {prefix}/a"]))
    with pytest.raises(errors.BuildFailed):
        made(shop, tmp_path, source(tmp_path, build=["touch {prefix}/a", "false"]))
    assert len([path for path in shop.folder.iterdir() if path.is_dir()]) == 1


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
    first = shop.key(package, {})
    assert shop.key(replace(package, purpose="other", licence="other", check="other"), {}) == first
    changed = [shop.key(replace(package, build=("false",)), {}), shop.key(replace(package, version="2"), {}),
               replace(shop, series="3.12").key(package, {}), shop.key(replace(package, requires=("a",)), {"a": "1"})]
    (shop.patches / "p").write_text("2")
    assert len({first, shop.key(package, {}), *changed}) == 6


def test_products_of_other_inputs_are_tidied_away(shop, tmp_path):
    old = made(shop, tmp_path, source(tmp_path, build=["true"]))
    new = made(shop, tmp_path, source(tmp_path, build=["true", "true"]))
    shop.tidy({new})
    assert new.is_dir() and not old.exists()
