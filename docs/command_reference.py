# SPDX-License-Identifier: LGPL-3.0-or-later
"""Writes one reference page per command from its own help, and the page that lists them."""
from pathlib import Path

import click
from b2tools import cli, files


def page(name: str) -> str:
    """The page of one command: its help text as the command prints it."""
    command = cli.load(name)
    parts = [f"# b2{name}\n", _section(command, f"b2{name}")]
    for child_name, child in sorted(getattr(command, "commands", {}).items()):
        parts += [f"\n## b2{name} {child_name}\n", _section(child, f"b2{name} {child_name}")]
    return "\n".join(parts)


def _section(command: click.Command, title: str) -> str:
    context = click.Context(command, info_name=title, max_content_width=100, help_option_names=["-h", "--help"])
    return f"```text\n{command.get_help(context)}\n```\n"


def write(folder: Path) -> None:
    """Write all pages into a folder, leaving those alone that are up to date."""
    names = cli.command_names()
    pages = {name: page(name) for name in names}
    listing = "\n".join(f"b2{name}" for name in names)
    pages["index"] = f"# Commands\n\n```{{toctree}}\n:maxdepth: 1\n\n{listing}\n```\n"
    for name, text in pages.items():
        place = folder / (f"{name}.md" if name == "index" else f"b2{name}.md")
        if not place.is_file() or place.read_text() != text:
            files.write(place, text)
    for stale in set(folder.glob("*.md")) - {folder / "index.md", *(folder / f"b2{name}.md" for name in names)}:
        stale.unlink()
