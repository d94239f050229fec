# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2tools quickstart`: a site, externals, a release and a first development, step by step."""
from pathlib import Path

import click


@click.command()
@click.argument("site", type=click.Path(file_okay=False, path_type=Path))
@click.option("--source", type=click.Path(exists=True, file_okay=False, path_type=Path), envvar="B2_QUICKSTART_SOURCE",
              show_envvar=True, help="Checkout to start from; default: the one that b2tools runs from.")
def command(site: Path, source: Path | None) -> None:
    """Do the main job inside the folder SITE: what was done before and has not changed is not done again.

    Example: b2tools quickstart --source . ./site
    """
    import os
    import sys

    from b2tools import console, files, progress, quickstart, resources
    from b2tools.quickstart_report import Report
    files.refuse_apostrophe(site)
    report = Report(site.absolute(), resources.folder("templates") / "quickstart", os.environ.get("B2_QUICKSTART_SECONDS"))
    with console.Bars(tells_ends=False) as bars:
        shown = bars if sys.stderr.isatty() else progress.silent
        quickstart.run((source or resources.checkout() or Path()).absolute(), site.absolute(), report.folder, os.environ, shown,
                       before=report.before, after=report.after, waiting=console.waiting("this quickstart", "running"))
    report.summary()
