# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2analysis-get`: a working copy of an analysis that is on the server."""
from pathlib import Path

import click

from b2tools import options


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("owner", metavar="[USER]", required=False)
@click.option("--group", envvar="B2_GROUP", show_envvar=True, metavar="GROUP", help="The analysis is that of a physics group.")
@options.site_option
@options.user_option
@options.cache_option
@options.dry_run_option
@options.json_option
@options.verbose_option
def command(folder: Path, owner: str | None, group: str | None, site, user: str, cache: Path, dry_run: bool, as_json: bool) -> None:
    """Get the analysis that is called like DIR: your own, that of USER, or that of a group.

    Example: b2analysis-get dmeson anna
    """
    import os

    from b2tools import reports
    from b2tools.workingcopies import analyses
    if owner and group:
        raise click.UsageError("An analysis belongs to USER or to --group GROUP, not to both.")
    got = analyses.get(analyses.who(site, user, os.environ, cache), folder, owner, group, dry_run)
    click.echo(reports.as_json(got) if as_json else reports.analysis(got, "would be fetched" if dry_run else "fetched"))
