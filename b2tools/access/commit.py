# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the client's hooks decide: they judge the index and its blobs, never the work tree, and their cost follows the change."""
from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from b2tools import errors, process, style
from b2tools.access import exemptions, names
from b2tools.access.branchnames import ALLOWED, taken
from b2tools.access.requirement import visible
from b2tools.git import Git
from b2tools.places import caches
from b2tools.workingcopies import analysismarks

LIMIT = 1024 * 1024
HEAD = re.compile(r"(?P<merged>.*)\n(?P<commit>[0-9a-f]{40}|[0-9a-f]{64})\n(?P<ref>[^\n]*)\n", re.DOTALL)
LINK, SUBMODULE = "120000", "160000"


@dataclass(frozen=True)
class Change:
    """A file that a commit adds or changes, as the index holds it."""

    name: str
    mode: str
    oid: str
    added: bool


@dataclass(frozen=True)
class Head:
    """Where a commit will go: what it comes after, the branch (empty if there is none), and the file that names merged commits."""

    commit: str | None
    ref: str
    merged: Path | None


@dataclass(frozen=True)
class Problem:
    """One reason against a commit; only advice if it does not refuse."""

    sentence: str
    refuses: bool = True


def pre_commit(environ: Mapping[str, str], tell: Callable[[str], object], folder: Path | None = None) -> int:
    """Exit code of the hook: 1 with every reason told if the commit should not be made.

    What cannot be checked here (a style program that is gone or fails) is told and let pass: the server judges again.
    """
    settings = {"LC_ALL": "C.UTF-8", "GIT_LITERAL_PATHSPECS": "1", "GIT_NO_REPLACE_OBJECTS": "1"}
    git = Git(folder or Path.cwd(), dict(environ) | settings).offline()
    refuses = False
    try:
        for problem in judge(git, environ):
            tell(f"{'refused' if problem.refuses else 'advice'}: {visible(problem.sentence)}\n")
            refuses |= problem.refuses
    except errors.B2Error as error:
        tell(f"advice: not everything was checked: {visible(str(error))}\n")
    return int(refuses)


def judge(git: Git, environ: Mapping[str, str]) -> Iterable[Problem]:
    """Everything that speaks against committing the index."""
    head = _head(git)
    changes = staged(git, head)
    settings = _settings(git)
    yield from identity(settings, environ)
    analysis = analysismarks.ANALYSIS in settings and analysismarks.says_yes(settings[analysismarks.ANALYSIS])
    yield from () if analysis else branch(git, head.ref, environ.get("BELLE2_ACCESS_CHECK", "warn"))
    yield from naming(git, [change.name for change in changes if change.added])
    too_big, rest = _sizes(git, changes)
    yield from too_big
    # the server does not demand the layout of an analysis
    yield from (replace(problem, refuses=not analysis) for problem in layout(git, rest))


def _head(git: Git) -> Head:
    # one process says it all, unless there is no commit yet
    found = git.run("rev-parse", "--git-path", "MERGE_HEAD", "HEAD^0", "--symbolic-full-name", "HEAD", check=False).text
    match = HEAD.fullmatch(found)
    if match is None:
        return Head(None, git.run("symbolic-ref", "--quiet", "HEAD", check=False).text.strip(), None)
    return Head(match["commit"], match["ref"].removeprefix("HEAD"), Path(git.folder, match["merged"]))


def _settings(git: Git) -> dict[str, str | None]:
    """The settings of git that matter here; one without a value is None."""
    wanted = rf"^((user|author)\.email|{re.escape(analysismarks.ANALYSIS)})$"
    rows = [row.partition("\n") for row in git.names("config", "-z", "--get-regexp", wanted, check=False)]
    return {name: value if sign else None for name, sign, value in rows}


def staged(git: Git, head: Head) -> list[Change]:
    """What the index adds or changes against HEAD, in a merge against every parent."""
    if head.commit is None:
        return _difference(git, git.line("hash-object", "-t", "tree", "/dev/null"))
    changes, merged = _difference(git, head.commit), head.merged
    for parent in merged.read_text().split() if merged.is_file() else ():
        others = {change.name for change in _difference(git, parent)}
        changes = [change for change in changes if change.name in others]
    return changes


def _difference(git: Git, base: str) -> list[Change]:
    fields = git.names("diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", base)
    changes = []
    for facts, name in zip(fields[::2], fields[1::2], strict=True):
        _, mode, _, oid, status = facts.removeprefix(":").split(" ")
        if status != "D":
            changes.append(Change(name, mode, oid, status == "A"))
    return changes


def identity(settings: Mapping[str, str | None], environ: Mapping[str, str]) -> Iterable[Problem]:
    """Whether the author's address is known; git would invent one."""
    if not any(environ.get(name) for name in ("GIT_AUTHOR_EMAIL", "EMAIL")) and not settings.keys() - {analysismarks.ANALYSIS}:
        yield Problem("git does not know your address, so nobody could ask you about the commit. "
                      "Say: git config --global user.email you@example.org")


def branch(git: Git, head: str, wish: str) -> Iterable[Problem]:
    """Whether the server would take a branch of this name; `wish` is yes (refuse), warn or no."""
    if wish == "no":
        return
    ref = head or rebased(git)
    if not ref:
        yield Problem("you are on no branch, so the commit is easily lost. Say: git switch -c feature/NAME", wish == "yes")
    elif not taken(ref):
        name = ref.removeprefix("refs/heads/")
        yield Problem(f"the server takes no branch {name}, only {ALLOWED}. Say: git branch -m feature/{name.rpartition('/')[2]}",
                      wish == "yes")


