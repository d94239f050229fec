# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2externals-sbom: what one version of the externals is made of, for other programs."""
from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from b2tools.options import manifest_argument, site_option, verbose_option, with_option
from b2tools.sites import Site


@click.command()
@manifest_argument
@with_option
@click.option("--all", "everything", is_flag=True, envvar="B2_ALL", show_envvar=True, help="With all optional packages.")
@click.option("--installed", is_flag=True, envvar="B2_INSTALLED", show_envvar=True,
              help="What is installed at this site: its optional packages, and what its system brought.")
@click.option("--time", type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ"]), envvar="B2_TIME", show_envvar=True,
              help="A time to write into it; without one two calls give the same bytes.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), envvar="B2_OUTPUT", show_envvar=True,
              help="Write it into a file.")
@site_option
@verbose_option
def command(version: str, optional: tuple[str, ...], everything: bool, installed: bool, time: datetime | None,
            output: Path | None, site: Site) -> None:
    """List what externals VERSION (or a manifest file) are made of: a software bill of materials in CycloneDX 1.6 JSON.

    Packages with versions, hashes, licences (SPDX), package URLs and what requires what.

    Example: b2externals-sbom v01-00-00 -o v01-00-00.cdx.json
    """
    from b2tools import files
    from b2tools.thirdparty import externalbuilds
    text = externalbuilds.bill(version, None if everything else optional, site.home if installed else None, time)
    if output:
        files.write(output, text)
    else:
        click.echo(text, nl=False)
