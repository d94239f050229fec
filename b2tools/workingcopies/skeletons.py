# SPDX-License-Identifier: LGPL-3.0-or-later
"""New packages and modules of the standard shape, which build and pass their test at once."""
from __future__ import annotations

import keyword
import os
import re
import sys
from pathlib import Path

import jinja2

from b2tools import errors, files, templates
from b2tools.git import Git
from b2tools.workingcopies import packages

# what stands for a fact in names of files
TOKENS = (("NAME", "name"), ("MODULE", "module"), ("SNAKE", "snake"), ("FOLDER", "folder"), ("PACKAGE", "package"))
MODULE = re.compile(r"[A-Z][A-Za-z0-9]*")
RESERVED = packages.BUILT | {packages.ALWAYS, "tests", "scripts", "src", "tools", "externals", "basf2"}
# `@{name}`: neither C++ nor Python sources use this sign with braces.
FILLER = jinja2.Environment(variable_start_string="@{", variable_end_string="}", block_start_string="@{%", block_end_string="%}",
                            comment_start_string="@{#", comment_end_string="#}", undefined=jinja2.StrictUndefined,
                            keep_trailing_newline=True, autoescape=False)


def create_package(copy: Git, name: str, user: str, dry_run: bool = False) -> list[str]:
    """Make a package with `user` as its librarian; returns its files. Raises `BadName`, `AlreadyThere`.

    The package becomes part of the sparse set, so that git takes its files and no later command removes them.
    """
    if not packages.NAME.fullmatch(name) or name in RESERVED or taken_by_python(name):
        raise errors.BadName(name=name, kind="package", wanted="lower-case letters, digits and _, beginning with a letter, "
                             "and no name of the build's folders or of Python's library")
    if name in packages.in_revision(copy) or os.path.lexists(copy.folder / name):
        raise errors.AlreadyThere(kind="package", name=name, place=copy.folder / name)
    written = fill(copy.folder, "package", {"package": name, "user": user}, name, dry_run)
    if not dry_run and packages.sparse_set(copy) is not None:
        copy.run("sparse-checkout", "add", name)
    return written


def create_module(copy: Git, package: str, name: str, python: bool = False, dry_run: bool = False) -> list[str]:
    """Make a module with a test in a package; returns its files. Raises `UnknownPackage`, `BadName`, `AlreadyThere`."""
    packages.require_known([package], packages.on_disk(copy.folder), "this working copy")
    if not MODULE.fullmatch(name):
        raise errors.BadName(name=name, kind="module", wanted="letters and digits, beginning with a capital letter")
    snake = snake_case(name)
    if python and taken_by_python(snake):
        raise errors.BadName(name=name, kind="Python module",
                             wanted=f"another name, because {snake} is a word of Python or a module of its library")
    if place := _existing(copy.folder, name, snake):
        raise errors.AlreadyThere(kind="module", name=name, place=place)
    facts = {"package": package, "name": name, "snake": snake, "folder": name.lower()}
    return fill(copy.folder, f"module/{'python' if python else 'cpp'}", facts, package, dry_run)


def taken_by_python(name: str) -> bool:
    """True for what cannot be imported by this name, or would hide a module of Python's library."""
    return keyword.iskeyword(name) or name in sys.stdlib_module_names


def snake_case(name: str) -> str:
    """`TrackCounter` as `track_counter`, `ECLDigitizer` as `ecl_digitizer`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _existing(top: Path, name: str, snake: str) -> Path | None:
    """A module of this name in any package that is checked out: modules share one name space, and so do scripts."""
    for package in packages.on_disk(top):
        for place in (f"scripts/{snake}.py", f"scripts/{snake}", f"modules/{name.lower()}"):
            if (top / package / place).exists():
                return top / package / place
        for source in (top / package).glob("modules/**/*.cc"):
            if re.search(rf"^(?!\s*(?:#|//)).*\bREG_MODULE\s*\(\s*{name}\s*\)", source.read_text("utf-8", "replace"), re.MULTILINE):
                return source
    return None


def fill(top: Path, kind: str, facts: dict[str, str], below: str = ".", dry_run: bool = False) -> list[str]:
    """Write the files of a skeleton in the folder `below` `top`; returns their names. Raises `AlreadyThere` before it writes."""
    source = templates.path(kind)
    written = {}
    for file in sorted(source.rglob("*.in")):
        place = file.relative_to(source).as_posix().removesuffix(".in")
        for token, fact in TOKENS:
            place = place.replace(token, facts.get(fact, token))
        written[os.path.normpath(f"{below}/{place}")] = FILLER.from_string(file.read_text("utf-8")).render(facts)
    for place in written:
        if (top / place).exists():
            raise errors.AlreadyThere(kind="file", name=place, place=top / place)
    for place, content in written.items():
        if not dry_run:
            files.write(top / place, content)
    return list(written)