def rebased(git: Git) -> str:
    """The branch that a rebase will set when it is done, empty if there is none."""
    places = git.run("rev-parse", "--git-path", "rebase-merge/head-name", "--git-path", "rebase-apply/head-name").text.splitlines()
    names = [Path(git.folder, place).read_text().strip() for place in places if Path(git.folder, place).is_file()]
    return next((name for name in names if name.startswith("refs/")), "")


def naming(git: Git, added: Iterable[str]) -> Iterable[Problem]:
    """Added names that cannot be used everywhere, by themselves or beside another name of the whole tree."""
    new = {prefix for name in added for prefix in _prefixes(name)}
    for name in sorted(new):
        if reason := names.problem(os.path.basename(name)):
            yield Problem(f"{name}: the name {reason}. Rename it: git mv {shlex.quote(name)} NEW")
    present: dict[tuple[str, str], set[str]] = {}
    for name in sorted(new | _siblings(git, {os.path.dirname(prefix) for prefix in new})):
        present.setdefault((os.path.dirname(name), names.key(os.path.basename(name))), set()).add(name)
    for same in present.values():
        if len(same) > 1 and len(there := sorted(name for name in same if name in new or _in_index(git, name))) > 1:
            yield Problem(f"{' and '.join(map(repr, there))} differ only in case or in the composition of letters, "
                          "so they are one name on many file systems. Rename one: git mv OLD NEW")


def _siblings(git: Git, folders: set[str]) -> set[str]:
    """Everything that HEAD has directly in some folders; `` is the top folder."""
    listing = ["ls-tree", "-z", "--name-only", "--full-tree", "HEAD"]
    places = [f"{folder}/" for folder in sorted(folders) if folder]
    # before the first commit there is no HEAD, and nothing in it
    found = git.names(*listing, "--", *places, check=False) if places else []
    return {*found, *(git.names(*listing, check=False) if "" in folders else ())}


def _prefixes(name: str) -> Iterable[str]:
    while name:
        yield name
        name = os.path.dirname(name)


def _in_index(git: Git, name: str) -> bool:
    return bool(git.run("ls-files", "-z", "--cached", "--", name).stdout)


def _sizes(git: Git, changes: list[Change]) -> tuple[list[Problem], list[Change]]:
    blobs = [change for change in changes if change.mode != SUBMODULE]
    if not blobs:
        return [], []
    answer = _look(git, blobs)
    if answer.returncode:
        # in a partial clone: what is at the server only has been judged there, and no hook fetches
        here = git.present(change.oid for change in blobs)
        blobs = [change for change in blobs if change.oid in here]
        answer = _look(git, blobs)
    problems, small = [], []
    sizes = list(map(int, answer.text.split()))
    large = _exemptions(git) if any(size > LIMIT for size in sizes) else ()
    for change, size in zip(blobs, sizes, strict=True):
        if size <= max(LIMIT, exemptions.allowed(change.name, large)):
            small.append(change)
            continue
        problems.append(Problem(f"{change.name} has {size} bytes, but at most {LIMIT} (1 MiB) are allowed, since git keeps "
                                f"every file for ever. Take it out: git rm --cached {shlex.quote(change.name)}"))
    return problems, small


def _exemptions(git: Git) -> tuple[exemptions.Exemption, ...]:
    found = git.run("cat-file", "blob", f"HEAD:{exemptions.LIST}", check=False)
    # the server looks at the list of main, which HEAD has or will have
    return exemptions.parse(found.stdout)[0] if not found.returncode else ()


def _look(git: Git, blobs: Iterable[Change]) -> process.Result:
    lines = "".join(f"{change.oid}\n" for change in blobs).encode()
    return git.run("cat-file", "--batch-check=%(objectsize)", stdin=lines, check=False)


def layout(git: Git, changes: Iterable[Change]) -> Iterable[Problem]:
    """Style of the files that the commit touches, as the index holds them."""
    own = [change for change in changes if change.mode != LINK and style.handles(change.name)]
    if not own:
        return
    marks = {f"{folder}/.imported" for change in own for folder in _prefixes(os.path.dirname(change.name))} | {".imported"}
    imported = git.names("ls-files", "-z", "--cached", "--", *sorted(marks))
    judged = set(style.outside_imported([change.name for change in own], imported))
    own = [change for change in own if change.name in judged]
    findings = style.check_blobs(_contents(git, own), os.cpu_count() or 1, caches.folder(git.environment, "style"))
    for finding in findings:
        yield Problem(str(finding))
    if files := list(dict.fromkeys(finding.file for finding in findings)):
        words = " ".join(map(shlex.quote, files))
        yield Problem(f"{len(findings)} style finding{'s' if len(findings) > 1 else ''}. Mend them from the top folder with: "
                      f"b2code-style-fix {words} && git add {words}")


def _contents(git: Git, changes: list[Change]) -> dict[str, bytes]:
    rest = git.run("cat-file", "--batch", stdin="".join(f"{change.oid}\n" for change in changes).encode()).stdout
    found = {}
    for change in changes:
        head, _, rest = rest.partition(b"\n")
        size = int(head.rsplit(b" ", 1)[1])
        found[change.name], rest = rest[:size], rest[size + 1:]
    return found
