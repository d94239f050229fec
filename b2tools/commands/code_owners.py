# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-owners`: CODEOWNERS for a mirror on a forge."""
from __future__ import annotations

import click

from b2tools.options import verbose_option


@click.command("code-owners")
@click.option("--forge", type=click.Choice(["github", "gitlab", "gitea"]), default="github", envvar="B2_FORGE", show_envvar=True,
              show_default=True, help="The forge that the mirror lies on.")
@click.option("--revision", default="HEAD", envvar="B2_CHECK_REVISION", show_envvar=True, show_default=True,
              help="The commit whose lists of librarians count.")
@click.option("--names", type=click.File(encoding="utf-8"), envvar="B2_FORGE_NAMES", show_envvar=True,
              help="File with lines ACCOUNT NAME, for accounts that are called otherwise there.")
@click.option("--write", is_flag=True, envvar="B2_OWNERS_WRITE", show_envvar=True, help="Write it where the forge looks.")
@verbose_option
def command(forge: str, revision: str, names, write: bool) -> None:
    """Print the file CODEOWNERS for a mirror on a forge, made of all .librarians: who is asked there is who decides here.

    Example: b2code-owners --forge gitlab --names names.txt --write
    """
    import os
    from pathlib import Path

    from b2tools import files
    from b2tools.access import codeowners
    from b2tools.workingcopies import checkouts
    git = checkouts.repository(Path.cwd(), os.environ)
    text = codeowners.text(git, revision, forge, codeowners.called(names.read(), names.name) if names else {})
    place = git.folder / codeowners.FORGES[forge].file
    if write:
        place.parent.mkdir(exist_ok=True)
        files.write(place, text)
    click.echo(f"wrote {place}" if write else text, nl=write)
