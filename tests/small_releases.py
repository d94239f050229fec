# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tiny releases for tests: a site with a real server and externals that bring the real SCons, signed tags, orders."""
import sys
from pathlib import Path

from b2tools import signing, sites
from b2tools.installing import releases
from b2tools.thirdparty import externals
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


def make(tmp_path):
    """A site with externals and one release on its server, in a folder with a blank."""
    made = small_site.make(tmp_path / "my site", FILES)
    with_externals(made.top, tmp_path)
    return made


def order(site, name=NAME, user="member", **more):
    """An order of a member for this site."""
    return releases.Order(sites.at(site.top), name, user, **more)


def install(site, tmp_path, **more):
    """Install what such an order says."""
    return releases.install(order(site, **more), small.means(tmp_path))
