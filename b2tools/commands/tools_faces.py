# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2tools tools-faces`: what b2install-tools starts in tools that it has just installed."""
import sys
from pathlib import Path

import click

from b2tools import options
from b2tools.cli import command_names, family_tree


@click.command(hidden=True)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@options.site_option
@options.verbose_option
def command(folder: Path, site) -> None:
    """Write the launchers, set-up files and completions of these tools into FOLDER, where they are being installed.

    Example: b2tools tools-faces --top ~/belle2 ~/belle2/tools/versions/.1.1.0.staging
    """
    import b2tools
    from b2tools.tooling import completions, launchers
    launchers.write(folder, site, b2tools.__version__, Path(sys.executable), command_names(), completions.texts(family_tree()))
