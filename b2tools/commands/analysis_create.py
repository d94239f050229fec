# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2analysis-create`: an analysis on top of a release."""
from pathlib import Path

import click

from b2tools import options


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("release")
@click.argument("group", required=False)
@options.site_option
@options.user_option
@options.cache_option
@options.dry_run_option
@options.json_option
@options.verbose_option
def command(folder: Path, release: str, group: str | None, site, user: str, cache: Path, dry_run: bool, as_json: bool) -> None:
    """Make an analysis in DIR on top of RELEASE, in a repository on the server that is yours, or that of the physics group GROUP.

    The name of DIR is that of the analysis.

    Example: b2analysis-create charm/dmeson release-01-00-00
    """
    import os

    from b2tools import reports
    from b2tools.workingcopies import analyses
    made = analyses.create(analyses.who(site, user, os.environ, cache), folder, release, group, dry_run)
    click.echo(reports.as_json(made) if as_json else reports.analysis(made, "would be made" if dry_run else "made"))
