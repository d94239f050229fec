# SPDX-License-Identifier: LGPL-3.0-or-later
"""Small pushes that would cost a server or its users much: refused soon, with bounded memory, whatever the branch."""
import hashlib
import struct
import subprocess
import sys
import time
import zlib

import pytest

from b2tools.access import push
from b2tools.git import Git

NOTHING = "0" * 40


def tree(git: Git, *rows: str) -> str:
    return git.run("mktree", "--missing", stdin="".join(f"{row}\n" for row in rows).encode()).text.strip()


def bomb(git: Git, levels: int, width: int) -> str:
    """A tree of few objects that expands to more than width ** levels paths."""
    file = blob(git)
    found = tree(git, *(f"100644 blob {file}\tf{number}" for number in range(width)))
    for _ in range(levels - 1):
        found = tree(git, *(f"040000 tree {found}\td{number}" for number in range(width)))
    return found


def blob(git: Git, content: bytes = b"x") -> str:
    return git.run("hash-object", "-w", "--stdin", stdin=content).text.strip()


def commit(git: Git, below: str, name: str = "bomb") -> str:
    """A commit on top of HEAD that has one more folder."""
    top = tree(git, *git.run("ls-tree", "HEAD").text.splitlines(), f"040000 tree {below}\t{name}")
    return git.line("commit-tree", top, "-p", "HEAD", "-m", "Bomb")


def identity(kind: str, content: bytes) -> str:
    return hashlib.sha1(f"{kind} {len(content)}\0".encode() + content).hexdigest()


def _packed(kind: int, content: bytes, compressed: bytes | None = None, size: int | None = None) -> bytes:
    """One object as it lies in a pack: 1 commit, 2 tree, 3 blob, 4 tag."""
    left = len(content) if size is None else size
    head = bytearray([kind << 4 | left & 15])
    left >>= 4
    while left:
        head[-1] |= 128
        head.append(left & 127)
        left >>= 7
    return bytes(head) + (zlib.compress(content, 9) if compressed is None else compressed)


def _pack(number: int, objects: bytes) -> bytes:
    content = b"PACK" + struct.pack(">II", 2, number) + objects
    return content + hashlib.sha1(content).digest()


def raw_push(site, account: str, ref: str, new: str, pack: bytes) -> tuple[int, str]:
    """Send a pack as it is, as a client that git would not be; returns the largest memory in MB and what the server said."""
    line = f"{NOTHING} {new} {ref}\0report-status".encode()
    request = b"%04x" % (len(line) + 4) + line + b"0000" + pack
    watch = ("import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], input=sys.stdin.buffer.read(), "
             "stdout=subprocess.PIPE, stderr=subprocess.STDOUT); sys.stdout.buffer.write(b'%d ' % (resource.getrusage("
             "resource.RUSAGE_CHILDREN).ru_maxrss >> 10) + done.stdout)")
    words = [str(site.server / "bin/ssh"), f"{account}@localhost", "git-receive-pack '/software.git'"]
    done = subprocess.run([sys.executable, "-I", "-c", watch, *words], input=request, capture_output=True, env=site.environment(),
                          timeout=300)
    memory, _, said = done.stdout.decode("utf-8", "replace").partition(" ")
    return int(memory), said


@pytest.mark.parametrize("branch", ["main", "feature/x"])
def test_a_tree_bomb_is_refused_on_every_branch_and_its_paths_are_told(site, librarian, refused, branch):
    started = time.monotonic()
    pushed = librarian.push(f"{commit(librarian.git, bomb(librarian.git, 10, 10))}:refs/heads/{branch}")
    assert "A checkout would have 1111111113" in refused(pushed, "names")
    assert time.monotonic() - started < 20


def test_a_legal_tree_that_a_later_push_uses_a_thousand_times_is_refused(site, librarian, accepted, refused):
    small = bomb(librarian.git, 1, 3)
    big = tree(librarian.git, *(f"040000 tree {small}\td{number}" for number in range(1000)))
    first = commit(librarian.git, big)
    accepted(librarian.push(f"{first}:refs/heads/feature/x"))
    librarian.git.run("reset", "-q", "--soft", first)
    many = tree(librarian.git, *(f"040000 tree {big}\tm{number}" for number in range(1000)))
    made = commit(librarian.git, many, "many")
    assert "A checkout would have 4005" in refused(librarian.push(f"{made}:refs/heads/feature/x"), "names")


