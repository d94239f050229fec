# SPDX-License-Identifier: LGPL-3.0-or-later
"""Collection: what nobody uses goes, what anybody may use stays."""
import os
import time

import pytest
from b2tools.places import receipts, roots
from b2tools.places.installations import Installation
from b2tools.upkeep import collection
from b2tools.upkeep.collection import DAY, Policy

from tests.other_users import ANNA, BERT, CARL, everywhere  # noqa: F401

LATER = Policy(now=time.time() + 100 * DAY)


def make(home, name, externals=None):
    folder = home / ("releases" if externals else "externals") / name
    (folder / "setup").mkdir(parents=True)
    (folder / "setup" / "sh").write_text("x")
    kind = "release" if externals else "externals"
    inputs = {"externals": externals} if externals else {}
    receipts.write(folder, kind, name, platform="x", made_by="test", inputs=inputs, environment={})
    return folder


@pytest.fixture
def home(tmp_path):
    """Three releases on two versions of the externals, and a third version that nobody uses."""
    folder = tmp_path / "site"
    for version in ("v01-00-00", "v02-00-00", "v03-00-00"):
        make(folder, version)
    make(folder, "release-01-00-00", "v01-00-00")
    make(folder, "release-02-00-00", "v02-00-00")
    make(folder, "release-03-00-00", "v02-00-00")
    return folder


def copy(folder, release):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".release").write_text(f"{release}\n")
    return folder


def names(home, policy=LATER):
    return sorted(item.path.name for item in collection.look(home, policy).items)


def gone(home, policy=LATER):
    return sorted(item.path.name for item, why in collection.collect(home, policy) if not why)


def test_unused_releases_go_with_the_externals_that_only_they_needed(home):
    assert names(home) == ["release-01-00-00", "release-02-00-00", "v01-00-00", "v03-00-00"]
    assert gone(home) == ["release-01-00-00", "release-02-00-00", "v01-00-00", "v03-00-00"]
    assert sorted(path.name for path in home.glob("*/[rv]*")) == ["release-03-00-00", "v02-00-00"]
    assert names(home) == []


def test_what_a_working_copy_or_analysis_stands_on_stays_until_it_is_gone(home, tmp_path):
    copy(tmp_path / "mycode", "release-01-00-00")
    (copy(tmp_path / "ana", "x") / ".analysis").write_text("release-02-00-00\n")
    for name in ("mycode", "ana"):
        roots.register(home, tmp_path / name)
    assert gone(home) == ["v03-00-00"]
    (tmp_path / "mycode" / ".release").unlink()
    assert "release-01-00-00" in gone(home) and "release-02-00-00" not in names(home)
    assert [root.folder.name for root in roots.all_of(home)] == ["ana"]


def test_externals_of_a_working_copy_of_head_stay(home, tmp_path):
    (copy(tmp_path / "head", "head") / ".externals").write_text("v03-00-00\n")
    roots.register(home, tmp_path / "head")
    assert "v03-00-00" not in names(home)


def test_what_was_installed_lately_stays(home):
    assert names(home, Policy()) == [] and names(home, Policy(days=0)) != []
    assert any("release-01-00-00 stays: it was installed or set up less than 30 days ago" in note
               for note in collection.look(home, Policy()).notes)


def test_what_was_set_up_lately_stays(home):
    setup = home / "releases" / "release-01-00-00" / "setup" / "sh"
    os.utime(setup, (LATER.now - DAY, setup.stat().st_mtime))
    assert "release-01-00-00" not in names(home) and "v01-00-00" not in names(home)


def test_a_clock_that_is_wrong_collects_nothing(home):
    assert names(home, Policy(now=0)) == []


def test_what_is_named_to_stay_stays_with_its_externals(home):
    found = collection.look(home, Policy({"release-01-00-00": "it is recommended"}, now=LATER.now))
    assert sorted(item.path.name for item in found.items) == ["release-02-00-00", "v03-00-00"]
    assert "release-01-00-00 stays: it is recommended." in found.notes
    assert "release-03-00-00 stays: it is the newest release here." in found.notes


def test_while_anything_cannot_be_known_no_installation_goes(home):
    roots.prepare(home)
    (home / "roots" / "0-odd.json").write_text("?")
    found = collection.look(home, LATER)
    assert found.items == () and "0-odd.json cannot be read, so every release and all externals stay" in found.notes[0]


def test_what_is_being_installed_stays(home):
    with Installation(home / "releases", "release-01-00-00").locked(print):
        done = dict((item.path.name, why) for item, why in collection.collect(home, LATER))
    assert done["release-01-00-00"] == "an install or removal of it runs" and done["release-02-00-00"] == ""
    assert "v01-00-00" not in done and (home / "externals" / "v01-00-00").is_dir()


def test_externals_stay_if_their_release_could_not_go(home, monkeypatch):
    found = collection.look(home, LATER)
    with Installation(home / "releases", "release-01-00-00").locked(print):
        monkeypatch.setattr(collection.inventory, "running_installs", lambda top: [])
        done = dict((item.path.name, why) for item, why in collection.collect(home, LATER))
    assert "v01-00-00" in [item.path.name for item in found.items] and done["v01-00-00"] == "somebody has begun to use it"
    assert (home / "externals" / "v01-00-00").is_dir()


def test_who_begins_to_use_it_meanwhile_keeps_it(home, tmp_path):
    run = collection.collect(home, LATER)
    next(run)
    roots.register(home, copy(tmp_path / "new", "release-02-00-00"))
    done = dict((item.path.name, why) for item, why in run)
    assert (done["release-02-00-00"], done["v03-00-00"]) == ("somebody has begun to use it", "")
    assert (home / "releases" / "release-02-00-00").is_dir()


