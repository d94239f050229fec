# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the server's wrapper understands besides git, asked over the same ssh as git uses."""
from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from b2tools import errors, process, variables
from b2tools.git import Git
from b2tools.sites import Site

# ssh itself ends with it where it gets no connection
NO_CONNECTION = 255
SECONDS = 120
SCP = re.compile(r"(?P<host>(?:[^/:@]+@)?[^/:@]+):(?P<path>[^/].*|/[^/].*)")


@dataclass(frozen=True)
class Way:
    """How a server is reached: the ssh program with its words, port and host (`ACCOUNT@NAME`), and what errors call it."""

    program: Sequence[str]
    host: str
    port: int | None
    url: str
    environ: Mapping[str, str]
    path: str = ""

    @property
    def name(self) -> str:
        """The server's name without the account."""
        return self.host.rpartition("@")[2]


def transport(site: Site) -> dict[str, str]:
    """Settings of git for a clone of the site, so that it reaches the server in any shell."""
    if site.ssh_command is None:
        return {}
    return {"core.sshCommand": shlex.quote(str(site.ssh_command)), "ssh.variant": "simple"}


def of_site(site: Site, user: str, environ: Mapping[str, str]) -> Way:
    """The way to a site's server; raises `ServerUnreachable` for an address that is none of ssh."""
    url = site.git_server(user)
    program = [str(site.ssh_command)] if site.ssh_command is not None else _program(environ, "")
    way = _way(url, program, environ)
    if way is None:
        raise errors.ServerUnreachable(url=url, reason="it is no address of the form ssh://ACCOUNT@HOST", user=user)
    return way


def of_origin(git: Git, environ: Mapping[str, str], url: str = "") -> Way | None:
    """The way to the server that a clone came from, or to that of an address; None if it is not reached by ssh."""
    facts = git.run("config", "--get-regexp", r"^(remote\.origin\.url|core\.sshcommand)$", check=False).text.splitlines()
    known = dict(line.partition(" ")[::2] for line in facts)
    return _way(url or known.get("remote.origin.url", ""), _program(environ, known.get("core.sshcommand", "")), environ)


def _way(url: str, program: Sequence[str], environ: Mapping[str, str]) -> Way | None:
    address = urlsplit(url) if "://" in url else None
    if address is None:
        found = SCP.fullmatch(url)
        return Way(program, found["host"], None, url, environ, found["path"]) if found else None
    if address.scheme != "ssh" or not address.hostname:
        return None
    host = f"{address.username}@{address.hostname}" if address.username else address.hostname
    return Way(program, host, address.port, url, environ, address.path.lstrip("/"))


def ask(way: Way, words: Sequence[str], timeout: float = SECONDS) -> str:
    """What the server answers to a command; raises `ServerUnreachable`, `AnalysisTaken` and `PushRefused` with its sentence."""
    port = ["-p", str(way.port)] if way.port else []
    done = process.run([*way.program, *port, way.host, shlex.join(words)], cwd=Path("/"), env=variables.clean(way.environ),
                       check=False, timeout=timeout, purpose="talking to the server")
    if done.returncode == 0:
        return done.text.strip()
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == NO_CONNECTION:
        raise errors.ServerUnreachable(url=way.url, reason=said, user=way.host.partition("@")[0])
    if done.returncode == errors.AnalysisTaken.exit_code:
        raise errors.AnalysisTaken(problem=said)
    raise errors.PushRefused(what=words[0], reason=said or f"exit code {done.returncode}")


def _program(environ: Mapping[str, str], configured: str) -> list[str]:
    if own := environ.get("GIT_SSH_COMMAND") or configured:
        # a command line for a shell, as git takes it
        return ["sh", "-c", f'{own} "$@"', "ssh"]
    return [environ.get("GIT_SSH") or "ssh"]
