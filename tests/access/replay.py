# SPDX-License-Identifier: LGPL-3.0-or-later
"""A second opinion on an audit log, written from the policy document alone: which rules stand against each line.

Nothing of the engine is used here. Objects are read by git's own commands, from a repository that also knows the objects of refused
pushes, which the server has thrown away.
"""
from __future__ import annotations

import functools
import re
import subprocess
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MAIN = "refs/heads/main"
BRANCH = re.compile(r"refs/heads/(feature|bugfix)/[A-Za-z0-9][A-Za-z0-9._-]*")
RELEASE = re.compile(r"refs/heads/release/\d\d-\d\d")
PACKAGE_TAG = re.compile(r"([a-z0-9]+)-v\d\d-\d\d-\d\d")
RELEASE_TAG = re.compile(r"(release|prerelease|build)-[0-9a-z-]+")
OF_THE_REPOSITORY = (".gitattributes", ".gitmodules", ".imported")
LISTS = (".librarians", ".authors")
MIB = 1 << 20


class Repository:
    """Objects by git's own commands; answers are kept, since objects never change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *words: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run git."""
        return subprocess.run(["git", *words], cwd=self.folder, capture_output=True, check=check)

    @functools.cache
    def kind(self, name: str) -> str:
        """What an id names."""
        return self.git("cat-file", "-t", name).stdout.decode().strip()

    @functools.cache
    def blob(self, name: str) -> bytes:
        """A file's content."""
        return self.git("cat-file", "blob", name).stdout

    @functools.cache
    def files(self, commit: str) -> dict[str, tuple[str, str]]:
        """Mode and id of every file of a commit."""
        rows = self.git("ls-tree", "-r", "-z", "--full-tree", commit).stdout.decode("utf-8", "surrogateescape").split("\0")
        return {path: (facts.split()[0], facts.split()[2]) for facts, _, path in (row.partition("\t") for row in rows if row)}

    @functools.cache
    def holds(self, new: str, old: str) -> bool:
        """Whether the history of `new` holds `old`."""
        return self.git("merge-base", "--is-ancestor", old, new, check=False).returncode == 0

    @functools.cache
    def brought(self, new: str, start: str) -> set[str]:
        """What stands against the objects that `new` has beside those of `start`."""
        found = set()
        rows = self.git("rev-list", "--objects", "--no-object-names", new, f"^{start}").stdout.split()
        sizes = subprocess.run(["git", "cat-file", "--batch-check=%(objectsize)"], cwd=self.folder, check=True, capture_output=True,
                               input=b"\n".join(rows) + b"\n").stdout.split()
        if any(int(size) > MIB for size in sizes[:len(rows)]):
            found.add("size")
        for commit in self.git("rev-list", new, f"^{start}").stdout.decode().split():
            if bad_names(self.files(commit)):
                found.add("names")
        return found


def bad_names(files: Mapping[str, object]) -> bool:
    """Whether some path cannot be checked out everywhere."""
    paths = {"/".join(path.split("/")[:depth]) for path in files for depth in range(1, path.count("/") + 2)}
    folded = [unicodedata.normalize("NFC", path).casefold() for path in paths]
    odd = re.compile(r"(?i)(^|/)(-|(con|aux|nul|prn)(\.[^/]*)?(/|$))|[\x00-\x1f\\:*?<>|]|[. ](/|$)")
    return len(set(folded)) < len(paths) or any(odd.search(path) for path in paths)


@dataclass(frozen=True)
class Before:
    """What the server held when it judged: main and release branches, the old value of the ref, who created it."""

    main: str
    releases: tuple[str, ...]
    creator: str | None


@dataclass(frozen=True)
class Rights:
    """Accounts with their roles, as `accounts.toml` has them."""

    roles: Mapping[str, tuple[str, ...]]

    def may(self, account: str, role: str) -> bool:
        """Whether an account has a role."""
        return role in self.roles[account]


def names_in(content: bytes) -> set[str]:
    """Account names of an owner list."""
    return {line.partition("#")[0].strip() for line in content.decode("utf-8-sig").split("\n")} - {""}


