# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2help-releases`: recommended and supported releases."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools import options


@click.command()
@click.argument("release", required=False)
@options.site_option
@options.cache_option
@options.json_option
@options.verbose_option
def command(release: str | None, site, cache: Path, as_json: bool) -> None:
    """Show recommended and supported releases, or what to use instead of RELEASE and why.

    It works without a network as well, with what was known last; its age is shown.

    Example: b2help-releases release-01-00-00
    """
    import json
    import os

    from b2tools.places import installations
    from b2tools.publishing import support
    policy, age, error = support.current(site, installations.Means(cache, os.environ, proxies=site.proxies))
    if as_json:
        click.echo(json.dumps(_data(release, site, policy) | {"issued": str(policy.issued), "age_seconds": int(age)}))
    else:
        click.echo(policy.judge(release, support.today()).sentence if release else _table(site, policy))
        click.echo(f"The policy was issued on {policy.issued}; this copy of it is {support.age_text(age)}.", err=True)
    if error:
        click.echo(f"A newer one could not be had: {error}", err=True)


def _data(release: str | None, site, policy) -> dict:
    from dataclasses import asdict

    from b2tools.publishing import support
    if release:
        answer = asdict(policy.judge(release, support.today()))
        return answer | {"end_of_life": answer["end_of_life"] and str(answer["end_of_life"])}
    return {"releases": support.table(policy, _installed(site), support.today())}


def _table(site, policy) -> str:
    from b2tools.publishing import support
    lines = []
    for row in support.table(policy, _installed(site), support.today()):
        more = [f"until {row['end_of_life']}"] if row["end_of_life"] and row["state"] != support.ENDED else []
        more += [f"use {row['instead']}"] if row["instead"] else []
        more += [str(row["reason"])] if row["reason"] else []
        there = "installed" if row["installed"] else ""
        lines.append(f"{row['name']:24}  {row['state']:13}  {there:9}  {'; '.join(more)}".rstrip())
    return "\n".join(lines) or "The policy lists no release."


def _installed(site) -> list[str]:
    from b2tools.places import installations
    return [one.name for one in installations.installed(site.releases)]
