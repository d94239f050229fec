# SPDX-License-Identifier: LGPL-3.0-or-later
"""The signed list of data sets: read, checked, used without a network, newest version by default."""
import os
import time
from pathlib import Path

import pytest

from b2tools import errors
from b2tools.data import datalists
from b2tools.publishing import signedfiles
from tests import signed_area

FILE = f'{{name = "a.tar.xz", sha256 = "{"ab" * 32}", size = 3}}'
LIST = f"""
format = 1
[[data]]
name = "examples"
version = "1"
purpose = "Small files for the examples"
size = 1000
files = [{FILE}]
[[data]]
name = "examples"
version = "2"
purpose = "Newer ones"
size = 1000
[data.git]
repository = "data/examples.git"
commit = "{"cd" * 20}"
"""


@pytest.fixture
def area(tmp_path):
    return signed_area.make(tmp_path / "größe x")


def mistakes(area, text):
    with pytest.raises(errors.BadConfig) as caught:
        datalists.parse(text.encode(), area.site())
    return str(caught.value)


def test_a_list_names_its_sets_and_where_their_files_are(area):
    first, second = datalists.parse(LIST.encode(), area.site("https://mirror/area/", area.folder))
    assert first.pieces[0].unpack and first.pieces[0].file.urls == ("https://mirror/area/data/a.tar.xz",
                                                                    f"{area.folder}/data/a.tar.xz")
    assert second.repository.objects == ("https://mirror/area/objects/{oid}", f"{area.folder}/objects/{{oid}}")
    assert first.digest != second.digest


def test_a_blank_in_a_name_is_quoted_in_urls_and_not_in_folders(area):
    listed = datalists.parse(LIST.replace("a.tar.xz", "ä b.tar.xz").encode(), area.site("https://mirror", area.folder))
    assert listed[0].pieces[0].file.urls == ("https://mirror/data/%C3%A4%20b.tar.xz", f"{area.folder}/data/ä b.tar.xz")


def test_the_newest_version_is_taken_unless_another_is_named(area):
    listed = datalists.parse(LIST.encode(), area.site())
    assert datalists.find(listed, area.site(), "examples").version == "2"
    assert datalists.find(listed, area.site(), "examples", "1").version == "1"


def test_a_wrong_name_or_version_lists_near_ones(area):
    listed = datalists.parse(LIST.encode(), area.site())
    with pytest.raises(errors.UnknownData, match="has no data set example. Did you mean examples?"):
        datalists.find(listed, area.site(), "example")
    with pytest.raises(errors.UnknownData, match="has no data set examples 3. Known are: 1, 2"):
        datalists.find(listed, area.site(), "examples", "3")


def test_all_mistakes_are_told_at_once_with_their_lines(area):
    said = mistakes(area, LIST.replace('version = "2"', 'version = "1"').replace("size = 1000", "siez = 1000")
                    .replace('"data/examples.git"', '"ext::sh -c x"').replace("size = 3", 'size = 3, to = "../x"'))
    for sentence in ("line 7: there is no key data examples: siez", "size is missing", "line 9: examples 1 is listed twice",
                     "line 15: repository is 'ext::sh -c x', but must be an http, https, ssh",
                     "line 8: to is '../x', but must be a folder inside the data set"):
        assert sentence in said


@pytest.mark.parametrize("old, new, sentence", [
    ("format = 1", "format = 2", "these tools know format 1"),
    ("[data.git]", "[data.other]", "either files or a git repository"),
    ('name = "a.tar.xz"', 'name = "../a.tar.xz"', "name is '../a.tar.xz'"),
    ('name = "examples"', 'name = "../examples"', "name is '../examples'"),
    ("size = 3", 'size = 3, urls = ["ftp://x/y"]', "ftp://x/y"),
    ('commit = "', 'objects = ["https://x/y"]\ncommit = "', "with {oid}, the SHA-256, in it")])
def test_a_mistake_is_named(old, new, sentence, area):
    assert sentence in mistakes(area, LIST.replace(old, new, 1))


def test_the_list_is_signed_and_usable_offline_with_its_age(area):
    signedfiles.publish(area.folder, datalists.NAME, LIST.encode(), area.key)
    listed, age = datalists.current(area.site(), area.means())
    assert [one.version for one in listed] == ["1", "2"] and age is None
    for path in (area.top / "cache").rglob(datalists.NAME):
        os.utime(path, (time.time() - 7200,) * 2)
    listed, age = datalists.current(area.site("http://127.0.0.1:9/x"), area.means())
    assert len(listed) == 2 and 7200 <= age < 7300


def test_a_list_that_somebody_else_signed_is_refused(area):
    signedfiles.publish(area.folder, datalists.NAME, LIST.encode(), area.foreign)
    with pytest.raises(errors.BadSignature):
        datalists.current(area.site(), area.means())


def test_a_list_that_is_older_than_the_last_one_is_refused_unless_allowed(area):
    def publish(serial):
        signedfiles.publish(area.folder, datalists.NAME, LIST.replace("format = 1", f"format = 1\n{serial}").encode(), area.key)
    publish("serial = 5")
    assert len(datalists.current(area.site(), area.means())[0]) == 2
    for older in ("serial = 4", ""):
        publish(older)
        with pytest.raises(errors.RolledBack, match="data.toml serves has the serial number [04], but 5 was accepted before"):
            datalists.current(area.site(), area.means())
    assert datalists.current(area.site(), area.means(), allow_downgrade=True)[1] is None
    assert datalists.current(area.site(), area.means())[1] is None


def test_a_site_without_a_list_says_so(area):
    with pytest.raises(errors.NoDataList, match=f"no data sets: none of its download addresses .{area.folder}. has data.toml"):
        datalists.current(area.site(), area.means())
    with pytest.raises(errors.NotServed, match="data.toml of the site .*(?s:.*)connection refused"):
        datalists.current(area.site(area.folder, "http://127.0.0.1:9/x"), area.means())


def test_the_example_of_the_documentation_is_read(area):
    text = (Path(__file__).parents[2] / "docs/formats.md").read_text().partition("## List of data sets (format 1)")[2]
    example = text.partition("```toml\n")[2].partition("```")[0]
    first, second = datalists.parse(example.encode(), area.site("https://mirror"))
    assert first.pieces[0].file.urls == ("https://mirror/data/lessons.tar.zst",) and first.pieces[0].unpack
    assert second.repository.objects == ("https://mirror.example.org/objects/{oid}", "https://mirror/objects/{oid}")
