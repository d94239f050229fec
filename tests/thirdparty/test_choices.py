# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is wanted of a manifest, and when that is there."""
import pytest

from b2tools.places import receipts
from b2tools.places.installations import Installation
from b2tools.thirdparty import choices
from b2tools.thirdparty.choices import Choice
from tests import small_externals as small


@pytest.fixture
def manifest(tmp_path):
    wheel = small.wheel(tmp_path, "tiny")
    built = small.package("built", small.tar(tmp_path / "b.tar.xz", {"x": "x"}), "source", build=["true"], option=["opt", "debug"])
    return small.write_manifest(tmp_path / "manifests", small.package("tiny", wheel), built,
                                small.package("extra", small.wheel(tmp_path, "extra"), optional=True))


def installed(tmp_path, inputs):
    place = Installation(tmp_path, "v01-00-00")
    place.final.mkdir()
    receipts.write(place.final, "externals", place.name, platform="x", made_by="test", inputs=inputs, environment={})
    return place


def names(variants):
    return [variant.label for variant in variants]


def test_a_choice_names_what_to_make(manifest):
    assert names(Choice().variants(manifest)) == ["tiny", "built-opt", "built-debug"]
    assert names(Choice(["extra"], ["opt"]).variants(manifest)) == ["tiny", "built-opt", "extra"]
    assert Choice(["b", "a"], ["opt"]).inputs() == {"optional": "a,b", "options": "common,opt"}


def test_nothing_is_there_without_a_receipt(tmp_path, manifest):
    assert not choices.is_current(Installation(tmp_path, "v01-00-00"), manifest)


@pytest.mark.parametrize("wanted, there", [(Choice(), True), (Choice(["extra"]), False), (Choice(options=["opt"]), True)])
def test_what_is_there_is_at_least_what_is_wanted(tmp_path, manifest, wanted, there):
    place = installed(tmp_path, {"manifest": manifest.digest} | Choice().inputs())
    assert choices.is_current(place, manifest, wanted) == there


def test_an_older_receipt_without_options_has_them_all(tmp_path, manifest):
    place = installed(tmp_path, {"manifest": manifest.digest})
    assert choices.is_current(place, manifest) and choices.made(place.receipt()).optional == set()


def test_another_manifest_is_another_thing(tmp_path, manifest):
    assert not choices.is_current(installed(tmp_path, {"manifest": "0" * 64}), manifest)
