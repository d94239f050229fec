# SPDX-License-Identifier: LGPL-3.0-or-later
"""Builds for the release manager: restartable in an area of their own, packed with bill, manifest and signature."""
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from b2tools import errors, sites
from b2tools.publishing import catalogues
from b2tools.server import siteserver
from b2tools.thirdparty import externalbuilds
from tests import small_externals as small
from tests.thirdparty.test_builders import library, program
from tests.thirdparty.test_externals import wait_for, wait_until_none_runs


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with a key that its clients accept."""
    top = tmp_path_factory.mktemp("site")
    siteserver.create_anywhere(top, "small", sys.executable, dict(os.environ))
    return sites.at(top)


def order(tmp_path, site, *packages, **more):
    manifest = small.write_manifest(tmp_path / "manifests", *packages)
    fixed = {"options": "opt,debug", "optional": (), "only": (), "area": tmp_path / "area", "site": site}
    return externalbuilds.Order(str(manifest.path), **fixed | more)


def carry_out(wanted, tmp_path):
    seen = []
    said = list(wanted.carry_out(small.means(tmp_path, progress=lambda what, done, total: seen.append(what))))
    return said, sorted({what for what in seen if what.startswith("building")})


def both(tmp_path):
    option = {"option": ["opt", "debug"]}
    return library(tmp_path, **option), program(tmp_path, **option)


def test_what_is_finished_is_not_built_again_even_for_another_manifest(tmp_path, site):
    one, two = both(tmp_path)
    with pytest.raises(errors.BuildFailed):
        carry_out(order(tmp_path, site, one, two | {"build": ["false"]}), tmp_path)
    said, built = carry_out(order(tmp_path, site, one, two), tmp_path)
    assert built == ["building program-debug 1.0", "building program-opt 1.0"] and "are built in" in said[0]
    assert carry_out(order(tmp_path, site, one, two), tmp_path)[1] == []


def test_only_one_package_is_built_with_what_it_requires(tmp_path, site):
    one, two = both(tmp_path)
    said, built = carry_out(order(tmp_path, site, one, two, only=("library",), options="debug"), tmp_path)
    assert built == ["building library-debug 1.0"] and len(said) == 1 and not (tmp_path / "area" / "externals").exists()


def test_an_archive_is_packed_with_a_bill_beside_it(tmp_path, site):
    said, _ = carry_out(order(tmp_path, site, *both(tmp_path), pack=True), tmp_path)
    packed = list((tmp_path / "area" / "archives").rglob("*.tar.zst"))
    assert len(packed) == 1 and str(packed[0]) in said[1]
    bill = json.loads((tmp_path / "area" / "v01-00-00.cdx.json").read_text())
    assert [part["name"] for part in bill["components"]] == ["library", "program"]


def test_published_externals_are_in_the_signed_index_with_manifest_and_bill(tmp_path, site):
    area = tmp_path / "download"
    said, _ = carry_out(order(tmp_path, site, *both(tmp_path), publish=area), tmp_path)
    assert said[1].startswith(f"Published in {area}, signed with ")
    served = replace(site, download_urls=(str(area),))
    entry, = catalogues.fetch(served, small.means(tmp_path)).entries
    assert (entry.kind, entry.name) == ("externals", "v01-00-00") and (area / entry.file).stat().st_size == entry.size
    for name in ("v01-00-00.toml", "v01-00-00.cdx.json"):
        assert {f"{name}", f"{name}.sig"} <= set(os.listdir(area / "externals" / "v01-00-00"))


def test_a_key_that_nobody_accepts_is_refused_before_anything_is_built(tmp_path, site):
    with pytest.raises(errors.NoKey):
        carry_out(order(tmp_path, site, *both(tmp_path), publish=tmp_path / "download", key=tmp_path / "no key"), tmp_path)
    assert not (tmp_path / "area").exists()


def test_half_externals_are_not_published(tmp_path, site):
    with pytest.raises(errors.NotPacked, match="only whole externals, with opt and debug, can be published"):
        carry_out(order(tmp_path, site, *both(tmp_path), publish=tmp_path / "download", options="opt"), tmp_path)


def test_the_plan_names_packages_and_place(tmp_path, site):
    said = list(order(tmp_path, site, *both(tmp_path)).plan(small.means(tmp_path)))
    assert said == [f"Would build in {tmp_path / 'area'}: library-opt, library-debug, program-opt, program-debug."]


def test_an_unknown_manifest_file_or_package_is_told(tmp_path, site):
    with pytest.raises(errors.UnknownExternals, match="There is no such file"):
        externalbuilds.manifest_of(str(tmp_path / "v09-00-00.toml"))
    with pytest.raises(errors.NoSuchExternal, match="lists no package progam. Did you mean program?"):
        carry_out(order(tmp_path, site, *both(tmp_path), only=("progam",)), tmp_path)


def test_the_bill_of_what_is_installed_names_its_optional_packages(tmp_path, site):
    wanted = order(tmp_path, site, library(tmp_path), program(tmp_path, optional=True), optional=("program",), options="opt")
    with pytest.raises(errors.UnknownExternals, match="not installed in"):
        externalbuilds.bill(wanted.version, (), wanted.area, None)
    carry_out(wanted, tmp_path)
    names = [part["name"] for part in json.loads(externalbuilds.bill(wanted.version, (), wanted.area, None))["components"]]
    assert names == ["library", "program"]


def test_two_builds_at_once_share_what_the_first_one_makes(tmp_path, site):
    wanted = order(tmp_path, site, library(tmp_path, build=["sleep 0.5; touch {prefix}/x"]))
    with ThreadPoolExecutor() as pool:
        both_seen = [one.result()[1] for one in [pool.submit(carry_out, wanted, tmp_path) for _ in range(2)]]
    assert sorted(both_seen) == [[], ["building library 1.0"]]


def test_a_killed_build_goes_on_with_what_is_not_finished(tmp_path, site):
    go = tmp_path / "go"
    slow = program(tmp_path, build=[f"[ -e '{go}' ] || {{{{ echo sleeping; exec sleep 67; }}}}", "touch {prefix}/y"])
    wanted = order(tmp_path, site, library(tmp_path), slow)
    options = ["--to", wanted.area, "--cache", tmp_path / "cache"]
    command = [sys.executable, "-m", "b2tools", "externals-build", wanted.version, *options]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                             env={**os.environ, "VO_BELLE2_SW_DIR": str(site.top)})
    wait_for(wanted.area / ".products" / "program.log", "sleeping\n")
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    go.touch()
    assert carry_out(wanted, tmp_path)[1] == ["building program 1.0"]
    assert os.listdir(wanted.area / ".products" / ".rooms") == []
    wait_until_none_runs("sleep 67")
