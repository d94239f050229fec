# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-style-fix`: bring the layout of files in order."""
from pathlib import Path

import click

from b2tools.options import (changed_option, dry_run_option, jobs_option, json_option, since_option, style_cache_option,
                             verbose_option)


@click.command()
@changed_option
@since_option
@dry_run_option
@json_option
@style_cache_option
@jobs_option
@verbose_option
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def command(files: tuple[Path, ...], changed: bool, since: str | None, dry_run: bool, as_json: bool, cache: Path | None,
            jobs: int) -> int:
    """Mend the style of FILES, or of the tracked files below the current folder, and list what is left (then exit code 1).

    Example: b2code-style-fix framework/core/src/Path.cc
    """
    import os

    from b2tools import reports, style
    from b2tools.workingcopies import tracked
    chosen, lines = tracked.style_lines(files, Path.cwd(), os.environ, changed, since)
    done = style.fix(chosen, jobs, dry_run, lines, cache)
    text = reports.as_json(done) if as_json else reports.fixed(done, dry_run)
    click.echo(os.fsencode(text), nl=bool(text))
    return int(bool(done.left))
