# SPDX-License-Identifier: LGPL-3.0-or-later
"""A real SMTP server on loopback that keeps what it gets, and can be told to fail at any step."""
from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class Box:
    """What a server got, and what it answers instead of the usual, by command or by the whole line in small letters."""

    address: str = ""
    envelopes: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def messages(self) -> list[Message]:
        """The messages, parsed."""
        return [message_from_bytes(content) for _, _, content in self.envelopes]


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box = self.server.box
        self._say(box.answers.get("CONNECT", "220 loopback"))
        sender, to = "", []
        while line := self.rfile.readline():
            words = line.decode().strip()
            verb = words.partition(" ")[0].upper()
            answer = box.answers.get(words.lower()) or box.answers.get(verb)
            if answer == "DROP":
                return
            if answer:
                self._say(answer)
            elif verb == "DATA":
                self._say("354 go on")
                box.envelopes.append((sender, to, b"".join(self._lines())))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                sender = words[10:].partition(">")[0].lstrip("<") if verb == "MAIL" else sender
                to = [*to, words[8:].strip("<>")] if verb == "RCPT" else to
                self._say("250 fine")

    def _lines(self) -> Iterator[bytes]:
        for line in iter(self.rfile.readline, b".\r\n"):
            yield line[1:] if line.startswith(b"..") else line

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def serving() -> Iterator[Box]:
    """A server that runs for the body."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.box = Box(f"127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.box
        finally:
            server.shutdown()
            thread.join()
