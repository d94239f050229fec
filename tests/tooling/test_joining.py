# SPDX-License-Identifier: LGPL-3.0-or-later
"""A site on a further machine: it takes its tools from another one's download area, and believes only the signers it was told."""
import os
import subprocess

import pytest

from b2tools import errors, signing, sites
from b2tools.publishing import catalogues
from b2tools.tooling import joining, toolpublication, toolsets
from tests import signed_area, small_tools


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A download area with tools 1.1.0 and 1.2.0, served over HTTP with the index of what they need."""
    folder = tmp_path_factory.mktemp("joined")
    area = signed_area.make(folder / "manager")
    (area.folder / "index").mkdir()
    small_tools.index(area.folder, small_tools.packed("click", folder))
    with small_tools.served(area.folder) as address:
        means = small_tools.means(folder, address)
        for version in ("1.1.0", "1.2.0"):
            wheel = small_tools.wheel(folder / version, version, means)
            toolpublication.publish(wheel, area.folder, area.key, means, machines=("x86_64",))
        yield area, address, means


@pytest.fixture
def wanted(world, tmp_path):
    area, address, _ = world
    return joining.Wanted(tmp_path / "größe 1\" site", "further", [address], area.top / "allowed_signers",
                          "ssh://{user}@git.example.org")


def test_an_empty_folder_becomes_a_site_with_the_newest_tools(world, wanted):
    assert joining.join(wanted, world[2]) == "1.2.0"
    site = sites.at(wanted.top)
    assert (site.name, site.git_server("anna"), list(site.download_urls)) == ("further", "ssh://anna@git.example.org", [world[1]])
    assert (wanted.top / ".cvmfsdirtab").is_file() and site.allowed_signers.read_bytes() == wanted.signers.read_bytes()
    done = subprocess.run([wanted.top / "tools/bin/b2tools", "--version"], capture_output=True, env={"PATH": "/usr/bin:/bin"})
    assert done.stdout == b"b2tools, version 1.2.0\n"


def test_a_second_time_keeps_what_somebody_wrote_into_the_site_file(world, wanted):
    joining.join(wanted, world[2], "1.1.0")
    file = wanted.top / "site.toml"
    file.write_text(file.read_text() + "\n[install]\ngroup = \"belle2\"\n")
    assert joining.join(wanted, world[2], "1.1.0") == "1.1.0"
    assert 'group = "belle2"' in file.read_text() and toolsets.installed(wanted.top / "tools") == ["1.1.0"]


def test_everybody_reads_the_site_and_its_tools_whatever_the_umask_is(world, wanted):
    before = os.umask(0o077)
    try:
        joining.join(wanted, world[2], "1.1.0")
    finally:
        os.umask(before)
    places = [wanted.top, *(path for path in wanted.top.rglob("*") if not path.is_symlink() and not path.name.startswith("."))]
    assert [path for path in places if path.stat().st_mode & 0o044 != 0o044] == []


def test_an_area_signed_by_somebody_else_brings_no_tools(world, wanted, tmp_path):
    foreign = tmp_path / "signers"
    foreign.write_text(signing.allowed_line("releases", signing.public_key(world[0].foreign)) + "\n")
    with pytest.raises(errors.BadSignature):
        joining.join(joining.Wanted(wanted.top, "further", wanted.urls, foreign), world[2])
    assert toolsets.installed(wanted.top / "tools") == []


def test_a_folder_with_other_things_stays_as_it_is(world, wanted):
    wanted.top.mkdir()
    (wanted.top / "letters").touch()
    with pytest.raises(errors.ForeignFolder, match="letters"):
        joining.join(wanted, world[2])
    assert os.listdir(wanted.top) == ["letters"]


def test_an_area_without_tools_is_told(world, wanted, tmp_path):
    bare = signed_area.make(tmp_path / "bare")
    catalogues.publish(bare.folder, bare.key, [signed_area.entry()])
    with pytest.raises(errors.NoSuchTools, match="publishes them with b2tools-pack"):
        joining.join(joining.Wanted(wanted.top, "further", [str(bare.folder)], bare.top / "allowed_signers"), world[2])
    assert toolsets.installed(wanted.top / "tools") == []
