# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names that porcelain refuses to make, written as objects; what is refused leaves no ref, and nothing odd reaches a terminal."""
import pytest

FEATURE = "refs/heads/feature/x"


def odd_commit(clone, *names, mode=b"100644", sort=True):
    """A commit whose folder `framework` holds exactly these names (bytes), each the same small file."""
    blob = bytes.fromhex(clone.git.line("rev-parse", "HEAD:.light"))
    content = b"".join(mode + b" " + name + b"\0" + blob for name in (sorted(names) if sort else names))
    tree = clone.git.run("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=content).text.strip()
    rows = [row for row in clone.git.run("ls-tree", "HEAD").text.splitlines() if not row.endswith("\tframework")]
    top = clone.git.run("mktree", stdin="\n".join([*rows, f"040000 tree {tree}\tframework"]).encode() + b"\n").text.strip()
    return clone.git.line("commit-tree", top, "-p", "HEAD", "-m", "Odd")


@pytest.fixture
def push(site, member):
    """Push a commit with these names in one folder to a feature branch, with git's own look at objects or without."""
    def do(*names, own_look=True, **more):
        if not own_look:
            config = site.server / "git/software.git/config"
            config.write_text(config.read_text().replace("fsckobjects = true", "fsckobjects = false"))
        return member.push(f"{odd_commit(member, *names, **more)}:{FEATURE}")
    return do


REFUSED_BY_US = {
    "not UTF-8": b"gr\xf6sse", "half a sign": b"a\xe2\x82", "overlong": b"a\xc0\xaf",
    "a surrogate": b"\xed\xa0\x80", "newline": b"a\nb",
    "tab": b"a\tb", "escape": b"\x1b]0;x\x07", "delete": b"a\x7f", "next line": "a\x85b".encode(), "override": "a\u202eb".encode(),
    "isolate": "a\u2066b".encode(), "mark": "\u200fa".encode(),
    "joiner": "a\u200db".encode(), "byte order": "\ufeffa".encode(),
    "line": "a\u2028".encode(), "soft hyphen": "a\u00adb".encode(), "dash": b"-rf", "dot": b"a.", "blank": b"a ",
    "first blank": b" a",
    "no-break blank": "a\u00a0".encode(), "backslash": b"a\\b", "colon": b"a:b", "star": b"a*", "question": b"a?", "pipe": b"a|b",
    "con": b"CON", "aux": b"aux.h", "aux of many dots": b"aux.tar.gz", "device and blank": b"nul .txt", "lpt": b"LPT9",
    "long": b"n" * 256,
    "two dots": b"..", "one dot": b"."}


@pytest.mark.parametrize("name", REFUSED_BY_US.values(), ids=REFUSED_BY_US)
def test_a_name_is_refused_by_our_rule_even_if_git_does_not_look(site, push, refused, name):
    said = refused(push(name, own_look=False), "names")
    assert not [sign for sign in said if not sign.isprintable()]
    assert FEATURE not in site.refs()


@pytest.mark.parametrize("name", [b".git", b".GIT", b".Git", b"git~1", b"GIT~1", b"..", b".", b"a/b", b"", ".g\u200cit".encode(),
                                  b".git ", b".git.", b".git\\x", b".git::$INDEX_ALLOCATION", b"sub/../../x"])
def test_a_name_that_git_could_take_for_its_own_leaves_no_branch(site, push, name):
    assert push(name).returncode != 0
    assert FEATURE not in site.refs()


def test_a_link_that_git_itself_would_follow_leaves_no_branch(site, push):
    assert push(b".gitmodules", mode=b"120000").returncode != 0
    assert FEATURE not in site.refs()


COLLISIONS = {"case": [b"A.h", b"a.h"], "composed": ["gr\u00f6sse".encode(), "gro\u0308sse".encode()],
              "sharp s": ["straße".encode(), b"STRASSE"],
              "sigma": ["ς".encode(), "Σ".encode()], "ligature": ["ﬁ".encode(), b"fi"], "kelvin": ["K".encode(), b"k"],
              "angstrom": ["Å".encode(), "å".encode()]}


@pytest.mark.parametrize("names", COLLISIONS.values(), ids=COLLISIONS)
def test_names_that_are_one_somewhere_are_refused(push, refused, names):
    assert "cannot lie beside each other" in refused(push(*names), "names")


@pytest.mark.parametrize("names", [[b"a", b"a"], [b"b", b"a"]])
def test_a_folder_that_names_a_file_twice_or_out_of_order_leaves_no_branch(site, push, names):
    assert push(*names, sort=False).returncode != 0
    assert FEATURE not in site.refs()


def test_folders_that_differ_in_case_collide_also_if_one_is_older(member, librarian, accepted, refused):
    librarian.commit({"framework/Foo/a": "x"})
    accepted(librarian.push())
    member.git.run("pull", "-q")
    member.commit({"framework/foo/b": "x"})
    assert "framework/Foo and foo" in refused(member.push("HEAD:" + FEATURE), "names")


@pytest.mark.parametrize("name", ["größe", "with blank", "it's", 'say "x"', "$(id)", "`id`", "x;y", "日本", "a~1", "git~2x",
                                  "%s", "#x", "!x", "com10"])
def test_a_name_that_only_looks_odd_passes(push, accepted, name):
    accepted(push(name.encode()))
