# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-style-check`: is the layout of files in order?"""
from pathlib import Path

import click

from b2tools.options import changed_option, jobs_option, json_option, since_option, style_cache_option, verbose_option


@click.command()
@click.option("--diff", is_flag=True, envvar="B2_STYLE_DIFF", show_envvar=True, help="Show what b2code-style-fix would change.")
@changed_option
@since_option
@json_option
@style_cache_option
@jobs_option
@verbose_option
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def command(files: tuple[Path, ...], diff: bool, changed: bool, since: str | None, as_json: bool, cache: Path | None,
            jobs: int) -> int:
    """Check the style of FILES, or of the tracked files below the current folder: exit code 1 if something is not in order.

    Example: b2code-style-check framework/core/src/Path.cc
    """
    import os

    from b2tools import reports, style
    from b2tools.workingcopies import tracked
    chosen, lines = tracked.style_lines(files, Path.cwd(), os.environ, changed, since)
    findings = style.check(chosen, jobs, lines, cache)
    text = reports.as_json(findings) if as_json else reports.findings(findings)
    if diff and not as_json:
        text = style.diff(chosen, jobs, lines, cache)
    click.echo(os.fsencode(text), nl=bool(text) and not diff)
    return int(bool(findings))
