# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sizes and names of everything that a push brings, on any branch, also of what it takes away again."""
import pytest

from b2tools import process

FEATURE = "HEAD:refs/heads/feature/x"
MIB = 1 << 20


def test_exactly_one_mebibyte_passes_and_one_byte_more_does_not(member, accepted, refused):
    member.commit({"framework/data/full": b"x" * MIB})
    accepted(member.push(FEATURE))
    member.commit({"framework/data/more": b"x" * (MIB + 1)})
    assert "framework/data/more" in refused(member.push(FEATURE), "size")


def test_a_big_file_that_is_removed_again_is_refused(member, refused):
    member.commit({"framework/big": b"x" * (MIB + 1)})
    member.commit({"framework/big": None})
    refused(member.push(FEATURE), "size")


def test_a_big_file_behind_a_tag_is_refused(librarian, refused):
    head = librarian.git.line("rev-parse", "HEAD")
    librarian.commit({"framework/big": b"x" * (MIB + 1)})
    librarian.git.run("tag", "-a", "-m", "text", "framework-v01-00-00")
    librarian.git.run("reset", "-q", "--hard", head)
    refused(librarian.push("refs/tags/framework-v01-00-00"), "size")


def test_many_files_are_held_against_the_limit_of_a_push(site, member, refused):
    policy = site.server / "policy.toml"
    policy.write_text(policy.read_text() + "push_limit = 1000000\n")
    member.commit({f"framework/data/{number}": f"{number}" * 300_000 for number in range(4)})
    assert "allowed are 1000000" in refused(member.push(FEATURE), "size")


