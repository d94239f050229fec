# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tools from a download area: published, fetched, checked, installed whole or not at all, moved, gone back from."""
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from b2tools import errors, sites
from b2tools.publishing import catalogues
from b2tools.tooling import toolpacks, toolpublication, toolsets
from tests import signed_area, small_tools
from tests.shells import tree


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A download area with tools 1.1.0, and the address of the index that serves what they need."""
    folder = tmp_path_factory.mktemp("tools packs")
    area = signed_area.make(folder / "manager")
    (area.folder / "index").mkdir()
    small_tools.index(area.folder, small_tools.packed("click", folder))
    with small_tools.served(area.folder) as address:
        means = small_tools.means(folder, address)
        wheel = small_tools.wheel(folder, "1.1.0", means)
        toolpublication.publish(wheel, area.folder, area.key, means, machines=("x86_64",))
        yield area, address, means, wheel


@pytest.fixture
def site(world, tmp_path):
    """A site with the present tools that gets newer ones over HTTP."""
    area, address, means, wheel = world
    top = tree.make(tmp_path / "größe 1\" it's a site")
    (top / "site.toml").write_text(f'{tree.SITE.replace(chr(34) + "download" + chr(34), chr(34) + address + chr(34))}'
                                   f'[signing]\nallowed_signers = "{area.top}/allowed_signers"\n')
    return sites.at(top)


def said(command: Path, *words: str) -> str:
    return subprocess.run([command, *words], capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"}).stdout


def test_newer_tools_are_installed_switched_to_and_movable(world, site, tmp_path):
    means = world[2]
    old = subprocess.Popen([site.tools / "bin/b2tools", "--version"], stdout=subprocess.PIPE)
    assert toolpacks.install(site, "1.1.0", means) is True
    assert old.communicate()[0].endswith(b"1.0.0\n")
    assert said(site.tools / "bin/b2tools", "--version") == "b2tools, version 1.1.0\n"
    assert said(site.tools / "versions/1.0.0/bin/b2tools", "--version") == "b2tools, version 1.0.0\n"
    assert toolpacks.install(site, "1.1.0", means) is False
    assert [row["state"] for row in toolpacks.table(site, means)] == ["current", "installed"]
    new = tmp_path / "moved"
    os.rename(site.top, new)
    assert said(new / "tools/bin/b2tools", "--version") == "b2tools, version 1.1.0\n"
    assert said(new / "tools/versions/1.1.0/venv/bin/pip", "--version").startswith("pip ")
    traces = subprocess.run(["grep", "-rlF", "-e", ".1.1.0.staging", new / "tools/versions/1.1.0/venv/bin"], capture_output=True)
    assert traces.stdout == b""
    assert (new / "tools/setup/words.sh").is_file()
    shell = tree.Shell("bash")
    done = shell.run(shell.setup(new, "release-01-00-00") + shell.dump("dump"), tmp_path)
    assert done.stderr == b"" and tree.read(tmp_path / "dump")["BELLE2_RELEASE"] == "release-01-00-00"


def test_installing_without_a_switch_leaves_the_present_ones(world, site, monkeypatch):
    monkeypatch.setattr(toolpacks, "_make", lambda site, staging, entry, wheel, lock, means: tree.receipts.write(
        staging, "tools", entry.name, platform="any", made_by="test", inputs={}, environment={}))
    toolpacks.install(site, "1.1.0", world[2], switch=False)
    assert (toolsets.current(site.tools), toolsets.installed(site.tools)) == ("1.0.0", ["1.0.0", "1.1.0"])


def test_a_version_that_nobody_offers_is_told(world, site):
    with pytest.raises(errors.NoSuchTools, match="There are no tools 1.1.1 in the index of the site test. Did you mean 1.1.0?"):
        toolpacks.install(site, "1.1.1", world[2])


def test_an_older_version_is_refused_before_anything_is_fetched(world, site, tmp_path):
    means = replace(world[2], cache=tmp_path / "cache")
    with pytest.raises(errors.ToolsDowngrade):
        toolpacks.install(site, "0.9.0", means)
    assert not means.cache.exists()


@pytest.mark.parametrize("damaged", ["wheel", "lock"])
def test_an_altered_file_is_refused_and_nothing_is_kept(damaged, world, site, tmp_path):
    area, _, means, _ = world
    copy = tmp_path / "area"
    shutil.copytree(area.folder, copy)
    file = next((copy / "tools").glob("*.whl" if damaged == "wheel" else "*.lock"))
    content = file.read_bytes()
    file.write_bytes(content[:-20] + b"x" * 20)
    with pytest.raises(errors.WrongHash if damaged == "lock" else errors.B2Error, match="SHA-256"):
        toolpacks.install(replace(site, download_urls=(str(copy),)), "1.1.0", replace(means, cache=tmp_path / "cache"))
    assert toolsets.installed(site.tools) == ["1.0.0"]


def test_a_dependency_that_is_not_the_pinned_one_stops_the_install(world, site, tmp_path):
    area, _, means, _ = world
    other = tmp_path / "other"
    wheel = next((area.folder / "simple/click").glob("*.whl"))
    forged = tmp_path / wheel.name
    forged.write_bytes(wheel.read_bytes() + b"\0")
    small_tools.index(other, forged)
    with small_tools.served(other) as address:
        means = replace(means, environ=means.environ | {"PIP_INDEX_URL": f"{address}/simple"})
        with pytest.raises(errors.ToolsNotInstalled, match="(?s)nothing of them was kept.*DO NOT MATCH THE HASHES"):
            toolpacks.install(site, "1.1.0", means)
    assert toolsets.installed(site.tools) == ["1.0.0"]
    assert not (site.tools / "versions/.1.1.0.staging").exists()


def test_newer_tools_are_known_from_the_signed_index(world, site):
    catalogue = catalogues.fetch(site, world[2])
    assert toolpacks.newer(catalogue, "1.0.0") == "1.1.0"
    assert toolpacks.newer(catalogue, "1.1.0") is None and toolpacks.newer(catalogue, "1.10.0") is None


@pytest.mark.parametrize("line", ["--index-url https://elsewhere/", "-r /etc/passwd", "-e git+file:///x", "click==8.1.8",
                                  "--no-binary :all:", "click==8.1.8 --hash=md5:00",
                                  "click @ file:///x --hash=sha256:" + "0" * 64, "click>=8 \\"])
def test_a_signed_lock_with_more_than_packages_and_hashes_is_refused(line):
    good = "# b2tools lock file\nclick==8.1.8 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    toolpacks._refuse_odd_lock(good.encode(), "x.lock")
    with pytest.raises(errors.WrongContents, match="x.lock does not hold what the signed index says: a line is"):
        toolpacks._refuse_odd_lock(f"{good}{line}\n".encode(), "x.lock")
