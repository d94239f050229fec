# SPDX-License-Identifier: LGPL-3.0-or-later
"""Operating systems known by their os-release files."""
import os
import subprocess
from pathlib import Path

import pytest
from b2tools import errors, platforms
from b2tools.platforms import System

DATA = Path(__file__).parent / "systems"
TABLE = [line.split("\t") for line in (DATA / "os-release.tsv").read_text().splitlines()]


@pytest.mark.parametrize("name, answer", TABLE)
def test_a_system_is_known_by_its_release_file(name, answer):
    assert str(platforms.read([DATA / "os-release" / name])) == answer


def test_every_saved_file_has_its_answer():
    assert sorted(os.listdir(DATA / "os-release")) == [name for name, _ in TABLE]


def test_this_machine_is_what_a_shell_reads_of_it():
    done = subprocess.run(["sh", "-c", '. /etc/os-release; echo "$ID|$VERSION_ID"'], capture_output=True, text=True, check=True)
    identifier, version = done.stdout.strip().split("|")
    assert str(platforms.identify(f'ID={identifier}\nVERSION_ID="{version}"\n')) == str(platforms.read())
    assert platforms.here() == platforms.tag(platforms.read())


@pytest.mark.parametrize("name", ["odd-quoting", "last-one-counts"])
def test_values_are_those_that_a_shell_reads(name):
    text = (DATA / "os-release" / name).read_text()
    plain = "\n".join(line for line in text.splitlines() if line.partition("=")[0].isupper())
    script = plain + "\nprintf '%s\\n' \"$ID\" \"$VERSION_ID\" \"$NAME\" \"$PRETTY_NAME\""
    said = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
    found = platforms._fields(text)
    assert [found.get(key, "") for key in ("ID", "VERSION_ID", "NAME", "PRETTY_NAME")] == said


@pytest.mark.parametrize("text, answer", [("CentOS release 6.10 (Final)\n", "el 6"),
                                          ("Fedora release 12 (Constantine)\n", "fedora 12"),
                                          ("Red Hat Enterprise Linux Server release 5.11 (Tikanga)\n", "el 5"),
                                          ("Scientific Linux release 6.10 (Carbon)\n", "el 6")])
def test_old_systems_without_os_release_are_known_by_their_own_file(tmp_path, text, answer):
    (tmp_path / "redhat-release").write_text(text)
    assert str(platforms.read([tmp_path / "os-release", tmp_path / "redhat-release"])) == answer


def test_the_tag_joins_the_words():
    assert [platforms.tag(one) for one in (System("ubuntu", "2404"), System("arch"))] == ["ubuntu-2404", "arch"]


@pytest.mark.parametrize("text", ["", "NAME=x\n", "ID=\n", "ID='///'\n", "ID=\"unended\nVERSION_ID=1\n"])
def test_a_file_that_names_no_system_is_told(text):
    with pytest.raises(errors.UnknownPlatform, match="its os-release file holds no ID. Name it, like BELLE2_PLATFORM=debian-12"):
        platforms.identify(text)


def test_missing_unreadable_and_odd_files_are_told(tmp_path):
    with pytest.raises(errors.UnknownPlatform, match="there is no .*/a or .*/b"):
        platforms.read([tmp_path / "a", tmp_path / "b"])
    with pytest.raises(errors.UnknownPlatform, match="cannot be read .Is a directory"):
        platforms.read([tmp_path])
    with pytest.raises(errors.UnknownPlatform, match="/etc/redhat-release says 'nothing'"):
        platforms.identify_redhat("nothing\n")


@pytest.mark.parametrize("text", ["", "../x", "a/b", "-x", "Debian 12", "a\nb", "..", "debian-"])
def test_what_cannot_be_a_tag_is_refused(text):
    with pytest.raises(errors.UnknownPlatform, match="is no platform"):
        platforms.checked(text)


@pytest.mark.parametrize("text", ["debian-12", "ubuntu-2404", "opensuse-leap-15", "arch"])
def test_tags_are_taken_as_they_are(text):
    assert platforms.checked(text) == text
