# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one door to mail: messages of plain text through the server that the administrator names."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from b2tools import errors

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII)
SERVER = re.compile(r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})", re.ASCII)
SECONDS = 20.0


@dataclass(frozen=True)
class Mailer:
    """A mail server, `HOST:PORT`, and the address that messages come from."""

    server: str
    sender: str

    def check(self) -> None:
        """Raise `MailFailed` unless the server answers."""
        with self.connected():
            pass

    @contextmanager
    def connected(self) -> Iterator[Post]:
        """A server that has answered and takes messages while the body runs; raises `MailFailed`."""
        # only here: whatever reads the settings of a server, like its hooks, starts faster without it
        import smtplib
        import socket
        found = SERVER.fullmatch(self.server)
        if server_problem(self.server) or found is None:
            raise errors.MailFailed(reason=f"{self.server!r} is no mail server: {server_problem(self.server)}")
        try:
            # the full name of this machine may be a question to a name server that does not answer
            link = smtplib.SMTP(found["host"].strip("[]"), int(found["port"]), socket.gethostname() or "localhost", SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            raise errors.MailFailed(reason=f"the mail server {self.server} does not answer ({error})") from error
        try:
            try:
                link.ehlo_or_helo_if_needed()
            except (OSError, smtplib.SMTPException) as error:
                raise errors.MailFailed(reason=f"the mail server {self.server} does not want to talk ({error})") from error
            yield Post(link, self)
        finally:
            link.close()


@dataclass(frozen=True)
class Post:
    """An open connection to a mail server."""

    link: object
    mailer: Mailer

    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        """Send one message to some addresses; raises `MailFailed`, also if the server refuses some of them."""
        import smtplib
        message = _message(self.mailer.sender, to, subject, text)
        try:
            refused = self.link.sendmail(self.mailer.sender, list(to), message)
        except (OSError, smtplib.SMTPException) as error:
            raise errors.MailFailed(reason=f"the mail server {self.mailer.server} did not take it ({error})") from error
        if refused:
            raise errors.MailFailed(reason=f"the mail server {self.mailer.server} did not take it for {', '.join(sorted(refused))}")


def _message(sender: str, to: Sequence[str], subject: str, text: str) -> bytes:
    from email import policy
    from email.message import EmailMessage
    from email.utils import formatdate, make_msgid
    for address in (sender, *to):
        if problem := address_problem(address):
            raise errors.MailFailed(reason=f"{address!r} is no address: {problem}")
    message = EmailMessage(policy.SMTP)
    message["From"], message["To"] = sender, ", ".join(to)
    # a line break would begin another header
    message["Subject"] = " ".join("".join(one if one.isprintable() else " " for one in subject).split())
    message["Date"], message["Message-ID"] = formatdate(localtime=False), make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.encode("utf-8", "replace").decode(), cte="quoted-printable")
    return message.as_bytes()


def address_problem(text: object) -> str | None:
    """Why something is no address that mail can be sent to, None if it is one."""
    if not isinstance(text, str) or not ADDRESS.fullmatch(text):
        return "wanted is NAME@MACHINE, of ASCII characters and without blanks"
    return None


def server_problem(text: object) -> str | None:
    """Why something is no mail server, None if it is one."""
    found = SERVER.fullmatch(text) if isinstance(text, str) else None
    if found is None or not 0 < int(found["port"]) < 65536:
        return 'wanted is "HOST:PORT", like "localhost:25"'
    return None
