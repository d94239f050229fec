# SPDX-License-Identifier: LGPL-3.0-or-later
"""Releases: built from the signed tag of the site's server, whole or not at all (the real one: tests/endtoend)."""
import os
import shutil
from pathlib import Path

import pytest

from b2tools import errors, process, signing, sites
from b2tools.installing import releases
from b2tools.places import receipts
from b2tools.publishing import packs
from tests import small_externals as small
from tests import small_releases
from tests.small_releases import NAME, install, order, tagged, with_externals

COMPILED = """import os
debug = ['-g', '-ffile-prefix-map=%s=.' % os.getcwd()] if os.environ.get('BELLE2_DEBUG_INFO') == 'yes' else []
open('x.c', 'w').write('int x(void) { return 1; }\\n')
Command('lib/libx.so', 'x.c', ['gcc -shared -fPIC -Wl,--build-id=none %s -o $TARGET $SOURCE' % ' '.join(map(repr, debug))])
"""


@pytest.fixture
def site(tmp_path):
    return small_releases.make(tmp_path)


def test_a_release_is_built_at_its_signed_tag(site, tmp_path):
    tagged(site, tmp_path)
    receipt = install(site, tmp_path)
    folder = site.top / "releases" / NAME
    assert (folder / "lib" / "made.txt").is_file() and (folder / "lib" / "subdir.txt").read_text() == "Linux_x86_64/opt\n"
    assert not (folder / ".git").exists() and (folder / "setup" / "sh").is_file() and receipts.verify(folder) == []
    assert receipt.inputs["commit"] == site.refs()["refs/heads/main"] and receipt.inputs["externals"] == "v01-00-00"
    assert receipt.environment == {"prepend": {"PATH": ["{prefix}/bin"]}}


def test_the_releases_of_the_server_are_listed_with_what_is_installed(site, tmp_path):
    tagged(site, tmp_path)
    assert releases.listing(sites.at(site.top), "member", small.means(tmp_path)) == {NAME: False}
    install(site, tmp_path)
    assert releases.listing(sites.at(site.top), "member", small.means(tmp_path)) == {NAME: True}


def test_a_second_install_asks_no_server(site, tmp_path):
    tagged(site, tmp_path)
    first = install(site, tmp_path)
    shutil.rmtree(site.server)
    assert install(site, tmp_path) == first


def test_other_externals_of_the_same_version_make_it_anew(site, tmp_path):
    tagged(site, tmp_path)
    first = install(site, tmp_path)
    with_externals(site.top, tmp_path, small.package("tiny", small.wheel(tmp_path, "tiny")))
    assert install(site, tmp_path).inputs["externals_manifest"] != first.inputs["externals_manifest"]


def test_an_unknown_release_lists_near_ones_and_leaves_nothing(site, tmp_path):
    tagged(site, tmp_path)
    with pytest.raises(errors.UnknownRelease, match=f"has no release release-01-00-01. Did you mean {NAME}?"):
        install(site, tmp_path, name="release-01-00-01")
    assert not (site.top / "releases").exists() or os.listdir(site.top / "releases") == []


def test_an_unknown_account_is_the_servers_sentence(site, tmp_path):
    with pytest.raises(errors.CannotClone, match="(?s)nobody"):
        install(site, tmp_path, user="nobody")


def published(site, tmp_path, **more):
    """Install the release from source with debug files, put its archives into the signed index, and remove it."""
    tagged(site, tmp_path)
    receipt = install(site, tmp_path, **more)
    place = order(site).place
    made = sites.at(site.top)
    packs.publish(packs.Order(made, place, made.platform, site.top / "download", site.server / "keys" / "signing"),
                  small.means(tmp_path))
    with place.locked(print):
        place.remove()
    return receipt


def test_a_binary_archive_is_taken_before_the_source_and_gives_the_same(site, tmp_path):
    built = published(site, tmp_path)
    assert "unpack the archive of the signed index or build" in releases.plan(order(site))
    (site.top / "releases" / f".{NAME}.log").unlink()
    receipt = install(site, tmp_path)
    assert receipt == built and receipts.verify(order(site).place.final) == []
    assert not order(site).log.exists(), "something was built"
    assert (order(site).place.final / "setup" / "sh").is_file()


def test_source_builds_although_there_is_an_archive(site, tmp_path):
    published(site, tmp_path)
    order(site).log.unlink()
    install(site, tmp_path, source="source")
    assert order(site).log.exists()


def test_a_release_without_an_archive_is_built_unless_only_archives_will_do(site, tmp_path):
    published(site, tmp_path)
    tagged(site, tmp_path, "release-01-00-01", files={"framework/x": "x"})
    with pytest.raises(errors.NoArchive, match="release-01-00-01"):
        install(site, tmp_path, name="release-01-00-01", source="binary")
    assert install(site, tmp_path, name="release-01-00-01").name == "release-01-00-01"
    assert order(site, name="release-01-00-01").log.exists()


