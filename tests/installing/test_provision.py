# SPDX-License-Identifier: LGPL-3.0-or-later
"""How externals come to a site: by archive where there is one, else from source, as asked."""
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from b2tools import errors
from b2tools.installing import provision
from b2tools.places import receipts
from b2tools.places.installations import Installation, arch
from b2tools.publishing import catalogues, packs
from tests import signed_area
from tests import small_externals as small
from tests.installing.test_binaries import HERE, NAME


@pytest.fixture
def area(tmp_path):
    return signed_area.make(tmp_path / "site")


@pytest.fixture
def manifests(tmp_path):
    """A folder with one manifest of one small wheel."""
    small.write_manifest(tmp_path / "manifests", small.package("tiny", small.wheel(tmp_path, "tiny")))
    return tmp_path / "manifests"


def order(area, folder, version=NAME, **more):
    return provision.Order(area.site(), version, folder, **more)


def publish(area, tmp_path, digest, name=NAME):
    """Publish an archive that says to be made from a manifest of this digest."""
    place = Installation(tmp_path / "built", name)
    (place.final / arch() / "common/lib").mkdir(parents=True)
    (place.final / arch() / "common/lib/by-archive").touch()
    receipts.write(place.final, "externals", name, platform=arch(), made_by="archive", inputs={"manifest": digest}, environment={})
    packs.publish(packs.Order(area.site(), place, HERE, area.folder, area.key), area.means())


def digest(area, manifests):
    return order(area, manifests).manifest().digest


def test_the_archive_of_the_same_manifest_is_taken(area, manifests, tmp_path):
    publish(area, tmp_path, digest(area, manifests))
    assert provision.install(order(area, manifests), area.means()).made_by == "archive"


def test_an_archive_of_another_manifest_is_not_taken(area, manifests, tmp_path):
    publish(area, tmp_path, "0" * 64)
    assert provision.install(order(area, manifests), area.means()).made_by != "archive"
    assert (area.site().externals / NAME / arch() / "common/bin/say-tiny").exists()


def test_source_is_built_if_asked_for_and_then_stays(area, manifests, tmp_path):
    publish(area, tmp_path, digest(area, manifests))
    made = provision.install(order(area, manifests, how="source"), area.means())
    assert made.made_by != "archive"
    assert provision.install(order(area, manifests), area.means()) == made


def test_an_archive_suffices_without_a_manifest(area, manifests, tmp_path):
    publish(area, tmp_path, "1" * 64, "v02-00-00")
    assert provision.install(order(area, manifests, "v02-00-00"), area.means()).name == "v02-00-00"
    assert provision.install(order(area, manifests, "v02-00-00", how="binary"), area.means()).name == "v02-00-00"


def test_only_an_archive_will_do_if_asked_for(area, manifests, tmp_path):
    publish(area, tmp_path, "0" * 64)
    with pytest.raises(errors.NoArchive, match="was made from another manifest.*Leave out --binary"):
        provision.install(order(area, manifests, how="binary"), area.means())


def test_what_nobody_knows_is_refused_with_near_names(area, manifests):
    with pytest.raises(errors.UnknownExternals, match="Did you mean v01-00-00"):
        provision.install(order(area, manifests, "v01-00-01"), area.means())


def test_another_platform_is_not_built_here(area, manifests):
    with pytest.raises(errors.ForeignPlatform, match=f"cannot be built for it here, on {HERE}"):
        provision.install(order(area, manifests, platform="el-9"), area.means())
    assert not (area.top / "platforms").exists()


def test_all_that_can_be_installed_is_listed_with_its_ways(area, manifests, tmp_path):
    publish(area, tmp_path, "1" * 64, "v02-00-00")
    provision.install(order(area, manifests, "v02-00-00"), area.means())
    first, second = provision.available(area.site(), manifests, area.means())
    assert (first.version, first.manifest, first.binary, first.installed) == (NAME, True, (), False)
    assert (second.version, second.manifest, second.binary, second.installed) == ("v02-00-00", False, (HERE,), True)
    assert str(second) == f"v02-00-00  installed  binary: {HERE}"


