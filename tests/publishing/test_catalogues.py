# SPDX-License-Identifier: LGPL-3.0-or-later
"""The catalogue: neither an old nor a changed one is accepted, and each refusal says why."""
import json
import shutil
import subprocess
import sys
import time

import pytest

from b2tools import errors
from b2tools.publishing import catalogues, signedfiles
from b2tools.publishing.catalogues import Catalogue
from tests import signed_area
from tests.programs import require

DAY = 86400
FORMAT_1 = {"what": "b2tools index", "format": 1, "serial": 7, "issued": "2026-11-22T12:00:00Z", "expires": "2027-05-21T12:00:00Z",
            "entries": [{"kind": "release", "name": "release-01-00-00", "platform": "debian-12", "arch": "Linux_x86_64",
                         "part": "debug", "file": "releases/x.tar.zst", "sha256": "ab" * 32, "size": 1, "contents": "cd" * 32,
                         "installed": 2, "digest": "ef" * 20}]}


@pytest.fixture
def area(tmp_path):
    return signed_area.make(tmp_path / "site")


def put(area, serial, issued=-DAY, expires=DAY, folder=None):
    """Publish an index of that serial number, issued and expiring so many seconds from now."""
    now = int(time.time())
    made = Catalogue(serial, now + issued, now + expires, (signed_area.entry(),))
    signedfiles.publish(folder or area.folder, catalogues.NAME, catalogues.render(made), area.key)


def fetch(area, *urls, **more):
    return catalogues.fetch(area.site(*urls), area.means(), **more)


def test_what_is_published_is_found(area):
    catalogues.publish(area.folder, area.key, [signed_area.entry(), signed_area.entry(part="debug", file="d.tar.zst")])
    found = fetch(area).find("externals", "v01-00-00", "debian-12", "Linux_x86_64", "debug")
    assert found == signed_area.entry(part="debug", file="d.tar.zst")


@pytest.mark.parametrize("wanted", [{"platform": "el-9"}, {"arch": "Linux_aarch64"}, {"name": "v01-00-01"}, {"kind": "release"},
                                    {"digest": "cd" * 32}])
def test_only_what_fits_in_everything_is_found(area, wanted):
    made = catalogues.publish(area.folder, area.key, [signed_area.entry()])
    usual = {"kind": "externals", "name": "v01-00-00", "platform": "debian-12", "arch": "Linux_x86_64", "digest": "ab" * 32}
    assert made.find(**usual) and made.find(**usual | wanted) is None


def test_versions_are_in_order_of_their_numbers(area):
    names = ["v01-00-00", "v02-00-00", "v10-00-00", "v100-00-00", "v09-01-00"]
    made = catalogues.publish(area.folder, area.key, [signed_area.entry(name) for name in names])
    assert made.versions("externals") == ["v01-00-00", "v02-00-00", "v09-01-00", "v10-00-00", "v100-00-00"]
    assert made.versions("externals", "el-9") == made.versions("release") == []
    tools = catalogues.publish(area.folder, area.key, [signed_area.entry(one, kind="tools") for one in ("1.10.0", "1.9.0")])
    assert tools.versions("tools") == ["1.9.0", "1.10.0"]


def test_a_new_entry_replaces_the_old_one_and_the_serial_rises(area):
    first = catalogues.publish(area.folder, area.key, [signed_area.entry(), signed_area.entry("v02-00-00")])
    second = catalogues.publish(area.folder, area.key, [signed_area.entry(size=99)])
    assert second.serial > first.serial and [one.size for one in second.entries] == [99, 10]
    assert fetch(area) == second


def test_a_site_made_anew_at_the_same_place_is_not_taken_for_an_old_one(area, tmp_path):
    for _ in range(3):
        catalogues.publish(area.folder, area.key, [signed_area.entry()])
    last = fetch(area).serial
    shutil.rmtree(area.top)
    time.sleep(max(0, last + 1 - time.time()))
    again = signed_area.make(tmp_path / "site")
    catalogues.publish(again.folder, again.key)
    assert fetch(again).serial > last


def test_an_expired_index_is_refused(area):
    put(area, 5, issued=-10 * DAY, expires=-DAY)
    with pytest.raises(errors.Expired, match=r"The index at .*index.json expired on \d{4}-"):
        fetch(area)


def test_an_older_index_than_the_one_before_is_refused_unless_allowed(area):
    put(area, 5)
    assert fetch(area).serial == 5
    put(area, 4)
    with pytest.raises(errors.RolledBack, match="serial number 4, but 5 was accepted before .* say --allow-downgrade"):
        fetch(area)
    assert fetch(area, allow_downgrade=True).serial == 4
    assert fetch(area).serial == 4


def test_emptying_the_cache_does_not_make_an_older_index_acceptable(area):
    put(area, 5)
    fetch(area)
    shutil.rmtree(area.top / "cache")
    put(area, 4)
    with pytest.raises(errors.RolledBack):
        fetch(area)


def test_a_stale_mirror_is_passed_over_for_the_next(area, tmp_path):
    stale = tmp_path / "stale"
    stale.mkdir()
    put(area, 4, folder=stale)
    put(area, 5)
    assert fetch(area).serial == 5
    assert fetch(area, stale, area.folder).serial == 5


