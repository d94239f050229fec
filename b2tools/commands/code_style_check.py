# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-style-check`: is the layout of files in order?"""
from pathlib import Path

import click

from b2tools.options import jobs_option, json_option, verbose_option


@click.command()
@click.option("--diff", is_flag=True, envvar="B2_STYLE_DIFF", show_envvar=True, help="Show what b2code-style-fix would change.")
@json_option
@jobs_option
@verbose_option
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def command(files: tuple[Path, ...], diff: bool, as_json: bool, jobs: int) -> int:
    """Check the style of FILES, or of the tracked files below the current folder: exit code 1 if something is not in order.

    Example: b2code-style-check framework/core/src/Path.cc
    """
    import os

    from b2tools import reports, style
    from b2tools.workingcopies import tracked
    chosen = tracked.style_files(files, Path.cwd(), os.environ)
    findings = style.check(chosen, jobs)
    text = reports.as_json(findings) if as_json else style.diff(chosen) if diff else reports.findings(findings)
    click.echo(os.fsencode(text), nl=bool(text))
    return int(bool(findings))
