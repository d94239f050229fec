# SPDX-License-Identifier: LGPL-3.0-or-later
"""System packages: known by operating system and purpose."""
import pytest

from b2tools import errors, prerequisites

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n'
UBUNTU = 'NAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n'
ALMA = 'NAME="AlmaLinux"\nVERSION_ID="9.5"\nID="almalinux"\nID_LIKE="rhel centos fedora"\n'


@pytest.mark.parametrize("text, name", [(DEBIAN, "debian 12"), (UBUNTU, "ubuntu 2404"), (ALMA, "el 9"), ("", "linux")])
def test_a_system_is_known_by_its_release_file(text, name):
    assert prerequisites.identify(text) == name


def test_a_purpose_includes_others():
    system = prerequisites.read("debian 12")
    assert {"git", "g++"} <= set(system.packages("externals")) and "g++" not in system.packages("tools")
    assert set(system.packages("all")) >= set(system.packages("build")) | set(system.packages("externals"))


def test_an_unknown_system_lists_the_known_ones():
    with pytest.raises(errors.UnknownSystem, match="for plan9 4 are not known. Known systems: debian 12"):
        prerequisites.read("plan9 4")


def test_only_installed_packages_count_as_there():
    answer = "printf 'git installed\\nopenssh-client config-files\\npython3 installed\\n'"
    system = prerequisites.System("test", ("sh", "-c", answer), r"^(?P<name>\S+) installed$", "get",
                                  {"x": ("git", "openssh-client")})
    assert system.missing("x") == ("openssh-client",) and system.command(("a", "b")) == "get a b"


@pytest.mark.parametrize("name", prerequisites.systems())
def test_every_table_can_be_read_and_names_itself(name):
    assert prerequisites.read(name).name == name