def leave(home, name, text="x" * 100):
    folder = home / "externals" / name
    folder.mkdir(parents=True)
    (folder / "file").write_text(text)
    return folder


def test_what_dead_installs_and_removals_left_goes(home):
    for name in (".v09-00-00.staging", ".v09-00-00.staging.0123abcd", ".v01-00-00.gone", ".v01-00-00.old"):
        leave(home, name)
    (home / "externals" / ".v09-00-00.log").write_text("x")
    assert {".v01-00-00.gone", ".v01-00-00.old"} == {name for name in names(home, Policy()) if name.startswith(".")}
    hidden = [name for name in gone(home) if name.startswith(".")]
    assert hidden == [".v01-00-00.gone", ".v01-00-00.old", ".v09-00-00.staging", ".v09-00-00.staging.0123abcd"]
    assert gone(home) == [".v09-00-00.log"]


def test_the_only_whole_one_of_an_interrupted_replacement_stays(home):
    (home / "externals" / "v02-00-00").rename(home / "externals" / ".v02-00-00.old")
    assert ".v02-00-00.old" not in gone(home)
    with Installation(home / "externals", "v02-00-00").locked(print):
        assert (home / "externals" / "v02-00-00" / "receipt.json").is_file()


def test_the_staging_of_a_running_install_stays(home):
    leave(home, ".v09-00-00.staging")
    with Installation(home / "externals", "v09-00-00").locked(print):
        assert ".v09-00-00.staging" not in gone(home)
    assert ".v09-00-00.staging" in gone(home)


def test_a_size_counts_a_file_with_two_names_once(home):
    folder = leave(home, ".v01-00-00.gone")
    os.link(folder / "file", folder / "same")
    (folder / "link").symlink_to("file")
    (size,) = [item.size for item in collection.look(home, Policy()).items]
    assert 100 <= size < 200


def test_old_downloads_that_nobody_needs_go(tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    wanted, other, part = "a" * 64, "b" * 64, "c" * 64 + ".part"
    for name in (wanted, other, part, "note"):
        (cache / name).write_text(name)
    assert collection.look_for_downloads(cache, [wanted], Policy()) == []
    items = collection.look_for_downloads(cache, [wanted], LATER)
    assert [item.path.name for item in items] == [other, part]
    with collection.locks.exclusive(cache / f".{other}.lock"):
        assert [why for _, why in collection.collect_downloads(items)] == ["it is being fetched", ""]
    assert sorted(path.name for path in cache.glob("[!.]*")) == [wanted, other, "note"]


USE = "import sys; from pathlib import Path; from b2tools.places import roots; print(roots.register(*map(Path, sys.argv[1:])))"


def test_several_users_and_what_they_left(everywhere):  # noqa: F811
    home = everywhere.folder / "site"
    for number in (1, 2, 3, 4):
        externals = f"v0{min(number, 3)}-00-00"
        make(home, f"release-0{number}-00-00", externals)
        if not (home / "externals" / externals).exists():
            make(home, externals)
    roots.prepare(home)
    for user, release in ((ANNA, "release-01-00-00"), (BERT, "release-02-00-00"), (CARL, "release-03-00-00")):
        folder = copy(everywhere.folder / f"home {user}" / "work" / "copy", release)
        for place in (folder, folder.parent, folder.parent.parent):
            os.chown(place, user, user)
        assert everywhere.run(user, USE, home, folder) == "True\n"
    (everywhere.folder / f"home {BERT}").chmod(0o000)
    (everywhere.folder / f"home {CARL}" / "work" / "copy" / ".release").unlink()
    (everywhere.folder / f"home {CARL}" / "work" / "copy").rmdir()
    assert len(gone(home)) == 2
    assert sorted(path.name for path in home.glob("*/[rv]*-*-*")) == ["release-01-00-00", "release-02-00-00", "release-04-00-00",
                                                                      "v01-00-00", "v02-00-00", "v03-00-00"]
    assert {root.user for root in roots.all_of(home)} == {ANNA, BERT}


def test_a_user_without_rights_collects_nothing(everywhere):  # noqa: F811
    home = everywhere.folder / "site"
    make(home, "v01-00-00")
    code, said = everywhere.command(ANNA, "b2install-gc", "--top", home, "--days", 0, "--yes")
    assert code == 116 and said.endswith("or install at a site of your own and name it with --top.\n")
    assert f"user {ANNA} may not install in {home}/externals (only root may write in" in said
    assert (home / "externals" / "v01-00-00").is_dir()


def test_an_old_build_area_goes_unless_a_build_runs_there(home):
    (home / ".build" / "externals" / ".products").mkdir(parents=True)
    (home / ".build" / "externals" / ".products" / "library").write_text("x")
    assert ".build" not in names(home, Policy())
    with Installation(home / ".build" / "externals", "v04-00-00").locked(print):
        assert ".build" not in gone(home)
    with collection.locks.exclusive(home / ".build" / ".lock"):
        assert ".build" not in gone(home)
    assert ".build" in gone(home) and not (home / ".build").exists()


def test_data_sets_stay_and_what_dead_installs_of_them_left_goes(home):
    sets = home / "data/examples"
    for name in ("1", ".2.staging", ".2.repository", ".3.gone"):
        (sets / name).mkdir(parents=True)
    receipts.write(sets / "1", "data", "examples/1", platform="any", made_by="test", inputs={}, environment={})
    assert [name for name in names(home, Policy()) if name.startswith(".")] == [".3.gone"]
    assert [name for name in gone(home) if name.startswith(".")] == [".2.repository", ".2.staging", ".3.gone"]
    assert (sets / "1/receipt.json").is_file()
