# SPDX-License-Identifier: LGPL-3.0-or-later
"""The affected packages of random histories are those that a naive look at both trees finds."""
import posixpath

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2tools.access import differences, ownership
from b2tools.access.owners import Owners
from b2tools.git import Git
from b2tools.objects import Objects

FOLDERS = ["", "p", "p/in", "p/in/deep", "q", "q\n/ü", "Q", "site_scons", "site_scons/in", "p/in/a"]
NAMES = ["a", "a.", "in", "x\ty", "-b", "\udcff", '"', ".light", ".gitattributes", ".imported", ".librarians", ".authors"]
PATHS = st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES)).map(lambda parts: posixpath.join(*parts))
MODES = st.sampled_from(["100644"] * 4 + ["100755", "120000"])
STEP = st.one_of(st.tuples(st.just("write"), PATHS, MODES, st.sampled_from(["ann\n", "bob\n", "", "# x\nann # y\r\n"])),
                 st.tuples(st.just("list"), st.sampled_from(FOLDERS), st.just("100644"), st.sampled_from(["ann\n", "bob\n"])),
                 st.tuples(st.just("move"), PATHS, PATHS),
                 st.tuples(st.just("mode"), PATHS, MODES),
                 st.tuples(st.just("remove"), PATHS))
# of the repository wherever they lie
CENTRAL = (".gitattributes", ".gitmodules", ".imported")
HISTORY = st.lists(STEP, max_size=12)


def put(files, path, what):
    """Set a path; what stood in its way, above or below, is gone."""
    for other in list(files):
        if other.startswith(f"{path}/") or path.startswith(f"{other}/"):
            del files[other]
    files[path] = what


def after(files, steps):
    """The files after some steps, as path to mode and content."""
    files = dict(files)
    for kind, path, *more in steps:
        if kind == "list":
            put(files, posixpath.join(path, ".librarians"), tuple(more))
        elif kind == "write":
            put(files, path, tuple(more))
        elif path in files and kind == "move":
            put(files, more[0], files.pop(path))
        elif path in files and kind == "mode":
            files[path] = (more[0], files[path][1])
        elif kind == "remove":
            files.pop(path, None)
    return files


def commit(git, files):
    """A tree with these files, made by fast-import of the whole, which takes any name."""
    lines = [b"commit refs/heads/x\ncommitter x <x> 1 +0000\ndata 0\ndeleteall\n"]
    for path, (mode, content) in files.items():
        quoted = path.encode("utf-8", "surrogateescape").replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
        lines.append(b'M %s inline "%s"\ndata %d\n%s\n' % (mode.encode(), quoted, len(content), content.encode()))
    git.run("fast-import", "--quiet", "--force", stdin=b"".join(lines))
    return git.line("rev-parse", "refs/heads/x^{tree}")


def listed(git, tree):
    """Every file of a tree, as git lists it."""
    rows = [row.partition("\t") for row in git.names("ls-tree", "-r", "-z", tree)]
    return {path: facts for facts, _, path in rows}


def naive(git, old, new):
    """Folder of the nearest list in the old tree for each path that differs."""
    before, behind = listed(git, old), listed(git, new)
    found = {}
    for path in before.keys() | behind.keys():
        if before.get(path) != behind.get(path):
            folder = posixpath.dirname(path)
            if posixpath.basename(path) in CENTRAL or path.startswith("site_scons/"):
                folder = ""
            while folder and not before.get(f"{folder}/.librarians", "").startswith("100644 "):
                folder = posixpath.dirname(folder)
            found.setdefault(folder, set()).add(path)
    return found


def ours(git, old, new):
    """The same by the engine."""
    with Objects(git) as objects:
        changed = differences.between(objects, old, new, 1000, 64)
        governed = ownership.affected(changed, Owners(objects, old))
    assert list(governed) == sorted(governed, key=lambda one: one.folder)
    return {one.folder: {difference.path for difference in several} for one, several in governed.items()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=HISTORY, second=HISTORY)
def test_affected_packages_are_those_that_a_naive_look_at_both_trees_finds(tmp_path, first, second):
    git = Git(tmp_path)
    if not (tmp_path / ".git").exists():
        git.run("init", "-q", ".")
    lists = {".librarians": ("100644", "ann\n"), "p/.librarians": ("100644", "bob\n"), "q/.librarians": ("100644", "bob\n")}
    start = after(lists, first)
    old, new = commit(git, start), commit(git, after(start, second))
    assert ours(git, old, new) == naive(git, old, new)


def test_the_naive_look_sees_both_sides_of_a_move_and_the_list_of_the_old_tree(tmp_path):
    git = Git(tmp_path)
    git.run("init", "-q", ".")
    start = {name: ("100644", content) for name, content in
             {".librarians": "ann\n", "p/.librarians": "bob\n", "p/a": "x", "q/b": "y"}.items()}
    moved = after(start, [("move", "p/a", "q/a"), ("write", "q/.librarians", "100644", "bob\n"), ("mode", "q/b", "100755")])
    old, new = commit(git, start), commit(git, moved)
    assert naive(git, old, new) == ours(git, old, new) == {"p": {"p/a"}, "": {"q/a", "q/b", "q/.librarians"}}
