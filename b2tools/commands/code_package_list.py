# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-package-list`: the packages of the software."""
from pathlib import Path

import click

from b2tools.options import json_option, verbose_option


@click.command()
@click.option("-l", "--librarians", is_flag=True, envvar="B2_LIBRARIANS", show_envvar=True, help="With their librarians.")
@click.option("-s", "--server-only", is_flag=True, envvar="B2_SERVER_ONLY", show_envvar=True,
              help="Without packages that exist only here.")
@json_option
@verbose_option
def command(librarians: bool, server_only: bool, as_json: bool) -> None:
    """List the packages of the working copy around the current folder: * checked out, + only here.

    Example: b2code-package-list -l
    """
    import os

    from b2tools import reports
    from b2tools.workingcopies import finding, packages
    copy = finding.find(Path.cwd(), os.environ)
    found = packages.listing(copy, copy.folder, local=not server_only, with_librarians=librarians)
    click.echo(reports.as_json(found) if as_json else reports.listing(found, librarians))
