# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the Makefile says on a machine that lacks something, before it does anything."""
import os
import shutil
import signal
import subprocess
import time

import pytest
from tests.conftest import TOP


def bootstrap(path, site, **settings):
    return subprocess.run(["/bin/sh", "b2tools/bootstrap.sh", "quickstart"], cwd=TOP, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL,
                          env={"PATH": str(path), "HOME": os.environ["HOME"], "SITE": str(site), **settings})


@pytest.fixture
def bare_path(tmp_path):
    """A PATH with the programs that every Debian has, and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "dirname", "cat", "sha256sum", "find", "sort", "xargs", "cut", "date", "mkdir", "rm"):
        (folder / name).symlink_to(subprocess.run(["which", name], capture_output=True, text=True, check=True).stdout.strip())
    return folder


def test_the_exact_apt_line_is_given_for_what_is_missing(bare_path, tmp_path):
    done = bootstrap(bare_path, tmp_path / "site", PYTHON="/nonexistent")
    assert done.returncode == 1
    line = next(line for line in done.stderr.splitlines() if "apt-get install" in line)
    assert {"git", "g++", "bash", "openssh-client"} <= set(line.split())
    assert not (tmp_path / "site").exists()


def apt_line(bare_path, tmp_path, **programs):
    for name, text in programs.items():
        (bare_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (bare_path / name).chmod(0o755)
    return bootstrap(bare_path, tmp_path / "site", PYTHON="/nonexistent").stderr.splitlines()[-2:]


def test_the_apt_line_asks_for_sudo_only_where_there_is_a_need_and_a_sudo(bare_path, tmp_path):
    how, line = apt_line(bare_path, tmp_path, id="echo 1000")
    assert how == "Install it, as root, with:" and "sudo" not in line
    how, line = apt_line(bare_path, tmp_path, id="echo 1000", sudo="")
    assert how == "Install it with:" and line.count("sudo apt-get ") == 2
    assert "sudo" not in "".join(apt_line(bare_path, tmp_path, id="echo 0", sudo=""))


def test_an_interrupted_install_of_python_packages_is_made_anew(tmp_path):
    """A virtual environment whose pip never came must not stay for ever."""
    checkout = tmp_path / "checkout"
    (checkout / "b2tools").mkdir(parents=True)
    shutil.copy(TOP / "b2tools" / "bootstrap.sh", checkout / "b2tools")
    (checkout / "pyproject.toml").write_text('[project]\nname = "b2tools"\nversion = "0"\n')
    marker = tmp_path / "pip-runs"
    slow = tmp_path / "python"
    slow.write_text(f"""#!/bin/sh
case $*:$1 in
*"-m venv"*) mkdir -p {checkout}/.venv/bin; cp "$0" {checkout}/.venv/bin/python ;;
*"pip install"*) echo $$ >{marker}; exec sleep 60 ;;
esac
""")
    slow.chmod(0o755)
    child = subprocess.Popen(["/bin/sh", "b2tools/bootstrap.sh", "run", "true"], cwd=checkout, start_new_session=True,
                             stderr=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "SITE": "site", "PYTHON": str(slow)})
    while not (marker.is_file() and marker.read_text()):
        time.sleep(0.05)
    os.killpg(child.pid, signal.SIGINT)
    assert child.wait(10) != 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(marker.read_text()), 0)
    slow.write_text(slow.read_text().replace("exec sleep 60", "test ! -e .venv/leftover"))
    (checkout / ".venv" / "leftover").touch()
    subprocess.run(["/bin/sh", "b2tools/bootstrap.sh", "run", "true"], cwd=checkout, check=True,
                   env={"PATH": os.environ["PATH"], "SITE": "site", "PYTHON": str(slow)})


def test_a_python_of_another_version_is_refused_with_both_versions(bare_path, tmp_path):
    for name in ("git", "g++", "bash", "ssh-keygen"):
        (bare_path / name).symlink_to("/bin/true")
    other = bare_path / "python3"
    other.write_text('#!/bin/sh\n[ "$1" != --version ] || echo Python 3.9.9\n[ "$1" = --version ]\n')
    other.chmod(0o755)
    script = (TOP / "b2tools" / "bootstrap.sh").read_text().replace("/usr/bin/python3", "/nonexistent/python3")
    (tmp_path / "checkout" / "b2tools").mkdir(parents=True)
    (tmp_path / "checkout" / "b2tools" / "bootstrap.sh").write_text(script)
    done = subprocess.run(["/bin/sh", "b2tools/bootstrap.sh", "quickstart"], cwd=tmp_path / "checkout",
                          capture_output=True, text=True,
                          env={"PATH": str(bare_path), "SITE": "site"})
    assert done.returncode == 1
    assert "Python 3.11 is needed" in done.stderr and "Python 3.9.9" in done.stderr


def test_a_network_that_does_not_answer_is_told_in_one_sentence(tmp_path):
    settings = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "1",
                "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    done = bootstrap(settings.pop("PATH"), tmp_path / "site", **settings)
    assert done.returncode == 1
    assert "because the network does not answer ([Errno 111] Connection refused).\nTry again when it does" in done.stderr
    assert "WARNING" not in done.stderr and not (tmp_path / "site" / "tools" / "venv-unfinished").exists()


def test_an_interpreter_that_is_none_is_refused_instead_of_another_taken(tmp_path):
    done = bootstrap(os.environ["PATH"], tmp_path / "site", PYTHON="/bin/false")
    assert done.returncode == 1 and not (tmp_path / "site").exists()
    assert done.stderr.startswith("PYTHON=/bin/false is not a Python 3.11. Name one, or leave PYTHON out to use ")


def test_an_empty_site_is_the_usual_one(tmp_path):
    (tmp_path / "it's" / "b2tools").mkdir(parents=True)
    shutil.copy(TOP / "b2tools" / "bootstrap.sh", tmp_path / "it's" / "b2tools")
    done = subprocess.run(["/bin/sh", "b2tools/bootstrap.sh", "quickstart"], cwd=tmp_path / "it's", capture_output=True, text=True,
                          env={"PATH": os.environ["PATH"], "SITE": ""})
    assert "The site cannot be in " in done.stderr and "it's/site: its path holds" in done.stderr


def test_an_apostrophe_in_the_place_is_refused_up_front(tmp_path):
    site = tmp_path / "somebody's site"
    done = bootstrap(os.environ["PATH"], site)
    assert done.returncode == 1 and "apostrophe, and ROOT crashes" in done.stderr
    assert not site.exists()
