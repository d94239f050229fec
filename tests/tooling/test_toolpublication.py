# SPDX-License-Identifier: LGPL-3.0-or-later
"""Publishing the tools: reproducible, everything pinned, never changed afterwards."""
import zipfile

import pytest

from b2tools import errors
from b2tools.publishing import catalogues
from b2tools.tooling import toolpublication
from tests import signed_area, small_tools


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("publication")
    small_tools.index(folder, small_tools.packed("click", folder))
    with small_tools.served(folder) as address:
        means = small_tools.means(folder, address)
        yield small_tools.wheel(folder / "one", "1.1.0", means), means


def test_two_builds_in_two_folders_give_the_same_bytes(world, tmp_path, monkeypatch):
    wheel, means = world
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    again = small_tools.wheel(tmp_path / "another place", "1.1.0", means)
    assert again.read_bytes() == wheel.read_bytes()


def test_published_tools_are_in_the_signed_index_with_their_lock_file(world, tmp_path):
    wheel, means = world
    area = signed_area.make(tmp_path / "manager")
    entry = toolpublication.publish(wheel, area.folder, area.key, means, machines=("x86_64", "aarch64"))
    assert catalogues.fetch(area.site(), area.means()).find("tools", "1.1.0", "any", "any") == entry
    lock = (area.folder / "tools/b2tools-1.1.0-py3-none-any.lock").read_text().splitlines()
    assert lock[0] == "# b2tools lock file, format 1: what the tools 1.1.0 need with Python 3.11"
    assert lock[1].startswith("click==") and lock[2].startswith("    --hash=sha256:") and len(lock) == 3
    assert toolpublication.publish(wheel, area.folder, area.key, means) == entry


def test_a_published_version_is_never_replaced_by_another_content(world, tmp_path):
    wheel, means = world
    area = signed_area.make(tmp_path / "manager")
    toolpublication.publish(wheel, area.folder, area.key, means, machines=("x86_64",))
    other = tmp_path / wheel.name
    other.write_bytes(wheel.read_bytes())
    with zipfile.ZipFile(other, "a") as archive:
        archive.writestr("b2tools/more.py", "")
    with pytest.raises(errors.BadTools, match="the version 1.1.0 was published with other content .* Raise the version"):
        toolpublication.publish(other, area.folder, area.key, means)


@pytest.mark.parametrize("facts, reason", [("Name: other\nVersion: 1.0.0\n", "it is a wheel of other"),
                                           ("Name: b2tools\nVersion: 1.0rc1\n", "its version 1.0rc1 is not of the form A.B.C"),
                                           ("Name: b2tools\nVersion: 1.0.0\n", "it is called 1.0.0, but .* does not say so"),
                                           (None, "it is not a wheel")])
def test_what_is_no_wheel_of_the_tools_is_refused(facts, reason, tmp_path):
    place = tmp_path / "x.whl"
    place.write_text("text")
    if facts:
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("x-1.dist-info/METADATA", facts)
    with pytest.raises(errors.BadTools, match=reason):
        toolpublication.read(place)


def test_a_folder_without_a_project_is_refused(tmp_path):
    with pytest.raises(errors.BadTools, match="neither a wheel nor a checkout"):
        toolpublication.build(tmp_path, tmp_path, small_tools.means(tmp_path, "http://127.0.0.1:9"))
