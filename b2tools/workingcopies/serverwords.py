# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the server's wrapper understands besides git, asked over the same ssh as git uses."""
from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from b2tools import errors, process, variables
from b2tools.sites import Site

# ssh itself ends with it where it gets no connection
NO_CONNECTION = 255
SECONDS = 120


def transport(site: Site) -> dict[str, str]:
    """Settings of git for a clone of the site, so that it reaches the server in any shell."""
    if site.ssh_command is None:
        return {}
    return {"core.sshCommand": shlex.quote(str(site.ssh_command)), "ssh.variant": "simple"}


def ask(site: Site, user: str, words: Sequence[str], environ: Mapping[str, str]) -> str:
    """What the server answers to a command; raises `ServerUnreachable`, `AnalysisTaken` and `PushRefused` with its sentence."""
    url = site.git_server(user)
    address = urlsplit(url)
    if address.scheme != "ssh" or not address.hostname:
        raise errors.ServerUnreachable(url=url, reason="it is no address of the form ssh://ACCOUNT@HOST", user=user)
    port = ["-p", str(address.port)] if address.port else []
    host = f"{address.username}@{address.hostname}" if address.username else address.hostname
    done = process.run([*_program(site, environ), *port, host, shlex.join(words)], cwd=Path("/"), env=variables.clean(environ),
                       check=False, timeout=SECONDS, purpose="talking to the server")
    if done.returncode == 0:
        return done.text.strip()
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == NO_CONNECTION:
        raise errors.ServerUnreachable(url=url, reason=said, user=user)
    if done.returncode == errors.AnalysisTaken.exit_code:
        raise errors.AnalysisTaken(problem=said)
    raise errors.PushRefused(what=" ".join(words), reason=said or f"exit code {done.returncode}")


def _program(site: Site, environ: Mapping[str, str]) -> list[str]:
    if site.ssh_command is not None:
        return [str(site.ssh_command)]
    if own := environ.get("GIT_SSH_COMMAND"):
        # a command line for a shell, as git takes it
        return ["sh", "-c", f'{own} "$@"', "ssh"]
    return [environ.get("GIT_SSH") or "ssh"]