def test_each_refused_mirror_is_named_with_its_reason(area, tmp_path):
    stale, old = tmp_path / "stale", tmp_path / "old"
    for folder in (stale, old):
        folder.mkdir()
    put(area, 5)
    fetch(area)
    put(area, 4, folder=stale)
    put(area, 9, issued=-9 * DAY, expires=-DAY, folder=old)
    with pytest.raises(errors.Refused) as caught:
        fetch(area, stale, old, tmp_path / "none")
    said = str(caught.value)
    assert "serial number 4, but 5" in said and "expired on" in said and f"{tmp_path}/none/index.json" in said


def test_an_unsigned_index_is_refused(area):
    put(area, 5)
    (area.folder / "index.json.sig").unlink()
    with pytest.raises(errors.BadSignature, match="it is not signed"):
        fetch(area)


def test_a_signed_file_that_is_no_index_is_refused(area):
    signedfiles.publish(area.folder, catalogues.NAME, b"{}", area.key)
    with pytest.raises(errors.BadCatalogue, match="does not call itself 'b2tools index'"):
        fetch(area)


@pytest.mark.parametrize("clock", ["1970-01-02 00:00:00", "1999-12-31 12:00:00"])
def test_a_clock_in_the_past_works_with_a_warning(area, clock):
    catalogues.publish(area.folder, area.key, [signed_area.entry()])
    code = ("import sys, pathlib\nfrom tests import signed_area\nfrom b2tools.publishing import catalogues\n"
            "area = signed_area.Area(pathlib.Path(sys.argv[1]))\nprint(len(catalogues.fetch(area.site(), area.means()).entries))")
    command = [require("faketime"), "-f", f"@{clock}", sys.executable, "-c", code, area.top]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout == "1\n", done.stderr
    assert f"The clock of this machine is wrong: it says {clock[:10]}" in done.stderr


def test_what_was_fetched_last_is_there_without_a_network_until_it_expires(area):
    put(area, 5, expires=2)
    fetch(area)
    shutil.rmtree(area.folder)
    assert catalogues.cached(area.site(), area.means())[0].serial == 5
    time.sleep(3)
    assert catalogues.cached(area.site(), area.means()) is None


def test_an_index_of_format_1_is_read():
    found = catalogues.parse(json.dumps(FORMAT_1).encode(), "x")
    assert found.serial == 7 and found.issued == 1795348800 and found.entries[0].digest == "ef" * 20


def test_a_newer_format_is_refused_with_its_number():
    with pytest.raises(errors.BadCatalogue, match="its format is 2, but these tools know format 1"):
        catalogues.parse(json.dumps(FORMAT_1 | {"format": 2}).encode(), "x")


def test_all_mistakes_of_an_index_are_told_at_once():
    entry = FORMAT_1["entries"][0] | {"file": "a/../../b", "sha256": "xyz", "size": -1}
    wrong = FORMAT_1 | {"serial": "7", "issued": "yesterday", "entries": [entry, 5]}
    with pytest.raises(errors.BadCatalogue) as caught:
        catalogues.parse(json.dumps(wrong).encode(), "x")
    for part in ("serial is not", "issued is not", "entry 1: file is 'a/../../b'", "sha256 is 'xyz'", "size is -1", "entry 2: is"):
        assert part in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100000, b'"x"'])
def test_what_is_no_json_table_is_refused(content):
    with pytest.raises(errors.BadCatalogue):
        catalogues.parse(content, "x")


def test_the_example_of_the_documentation_is_valid():
    from tests.rules.source_tree import TOP
    text = (TOP / "docs" / "formats.md").read_text()
    part = text[text.index("## Index of a download area"):]
    example = part[part.index("```json\n") + 8:]
    assert catalogues.parse(example[:example.index("```")].encode(), "x").entries


@pytest.mark.parametrize("change, reason", [
    (lambda text: text.replace('"format": 1', '"format": 1, "format": 1'), "a table has a name twice"),
    (lambda text: text.replace('"serial": 5', '"serial": NaN'), "serial is not a number"),
    (lambda text: text.replace('"serial": 5', '"serial": 5e300'), "serial is not a number"),
    (lambda text: text.replace('"serial": 5', f'"serial": {1 << 62}'), "serial is not a number"),
    (lambda text: text.replace('"serial": 5', '"serial": ' + "9" * 5000), "4300"),
    (lambda text: text.replace('"size": 10', '"size": 0'), "size is 0"),
    (lambda text: text.replace('"size": 10', '"size": true'), "size is True"),
    (lambda text: text.replace('"entries": [', '"entries": [[],'), "entry 1: is no table"),
    (lambda text: text.replace('"entries": [', '"entries": ["x", null, 1e999,'), "entry 3: is no table"),
    (lambda text: text.replace('"file": "', '"file": "a/../../'), "file is"),
    (lambda text: text.replace('"file": "', '"file": "/'), "file is"),
    (lambda text: text.replace('"file": "', '"file": "https://elsewhere/'), "file is"),
    (lambda text: text.replace('"digest": "', '"digest": "sha512:'), "digest is"),
    (lambda text: text.replace('"issued": "', '"issued": "1'), "issued is not a time"),
    (lambda text: "[" * 100_000, "recursion"),
    (lambda text: text.replace("v02-00-00", "v01-00-00"), "entry 2 is for the same as entry 1"),
])
def test_an_index_that_two_could_read_in_two_ways_or_that_is_none_is_refused(change, reason):
    made = catalogues.Catalogue(5, 0, 1, (signed_area.entry(), signed_area.entry("v02-00-00")))
    text = catalogues.render(made).decode()
    catalogues.parse(text.encode(), "index")
    with pytest.raises(errors.BadCatalogue, match=reason):
        catalogues.parse(change(text).encode(), "index")
