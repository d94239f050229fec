# SPDX-License-Identifier: LGPL-3.0-or-later
"""What every test gets: a sealed environment; and once per run, for those that ask, a site made by the quickstart itself."""
import fcntl
import os
import socket
import subprocess
from pathlib import Path

import pytest
from b2tools.network import hosts

TOP = Path(__file__).resolve().parent.parent
REAL_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
REAL_HOME = Path.home()
# The site that all tests share stands in a folder whose name holds a blank, umlauts and a double quote.
SITE = TOP / "build" / 'größe 1" site'
LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="module", autouse=True)
def nothing_left():
    """A file of tests leaves the environment of the others as it was."""
    before = dict(os.environ)
    yield
    assert {**os.environ, "PYTEST_CURRENT_TEST": ""} == {**before, "PYTEST_CURRENT_TEST": ""}


@pytest.fixture(autouse=True)
def sealed(monkeypatch, tmp_path_factory):
    """HOME in a temporary folder, fixed author, only local transports, no proxy that leads out, nothing set up."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("BELLE2_", "MY_BELLE2_", "VO_BELLE2_", "B2SETS", "B2LISTS", "B2N", "B2O", "GIT_", "ROOT", "XDG_")):
            monkeypatch.delenv(name)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    settings = {"HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache"), "XDG_CONFIG_HOME": str(home / ".config"),
                "NO_PROXY": "localhost,127.0.0.1,::1", "no_proxy": "localhost,127.0.0.1,::1", "GIT_ALLOW_PROTOCOL": "file:ssh",
                "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONWARNINGS": ""}
    for role in ("AUTHOR", "COMMITTER"):
        settings |= {f"GIT_{role}_NAME": "Test Person", f"GIT_{role}_EMAIL": "test@example.org"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    # a port that was dead in one test may be another server's in the next
    hosts.EVERYBODY.forget()
    connect = socket.socket.connect

    def only_loopback(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise OSError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_loopback)


def quickstart(site: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `make quickstart` for a site with the user's own environment and cache."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("BELLE2_", "VO_BELLE2_", "GIT_", "PYTEST", "MAKE", "HTTP", "http", "NO_PROXY",
                                           "no_proxy"))}
    environment |= {"HOME": str(REAL_HOME), "XDG_CACHE_HOME": str(REAL_CACHE), "SITE": str(site), **OUTSIDE, **settings}
    return subprocess.run(["make", "-C", str(TOP), "quickstart"], env=environment, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


OUTSIDE = {name: os.environ[name] for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy",
                                               "https_proxy", "NO_PROXY", "no_proxy") if name in os.environ}


@pytest.fixture(scope="session")
def quickstart_output() -> str:
    """Output of the quickstart that made the shared site in this run (or found it made from the same inputs)."""
    SITE.parent.mkdir(exist_ok=True)
    log = SITE.parent / "quickstart.log"
    run_id = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with open(SITE.parent / "quickstart.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not log.is_file() or not log.read_text().startswith(f"run {run_id}\n"):
            done = quickstart(SITE)
            log.write_text(f"run {run_id}\nexit code {done.returncode}\n{done.stdout}")
    text = log.read_text()
    if "\nexit code 0\n" not in text:
        pytest.fail(f"the quickstart of the shared site failed:\n{text[-6000:]}", pytrace=False)
    return text


@pytest.fixture(scope="session")
def installed_site(quickstart_output) -> Path:
    """A complete site with externals and a release, shared by all tests: look, do not touch."""
    return SITE


@pytest.fixture(scope="session")
def release(installed_site) -> str:
    """Name of the release that is installed in the shared site."""
    return (installed_site / ".quickstart" / "release").read_text().strip()


@pytest.fixture
def in_release(installed_site, release, tmp_path):
    """Run a bash script in the set-up release: `in_release("basf2 x.py")` gives the completed process."""
    def run(script: str, shell: str = "bash", cwd: Path = tmp_path, check: bool = True) -> subprocess.CompletedProcess[str]:
        source = f'source "$B2_TEST_SITE/tools/b2setup" {release}\n'
        environment = {**os.environ, "B2_TEST_SITE": str(installed_site)}
        done = subprocess.run([shell, "-c", source + script], cwd=cwd, env=environment, stdin=subprocess.DEVNULL, text=True,
                              errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert not check or done.returncode == 0, done.stdout
        return done
    return run


@pytest.fixture(scope="session")
def real_events() -> Path:
    """Real collision events with two muons, which are not part of the project: beside the checkout or at $B2_TEST_DATA."""
    for place in (os.environ.get("B2_TEST_DATA"), TOP.parent / "shared" / "data" / "dimuon-2010.root"):
        if place and Path(place).is_file():
            return Path(place)
    (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)("the real events are not here; set B2_TEST_DATA")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 1 MiB, mounted for one test."""
    place = tmp_path / "small disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, text=True)
    if done.returncode:
        (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)(
            f"no file system can be mounted here: {done.stderr}")
    yield place
    subprocess.run(["umount", "-l", place], check=True)
