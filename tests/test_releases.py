# SPDX-License-Identifier: LGPL-3.0-or-later
"""Releases: built from the signed tag of the site's server, whole or not at all (the real one: tests/endtoend)."""
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from b2tools import errors, externals, packs, process, receipts, releases, signing, sites
from tests import small_externals as small
from tests import small_site

NAME = "release-01-00-00"
FILES = small_site.FIRST_FILES | {
    "site_scons/SConstruct": "import os\nEnvironment().Command('lib/made.txt', [], 'echo $TARGET; touch $TARGET')\n"
                             "Command('lib/subdir.txt', [], 'echo %s > $TARGET' % os.environ['BELLE2_SUBDIR'])\n",
    ".environment.toml": '[environment.prepend]\nPATH = ["{prefix}/bin"]\n'}


KILLER = """import os, signal
CacheDir('.objects')
Command('lib/first.txt', [], 'echo made >> $$HOME/made && touch $TARGET', ENV=os.environ)
Command('lib/second.txt', 'lib/first.txt', Action(lambda target, source, env: kill(str(target[0]))))
def kill(target):
    parent = os.getppid()
    marker = os.path.join(os.environ['HOME'], 'killed')
    if not os.path.exists(marker):
        open(marker, 'w').close()
        os.kill(parent, signal.SIGKILL)
        import time
        time.sleep(1)
        return 1
    open(target, 'w').close()
"""
RUN = """import os, sys
from pathlib import Path
from b2tools import releases, sites
from b2tools.installations import Means
top, folder, name = sys.argv[1:]
releases.install(releases.Order(sites.at(Path(top)), name, 'member'), Means(Path(folder) / 'cache', dict(os.environ)))
"""
COMPILED = """import os
debug = ['-g', '-ffile-prefix-map=%s=.' % os.getcwd()] if os.environ.get('BELLE2_DEBUG_INFO') == 'yes' else []
open('x.c', 'w').write('int x(void) { return 1; }\\n')
Command('lib/libx.so', 'x.c', ['gcc -shared -fPIC -Wl,--build-id=none %s -o $TARGET $SOURCE' % ' '.join(map(repr, debug))])
"""


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


def order(site, name=NAME, user="member", **more):
    return releases.Order(sites.at(site.top), name, user, **more)


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
    assert install(site, tmp_path).inputs["externals_manifest"] != first.inputs["externals_manifest"]


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


def started_in(top):
    """Processes whose environment names a folder as the release that they build."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            found += [path] if os.fsencode(f"BELLE2_LOCAL_DIR={top}/releases") in path.read_bytes() else []
        except OSError:
            continue
    return found


def test_a_build_that_hangs_is_stopped_at_its_time_limit_with_all_that_it_started(site, tmp_path):
    tagged(site, tmp_path, files={"site_scons/SConstruct": "import subprocess\nprint('hanging', flush=True)\n"
                                                           "subprocess.run(['sleep', '3600'])\n"})
    begin = time.monotonic()
    with pytest.raises(errors.BuildHangs, match="(?s)scons did not end within the time limit of 3 s.*hanging"):
        releases.install(releases.Order(sites.at(site.top), NAME, "member", time_limit=3), small.means(tmp_path))
    assert time.monotonic() - begin < 60
    assert not started_in(site.top)
    assert not (site.top / "releases" / f".{NAME}.staging").exists()


def test_a_killed_build_is_continued(site, tmp_path):
    """The first build itself kills the process that installs; what was made lies in the cache of objects, as in the framework."""
    tagged(site, tmp_path, files={"site_scons/SConstruct": KILLER})
    command = [sys.executable, "-c", RUN, str(site.top), str(tmp_path), NAME]
    killed = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"HOME": str(tmp_path)})
    assert killed.returncode == -signal.SIGKILL and not (site.top / "releases" / NAME).exists()
    assert (site.top / "releases" / f".{NAME}.staging" / "lib" / "first.txt").exists() and not started_in(site.top)
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "made").read_text() == "made\n" and receipts.verify(site.top / "releases" / NAME) == []


def test_a_tag_that_is_not_signed_is_refused(site, tmp_path):
    clone = site.clone(tmp_path / "clone", "librarian")
    clone.git.run("tag", "-a", "-m", "x", NAME)
    process.run(["git", "push", "-q", site.server / "git" / "software.git", NAME], cwd=clone.folder, env=site.environment(),
                check=False)
    if NAME not in releases.tags(sites.at(site.top), "member", os.environ):
        # the server's hook refuses unsigned release tags; one that is there all the same
        process.run(["git", "fetch", "-q", clone.folder, f"refs/tags/{NAME}:refs/tags/{NAME}"],
                    cwd=site.server / "git" / "software.git", env=site.environment())
    with pytest.raises(errors.BadSignature, match=NAME):
        install(site, tmp_path)
    assert not (site.top / "releases" / NAME).exists()


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


def test_several_versions_lie_side_by_side_and_a_site_hints_its_catalogues(site, tmp_path):
    for number in (0, 1):
        tagged(site, tmp_path, f"release-01-00-0{number}", files={"framework/x": str(number)})
        install(site, tmp_path, name=f"release-01-00-0{number}")
    releases_folder = site.top / "releases"
    assert [(releases_folder / f"release-01-00-0{number}" / "framework" / "x").read_text() for number in (0, 1)] == ["0", "1"]
    assert "/releases/*" in (site.top / ".cvmfsdirtab").read_text()


def test_a_tree_that_names_the_place_of_its_build_is_not_installed(site, tmp_path):
    tagged(site, tmp_path, files={"site_scons/SConstruct": "import os\nCommand('lib/place.txt', [], 'pwd > $TARGET')\n"})
    with pytest.raises(errors.PrefixLeft, match=r"lib/place\.txt: byte 0: "):
        install(site, tmp_path)
    assert not order(site).place.final.exists()


def test_releases_are_listed_by_kind_and_number(site, tmp_path):
    for name in ("release-01-10-00", "release-01-09-00", "light-2611-b"):
        tagged(site, tmp_path, name)
    assert releases.available(sites.at(site.top), "member", os.environ) == ["light-2611-b", "release-01-09-00", "release-01-10-00"]
