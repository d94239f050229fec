# SPDX-License-Identifier: LGPL-3.0-or-later
"""A real sshd on loopback with lines of a configuration that a test brings."""
from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from b2tools import signing
from tests.programs import require

# StrictModes: the folders of tests lie below one that everybody may write in
BEFORE = """Port {port}
ListenAddress 127.0.0.1
HostKey "{key}"
PidFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
"""


@contextmanager
def running(folder: Path, lines: str) -> Iterator[int]:
    """The port of an sshd that is started for the body, with `lines` at the end of its configuration."""
    daemon = require("sshd")
    signing.make_key(folder / "host key", "host")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "sshd_config"
    config.write_text(BEFORE.format(port=port, key=folder / "host key") + lines)
    if os.geteuid() == 0:
        # sshd of Debian wants its folder for the separation of privileges
        os.makedirs("/run/sshd", exist_ok=True)
    daemon = subprocess.Popen([daemon, "-D", "-e", "-f", config], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    try:
        _wait_for(port, daemon)
        yield port
    finally:
        daemon.terminate()
        daemon.communicate()


def _wait_for(port: int, daemon: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert daemon.poll() is None, daemon.stderr.read().decode()
        time.sleep(0.05)
    raise AssertionError("sshd does not answer")
