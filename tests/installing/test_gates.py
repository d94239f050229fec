# SPDX-License-Identifier: LGPL-3.0-or-later
"""Links of a release to its machine and its site: each machine makes them, no archive brings them, no receipt depends on them."""
import os
import sysconfig
from pathlib import Path

import pytest

from b2tools import errors
from b2tools.installing import gates
from b2tools.places import receipts
from b2tools.places.installations import Installation
from b2tools.publishing import packs
from b2tools.unpacking import archives

NAME = "release-01-00-00"
GATES = Path("lib/Linux_x86_64/opt")


def release(folder, inputs={"externals": "v01-00-00"}, libraries="/one/lib"):
    """A release as SCons leaves it: with links to the externals beside it and to the Python that it was built with."""
    place = Installation(folder / "releases", NAME)
    (place.final / GATES).mkdir(parents=True)
    for name, target in (("externals", "../../../../../externals/v01-00-00/Linux_x86_64"), ("python-lib", libraries),
                         ("python-include", f"{libraries}/include"), ("libx.so", "liby.so")):
        (place.final / GATES / name).symlink_to(target)
    receipts.write(place.final, "release", NAME, platform="Linux_x86_64", made_by="test", inputs=inputs, environment={})
    return place


def test_a_release_is_packed_and_finds_python_and_externals_of_another_site(tmp_path):
    [entry] = packs.pack(release(tmp_path / "one"), tmp_path / "area", "debian-12")
    there = tmp_path / "two" / "releases" / NAME
    archives.unpack(tmp_path / "area" / entry.file, there)
    assert os.listdir(there / GATES) == ["libx.so"]
    gates.make(there, receipts.read(there))
    (tmp_path / "two/externals/v01-00-00/Linux_x86_64").mkdir(parents=True)
    assert (there / GATES / "externals").samefile(tmp_path / "two/externals/v01-00-00/Linux_x86_64")
    assert (there / GATES / "python-include").samefile(sysconfig.get_config_var("INCLUDEPY"))
    assert list((there / GATES / "python-lib/").glob("libpython3.*")) and receipts.verify(there) == []


def test_the_receipt_of_a_release_does_not_tell_where_python_was(tmp_path):
    one, two = release(tmp_path / "one"), release(tmp_path / "two", libraries="/opt/other/lib")
    assert (one.final / receipts.NAME).read_bytes() == (two.final / receipts.NAME).read_bytes()


def test_an_older_receipt_with_the_targets_themselves_counts(tmp_path):
    place = release(tmp_path)
    path = place.final / receipts.NAME
    text = path.read_text().replace("{python-lib}", "/one/lib")
    path.write_text(text.replace("{externals}", "../../../../../externals/v01-00-00/x"))
    assert receipts.verify(place.final) == []
    assert packs.pack(place, tmp_path / "area", "debian-12")


def test_a_link_out_of_the_release_in_another_place_is_told(tmp_path):
    place = release(tmp_path)
    (place.final / GATES / "externals2").symlink_to("../../../../../externals")
    receipts.write(place.final, "release", NAME, platform="Linux_x86_64", made_by="test", inputs={}, environment={})
    with pytest.raises(errors.NotPacked, match="externals2 is a link to .*outside of the folder"):
        packs.pack(place, tmp_path / "area", "debian-12")


@pytest.mark.parametrize("inputs", [{}, {"externals": "../.."}])
def test_a_release_that_names_no_externals_is_refused(tmp_path, inputs):
    place = release(tmp_path, inputs)
    for name in ("externals", "python-lib", "python-include"):
        (place.final / GATES / name).unlink()
    with pytest.raises(errors.BadReceipt, match="its externals are"):
        gates.make(place.final, receipts.read(place.final))