@dataclass
class Judge:
    """The document's rules, asked for one ref of one line at a time."""

    repository: Repository
    rights: Rights
    start: str
    _owners: dict = field(default_factory=dict)

    def against(self, account: str | None, ref: str, old: str, new: str, before: Before) -> set[str]:
        """Names of the rules that forbid the change of a ref."""
        if account not in self.rights.roles:
            return {"identity"}
        found = self.repository.brought(new, self.start) if new.strip("0") else set()
        if ref == MAIN or ref.startswith("refs/heads/release/"):
            return found | self._protected(account, ref, old, new, before)
        if ref.startswith(("refs/heads/feature/", "refs/heads/bugfix/")):
            return found | self._own(account, ref, old, new, before)
        if ref.startswith("refs/tags/"):
            return found | self._tag(account, ref, old, new, before)
        return found | {"namespace"}

    def _own(self, account: str, ref: str, old: str, new: str, before: Before) -> set[str]:
        if new.strip("0") and not BRANCH.fullmatch(ref):
            return {"branch-name"}
        if not old.strip("0") or (new.strip("0") and self.repository.holds(new, old)):
            return set()
        return set() if before.creator == account else {"branch-creator"}

    def _protected(self, account: str, ref: str, old: str, new: str, before: Before) -> set[str]:
        if not new.strip("0"):
            return {"deletion"}
        if not old.strip("0"):
            if not RELEASE.fullmatch(ref):
                return {"branch-name"}
            good = self.rights.may(account, "release-manager") and self.repository.holds(before.main, new)
            return set() if good else {"creation"}
        if not self.repository.holds(new, old):
            return {"fast-forward"}
        return self._content(account, self.repository.files(old), self.repository.files(new), before) if old != new else set()

    def owners(self, main: str, path: str) -> tuple[str, set[str], set[str]]:
        """The folder of the nearest list, with its librarians and authors."""
        files = self.repository.files(main)
        folder = path.rpartition("/")[0]
        if path.rpartition("/")[2] in OF_THE_REPOSITORY or path.startswith("site_scons/"):
            folder = ""
        while folder and files.get(f"{folder}/.librarians", ("",))[0] != "100644":
            folder = folder.rpartition("/")[0]
        lists = [files.get(f"{folder}/{name}".lstrip("/")) for name in LISTS]
        return folder, *(names_in(self.repository.blob(one[1])) if one and one[0] == "100644" else set() for one in lists)

    def _content(self, account: str, old: dict, new: dict, before: Before) -> set[str]:
        found = set()
        changed = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
        tops = {path.split("/")[0] for path in self.repository.files(before.main) if "/" in path}
        fresh = {path.split("/")[0] for path in changed if "/" in path and path not in old} - tops - {"site_scons"}
        for path in changed or {""}:
            folder, librarians, authors = self.owners(before.main, path)
            by_librarians_only = not path or path.rpartition("/")[2] in LISTS or (path.split("/")[0] in fresh and "/" in path)
            if account not in librarians and (by_librarians_only or account not in authors):
                found.add("owner")
        if any(f"{folder}/.librarians" not in new for folder in fresh):
            found.add("new-package")
        return found | self._lists(changed, new) | self._layout(changed, old, new)

    def _lists(self, changed: set[str], new: dict) -> set[str]:
        for path in changed:
            folder, _, name = path.rpartition("/")
            if name not in LISTS:
                continue
            if path not in new:
                left = not folder or any(other.startswith(f"{folder}/") for other in new)
                if name == ".librarians" and left and "/" not in folder:
                    return {"owner-list"}
                continue
            names = names_in(self.repository.blob(new[path][1]))
            if new[path][0] != "100644" or names - self.rights.roles.keys() or (name == ".librarians" and not names):
                return {"owner-list"}
        return set()

    def _layout(self, changed: set[str], old: dict, new: dict) -> set[str]:
        found = set()
        for path in changed & new.keys():
            content = self.repository.blob(new[path][1])
            if new[path][0] == "120000":
                found |= {"links"} if content.startswith(b"/") else set()
            elif path.endswith(".py") and old.get(path, ("", ""))[1] != new[path][1]:
                parents = ("/".join(path.split("/")[:depth]) for depth in range(path.count("/") + 1))
                marked = any(f"{folder}/.imported".lstrip("/") in old for folder in parents)
                # of all faults the random pushes make only this one
                found |= {"style"} if re.search(rb"[ \t]\n", content) and not marked else set()
        return found

    def _tag(self, account: str, ref: str, old: str, new: str, before: Before) -> set[str]:
        if old.strip("0"):
            return {"tag-immutable"}
        name, found = ref.removeprefix("refs/tags/"), set()
        package, release = PACKAGE_TAG.fullmatch(name), RELEASE_TAG.fullmatch(name)
        if package and account not in self.owners_of_package(before.main, package[1]):
            found.add("tag-right")
        if release and not self.rights.may(account, "release-manager"):
            found.add("tag-right")
        if not package and not release:
            found.add("tag-name")
        if self.repository.kind(new) != "tag":
            return found | {"tag-form"}
        head = self.repository.git("cat-file", "tag", new).stdout.decode().split("\n")
        if head[1] != "type commit" or head[2] != f"tag {name}":
            return found | {"tag-form"}
        commit = head[0].removeprefix("object ")
        if not any(self.repository.holds(tip, commit) for tip in (before.main, *before.releases)):
            found.add("tag-place")
        if package and not any(path.startswith(f"{package[1]}/") for path in self.repository.files(commit)):
            found.add("tag-package")
        return found

    def owners_of_package(self, main: str, package: str) -> set[str]:
        """The librarians that a package itself names."""
        folder, librarians, _ = self.owners(main, f"{package}/x")
        return librarians if folder == package else set()
