# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an SSH forced command starts: gives the connection an identity and offers a small vocabulary, nothing else."""
from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

from b2tools import errors
from b2tools.access import accounts, limits, named, settings
from b2tools.access.requirement import visible
from b2tools.access.serverfiles import ACCOUNTS, MARK, SETTINGS, is_told, sealed

GIT_COMMANDS = ("upload-pack", "receive-pack")


def serve(server: Path, name: str, environment: Mapping[str, str], say: Callable[[str], object]) -> int:
    """Do what `SSH_ORIGINAL_COMMAND` asks for the account `name`; returns an exit code, or becomes git."""
    try:
        everybody = accounts.read(server / ACCOUNTS)
        account = everybody.by_name.get(name)
        if account is None:
            raise errors.NotAllowed(problem=f"There is no account {name} here")
        return _answer(server, account, everybody, environment)
    except (errors.NotAllowed, errors.AnalysisTaken, errors.TooMuch) as error:
        say("".join(f"{visible(line)}\n" for line in str(error).split("\n")))
        # a client tells a name that is taken from other refusals
        return error.exit_code if isinstance(error, errors.AnalysisTaken) else 1
    except Exception as error:
        _incident(server, name, error, say)
    return 1


def _incident(server: Path, name: str, error: Exception, say: Callable[[str], object]) -> None:
    from b2tools.access import audit  # only here: what serves git starts faster without it
    number, more = os.urandom(4).hex(), ""
    try:
        audit.record(server, "", (), None, incident=number, problem=f"{type(error).__name__}: {error}", account=name)
    except Exception:
        more = "The incident could not be written down either.\n"
    say(f"The server is not in order. Tell the administrator the incident number {number}.\n{more}")


def _answer(server: Path, account: accounts.Account, everybody: accounts.Accounts, environment: Mapping[str, str]) -> int:
    try:
        words = shlex.split(environment.get("SSH_ORIGINAL_COMMAND", ""))
    except ValueError:
        raise errors.NotAllowed(problem="The command cannot be understood") from None
    if words[:1] == ["git"]:
        words = [f"git-{words[1]}", *words[2:]] if len(words) > 1 else words
    command = words[0].removeprefix("git-") if words else ""
    if command == "whoami" and len(words) == 1:
        os.write(1, f"{account.name} {' '.join(sorted(account.roles))}".rstrip().encode() + b"\n")
        return 0
    if command in GIT_COMMANDS and len(words) == 2:
        writes = command == "receive-pack"
        place = named.repository(server, words[1], writes)
        if not writes:
            _tell(server, place)
        return _become_git(command, place, account, environment, settings.read(server / SETTINGS) if writes else None)
    from b2tools.access import words as own  # only here: what serves git starts faster without them
    if words and words[0] in own.KNOWN:
        os.write(1, own.answer(own.Asked(server, account, everybody, environment), words).encode() + b"\n")
        return 0
    raise errors.NotAllowed(problem=f"You are {account.name}; here is no shell, only git-upload-pack, git-receive-pack, "
                            f"{', '.join(own.KNOWN)} and whoami")


def _tell(server: Path, place: Path) -> None:
    """Let a client read the accounts and limits of now, also after an edit by hand."""
    if not is_told(server, place):
        from b2tools.access import analyses, published  # only after an edit
        if not analyses.is_one(server, place):
            published.keep(server, place)


def _become_git(command: str, place: Path, account: accounts.Account, environment: Mapping[str, str],
                limit: settings.Settings | None) -> int:
    kept = sealed(environment, place, keep=("GIT_PROTOCOL",)) | {accounts.VARIABLE: account.name}
    # git finds the repository by its argument
    kept.pop("GIT_DIR")
    if limit:
        # git unpacks what a client sends before any hook sees it, and a small pack can hold an object of any size
        limits.memory(limit.memory_limit)
    words = ["git", command, str(place)]
    if command == "receive-pack":
        # an object beyond the memory limit fails at once instead of being unpacked to the disk for half a minute
        words[1:1] = ["-c", "core.bigFileThreshold=1024g"]
        from b2tools.access import standby  # only for a push
        # git's log of a ref says who moved it, in the same moment
        kept |= {"GIT_COMMITTER_NAME": account.name, "GIT_COMMITTER_EMAIL": f"{account.name}{MARK}"}
        return standby.serve(place, words, kept, limit.seconds)
    os.execvpe("git", words, kept)
