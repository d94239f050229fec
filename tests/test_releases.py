# SPDX-License-Identifier: LGPL-3.0-or-later
"""Releases: built from the signed tag of the site's server, whole or not at all (the real one: tests/endtoend)."""
import os
import shutil
import sys
from pathlib import Path

import pytest

from b2tools import errors, externals, receipts, releases, signing, sites
from tests import small_externals as small
from tests import small_site

NAME = "release-01-00-00"
FILES = small_site.FIRST_FILES | {
    "site_scons/SConstruct": "import os\nEnvironment().Command('lib/made.txt', [], 'echo $TARGET; touch $TARGET')\n"
                             "Command('lib/subdir.txt', [], 'echo %s > $TARGET' % os.environ['BELLE2_SUBDIR'])\n",
    ".environment.toml": '[environment.prepend]\nPATH = ["{prefix}/bin"]\n'}


def with_externals(top, tmp_path, *more):
    """Install tiny externals that bring the real SCons and more packages."""
    scons = Path(sys.executable).with_name("scons")
    table = small.package("scons", small.tar(tmp_path / "s.tar.xz", {"x": "x"}), "source",
                          build=[f"mkdir {{prefix}}/bin && ln -s '{scons}' {{prefix}}/bin/scons"])
    externals.install(top, small.write_manifest(tmp_path / "manifests", table, *more), small.means(tmp_path))


def tagged(site, tmp_path, name=NAME, files=None, signed=True):
    """Push a commit and a release tag."""
    clone = site.clone(tmp_path / f"clone-{name}", "librarian")
    clone.commit(files or {})
    key = signing.signing_options(site.server / "keys" / "signing") if signed else []
    clone.git.run(*key, "tag", "-s" if signed else "-a", "-m", name, name)
    for refspec in ("HEAD:refs/heads/main", f"refs/tags/{name}"):
        done = clone.push(refspec)
        assert done.returncode == 0, done.stderr.decode()


@pytest.fixture
def site(tmp_path):
    """A site with externals and one release on its server, in a folder with a blank."""
    made = small_site.make(tmp_path / "my site", FILES)
    with_externals(made.top, tmp_path)
    return made


def order(site, name=NAME, user="member"):
    return releases.Order(sites.at(site.top), name, user)


def install(site, tmp_path, **more):
    return releases.install(order(site, **more), small.means(tmp_path))


def test_a_release_is_built_at_its_signed_tag(site, tmp_path):
    tagged(site, tmp_path)
    receipt = install(site, tmp_path)
    folder = site.top / "releases" / NAME
    assert (folder / "lib" / "made.txt").is_file() and (folder / "lib" / "subdir.txt").read_text() == "Linux_x86_64/opt\n"
    assert not (folder / ".git").exists() and (folder / "setup" / "sh").is_file() and receipts.verify(folder) == []
    assert receipt.inputs["commit"] == site.refs()["refs/heads/main"] and receipt.inputs["externals"] == "v01-00-00"
    assert receipt.environment == {"prepend": {"PATH": ["{prefix}/bin"]}}


def test_a_second_install_asks_no_server(site, tmp_path):
    tagged(site, tmp_path)
    first = install(site, tmp_path)
    shutil.rmtree(site.server)
    assert install(site, tmp_path) == first


def test_other_externals_of_the_same_version_make_it_anew(site, tmp_path):
    tagged(site, tmp_path)
    first = install(site, tmp_path)
    with_externals(site.top, tmp_path, small.package("tiny", small.wheel(tmp_path, "tiny")))
    assert install(site, tmp_path).inputs["externals_receipt"] != first.inputs["externals_receipt"]


def test_an_unknown_release_lists_near_ones_and_leaves_nothing(site, tmp_path):
    tagged(site, tmp_path)
    with pytest.raises(errors.UnknownRelease, match=f"has no release release-01-00-01. Did you mean {NAME}?"):
        install(site, tmp_path, name="release-01-00-01")
    assert not (site.top / "releases").exists() or os.listdir(site.top / "releases") == []


def test_an_unknown_account_is_the_servers_sentence(site, tmp_path):
    with pytest.raises(errors.CannotClone, match="(?s)nobody"):
        install(site, tmp_path, user="nobody")


def test_a_tag_by_a_foreign_key_is_refused_and_nothing_is_built(site, tmp_path):
    tagged(site, tmp_path)
    signing.make_key(tmp_path / "foreign", "foreign")
    (site.server / "allowed_signers").write_text(signing.allowed_line("x", signing.public_key(tmp_path / "foreign")) + "\n")
    with pytest.raises(errors.BadSignature, match=f"{NAME}.*allowed signer"):
        install(site, tmp_path)
    assert not (site.top / "releases" / NAME).exists() and not (site.top / "releases" / f".{NAME}.staging").exists()


def test_missing_externals_are_named_with_the_command(site, tmp_path):
    tagged(site, tmp_path, files={".externals": "v09-00-00\n"})
    with pytest.raises(errors.NotInstalled, match="externals v09-00-00 is not installed .* b2install-externals v09-00-00"):
        install(site, tmp_path)


def test_a_build_that_fails_shows_its_end_and_the_log_and_leaves_nothing(site, tmp_path):
    tagged(site, tmp_path, files={"site_scons/SConstruct": "print('about to fail')\nExit(2)\n"})
    with pytest.raises(errors.BuildFailed, match="(?s)Building release-01-00-00 failed: .*code 2.*about to fail") as caught:
        install(site, tmp_path)
    assert "about to fail" in caught.value.facts["log"].read_text()
    assert sorted(os.listdir(site.top / "releases")) == [f".{NAME}.lock", f".{NAME}.log"]


def test_an_interrupted_build_goes_on(site, tmp_path, monkeypatch):
    tagged(site, tmp_path)

    def stop(what, done, total):
        if what.startswith("build") and total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        releases.install(order(site), small.means(tmp_path, progress=stop))
    made = site.top / "releases" / f".{NAME}.staging" / "lib" / "made.txt"
    before = made.stat().st_mtime_ns
    assert not (site.top / "releases" / NAME).exists()
    install(site, tmp_path)
    assert (site.top / "releases" / NAME / "lib" / "made.txt").stat().st_mtime_ns == before


def test_releases_are_listed_by_kind_and_number(site, tmp_path):
    for name in ("release-01-10-00", "release-01-09-00", "light-2611-b"):
        tagged(site, tmp_path, name)
    assert releases.available(sites.at(site.top), "member", os.environ) == ["light-2611-b", "release-01-09-00", "release-01-10-00"]
