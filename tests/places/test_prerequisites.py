# SPDX-License-Identifier: LGPL-3.0-or-later
"""System packages: known by operating system and purpose, installed for real."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from b2tools import cli, errors, platforms
from b2tools.places import prerequisites
from b2tools.places.prerequisites import Repository, System

from tests.conftest import OUTSIDE, TOP
from tests.programs import require

# what another family calls the same thing
RED_HAT = {"openssh-client": "openssh-clients", "g++": "gcc-c++", "libc6-dev": "glibc-devel", "python3-dev": "python3.11-devel",
           "libssl-dev": "openssl-devel", "zlib1g-dev": "zlib-devel", "libbz2-dev": "bzip2-devel", "liblzma-dev": "xz-devel",
           "libx11-6": "libX11", "libsm6": "libSM", "libexpat1": "expat", "libffi-dev": "libffi-devel",
           "pkg-config": "pkgconf-pkg-config",
           "libncurses-dev": "ncurses-devel", "libreadline-dev": "readline-devel", "libxml2-dev": "libxml2-devel", "xz-utils": "xz"}


def small(answer="true", steps=(("echo", "PACKAGES"),), repositories=None):
    return System("test", ("sh", "-c", answer), r"^(?P<name>\S+) installed$", tuple(steps), {"x": ("git", "openssh-client")},
                  repositories or {})


def test_a_purpose_includes_others():
    system = prerequisites.read("debian 12")
    assert {"git", "g++"} <= set(system.packages("externals")) and "g++" not in system.packages("tools")
    assert set(system.packages("all")) >= set(system.packages("build")) | set(system.packages("externals"))


def test_an_unknown_system_lists_the_known_ones():
    with pytest.raises(errors.UnknownSystem, match="for plan9 4 are not known. Known systems: debian 12, debian 13, el 8, el 9"):
        prerequisites.read("plan9 4")


def test_only_installed_packages_count_as_there():
    system = small("printf 'git installed\\nopenssh-client config-files\\npython3 installed\\n'")
    assert system.missing("x") == ("openssh-client",)


def test_a_line_can_be_pasted_into_a_shell():
    system = small(steps=[("apt-get", "update"), ("echo", "a b", "PACKAGES", "$HOME")])
    assert system.line(["x"]) == "apt-get update && echo 'a b' x '$HOME'"
    assert system.line(["x"], sudo=True) == "sudo apt-get update && sudo echo 'a b' x '$HOME'"
    assert subprocess.run(["sh", "-c", small(steps=[("printf", "%s.", "PACKAGES", "$HOME")]).line(["x", "y"])], capture_output=True,
                          text=True).stdout == "x.y.$HOME."


def test_a_repository_is_switched_on_only_for_its_own_packages():
    system = small(repositories={"more": Repository(frozenset(["git"]), (("enable", "more"),), "git is in more.")})
    assert system.line(["git"]) == "enable more && echo git" and system.advice(["git"]) == ["git is in more."]
    assert system.line(["openssh-client"]) == "echo openssh-client" and system.advice(["openssh-client"]) == []


def test_a_failing_package_manager_is_shown():
    with pytest.raises(errors.ProgramFailed, match="(?s)exit code 100.*Unable to locate package git"):
        small(steps=[("sh", "-c", "echo Unable to locate package git; exit 100")]).install(["git"], os.environ, lambda line: None)


def test_installing_tells_every_command_and_line():
    said = []
    small(steps=[("echo", "got", "PACKAGES"), ("sh", "-c", "echo $DEBIAN_FRONTEND")]).install(["git"], os.environ, said.append)
    assert said == ["$ echo got git", "got git", "$ sh -c 'echo $DEBIAN_FRONTEND'", "noninteractive"]


@pytest.mark.parametrize("name", prerequisites.systems())
def test_every_table_can_be_read_and_knows_all_purposes(name):
    system = prerequisites.read(name)
    assert system.name == name and set(system.purposes) == {"tools", "light", "basf2", "build", "externals"}
    assert all(one.packages <= set(system.packages("all")) for one in system.repositories.values())
    assert system.query[0] == ("rpm" if name.startswith("el") else "dpkg-query")


@pytest.mark.parametrize("name", ["el 8", "el 9"])
def test_red_hat_calls_them_by_its_own_names(name):
    theirs, ours = set(prerequisites.read(name).packages("all")), set(prerequisites.read("debian 12").packages("all"))
    assert set(RED_HAT) <= ours and set(RED_HAT.values()) <= theirs
    assert not {package for package in theirs if package.endswith("-dev") or package.startswith("libc6")}


def test_crb_and_epel_come_first_on_red_hat():
    line = prerequisites.read("el 9").line(["ccache", "ninja-build", "make"])
    assert line.endswith("&& dnf install --assumeyes ccache ninja-build make")
    assert "--set-enabled crb" in line and "epel-release" in line
    assert "--set-enabled powertools" in prerequisites.read("el 8").line(["ninja-build"])
    assert prerequisites.read("el 9").line(["make"]) == "dnf install --assumeyes make"


def test_ubuntu_2204_takes_the_python_that_is_new_enough():
    packages = prerequisites.read("ubuntu 2204").packages("basf2")
    assert {"python3.11", "python3.11-venv", "python3.11-dev", "g++"} <= set(packages) and "python3" not in packages


def test_mistakes_of_a_table_are_told(tmp_path, monkeypatch):
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems" / "odd-1.toml").write_text('format = 1\nsystem = "odd 2"\nextends = "even 1"\n')
    monkeypatch.setattr(prerequisites.resources, "folder", lambda kind: tmp_path)
    with pytest.raises(errors.BadConfig, match="(?s)line 2: system is 'odd 2'.*line 3: 'even 1' cannot be extended"):
        prerequisites.read("odd 1")


def on_debian_12():
    if str(platforms.read()) != "debian 12":
        pytest.skip("the real package names are those of Debian 12")
    return require("apt-get")


def test_debian_knows_every_name_of_the_table():
    """What apt-get would do with names that it does not know is an error; it changes nothing."""
    on_debian_12()
    if not list(Path("/var/lib/apt/lists").glob("*_Packages*")):
        (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)("apt-get update was never run here")
    system = prerequisites.read("debian 12")
    command = [*system.steps[1][:-1], *system.packages("all"), "--simulate"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    wrong = subprocess.run([*command, "no-such-package-x"], capture_output=True, text=True)
    assert wrong.returncode == 100 and "no-such-package-x" in wrong.stderr


def test_check_is_silent_and_the_missing_are_listed_with_the_line(capfd, monkeypatch):
    on_debian_12()
    there = cli.main(["tools", "--check"], "b2install-prepare")
    said = capfd.readouterr()
    assert there in (0, 1) and (said.out, said.err) == ("", "")
    system = small()
    monkeypatch.setattr(prerequisites, "read", lambda name: system)
    system.purposes["light"] = ("nothing-of-that-name",)
    assert cli.main(["light", "--dry-run"], "b2install-prepare") == 1
    assert capfd.readouterr().out == "Missing for light on test: nothing-of-that-name\nInstall with: echo nothing-of-that-name\n"
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert cli.main(["light", "--yes"], "b2install-prepare") == 1
    assert capfd.readouterr().out.endswith("Install with: sudo echo nothing-of-that-name\n")


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_a_new_debian_gets_what_is_missing(tmp_path):
    """A Debian 12 of its own in a folder, with nothing but Python in it; b2install-prepare is run there as root."""
    on_debian_12()
    root = tmp_path / "debian"
    sources = Path("/etc/apt/sources.list.d/debian.sources")
    text = (sources if sources.is_file() else Path("/etc/apt/sources.list")).read_text()
    mirror = re.search(r"https?://\S+", "\n".join(line for line in text.splitlines() if not line.startswith("#")))[0]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", **OUTSIDE}
    command = [require("debootstrap"), "--variant=minbase", "--include=python3,ca-certificates", "bookworm", root, mirror]
    made = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
    for name in ("b2tools", "templates", "site-configs"):
        shutil.copytree(TOP / name, root / "opt" / "source" / name)
    shutil.copy(TOP / "pyproject.toml", root / "opt" / "source")
    shutil.copytree(Path(sys.modules["click"].__file__).parent, root / "opt" / "source" / "click")
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")

    def prepare(*words):
        return subprocess.run(["chroot", root, "/usr/bin/python3", "-m", "b2tools", "install-prepare", *words], text=True, cwd="/",
                              env=environment | {"PYTHONPATH": "/opt/source", "HOME": "/root"}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    dry = prepare("build", "--dry-run")
    assert dry.returncode == 1 and "Missing for build on debian 12: " in dry.stdout and "g++" in dry.stdout
    assert prepare("build", "--check").returncode == 1 and not (root / "usr/bin/g++").exists()
    assert prepare("build").returncode == 130, "without an answer nothing is installed"
    assert not (root / "usr/bin/g++").exists()
    done = prepare("build", "--yes")
    assert done.returncode == 0, done.stdout[-3000:]
    assert prepare("build", "--check").returncode == 0
    assert all((root / "usr/bin" / name).exists() for name in ("g++", "git", "ssh", "make", "ccache", "ninja"))
