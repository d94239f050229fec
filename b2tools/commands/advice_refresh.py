# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2tools advice-refresh`: what an interactive shell starts in the background once a day."""
from pathlib import Path

import click

from b2tools import options


@click.command(hidden=True)
@click.argument("place", type=click.Path(dir_okay=False, path_type=Path))
@options.site_option
@options.cache_option
@options.verbose_option
def command(place: Path, site, cache: Path) -> None:
    """Ask the download area for newer tools and the support policy, and leave the answer in PLACE.

    Example: b2tools advice-refresh ~/.cache/b2tools/advice/home/me/belle2/@advice
    """
    import os

    import b2tools
    from b2tools.places import installations
    from b2tools.tooling import advice
    if os.getpid() != os.getsid(0) and os.getpid() != os.getpgrp():
        os.setsid()
    advice.refresh(site, installations.Means(cache, os.environ, proxies=site.proxies), place, b2tools.__version__)