def test_a_folder_may_be_copied_and_moved(site, librarian, accepted):
    first = commit(librarian.git, bomb(librarian.git, 2, 10), "one")
    accepted(librarian.push(f"{first}:refs/heads/feature/x"))
    librarian.git.run("reset", "-q", "--soft", first)
    copied = commit(librarian.git, bomb(librarian.git, 2, 10), "two")
    accepted(librarian.push(f"{copied}:refs/heads/feature/x"))


def test_ten_thousand_folders_in_each_other_are_refused(site):
    below, kept = identity("blob", b"x"), [_packed(3, b"x")]
    for number in range(10_000):
        content = (b"40000 " + b"long-name-" * 12 if number else b"100644 f") + b"\0" + bytes.fromhex(below)
        below = identity("tree", content)
        kept.append(_packed(2, content))
    text = f"tree {below}\nauthor B <b@x> 1700000000 +0000\ncommitter B <b@x> 1700000000 +0000\n\nx\n".encode()
    new = identity("commit", text)
    memory, said = raw_push(site, "member", "refs/heads/feature/x", new, _pack(10_002, b"".join([*kept, _packed(1, text)])))
    assert "below more than 64 folders" in said and "ng refs/heads/feature/x" in said and memory < 200


def test_a_deep_folder_cannot_hide_behind_shallow_names_of_its_parts(site, librarian, refused):
    levels = [bomb(librarian.git, 1, 1)]
    for _ in range(100):
        levels.append(tree(librarian.git, f"040000 tree {levels[-1]}\td"))
    rows = tree(librarian.git, *(f"040000 tree {one}\ta{number:03d}" for number, one in enumerate(levels)))
    assert "below more than 64 folders" in refused(librarian.push(f"{commit(librarian.git, rows)}:refs/heads/feature/x"), "names")


@pytest.mark.parametrize("kind", ["commit", "tag", "tree"])
def test_the_limit_of_size_holds_for_every_kind_of_object(site, librarian, refused, kind):
    git, text = librarian.git, "long line\n" * 200_000
    head, ref = git.line("rev-parse", "HEAD"), "refs/heads/feature/x"
    if kind == "commit":
        made = git.run("commit-tree", "HEAD^{tree}", "-p", "HEAD", stdin=text.encode()).text.strip()
    elif kind == "tag":
        words = f"object {head}\ntype commit\ntag big\ntagger B <b@x> 1700000000 +0000\n\n{text}"
        made, ref = git.run("mktag", stdin=words.encode()).text.strip(), "refs/tags/big"
    else:
        file = blob(git)
        made = commit(git, tree(git, *(f"100644 blob {file}\tfile{number:07d}" for number in range(40_000))))
    assert "larger than 1048576 bytes" in refused(librarian.push(f"{made}:{ref}"), "size")


def test_a_chain_of_tags_is_refused(site):
    below, kind, kept = site.refs()["refs/heads/main"], "commit", bytearray()
    for number in range(10_000):
        content = f"object {below}\ntype {kind}\ntag release-01-00-00\ntagger B <b@x> 1700000000 +0000\n\n{number}\n".encode()
        below, kind = identity("tag", content), "tag"
        kept += _packed(4, content)
    memory, said = raw_push(site, "librarian", "refs/tags/release-01-00-00", below, _pack(10_000, bytes(kept)))
    assert "not at a commit" in said and "ng refs/tags/release-01-00-00" in said and memory < 200


