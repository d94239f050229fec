# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pushes of many accounts at once: changes of six packages with nested lists, branches, tags, deletions, right and wrong ones."""
from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.small_site import Clone, SmallSite

PACKAGES = [f"p{number}" for number in range(6)]
PEOPLE = [f"user{number:02}" for number in range(20)]
MAIN = "HEAD:refs/heads/main"
BRANCHES = [f"refs/heads/{name}" for name in ("feature/a", "feature/b", "bugfix/c", "feature/d", "feature/e", "bugfix/f")]
FILES = ["a.txt", "new.txt", "inner/c.txt", "inner/new.txt", "inner/deep/d.txt"]
RELEASE = "refs/heads/release/01-00"


def roles(person: str) -> list[str]:
    """Two people make releases."""
    return ["release-manager"] if person in PEOPLE[:2] else []


def packages() -> dict[str, str]:
    """Six packages; each has three librarians, two authors and a folder inside with a list of its own, some also a deeper one."""
    files = {"marked/.librarians": "user00\nuser01\n", "marked/.imported": ""}
    for number, package in enumerate(PACKAGES):
        own = [PEOPLE[(3 * number + shift) % 20] for shift in range(6)]
        files |= {f"{package}/.librarians": "\n".join(own[:3]) + "\n", f"{package}/.authors": "\n".join(own[3:5]) + "\n",
                  f"{package}/a.txt": package, f"{package}/b.py": "B = 1\n", f"{package}/inner/c.txt": "c",
                  f"{package}/inner/.librarians": f"{own[5]}\n{own[0]}\n", f"{package}/inner/deep/d.txt": "d"}
        if number % 2:
            files |= {f"{package}/inner/deep/.librarians": f"{own[4]}\n", f"{package}/inner/deep/.authors": f"{own[1]}\n"}
    return files


def prepare(site: SmallSite, first: Clone, folder: Path) -> list[Clone]:
    """Make the accounts and packages; a clone for each account."""
    file = site.server / "accounts.toml"
    file.write_text(file.read_text() + "".join(f"[accounts.{person}]\nroles = {roles(person)!r}\n" for person in PEOPLE))
    first.commit(packages() | {".librarians": "librarian\nuser00\nuser01\n", ".authors": "user02\n"}, "Six packages")
    pushed = first.push()
    assert pushed.returncode == 0, pushed.stderr.decode()
    first.git.run("fetch", "-q", "origin")
    first.git.run("config", "gc.auto", "0")
    for person in PEOPLE:
        shutil.copytree(first.folder, folder / person, symlinks=True)
    return [Clone(site, folder / person, person) for person in PEOPLE]


@dataclass
class Pusher:
    """One account at work; its choices follow from a seed, what becomes of them also from what the others do meanwhile."""

    clone: Clone
    chance: random.Random
    number: int = 0
    said: list[str] = field(default_factory=list)

    def work(self, pushes: int) -> None:
        """Push so many times."""
        kinds = list(KINDS)
        for _ in range(pushes):
            self.number += 1
            if self.chance.random() < 0.9:
                self.clone.git.run("fetch", "-q", self.clone.site.url(self.clone.account), "+main:refs/remotes/origin/main")
            self.clone.git.run("checkout", "-q", "-f", "--detach", "origin/main")
            self.clone.git.run("clean", "-q", "-f", "-d", "-x")
            kind = self.chance.choices(kinds, [weight for weight, _ in KINDS.values()])[0]
            self.said.append(f"{self.clone.account} {kind}: {self.clone.push(*KINDS[kind][1](self)).stderr.decode()}")

    def path(self) -> str:
        """A file of a package, rather one that the account may change than another."""
        paths = [f"{package}/{name}" for package in PACKAGES for name in FILES]
        own = [path for path in paths if self.clone.account in self.named(path.rpartition("/")[0])]
        return self.chance.choice(own if own and self.chance.random() < 0.8 else paths)

    def named(self, folder: str) -> list[str]:
        """Whom the lists name that are nearest to a folder in the work tree."""
        while folder and not (self.clone.folder / folder / ".librarians").is_file():
            folder = folder.rpartition("/")[0]
        lists = [self.clone.folder / folder / name for name in (".librarians", ".authors")]
        return [name for place in lists if place.is_file() for name in place.read_text().split()]

    def text(self) -> str:
        """Content that nobody else writes."""
        return f"{self.clone.account} {self.number}\n"

    def write(self, *paths: str) -> None:
        """Commit changes of some files."""
        self.clone.commit({path: self.text() for path in paths or (self.path(),)})

    def branch(self) -> str:
        """One of the branches that everybody uses."""
        return self.chance.choice(BRANCHES)


def main(one: Pusher) -> list[str]:
    one.write(*{one.path() for _ in range(one.chance.choice([1, 1, 2]))})
    return ["+" + MAIN]


def feature(one: Pusher) -> list[str]:
    one.write()
    return [f"{one.chance.choice(['', '+'])}HEAD:{one.branch()}"]


