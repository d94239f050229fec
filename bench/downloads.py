# SPDX-License-Identifier: LGPL-3.0-or-later
"""Eight files from a local web server that limits each connection to 10 MB/s, next to one connection that fetches them all.

Run anywhere: `python3 bench/downloads.py`. The goal is six times one connection.
"""
import hashlib
import http.client
import http.server
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
FILES, SIZE, SPEED = 8, 20_000_000, 10_000_000
PIECE = 100_000
GOAL = 6.0
FETCH = """
import sys, time
from pathlib import Path
from b2tools.network import download
from b2tools.network.sourcefiles import SourceFile
size, url, cache = int(sys.argv[1]), sys.argv[2], download.Cache(Path(sys.argv[3]))
wanted = [SourceFile(f"{one}.bin", sha256, size, (f"{url}/{one}.bin",)) for one, sha256 in enumerate(sys.argv[4:])]
started = time.perf_counter()
came = download.fetch_all(wanted, cache, sys.executable)
print(time.perf_counter() - started)
assert len(came) == len(wanted)
"""


def content(number: int) -> bytes:
    """The content of one file."""
    return hashlib.shake_128(bytes([number])).digest(PIECE) * (SIZE // PIECE)


class Slow(http.server.BaseHTTPRequestHandler):
    """Serves the files, each connection at the limited speed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        data = content(int(self.path[1:].partition(".")[0]))
        self.send_response(200)
        self.send_header("Content-Length", str(SIZE))
        self.end_headers()
        started = time.perf_counter()
        for start in range(0, SIZE, PIECE):
            self.wfile.write(data[start:start + PIECE])
            time.sleep(max(0.0, started + (start + PIECE) / SPEED - time.perf_counter()))

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def serve() -> None:
    """Serve in a process of its own, which prints its port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


def one_connection(port: int, hashes: list[str]) -> float:
    """Seconds that one connection needs for all files, which are hashed while they come."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for number, wanted in enumerate(hashes):
        connection.request("GET", f"/{number}.bin")
        answer, found = connection.getresponse(), hashlib.sha256()
        while chunk := answer.read1(1 << 18):
            found.update(chunk)
        answer.close()
        assert found.hexdigest() == wanted
    connection.close()
    return time.perf_counter() - started


def main() -> int:
    """Print the table; the exit code is 1 if the goal is missed."""
    if sys.argv[1:] == ["serve"]:
        serve()
        return 0
    hashes = [hashlib.sha256(content(number)).hexdigest() for number in range(FILES)]
    python = TOP / ".venv/bin/python"
    python = str(python if python.exists() else Path(os.environ.get("SITE", TOP / "site"), "tools/venv/bin/python"))
    server = subprocess.Popen([sys.executable, __file__, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    port = int(server.stdout.readline())
    with tempfile.TemporaryDirectory() as folder:
        one = one_connection(port, hashes)
        words = [python, "-c", FETCH, str(SIZE), f"http://127.0.0.1:{port}", folder, *hashes]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        ours = float(subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True, cwd=TOP, env=environment).stdout)
    server.communicate("")
    megabytes = FILES * SIZE / 1e6
    print(f"one connection   {one:6.2f} s  {megabytes / one:6.1f} MB/s")
    print(f"eight files      {ours:6.2f} s  {megabytes / ours:6.1f} MB/s  {one / ours:.1f} times one connection, goal {GOAL:.0f}")
    return int(one / ours < GOAL)


sys.exit(main())
