# SPDX-License-Identifier: LGPL-3.0-or-later
"""What commands say about working copies and style: results as lines for people and as JSON for programs."""
from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from b2tools.style import Finding, Fixed
    from b2tools.workingcopies.checkouts import Created
    from b2tools.workingcopies.packages import Package


def as_json(value: Any) -> str:
    """A value of this library (data classes, lists of them) as JSON; undecodable bytes of names are escaped surrogates."""
    return json.dumps(value, indent=2, default=lambda one: asdict(one) if is_dataclass(one) else str(one))


def created(made: Created) -> str:
    """Where the new working copy is, what it holds, and what to do next."""
    below = f", on top of {made.central}" if made.central else ""
    lines = [f"{made.folder}: {made.revision} with {', '.join(made.packages) or 'no package yet'}{below}"]
    lines += [f"advice: {one}" for one in made.advice]
    return "\n".join([*lines, f"Next: cd {shlex.quote(str(made.folder))}; b2setup; scons"])


def listing(found: Sequence[Package], with_librarians: bool) -> str:
    """One line per package: * checked out, + only here."""
    width = max((len(package.name) for package in found), default=0)
    return "\n".join(f"{'+' if package.local else '*' if package.checked_out else ' '} {package.name:{width}}  "
                     f"{' '.join(package.librarians) if with_librarians else ''}".rstrip() for package in found)


def findings(found: Sequence[Finding]) -> str:
    """One line per finding and the command that mends them."""
    if not found:
        return ""
    files = len({finding.file for finding in found})
    end = f"{_count(len(found), 'finding')} in {_count(files, 'file')}. Mend what can be mended with: b2code-style-fix"
    return "\n".join([*map(str, found), end])


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("s" if number != 1 else "")


def fixed(done: Fixed, dry_run: bool) -> str:
    """The files that were mended and what is left."""
    lines = [f"{file}: {'would be mended' if dry_run else 'mended'}" for file in done.changed]
    return "\n".join([*lines, *map(str, done.left), *(["Mend the rest by hand."] if done.left else [])])
