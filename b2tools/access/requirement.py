# SPDX-License-Identifier: LGPL-3.0-or-later
"""A requirement: one thing that the policy demands of one change, whether it holds, and who or what is missing."""
from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Requirement:
    """What the policy demands of the update of `ref`; `missing` names the people who could satisfy it, or what is lacking."""

    name: str
    ref: str
    satisfied: bool
    sentence: str
    missing: tuple[str, ...] = ()
    applies: bool = True

    @property
    def fails(self) -> bool:
        """Whether this requirement stands against the change."""
        return self.applies and not self.satisfied


@dataclass(frozen=True)
class Decision:
    """All requirements of a push; it is allowed if none of them fails."""

    account: str | None
    requirements: tuple[Requirement, ...]
    notes: tuple[str, ...] = ()

    @property
    def failing(self) -> tuple[Requirement, ...]:
        """The requirements that stand against the push."""
        return tuple(one for one in self.requirements if one.fails)

    @property
    def allowed(self) -> bool:
        """Whether the push may go through."""
        return not self.failing

    def json(self) -> str:
        """The whole decision as one JSON object."""
        import json  # only for who asks: sentences need none
        return json.dumps({"allowed": self.allowed, "account": self.account, "notes": self.notes,
                           "requirements": [asdict(one) for one in self.requirements]},
                          ensure_ascii=True, indent=2)

    def text(self, everything: bool = True) -> str:
        """One line per requirement, or only those that fail; control characters of names are made visible."""
        signs = {True: "needed ", False: "ok     "}
        chosen = [one for one in self.requirements if one.applies and (everything or one.fails)]
        notes = [f"note    {visible(note)}" for note in self.notes] if everything else []
        return "\n".join([*(f"{signs[one.fails]} {short(one.ref)}: {visible(one.sentence)}" for one in chosen), *notes])


def short(ref: str) -> str:
    """A ref as people say it: `main`, `feature/x`, `tag release-01-00-00`."""
    if ref.startswith("refs/tags/"):
        return "tag " + visible(ref.removeprefix("refs/tags/"))
    return visible(ref.removeprefix("refs/heads/"))


def visible(text: str) -> str:
    """Text that is safe on a terminal: everything that does not print is shown as an escape sequence."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