@pytest.mark.parametrize("count, lands", [(10_000, True), (30_000, False)])
def test_a_commit_with_thousands_of_parents_is_decided_soon(site, librarian, refused, accepted, count, lands):
    """A commit is an object like others: as long as its list of parents is below the limit, it is taken."""
    row = "commit refs/heads/chain\ncommitter B <b@example.org> 1700000000 +0000\ndata 1\nx\n"
    librarian.git.run("fast-import", "--quiet", stdin=(row + "from refs/heads/main^0\n" + row * (count - 1)).encode())
    parents = librarian.git.run("rev-list", f"--max-count={count}", "refs/heads/chain").text.split()
    person = "B <b@example.org> 1700000000 +0000"
    lines = [f"tree {librarian.git.line('rev-parse', 'HEAD^{tree}')}", *(f"parent {one}" for one in parents), f"author {person}",
             f"committer {person}", "", "Octopus", ""]
    made = librarian.git.run("hash-object", "-t", "commit", "-w", "--stdin", stdin="\n".join(lines).encode()).text.strip()
    started = time.monotonic()
    pushed = librarian.push(f"{made}:refs/heads/feature/x")
    assert time.monotonic() - started < 60
    accepted(pushed) if lands else refused(pushed, "size")


def test_more_branches_at_once_than_anybody_needs_are_refused(site, librarian):
    names = [f"HEAD:refs/heads/feature/n{number}" for number in range(push.REFS + 1)]
    pushed = librarian.push(*names)
    assert pushed.returncode != 0 and b"more than 1000 branches and tags" in pushed.stderr
    assert not [name for name in site.refs() if "feature" in name]


def test_a_long_name_of_a_branch_is_told_and_breaks_nothing(site, librarian):
    pushed = librarian.push("HEAD:refs/heads/feature/" + "n" * 4000)
    assert pushed.returncode != 0 and b"Traceback" not in pushed.stderr


def _number(value: int) -> bytes:
    """A length in a delta: seven bits per byte, the lowest first."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def _twice(size: int) -> bytes:
    """A delta that writes what it is about twice, in pieces of at most 64 KiB."""
    pieces = [(place, min(1 << 16, size - place)) for place in range(0, size, 1 << 16)] * 2
    # all four bytes of the place, two of the length, where zero means 64 KiB
    return _number(size) + _number(2 * size) + b"".join(
        bytes([0xbf]) + struct.pack("<IH", place, length & 0xffff) for place, length in pieces)


@pytest.mark.parametrize("levels, says", [(6, "larger than 1048576 bytes"), pytest.param(15, "unpack", marks=pytest.mark.slow)])
def test_deltas_that_double_are_refused_with_bounded_memory(site, levels, says):
    """From a few kB: 4 MB, which is above the limit of an object, or 2 GB, which is above that of memory."""
    size, objects = 1 << 16, [_packed(3, bytes(1 << 16))]
    for _ in range(levels):
        digest = hashlib.sha1(b"blob %d\0" % size)
        for _ in range(size >> 16):
            digest.update(bytes(1 << 16))
        delta = _twice(size)
        objects.append(_packed(7, delta, digest.digest() + zlib.compress(delta, 9), len(delta)))
        size *= 2
    digest = hashlib.sha1(b"blob %d\0" % size)
    for _ in range(size >> 16):
        digest.update(bytes(1 << 16))
    content = b"100644 bomb\0" + digest.digest()
    text = (f"tree {identity('tree', content)}\nauthor B <b@x> 1700000000 +0000\ncommitter B <b@x> 1700000000 +0000\n\n"
            "x\n").encode()
    pack = _pack(len(objects) + 2, b"".join([*objects, _packed(2, content), _packed(1, text)]))
    memory, said = raw_push(site, "member", "refs/heads/feature/x", identity("commit", text), pack)
    assert says in said and "ng refs/heads/feature/x" in said and len(pack) < 100_000
    assert memory < 1100 and "refs/heads/feature/x" not in site.refs()


@pytest.mark.slow
def test_a_blob_of_two_gigabytes_in_a_small_pack_is_refused_soon_with_bounded_memory(site):
    squeeze, zeros, size = zlib.compressobj(9), bytes(1 << 20), 2 << 30
    compressed = b"".join([*(squeeze.compress(zeros) for _ in range(size >> 20)), squeeze.flush()])
    digest = hashlib.sha1(b"blob %d\0" % size)
    for _ in range(size >> 20):
        digest.update(zeros)
    started = time.monotonic()
    memory, said = raw_push(site, "librarian", "refs/tags/big", digest.hexdigest(), _pack(1, _packed(3, b"", compressed, size)))
    assert "ng refs/tags/big" in said and memory < 500
    assert time.monotonic() - started < 30