def deletion(one: Pusher) -> list[str]:
    return [":" + one.branch()]


def both(one: Pusher) -> list[str]:
    one.write()
    return ["+" + MAIN, f"+HEAD:{one.branch()}"]


def owner_list(one: Pusher) -> list[str]:
    path = one.path().split("/")[0] + one.chance.choice(["/.authors", "/.librarians", "/inner/.librarians"])
    present = (one.clone.folder / path).read_text()
    one.clone.commit({path: one.chance.choice([present + one.clone.account, present + one.chance.choice(PEOPLE), "nobody"]) + "\n"})
    return ["+" + MAIN]


def moved(one: Pusher) -> list[str]:
    # somebody else may have moved it before
    one.clone.git.run("mv", "-f", f"{one.path().split('/')[0]}/a.txt", f"{one.path().split('/')[0]}/inner/a.txt", check=False)
    one.clone.commit()
    return ["+" + MAIN]


def mode(one: Pusher) -> list[str]:
    place = one.clone.folder / one.path().split("/")[0] / "b.py"
    place.chmod(place.stat().st_mode ^ 0o111)
    one.clone.commit()
    return ["+" + MAIN]


def link(one: Pusher) -> list[str]:
    place = one.clone.folder / one.path().split("/")[0] / f"link{one.number}"
    place.symlink_to(one.chance.choice(["/etc/passwd", "a.txt"]))
    one.clone.commit()
    return ["+" + MAIN]


def style(one: Pusher) -> list[str]:
    folder = one.chance.choice([one.path().split("/")[0], "marked"])
    one.clone.commit({f"{folder}/{one.clone.account}.py": f"N = {one.number}{one.chance.choice(['', '  '])}\n"})
    return ["+" + MAIN]


def big(one: Pusher) -> list[str]:
    one.clone.commit({one.path(): one.text() + one.chance.choice(["x", "x" * (1 << 20)])})
    one.write()
    return [f"+HEAD:{one.branch()}"]


def name(one: Pusher) -> list[str]:
    one.write(one.path().split("/")[0] + one.chance.choice(["/aux.h", "/A.txt", "/-x", "/good.txt"]))
    return [f"+HEAD:{one.branch()}"]


def root(one: Pusher) -> list[str]:
    one.write(one.chance.choice(["README", ".light", "site_scons/x.txt", "p0/.gitattributes"]))
    return ["+" + MAIN]


def package(one: Pusher) -> list[str]:
    fresh = f"q{one.clone.account}{one.number}"
    one.clone.commit({f"{fresh}/a.txt": "x"} | one.chance.choice([{}, {f"{fresh}/.librarians": f"{one.clone.account}\n"}]))
    return ["+" + MAIN]


def nothing(one: Pusher) -> list[str]:
    one.clone.commit()
    return ["+" + MAIN]


def tag(one: Pusher) -> list[str]:
    called = one.chance.choice([f"p{one.chance.randrange(7)}-v01-00-{one.chance.randrange(3):02}",
                                f"release-01-00-{one.chance.randrange(4):02}", "v01"])
    if one.chance.random() < 0.3:
        one.write()
    one.clone.git.run("tag", "-f", *one.chance.choice([["-a", "-m", "text"]] * 4 + [[]]), called)
    return [f"+refs/tags/{called}"]


def lost_tag(one: Pusher) -> list[str]:
    tags = [ref for ref in one.clone.site.refs() if ref.startswith("refs/tags/")]
    return [f":{one.chance.choice(tags)}"] if tags else [":refs/heads/main"]


def elsewhere(one: Pusher) -> list[str]:
    refs = ["HEAD:refs/heads/mine", "HEAD:refs/notes/commits", "HEAD:refs/heads/feature/x$y", ":refs/heads/main"]
    return [one.chance.choice(refs)]


def release(one: Pusher) -> list[str]:
    if one.chance.random() < 0.5:
        one.write()
    return [f"+HEAD:{RELEASE}"]


KINDS: dict[str, tuple[int, Callable[[Pusher], list[str]]]] = {
    "main": (12, main), "feature": (9, feature), "deletion": (3, deletion), "both": (2, both), "owner list": (3, owner_list),
    "moved": (2, moved), "mode": (1, mode), "link": (2, link), "style": (2, style), "big": (2, big), "name": (2, name),
    "root": (2, root), "package": (2, package),
    "nothing": (1, nothing), "tag": (5, tag), "lost tag": (1, lost_tag), "elsewhere": (2, elsewhere),
    "release": (3, release)}


def push_all(clones: list[Clone], pushes: int, seed: int) -> list[str]:
    """All accounts push at the same time, each its share; gives what each push was told."""
    people = [Pusher(clone, random.Random(f"{seed} {clone.account}")) for clone in clones]
    shares = [pushes // len(people) + (place < pushes % len(people)) for place in range(len(people))]
    with ThreadPoolExecutor(len(people)) as pool:
        for done in [pool.submit(one.work, share) for one, share in zip(people, shares, strict=True)]:
            done.result()
    return [text for one in people for text in one.said]