def test_an_archive_of_another_tag_than_the_servers_is_not_taken(site, tmp_path):
    published(site, tmp_path)
    server = site.server / "git" / "software.git"
    clone = site.clone(tmp_path / "again", "librarian")
    clone.git.run(*signing.signing_options(site.server / "keys" / "signing"), "tag", "-f", "-s", "-m", "moved", NAME)
    process.run(["git", "fetch", "-q", "--force", clone.folder, f"refs/tags/{NAME}:refs/tags/{NAME}"], cwd=server,
                env=site.environment())
    with pytest.raises(errors.NoArchive, match="made from another manifest or tag"):
        install(site, tmp_path, source="binary")


def test_an_archive_needs_no_git_server(site, tmp_path):
    published(site, tmp_path)
    shutil.rmtree(site.server / "git")
    assert install(site, tmp_path, source="binary").name == NAME


def test_without_the_git_server_the_releases_of_the_signed_index_are_listed(site, tmp_path):
    published(site, tmp_path)
    known = sites.at(site.top)
    tagged(site, tmp_path, "release-01-00-01", files={"framework/x": "x"})
    assert releases.listing(known, "member", small.means(tmp_path)) == {NAME: False, "release-01-00-01": False}
    install(site, tmp_path)
    shutil.rmtree(site.server / "git")
    assert releases.listing(known, "member", small.means(tmp_path)) == {NAME: True}
    shutil.rmtree(site.top / "download")
    shutil.rmtree(tmp_path / "cache")
    for path in Path(os.environ["XDG_CACHE_HOME"]), Path(os.environ["HOME"]) / ".local":
        shutil.rmtree(path, ignore_errors=True)
    with pytest.raises(errors.CannotClone):
        releases.listing(known, "member", small.means(tmp_path))


def test_an_archive_made_with_other_externals_is_refused_and_nothing_is_installed(site, tmp_path):
    published(site, tmp_path)
    with_externals(site.top, tmp_path, small.package("tiny", small.wheel(tmp_path, "tiny")))
    with pytest.raises(errors.OtherExternals, match="made with other externals v01-00-00 than .* build the release with --source"):
        install(site, tmp_path)
    assert not order(site).place.final.exists() and not order(site).place.staging.exists()
    shutil.rmtree(site.top / "externals" / "v01-00-00")
    with pytest.raises(errors.NotInstalled, match="b2install-externals v01-00-00"):
        install(site, tmp_path)


def test_debug_files_come_only_when_asked_for_and_can_be_added_later(site, tmp_path):
    tagged(site, tmp_path, files={"site_scons/SConstruct": COMPILED})
    folder = order(site).place.final / "lib"
    install(site, tmp_path)
    assert (folder / "libx.so").is_file() and not (folder / ".debug").exists()
    install(site, tmp_path, debug=True)
    assert (folder / ".debug" / "libx.so.debug").is_file()
    assert install(site, tmp_path).debug is not None, "debug files that are there stay"
    assert receipts.verify(order(site).place.final) == []


def test_debug_files_are_an_archive_of_their_own(site, tmp_path):
    tagged(site, tmp_path, "light-2611-x", files={"site_scons/SConstruct": COMPILED})
    published(site, tmp_path, debug=True)
    final = order(site).place.final
    for wanted in (False, True):
        install(site, tmp_path, source="binary", debug=wanted)
        assert (final / "lib" / "libx.so").is_file() and (final / "lib" / ".debug").exists() is wanted


def test_debug_files_that_no_archive_has_are_told_or_built(site, tmp_path):
    tagged(site, tmp_path, "light-2611-x", files={"site_scons/SConstruct": COMPILED})
    published(site, tmp_path)
    with pytest.raises(errors.NoArchive, match="there is one, but none of its debug files"):
        install(site, tmp_path, source="binary", debug=True)
    install(site, tmp_path, debug=True)
    assert (order(site).place.final / "lib" / ".debug" / "libx.so.debug").is_file()


def test_several_versions_lie_side_by_side_and_a_site_hints_its_catalogues(site, tmp_path):
    for number in (0, 1):
        tagged(site, tmp_path, f"release-01-00-0{number}", files={"framework/x": str(number)})
        install(site, tmp_path, name=f"release-01-00-0{number}")
    releases_folder = site.top / "releases"
    assert [(releases_folder / f"release-01-00-0{number}" / "framework" / "x").read_text() for number in (0, 1)] == ["0", "1"]
    assert "/releases/*" in (site.top / ".cvmfsdirtab").read_text()


def test_releases_are_listed_by_kind_and_number(site, tmp_path):
    for name in ("release-01-10-00", "release-01-09-00", "light-2611-b"):
        tagged(site, tmp_path, name)
    assert releases.available(sites.at(site.top), "member", os.environ) == ["light-2611-b", "release-01-09-00", "release-01-10-00"]
