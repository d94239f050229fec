# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2tools env`: the environment of a release as data."""
import click

from b2tools import options


@click.command()
@click.argument("release", required=False)
@click.option("--format", "form", type=click.Choice(["sh", "csh", "fish", "json", "modulefile"]), default="sh", show_default=True,
              envvar="B2_FORMAT", show_envvar=True, help="What to write.")
@options.option_option
@click.option("--externals-option", default="opt", type=click.Choice(["opt", "debug", "intel"]), envvar="BELLE2_EXTERNALS_OPTION",
              show_envvar=True, help="Option of the externals.")
@options.site_option
@options.user_option
@options.verbose_option
def command(release: str | None, form: str, option: str, externals_option: str, site, user: str) -> None:
    """Print what setting up RELEASE (a name, or the folder of a working copy) does; without it, what the tools alone do.

    Example: eval "$(b2tools env release-01-00-00)"
    """
    from b2tools.environments import setups, shells
    env = setups.complete(site, setups.named(site, release, setups.Options(option, externals_option)))
    click.echo(shells.plain(env, form, site.top, user, site.home).encode("utf-8", "surrogateescape"), nl=False)
