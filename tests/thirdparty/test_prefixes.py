# SPDX-License-Identifier: LGPL-3.0-or-later
"""Prefixes: products merged by hard links, checked in an environment of their own."""
import os

import pytest

from b2tools import errors
from b2tools.thirdparty import prefixes
from b2tools.thirdparty.manifests import Variant
from tests import small_externals as small


@pytest.fixture
def manifest(tmp_path):
    file = small.wheel(tmp_path, "tiny")
    return small.write_manifest(tmp_path, small.package("one", file), small.package("two", file, option="opt"))


@pytest.fixture
def products(manifest, tmp_path):
    folders = {Variant(package, package.options[0]): tmp_path / package.name for package in manifest.packages}
    for folder in folders.values():
        name = folder.name
        (folder / "lib").mkdir(parents=True)
        (folder / "lib" / name).write_text(name)
        (folder / "lib" / "link").symlink_to(name)
    return folders


def test_each_package_comes_to_its_option_as_hard_links(manifest, products, tmp_path):
    prefixes.assemble(manifest, products, tmp_path / "arch")
    assert (tmp_path / "arch" / "common" / "lib" / "one").samefile(tmp_path / "one" / "lib" / "one")
    assert os.readlink(tmp_path / "arch" / "opt" / "lib" / "link") == "two"


def test_a_half_merged_prefix_is_merged_anew(manifest, products, tmp_path):
    prefixes.assemble(manifest, products, tmp_path / "arch")
    (tmp_path / "arch" / "common" / "lib" / "left over").touch()
    prefixes.assemble(manifest, products, tmp_path / "arch")
    assert sorted(os.listdir(tmp_path / "arch" / "common" / "lib")) == ["link", "one"]


def test_the_environment_fills_the_placeholders(manifest, tmp_path):
    tables = {"set": {"A": "{prefix}|{subdir}"}, "prepend": {"P": ["{option}/a", "{common}/b"]}}
    found = prefixes.environment(tables, tmp_path, "X", "debug")
    assert found == {"A": f"{tmp_path}|X/debug", "P": f"{tmp_path}/X/debug/a:{tmp_path}/X/common/b"}


def test_a_check_that_fails_names_package_command_and_output(tmp_path):
    file = small.wheel(tmp_path, "tiny")
    manifest = small.write_manifest(tmp_path, small.package("one", file, check="echo some trouble; exit 4"))
    with pytest.raises(errors.CheckFailed, match="(?s)one was installed but does not work: .*exit code 4:\nsome trouble"):
        prefixes.check(manifest, [Variant(manifest.packages[0], "common")], tmp_path, "X", {"PATH": os.environ["PATH"]}, 1)
    assert not list(tmp_path.glob(".check-*"))
