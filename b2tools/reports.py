# SPDX-License-Identifier: LGPL-3.0-or-later
"""What commands say about working copies, style and health: results as lines for people and as JSON for programs."""
from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from typing import Any, TYPE_CHECKING

if TYPE_CHECKING:
    from b2tools.doctor import Finding as Ailment
    from b2tools.style import Finding, Fixed
    from b2tools.workingcopies.analyses import Analysis
    from b2tools.workingcopies.checkouts import Created
    from b2tools.workingcopies.clienthooks import Installed
    from b2tools.workingcopies.completion import Completed
    from b2tools.workingcopies.dependents import Added
    from b2tools.workingcopies.olderhistory import Joined
    from b2tools.workingcopies.packages import Package


def as_json(value: Any) -> str:
    """A value of this library (data classes, lists of them) as JSON; undecodable bytes of names are escaped surrogates."""
    return json.dumps(value, indent=2, default=lambda one: asdict(one) if is_dataclass(one) else str(one))


def created(made: Created, dry_run: bool = False) -> str:
    """Where the new working copy is (or would be), what it holds, and what to do next."""
    below = f", on top of {made.central}" if made.central else ""
    what = f"{made.revision} with {', '.join(made.packages) or 'no package yet'}{below}"
    lines = [f"{made.folder}: {'would be ' if dry_run else ''}{what}"]
    lines += [f"advice: {one}" for one in made.advice]
    return "\n".join(lines if dry_run else [*lines, f"Next: cd {shlex.quote(str(made.folder))}; b2setup; scons"])


def completed(done: Completed, dry_run: bool) -> str:
    """What came into a working copy and what it does not need any more."""
    would = "would be " if dry_run else ""
    lines = [f"{name}: {would}added" for name in done.added] + [f"{name}: left out" for name in done.excluded]
    if done.central:
        lines.append(f"{done.central}: {would}not used any more. Next: b2setup; scons")
    return "\n".join(lines) or "Nothing to do: all packages are here, and no central release is below them."


def history(done: Joined | tuple[str, ...], dry_run: bool) -> str:
    """Which histories were joined or parted."""
    if isinstance(done, tuple):
        parted = [f"{first}: {'would be' if dry_run else 'is'} the first commit again" for first in done]
        return "\n".join(parted) or "Nothing is joined."
    if done.older is None:
        return f"{done.first}: would follow the history of {done.url}"
    when = "follows" if done.fresh else "was joined before and follows"
    return f"{done.first}: {when} {done.older} ({_count(done.commits, 'older commit')}); b2code-history --undo parts them"


def hooks(done: Installed | tuple[str, ...], dry_run: bool) -> str:
    """Where our hooks went and which others they run, or which were removed."""
    if isinstance(done, tuple):
        return f"{'Would be removed' if dry_run else 'Removed'}: {', '.join(done)}." if done else "There are no hooks of ours."
    lines = [f"The hooks {'would be' if dry_run else 'are'} in {done.folder}."]
    if done.chained:
        lines.append(f"They run yours as well: {', '.join(done.chained)}.")
    if done.unused:
        lines.append(f"Older ones are kept there, but do not run: {', '.join(done.unused)}.")
    return " ".join(lines)


def analysis(made: Analysis, what: str) -> str:
    """Where an analysis is, which repository it has, and what to do next."""
    below = f", on top of {made.release}" if made.release else ""
    lines = [f"{made.folder}: {made.repository} {what}{below}", *(f"advice: {one}" for one in made.advice)]
    return "\n".join([*lines, f"Next: cd {shlex.quote(str(made.folder))}; b2setup; scons"])


def moved(made: Analysis, before: str, dry_run: bool) -> str:
    """From which release to which one an analysis went, and what to do next."""
    if made.release == before:
        return "\n".join([f"{made.folder} is on {before} already.", *(f"advice: {one}" for one in made.advice)])
    lines = [f"{made.folder}: {'would move' if dry_run else 'moved'} from {before or 'no release'} to {made.release}"]
    lines += [f"advice: {one}" for one in made.advice]
    return "\n".join([*lines, "Next: b2setup; scons; git commit -m 'Move to another release' .analysis"])


def listing(found: Sequence[Package], with_librarians: bool) -> str:
    """One line per package: * checked out, + only here; ? for librarians that only the server knows."""
    width = max((len(package.name) for package in found), default=0)
    return "\n".join(f"{'+' if package.local else '*' if package.checked_out else ' '} {package.name:{width}}  "
                     f"{_owners(package) if with_librarians else ''}".rstrip() for package in found)


def _owners(package: Package) -> str:
    return "?" if package.librarians is None else " ".join(package.librarians)


def findings(found: Sequence[Finding]) -> str:
    """One line per finding and the command that mends them."""
    if not found:
        return ""
    files = len({finding.file for finding in found})
    end = f"{_count(len(found), 'finding')} in {_count(files, 'file')}. Mend what can be mended with: b2code-style-fix"
    return "\n".join([*map(str, found), end])


def diagnosis(found: Sequence[Ailment], in_order: str) -> str:
    """What a doctor found, each with how to mend it, and how many; `in_order` if nothing is wrong."""
    said = [(f"{one.group}: {one.what}", f"    {one.mend}", f"    {one.command}") for one in found]
    lines = [line for lines in said for line in lines if line.strip()]
    return "\n".join([*lines, f"{_count(len(found), 'finding')}." if found else in_order])


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("s" if number != 1 else "")


def fixed(done: Fixed, dry_run: bool) -> str:
    """The files that were mended and what is left."""
    lines = [f"{file}: {'would be mended' if dry_run else 'mended'}" for file in done.changed]
    return "\n".join([*lines, *map(str, done.left), *(["Mend the rest by hand."] if done.left else [])])


def packages_added(names: Sequence[str], added: Added, dry_run: bool) -> str:
    """What became of packages and of their dependents, one line each, with the reason."""
    came = "would be added" if dry_run else "added"
    lines = [f"{name}: {came if name in added.fresh else 'was there before'}" for name in names]
    if added.central is None:
        return "\n".join([*lines, "all packages are checked out, dependents are among them"])
    for name, reasons in added.why.items():
        state = f"not in this revision, although {added.central} has it" if name in added.missing else (
            came if name in added.fresh else "was there before")
        lines.append(f"{name}: {state} (includes headers of {', '.join(reasons)})")
    return "\n".join(lines if added.why else [*lines, f"nothing in {added.central} includes their headers"])
