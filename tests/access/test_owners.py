# SPDX-License-Identifier: LGPL-3.0-or-later
"""Owner lists: how they are read and which one governs a path."""
import pytest

from b2tools.access.owners import OwnerList, Owners, parse
from b2tools.objects import Objects


@pytest.fixture
def owners(librarian):
    librarian.commit({"framework/tools/.librarians": "member\n", "framework/list/.librarians/x": "member\n"})
    with Objects(librarian.git) as objects:
        yield Owners(objects, objects.tree_of(librarian.git.line("rev-parse", "HEAD")))


def test_lists_tolerate_crlf_bom_blanks_and_comments():
    assert parse(b"\xef\xbb\xbf# head\r\n ann \r\n\r\nbob # since today\r\n") == (frozenset({"ann", "bob"}), [])


def test_mistakes_have_line_numbers():
    names, mistakes = parse("ann\nБob\nbob ann\n".encode())
    assert names == {"ann"} and [mistake.partition(":")[0] for mistake in mistakes] == ["line 2", "line 3"]


def test_a_list_that_is_too_long_counts_for_nothing():
    assert parse(b"ann\n" * 20000)[0] == frozenset()


@pytest.mark.parametrize("path, folder",
                         [("framework/a/b/c", "framework"), ("framework/tools/deep/x", "framework/tools"), ("mdst/x", "mdst"),
                          ("README", ""), ("new/x", ""), ("site_scons/x/y", ""),
                          ("framework/tools/.gitattributes", ""),
                          ("framework", ""), ("framework/list/x", "framework")])
def test_the_nearest_list_at_or_above_a_path_governs_it(owners, path, folder):
    assert owners.of(path).folder == folder


def test_authors_are_those_beside_the_governing_list(owners):
    assert owners.of("framework/x").authors == {"author"} and owners.of("framework/tools/x").authors == frozenset()


def test_without_a_tree_nobody_owns_anything():
    assert Owners(None, None).of("framework/x") == OwnerList("")
