# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2server-doctor`: whether a central server protects what it holds."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools import options


@click.command("server-doctor")
@options.server_option
@options.json_option
@options.verbose_option
def command(server: Path, as_json: bool) -> int:
    """Check a central server and say how to mend each finding; exit code 1 if there is one.

    Files, rights and repositories are looked at, and pushes are tried through the server's own wrapper: harmless forbidden ones
    to every repository, good and bad ones to a scratch repository, which is removed afterwards.

    Example: b2server-doctor --server /srv/b2/server --json
    """
    import os
    import sys

    from b2tools import reports
    from b2tools.server import serverdoctor
    findings = serverdoctor.examine(server, sys.executable, os.environ)
    click.echo(reports.as_json(findings) if as_json else reports.diagnosis(findings, "The server is in order."))
    return 1 if findings else 0
