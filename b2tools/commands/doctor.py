# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2tools doctor`: what is not in order, and how to mend it."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools import options


@click.command()
@click.argument("groups", nargs=-1)
@click.option("--top", type=click.Path(file_okay=False, path_type=Path), envvar="VO_BELLE2_SW_DIR", show_envvar=True,
              help="The site's folder with tools, externals and releases.")
@options.cache_option
@options.json_option
@options.verbose_option
def command(groups: tuple[str, ...], top: Path | None, cache: Path, as_json: bool) -> int:
    """Check the whole installation, or some GROUPS of checks, and say how to mend each finding; exit code 1 if there is one.

    Example: b2tools doctor --json
    """
    import os

    from b2tools import doctor, reports
    from b2tools.places import installations
    if unknown := [name for name in groups if name not in doctor.groups()]:
        raise click.UsageError(f"There is no group {unknown[0]}. {doctor.errors.near(unknown[0], doctor.groups())}")
    environ = os.environ | ({"VO_BELLE2_SW_DIR": os.path.abspath(top)} if top else {})
    home = Path(os.environ["HOME"]) if os.environ.get("HOME") else None
    findings = doctor.examine(environ, home, installations.Means(cache, environ), groups)
    click.echo(reports.as_json(findings) if as_json else reports.diagnosis(findings, "Everything is in order."))
    return 1 if findings else 0