def test_without_a_network_the_last_index_is_listed(area, manifests, tmp_path):
    publish(area, tmp_path, "1" * 64, "v02-00-00")
    catalogues.fetch(area.site(), area.means())
    site = replace(area.site(), download_urls=("http://127.0.0.1:9",))
    assert [one.version for one in provision.available(site, manifests, area.means())] == [NAME, "v02-00-00"]


@pytest.mark.parametrize("how, said", [("any", "Would install .* from externals/"), ("source", "Would install 1 packages")])
def test_a_plan_says_the_way_and_does_nothing(area, manifests, tmp_path, how, said):
    import re
    publish(area, tmp_path, digest(area, manifests))
    assert re.search(said, provision.plan(order(area, manifests, how=how), area.means()))
    assert not area.site().externals.exists()


def command(area, *words):
    environment = {**os.environ, "VO_BELLE2_SW_DIR": str(area.top)}
    line = [sys.executable, "-m", "b2tools", "install-externals", *words]
    return subprocess.run(line, env=environment, capture_output=True, text=True)


def test_the_command_installs_lists_and_explains_an_older_index(area, manifests, tmp_path):
    publish(area, tmp_path, "1" * 64, "v99-00-00")
    older = {name: (area.folder / name).read_bytes() for name in ("index.json", "index.json.sig")}
    done = command(area, "v99-00-00", "--binary")
    assert done.returncode == 0 and "Externals v99-00-00 are installed in" in done.stdout, done.stderr
    listed = {row["version"]: row for row in json.loads(command(area, "--json").stdout)}
    assert listed["v99-00-00"] == {"version": "v99-00-00", "manifest": False, "binary": [HERE], "installed": True}
    catalogues.publish(area.folder, area.key)
    catalogues.fetch(area.site(), area.means())
    for name, content in older.items():
        (area.folder / name).write_bytes(content)
    refused = command(area)
    assert refused.returncode == errors.RolledBack.exit_code and "say --allow-downgrade" in refused.stderr


def checked(tmp_path, command, **more):
    """A manifest whose only package has this check command."""
    wheel = small.wheel(tmp_path, "tiny")
    small.write_manifest(tmp_path / "manifests", small.package("tiny", wheel, check=command, **more))
    return tmp_path / "manifests"


def test_what_came_by_archive_runs_the_packages_own_checks_if_wanted(area, tmp_path):
    folder = checked(tmp_path, f"test -f \"$PREFIX/lib/by-archive\" && pwd > '{tmp_path}/ran'")
    publish(area, tmp_path, digest(area, folder))
    assert provision.install(order(area, folder, check=True), area.means()).made_by == "archive"
    assert f".{NAME}.staging/.check-" in (tmp_path / "ran").read_text() and receipts.verify(area.site().externals / NAME) == []


def test_an_archive_whose_check_fails_is_not_installed(area, tmp_path):
    folder = checked(tmp_path, "echo so not >&2; exit 3")
    publish(area, tmp_path, digest(area, folder))
    with pytest.raises(errors.CheckFailed, match="(?s)tiny.*so not"):
        provision.install(order(area, folder, check=True), area.means())
    assert os.listdir(area.site().externals) == [f".{NAME}.lock"]


def test_a_check_that_needs_a_program_which_is_not_here_is_left_out(area, tmp_path):
    folder = checked(tmp_path, "exit 3", programs=["no-such-compiler"])
    publish(area, tmp_path, digest(area, folder))
    assert provision.install(order(area, folder, check=True), area.means()).made_by == "archive"


def test_without_being_asked_for_no_check_runs_in_what_came_by_archive(area, tmp_path):
    folder = checked(tmp_path, "exit 3")
    publish(area, tmp_path, digest(area, folder))
    assert provision.install(order(area, folder), area.means()).made_by == "archive"
