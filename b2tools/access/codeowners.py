# SPDX-License-Identifier: LGPL-3.0-or-later
"""CODEOWNERS for mirrors on a forge, made of the owner lists: who is asked there is who decides here.

On GitHub and GitLab the last rule that matches a path counts, so rules of nested lists follow those of the folders around them. On
Gitea every rule that matches counts, so librarians of the folders around a nested list are asked as well. GitHub has no way to
write [ ] and #, which become ? there.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from b2tools import errors
from b2tools.access.owners import LIBRARIANS, OF_THE_REPOSITORY, OwnerList, Owners
from b2tools.access.ownership import TOP_FOLDERS_WITHOUT_LIST
from b2tools.git import Git
from b2tools.objects import Objects

HEAD = """# Made by b2code-owners --forge {forge} from the lists of librarians. Change those, not this file.
"""


@dataclass(frozen=True)
class Forge:
    """Where a forge looks for the file, and its patterns for a folder and for a name in any folder."""

    file: str
    folder: Callable[[str], str]
    anywhere: Callable[[str], str]


def _escaped(text: str, signs: str, sign: str = "\\") -> str:
    return "".join(sign + one if one in signs else one for one in text)


def _github(folder: str) -> str:
    plain = "".join("?" if one in "[]#" else one for one in folder)
    return f"/{_escaped(plain, ' ')}/" if folder else "*"


def _gitlab(folder: str) -> str:
    return f"/{_escaped(folder, ' #[]{}')}/" if folder else "*"


def _gitea(folder: str) -> str:
    return f"{_regular(folder)}/.*" if folder else ".*"


def _regular(text: str) -> str:
    """A text as a regular expression for a file in which a backslash, a blank and # need a backslash themselves."""
    return _escaped(_escaped(text, ".+*?()|[]{}^$\\"), "\\ #")


FORGES = {"github": Forge(".github/CODEOWNERS", _github, str), "gitlab": Forge(".gitlab/CODEOWNERS", _gitlab, str),
          "gitea": Forge(".gitea/CODEOWNERS", _gitea, lambda name: f"(.*/)?{_regular(name)}")}


def text(git: Git, revision: str, forge: str, names: Mapping[str, str]) -> str:
    """The file for a forge, from the lists of a revision; `names` are what accounts are called there (`@ACCOUNT` otherwise).

    Raises `NothingToCheck` where the revision has no owner list.
    """
    tree = git.resolve(f"{revision}^{{tree}}")
    found = git.names("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree) if tree else []
    folders = sorted(path.removesuffix(LIBRARIANS).rstrip("/") for path in found if path.rpartition("/")[2] == LIBRARIANS)
    if not folders:
        raise errors.NothingToCheck(what=f"a list of librarians in {revision}", folder=git.folder)
    with Objects(git) as objects:
        owners = Owners(objects, tree)
        lists = [one for one in (owners.at(folder) for folder in folders) if one]
        top = owners.at("") or OwnerList("")
    return HEAD.format(forge=forge) + "".join(_rules(FORGES[forge], lists, top, names))


def _rules(forge: Forge, lists: list[OwnerList], top: OwnerList, names: Mapping[str, str]) -> list[str]:
    rules = [(forge.folder(one.folder), one) for one in lists]
    rules += [(forge.folder(name), top) for name in TOP_FOLDERS_WITHOUT_LIST]
    rules += [(forge.anywhere(name), top) for name in OF_THE_REPOSITORY]
    people = [(pattern, " ".join(names.get(name, f"@{name}") for name in sorted(one.librarians))) for pattern, one in rules]
    return [f"{pattern} {who}\n" for pattern, who in people if who]


def called(content: str, file: str) -> dict[str, str]:
    """Names of accounts on a forge from lines `ACCOUNT NAME`, `#` comments; a name without @ gets one, others are addresses.

    Raises `BadServerFile` with all lines that are something else.
    """
    lines = [(number, line.partition("#")[0].split()) for number, line in enumerate(content.splitlines(), 1)]
    wrong = [f"  line {number}: {' '.join(words)!r} is not of the form ACCOUNT NAME"
             for number, words in lines if len(words) not in (0, 2)]
    if wrong:
        raise errors.BadServerFile(path=file, mistakes="\n".join(wrong))
    return {words[0]: words[1] if "@" in words[1] else f"@{words[1]}" for _, words in lines if words}
