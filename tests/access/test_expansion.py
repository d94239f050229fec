# SPDX-License-Identifier: LGPL-3.0-or-later
"""Paths of trees are counted without walking them, and old trees are read only if the push uses them at a new place."""
import pytest

from b2tools.access.expansion import Expansion, Shape, Size, shape_of
from b2tools.git import Git
from b2tools.objects import Objects


class Trees(Objects):
    """Objects of a real repository that remembers which were read, and makes trees."""

    def __init__(self, git):
        super().__init__(git)
        self.git, self.seen = git, []

    def read(self, name, kind):
        self.seen.append(name)
        return super().read(name, kind)

    def make(self, *rows):
        """Store a tree of names (files) and pairs of name and tree."""
        lines = "".join(f"100644 blob {'1' * 40}\t{row}\n" if isinstance(row, str) else f"040000 tree {row[1]}\t{row[0]}\n"
                        for row in rows)
        return self.git.run("mktree", "--missing", stdin=lines.encode()).text.strip()

    def added(self, root, bases, *new):
        """What the trees `new`, brought by a push, add."""
        shapes = {one: shape_of(Objects.read(self, one, "tree"), 20) for one in (root, *new)}
        expansion = Expansion(self, shapes)
        return expansion.added(root, bases), expansion


@pytest.fixture
def trees(tmp_path):
    git = Git(tmp_path)
    git.run("init", "-q")
    with Trees(git) as found:
        yield found


def test_a_changed_file_reads_only_the_trees_that_it_is_compared_with(trees):
    package, other = trees.make("x"), trees.make("y", "z")
    old = trees.make(("p", package), ("q", other))
    changed = trees.make("x", "new")
    added, _ = trees.added(trees.make(("p", changed), ("q", other)), (old,), changed)
    assert added == Size(4, 1) and set(trees.seen) == {old, package}


def test_an_old_folder_at_a_new_place_is_counted_whole_but_read_once(trees):
    big = trees.make("x", "y", ("z", trees.make("u")))
    old = trees.make(("p", big))
    root = trees.make(*((f"p{number}", big) for number in range(1000)))
    added, expansion = trees.added(root, (old,))
    assert added is None and expansion.size(root) == Size(1000 * 5, 2) and trees.seen.count(big) == 1


def test_an_old_folder_below_a_tree_of_the_push_that_occurs_again_and_again_is_counted_each_time(trees):
    big = trees.make("x", "y")
    old = trees.make(("p", trees.make(("q", big))))
    below = trees.make("new", ("q", big))
    root = trees.make(*((name, below) for name in "pabcdefg"))
    added, expansion = trees.added(root, (old,), below)
    assert added is None and expansion.size(root) == Size(8 * 5, 2)


def test_a_folder_that_moved_is_counted_whole(trees):
    big = trees.make("x", "y")
    added, expansion = trees.added(root := trees.make(("new", big)), (trees.make(("old", big)),))
    assert added is None and expansion.size(root) == Size(3, 1)


@pytest.mark.parametrize("levels, width, paths", [(10, 10, 11_111_111_110), (3, 2, 14)])
def test_a_tree_bomb_is_counted_without_walking_it(trees, levels, width, paths):
    made = [trees.make(*(f"f{number}" for number in range(width)))]
    for _ in range(levels - 1):
        made.append(trees.make(*((f"d{number}", made[-1]) for number in range(width))))
    added, expansion = trees.added(made[-1], (), *made)
    assert added is None and expansion.size(made[-1]) == Size(paths, levels - 1)


def test_ten_thousand_levels_need_no_recursion(trees):
    ids = [f"{number:040x}" for number in range(10_000)]
    shapes = {ids[-1]: Shape(1, ())} | {one: Shape(1, (("d", below),)) for one, below in zip(ids, ids[1:])}
    expansion = Expansion(trees, shapes)
    assert expansion.added(ids[0], ()) == expansion.size(ids[0]) == Size(10_000, 9_999)
