# SPDX-License-Identifier: LGPL-3.0-or-later
"""Accounts, their roles, and the lines that give their keys to sshd."""
import shlex

import pytest

from b2tools import errors
from b2tools.access import accounts

GOOD = """format = 1
[accounts.ann]
email = "ann@example.org"
roles = ["release-manager"]
keys = ["ssh-ed25519 AAAA"]
[accounts.bob]
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "accounts.toml"


def test_accounts_have_roles_and_keys(file):
    file.write_text(GOOD)
    found = accounts.read(file)
    assert found.by_name["ann"].keys == ("ssh-ed25519 AAAA",) and found.by_name["bob"].roles == frozenset()
    assert found.with_role("release-manager") == ("ann",)


def test_only_the_variable_of_the_wrapper_identifies(file):
    file.write_text(GOOD)
    found = accounts.read(file)
    assert found.identify({"B2_ACCOUNT": "ann"}).name == "ann"
    assert found.identify({"USER": "ann", "GIT_AUTHOR_NAME": "ann"}) is None and found.identify({"B2_ACCOUNT": "eve"}) is None


def test_all_mistakes_are_told_at_once_with_their_lines(file):
    file.write_text('format = 2\nother = 1\n[accounts.Bad]\nroles = ["king"]\n[accounts.ann]\nkeys = "x"\nphone = 1\nemail = 2\n')
    with pytest.raises(errors.BadServerFile) as caught:
        accounts.read(file)
    said = str(caught.value)
    for part in ("line 1: format is 2", "line 2: other", "line 3: account Bad: a name", "role king",
                 "line 5: account ann: keys is not",
                 "phone is not known", "email is not a text"):
        assert part in said


def test_a_broken_or_missing_file_is_an_error(file):
    for prepare in (lambda: None, lambda: file.write_text("[accounts"), lambda: file.write_bytes(b"\xff")):
        prepare()
        with pytest.raises(errors.BadServerFile, match="accounts.toml is not in order"):
            accounts.read(file)


def test_a_key_with_a_second_line_cannot_smuggle_a_key_in(file):
    file.write_text('format = 1\n[accounts.ann]\nkeys = ["ssh-ed25519 AAAA\\nssh-ed25519 BBBB"]\n')
    with pytest.raises(errors.BadServerFile, match="keys is not a list of texts"):
        accounts.read(file)


def test_forced_commands_survive_every_folder_name(file, tmp_path):
    file.write_text(GOOD)
    shell = tmp_path / "a b'c\"d$e" / "shell"
    line = accounts.authorized_keys(accounts.read(file), shell)
    command = line.removeprefix('command="').split('",restrict ')[0].replace('\\"', '"')
    assert shlex.split(command) == [str(shell), "ann"] and line.endswith('",restrict ssh-ed25519 AAAA\n')


def test_groups_list_accounts_and_tell_all_mistakes_at_once(tmp_path):
    place = tmp_path / "accounts.toml"
    place.write_text('format = 1\n[accounts.ann]\n[groups]\ncharm = ["ann"]\nempty = []\n')
    assert accounts.read(place).groups == {"charm": frozenset({"ann"}), "empty": frozenset()}
    place.write_text('format = 1\n[accounts.ann]\n[groups]\ncharm = ["anna"]\nBad = []\nx = "ann"\n')
    with pytest.raises(errors.BadServerFile) as caught:
        accounts.read(place)
    said = str(caught.value)
    assert "line 4: group charm: there is no account anna. Did you mean ann?" in said
    assert "line 5: group Bad: a name is made of a-z" in said and "line 6: group x is not a list of accounts" in said


def test_groups_are_a_table(tmp_path):
    (tmp_path / "accounts.toml").write_text("format = 1\ngroups = 3\n")
    with pytest.raises(errors.BadServerFile, match="line 2: groups is not a table"):
        accounts.read(tmp_path / "accounts.toml")
