# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an account is made of, checked before it goes into the accounts: name, roles, address, public keys."""
from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from b2tools import errors, mail, process
from b2tools.access import accounts
from b2tools.errors import AccountProblem

# begins like the name of a repository, since repositories of analyses are named after accounts
NAME = re.compile(r"[a-z0-9_][a-z0-9._-]{0,63}", re.ASCII)
KINDS = ("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
         "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com")
FINGERPRINT = re.compile(r"(\d+) (SHA256:[A-Za-z0-9+/]+) ")
SMALLEST_RSA = 2048
# the longest public keys have about three thousand characters
LIMIT = 1 << 14
PURPOSE = "checking public keys"


def name(text: str) -> str:
    """The name of a new account; raises `AccountProblem` for one that cannot be used."""
    if not NAME.fullmatch(text) or ".." in text:
        raise AccountProblem(problem=f"{text!r} cannot be the name of an account, which is made of a-z 0-9 . _ -, begins with a "
                             "letter, a digit or _, and has at most 64 signs")
    return text


def roles(wanted: Iterable[str]) -> tuple[str, ...]:
    """Roles, each once; raises `AccountProblem` for one that is not known."""
    found = tuple(dict.fromkeys(wanted))
    for one in found:
        if one not in accounts.ROLES:
            raise AccountProblem(problem=f"there is no role {one!r}. {errors.near(one, accounts.ROLES)} Nothing else is a role")
    return found


def email(text: str) -> str:
    """An address; raises `AccountProblem` for what no mail could be sent to."""
    if problem := mail.address_problem(text):
        raise AccountProblem(problem=f"{text!r} is no e-mail address: {problem}")
    return text


def key(file: Path) -> str:
    """The public key in a file, without options and on one line; raises `AccountProblem`."""
    try:
        with open(file, "rb") as opened:
            content = opened.read(LIMIT).decode("utf-8", "replace")
    except OSError as error:
        raise AccountProblem(problem=f"{file} cannot be read ({error.strerror})") from error
    if "PRIVATE KEY" in content:
        raise AccountProblem(problem=f"{file} holds a private key, which belongs to nobody but its owner. Name the file that "
                             "ends with .pub")
    lines = [line.strip() for line in content.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(lines) != 1:
        raise AccountProblem(problem=f"{file} holds {len(lines)} keys, wanted is one. Put each into a file of its own")
    words = lines[0].split(None, 2)
    if words[0] not in KINDS or len(words) < 2:
        raise AccountProblem(problem=f"{file} begins with {words[0][:40]!r}, wanted is a public key: {', '.join(KINDS)}")
    found = " ".join(words[:2])
    fingerprint(found)
    comment = "".join(one for one in words[2] if one.isascii() and one.isprintable())[:100].strip() if len(words) == 3 else ""
    return f"{found} {comment}".rstrip()


def bare(text: str) -> str:
    """A key without its comment: two keys are the same if this is."""
    return " ".join(text.split()[:2])


def fingerprint(text: str) -> str:
    """What `ssh-keygen -l` calls a public key; raises `AccountProblem` for one that is broken or too short."""
    done = process.run(["ssh-keygen", "-l", "-f", "-"], stdin=f"{text}\n".encode(), check=False, purpose=PURPOSE)
    found = FINGERPRINT.match(done.text)
    if done.returncode or found is None or text.split()[0] not in KINDS:
        raise AccountProblem(problem=f"{text[:60]!r} is no public key that sshd would take")
    if text.startswith("ssh-rsa") and int(found[1]) < SMALLEST_RSA:
        raise AccountProblem(problem=f"the RSA key {found[2]} has {found[1]} bits, wanted are {SMALLEST_RSA} at least. "
                             "Make a new one: ssh-keygen -t ed25519")
    return found[2]
