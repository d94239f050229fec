# SPDX-License-Identifier: LGPL-3.0-or-later
"""Options that many commands share: one spelling, one help text, one variable each."""
from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click


def _site(ctx: click.Context, param: click.Parameter, value: Path | None) -> object:
    from b2tools import sites
    environ = os.environ | {"VO_BELLE2_SW_DIR": os.path.abspath(value)} if value else os.environ
    home = os.environ.get("HOME")
    return sites.find(environ, Path(home) if home else None)


def login_name() -> str:
    """Name of the user of this process, empty for one without."""
    import pwd
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return ""


site_option = click.option("--top", "site", type=click.Path(file_okay=False, path_type=Path), callback=_site,
                           envvar="VO_BELLE2_SW_DIR", show_envvar=True,
                           help="The site's folder with tools, externals and releases.")


def _top(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    ctx.meta["b2tools.top"] = value


def _server(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path:
    return value or _site(ctx, param, ctx.meta["b2tools.top"]).top / "server"


def server_option(function: Callable) -> Callable:
    """The folder of the central server, by itself or as a part of a site, which is looked for only then."""
    function = click.option("--server", type=click.Path(file_okay=False, path_type=Path), envvar="B2_SERVER", show_envvar=True,
                            callback=_server, help="The folder of the central server [default: server/ of the site].")(function)
    return click.option("--top", type=click.Path(file_okay=False, path_type=Path), envvar="VO_BELLE2_SW_DIR", show_envvar=True,
                        callback=_top, is_eager=True, expose_value=False, help="The folder of the server's site.")(function)


user_option = click.option("--user", envvar=["BELLE2_USER", "USER", "LOGNAME"], default=login_name, show_envvar=True,
                           show_default="login name", metavar="ACCOUNT", help="Account at the git server.")
json_option = click.option("--json", "as_json", is_flag=True, envvar="B2_JSON", show_envvar=True, help="Print the result as JSON.")
dry_run_option = click.option("--dry-run", is_flag=True, envvar="B2_DRY_RUN", show_envvar=True, help="Only say what would be done.")
yes_option = click.option("--yes", "-y", is_flag=True, envvar="B2_YES", show_envvar=True, help="Do not ask, the answer is yes.")
verbose_option = click.option("--verbose", "-v", is_flag=True, envvar="B2_VERBOSE", show_envvar=True, expose_value=False,
                              help="Tell what is done, program by program.")
jobs_option = click.option("--jobs", "-j", type=click.IntRange(min=1), envvar="B2_JOBS", show_envvar=True,
                           default=lambda: os.cpu_count() or 1, show_default="number of cores",
                           help="How many things to do at once.")
option_option = click.option("--option", type=click.Choice(["opt", "debug", "clang", "intel"]), envvar="BELLE2_OPTION",
                             show_envvar=True, default="opt", show_default=True, help="Build option.")


def _cache(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path:
    home = os.environ.get("XDG_CACHE_HOME", "")
    return (value or (Path(home) if os.path.isabs(home) else Path.home() / ".cache") / "b2tools" / "downloads").absolute()


cache_option = click.option("--cache", type=click.Path(file_okay=False, path_type=Path), envvar="B2_DOWNLOAD_CACHE",
                            show_envvar=True, callback=_cache,
                            help="Where downloaded files are kept [default: the user's cache folder].")


def _style_cache(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    from b2tools.places import caches
    return value.absolute() if value else caches.folder(os.environ, "style")


style_cache_option = click.option("--cache", type=click.Path(file_okay=False, path_type=Path), envvar="B2_STYLE_CACHE",
                                  show_envvar=True, callback=_style_cache,
                                  help="Where findings are kept for the next time [default: the user's cache folder].")
changed_option = click.option("--changed", is_flag=True, envvar="B2_STYLE_CHANGED", show_envvar=True,
                              help="Only lines that differ from the last commit, and new files.")
since_option = click.option("--since", metavar="REVISION", envvar="B2_STYLE_SINCE", show_envvar=True,
                            help="Only lines that are new since this branch and REVISION (like origin/main) parted.")
manifest_argument = click.argument("version", metavar="VERSION")
with_option = click.option("--with", "optional", multiple=True, metavar="NAME", envvar="B2_WITH", show_envvar=True,
                           help="An optional package to take as well (several times if you like).")