def test_a_small_change_of_a_file_that_is_big_already_is_judged_by_itself(site, member, librarian, accepted, refused):
    site_policy = site.server / "policy.toml"
    before = site_policy.read_text()
    site_policy.write_text(before.replace("1048576", str(4 * MIB)))
    librarian.commit({"framework/data/big": "line\n" * (2 * MIB // 5)})
    accepted(librarian.push())
    site_policy.write_text(before)
    member.git.run("pull", "-q")
    # the base of the thin pack is the big file, which is no new object
    member.commit({"framework/data/small": "line\n" * 1000})
    accepted(member.push(FEATURE))


@pytest.mark.parametrize("name", ["aux.h", "CON", "-rf", "end.", "back\\slash", "new\nline", "tab\t", "\x1b[31mred",
                                  "right\u202eleft", "zero\u200bwidth",
                                  "a:b", "nul.txt", "blank "])
def test_names_that_break_somewhere_are_refused(member, refused, name):
    member.commit({f"framework/{name}": "x"})
    said = refused(member.push(FEATURE), "names")
    assert "\x1b" not in said and "\u202e" not in said


def test_names_that_are_not_utf8_are_refused(member, refused):
    (member.folder / "framework" / b"gr\xf6sse".decode("utf-8", "surrogateescape")).write_text("x")
    member.commit()
    refused(member.push(FEATURE), "names")


@pytest.mark.parametrize("name", ["größe.txt", "with blank", "it's", 'say "x"', "x+y~1", "日本"])
def test_names_that_work_everywhere_pass(member, accepted, name):
    member.commit({f"framework/{name}": "x"})
    accepted(member.push(FEATURE))


@pytest.mark.parametrize("first, second",
                         [("A.h", "a.h"), ("Foo/a", "foo/b"), ("gr\u00f6sse", "gro\u0308sse"), ("STRASSE", "straße")])
def test_names_that_collide_somewhere_are_refused(member, refused, first, second):
    member.commit({f"framework/{first}": "x", f"framework/{second}": "x"})
    assert "cannot lie beside each other" in refused(member.push(FEATURE), "names")


def test_a_collision_with_a_name_that_is_there_already_is_refused(member, refused):
    member.commit({"Framework/new.txt": "x"})
    refused(member.push(FEATURE), "names")


def test_submodules_are_refused(member, refused):
    member.git.run("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},framework/sub")
    member.git.run("commit", "-q", "--no-verify", "-m", "Add a submodule")
    refused(member.push(FEATURE), "names")


@pytest.mark.parametrize("name", [".GIT", "git~1", ".git"])
def test_names_that_git_itself_takes_for_its_own_are_refused(site, member, name):
    tree = member.git.run("mktree",
                          stdin=f"100644 blob {member.git.line('rev-parse', 'HEAD:.light')}\t{name}\n".encode()).text.strip()
    commit = member.git.line("commit-tree", tree, "-p", "HEAD", "-m", "Odd")
    assert member.push(f"{commit}:refs/heads/feature/x").returncode != 0
    assert "refs/heads/feature/x" not in site.refs()


def raw_tree(clone, *entries):
    """A tree object as nobody's git would write it, inside the folder `framework` of a new commit."""
    content = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(identity) for mode, name, identity in entries)
    tree = clone.git.run("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=content).text.strip()
    rows = [row for row in clone.git.run("ls-tree", "HEAD").text.splitlines() if not row.endswith("\tmdst")]
    top = clone.git.run("mktree", stdin="\n".join([*rows, f"040000 tree {tree}\tmdst"]).encode() + b"\n").text.strip()
    return clone.git.line("commit-tree", top, "-p", "HEAD", "-m", "Odd")


@pytest.mark.parametrize("mode", ["100664", "100777", "120777"])
def test_modes_that_git_does_not_make_are_refused(librarian, refused, mode):
    # a rule that asks for the mode of a file or link would overlook such an entry
    commit = raw_tree(librarian, (mode, "bad.py", librarian.git.line("rev-parse", "HEAD:.light")))
    assert f"has the mode {mode}" in refused(librarian.push(f"{commit}:refs/heads/main"), "names")


def test_folders_without_a_file_are_refused(member, refused):
    empty = member.git.run("hash-object", "-t", "tree", "-w", "--stdin", stdin=b"").text.strip()
    commit = raw_tree(member, ("40000", "empty", empty))
    assert "mdst/empty is a folder without a file" in refused(member.push(f"{commit}:refs/heads/feature/x"), "names")


@pytest.mark.parametrize("name", ["n" * 300, "com\u00b9.txt", "CONIN$"])
def test_names_that_no_other_system_takes_are_refused(member, refused, name):
    commit = raw_tree(member, ("100644", name, member.git.line("rev-parse", "HEAD:.light")))
    refused(member.push(f"{commit}:refs/heads/feature/x"), "names")


def test_too_deep_paths_are_refused_on_any_branch(member, refused):
    member.commit({"a/" * 65 + "x": "x"})
    assert "below more than 64 folders" in refused(member.push(FEATURE), "names")


def test_sixty_four_folders_are_fine(member, accepted):
    member.commit({"a/" * 64 + "x": "x"})
    accepted(member.push(FEATURE))


@pytest.mark.parametrize("count", [1, 120])
def test_large_objects_that_no_branch_reaches_are_refused_as_well(site, member, refused, count):
    """A client may send more than its branches need, and it would stay."""
    big = member.git.run("hash-object", "-w", "--stdin", stdin=b"x" * ((1 << 20) + 1)).text.strip()
    commit = member.commit({f"framework/{number}.txt": str(number) for number in range(count)})
    reachable = member.git.run("rev-list", "--objects", commit, "--not", "origin/main").text.split("\n")
    names = "\n".join([*(line.split(" ")[0] for line in reachable if line), big]) + "\n"
    pack = member.git.run("pack-objects", "--stdout", "-q", stdin=names.encode()).stdout
    line = f"{'0' * 40} {commit} refs/heads/feature/x\0 report-status".encode()
    told = b"%04x" % (len(line) + 4) + line + b"0000" + pack
    done = process.run([site.server / "bin/ssh", "member@localhost", "git-receive-pack '/software.git'"], stdin=told,
                       env=site.environment(), check=False)
    assert "refs/heads/feature/x" not in site.refs() and big.encode() in done.stderr
    assert {one["name"] for one in site.last_decision()["failing"]} == {"size"}
    assert member.git.run("cat-file", "-e", big, check=False).returncode == 0
    assert process.run(["git", "cat-file", "-e", big], cwd=site.server / "git/software.git", check=False).returncode != 0
