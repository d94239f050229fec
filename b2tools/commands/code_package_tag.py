# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-package-tag`: the tag of a package."""
from __future__ import annotations

import click

from b2tools.options import dry_run_option, verbose_option


@click.command("code-package-tag")
@click.argument("version", default="patch", metavar="[major|minor|patch|vAA-BB-CC]")
@click.option("-m", "message", envvar="B2_TAG_MESSAGE", show_envvar=True, metavar="TEXT", help="Summary of what changed.")
@click.option("-F", "file", envvar="B2_TAG_FILE", show_envvar=True,
              type=click.File(encoding="utf-8"), help="File with the summary.")
@click.option("--package", envvar="B2_PACKAGE", show_envvar=True, help="The package; without it the one that you stand in.")
@dry_run_option
@verbose_option
def command(version: str, message: str | None, file, package: str | None, dry_run: bool) -> None:
    """Tag the package at the present commit, which must be on the server's main, and push the tag.

    Example: b2code-package-tag minor -m "New module for cosmic rays"
    """
    import os
    from pathlib import Path

    from b2tools.workingcopies import checkouts, tags
    git = checkouts.repository(Path.cwd(), os.environ)
    package = package or tags.package_of(git, Path.cwd())
    if dry_run:
        click.echo(tags.propose(git, package, version).text)
    else:
        made = tags.tag(git, package, version, lambda proposal: message or (file.read() if file else _edited(proposal)))
        click.echo(f"{made.text}\nThe server took {made.tag}.")


def _edited(proposal) -> str:
    comment = "\n".join(f"# {line}" for line in proposal.text.splitlines())
    text = click.edit(f"\n# Say in a few words what changed. Lines that begin with # are left out.\n{comment}\n") or ""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))
