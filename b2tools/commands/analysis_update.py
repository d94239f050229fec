# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2analysis-update`: another release below an analysis."""
from pathlib import Path

import click

from b2tools import options


@click.command()
@click.argument("release", required=False)
@options.site_option
@options.user_option
@options.cache_option
@options.dry_run_option
@options.json_option
@options.verbose_option
def command(release: str | None, site, user: str, cache: Path, dry_run: bool, as_json: bool) -> None:
    """Move the analysis around the current folder to RELEASE, by default the recommended one, else the newest that is supported.

    What the build has made is removed; your files stay, and nothing is committed.

    Example: b2analysis-update release-02-00-00
    """
    import os

    from b2tools import reports
    from b2tools.workingcopies import analyses, analysismoves
    moved, before = analysismoves.update(analyses.who(site, user, os.environ, cache), Path.cwd(), release, dry_run)
    click.echo(reports.as_json({**vars(moved), "before": before}) if as_json else reports.moved(moved, before, dry_run))
