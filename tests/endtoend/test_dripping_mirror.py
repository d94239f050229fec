# SPDX-License-Identifier: LGPL-3.0-or-later
"""A mirror that gives a small file in drops keeps nobody waiting for long."""
import contextlib
import http.server
import threading
import time

import pytest

from b2tools import errors
from b2tools.network import download


def test_a_small_file_that_drips_is_not_waited_for_long(monkeypatch):
    monkeypatch.setattr(download, "SMALL_TIME", 0.3)

    class Drips(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(100):
                    self.wfile.write(b"x")
                    time.sleep(0.05)

        def log_message(self, *words):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Drips) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        started = time.monotonic()
        with pytest.raises(errors.FetchFailed, match="only [0-9]+ bytes came in 0.3 s"):
            download.small(f"http://127.0.0.1:{running.server_address[1]}/index.json")
        assert time.monotonic() - started < 3
        running.shutdown()
