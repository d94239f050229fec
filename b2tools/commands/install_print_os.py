# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-print-os: which operating system this is."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import json_option, verbose_option


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@json_option
@verbose_option
def command(file: Path | None, as_json: bool) -> None:
    """Print the operating system of this machine, or of an os-release FILE, like `debian 12`, `ubuntu 2404` or `el 9`.

    The platform's tag, which binary archives and folders carry, joins the two words: `debian-12`.

    Example: b2install-print-os --json
    """
    import json

    from b2tools import platforms
    system = platforms.read([file] if file else platforms.FILES)
    data = {"system": system.name, "version": system.version, "platform": platforms.tag(system)}
    click.echo(json.dumps(data) if as_json else system)
