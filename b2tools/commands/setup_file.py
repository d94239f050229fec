# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2tools setup-file`: what b2setup starts when the compiled set-up of a working copy is missing or old."""
from pathlib import Path

import click

from b2tools import options


@click.command(hidden=True)
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("base", type=click.Path(path_type=Path))
@options.option_option
@click.option("--externals-option", default="opt", envvar="BELLE2_EXTERNALS_OPTION", show_envvar=True,
              help="Option of the externals.")
@click.option("--local", type=click.Path(path_type=Path), envvar="B2_LOCAL", show_envvar=True,
              help="The local release between an analysis and its central release.")
@options.site_option
@options.verbose_option
def command(folder: Path, base: Path, option: str, externals_option: str, local: Path | None, site) -> None:
    """Compile the set-up of FOLDER into the files BASE.sh, BASE.csh and BASE.fish.

    Example: b2tools setup-file ~/mycode ~/.cache/b2tools/setups/home/me/mycode/setup
    """
    from b2tools.environments import setups
    setups.compile_cached(site, folder, base, setups.Options(option, externals_option), local)
