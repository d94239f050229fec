# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names, roles, addresses and keys are refused before they get into the accounts."""
import subprocess

import pytest

from b2tools import errors, signing
from b2tools.access import accounts
from b2tools.server import accountfacts


@pytest.mark.parametrize("text", ["ann", "a", "0x", "a.b-c_d", "_x", "a" * 64])
def test_good_names_are_taken(text):
    assert accountfacts.name(text) == text and accounts.NAME.fullmatch(text)


@pytest.mark.parametrize("text", ["", "Ann", "a b", "-x", ".x", "a..b", "a/b", "ännchen", "a\n", "a" * 65, "a'b"])
def test_bad_names_are_refused(text):
    with pytest.raises(errors.AccountProblem, match="cannot be the name of an account"):
        accountfacts.name(text)


def test_an_unknown_role_is_told_with_near_ones():
    assert accountfacts.roles(["ci", "release-manager", "ci"]) == ("ci", "release-manager")
    with pytest.raises(errors.AccountProblem, match="no role 'release-manger'. Did you mean release-manager"):
        accountfacts.roles(["release-manger"])


def test_an_address_is_one():
    assert accountfacts.email("ann@example.org") == "ann@example.org"
    with pytest.raises(errors.AccountProblem, match="is no e-mail address"):
        accountfacts.email("ann@example.org\nX: y")


def keygen(place, *words):
    subprocess.run(["ssh-keygen", "-q", "-N", "", "-f", place, *words], check=True)
    return place.with_name(place.name + ".pub")


@pytest.mark.parametrize("words", [("-t", "ed25519"), ("-t", "ecdsa"), ("-t", "rsa", "-b", "2048")])
def test_keys_keep_their_comment_and_have_the_fingerprint_of_ssh_keygen(tmp_path, words):
    file = keygen(tmp_path / "key", *words, "-C", "ann@laptop at home")
    found = accountfacts.key(file)
    assert found == file.read_text().strip() and accountfacts.bare(found) == " ".join(found.split()[:2])
    listed = subprocess.run(["ssh-keygen", "-l", "-f", file], capture_output=True, text=True, check=True).stdout
    assert accountfacts.fingerprint(found) in listed


def test_a_short_key_is_refused(tmp_path):
    with pytest.raises(errors.AccountProblem, match="has 1024 bits, wanted are 2048"):
        accountfacts.key(keygen(tmp_path / "key", "-t", "rsa", "-b", "1024"))


@pytest.mark.parametrize("spoil, said", [
    (lambda key: "", "holds 0 keys"), (lambda key: f"{key}\n{key}\n", "holds 2 keys"),
    (lambda key: f'command="sh" {key}', "begins with 'command"), (lambda key: key[:60], "is no public key that sshd would take"),
    (lambda key: key.replace("ssh-ed25519", "ssh-rsa"), "is no public key"), (lambda key: "ssh-dss AAAA", "begins with 'ssh-dss'"),
    (lambda key: "hello", "begins with 'hello'"), (lambda key: "ssh-ed25519", "begins with")])
def test_what_is_no_key_is_refused(tmp_path, spoil, said):
    signing.make_key(tmp_path / "good", "x")
    (tmp_path / "key.pub").write_text(spoil(signing.public_key(tmp_path / "good")))
    with pytest.raises(errors.AccountProblem, match=said):
        accountfacts.key(tmp_path / "key.pub")


def test_a_private_key_is_refused_and_a_missing_one_told(tmp_path):
    signing.make_key(tmp_path / "key", "x")
    with pytest.raises(errors.AccountProblem, match="holds a private key"):
        accountfacts.key(tmp_path / "key")
    with pytest.raises(errors.AccountProblem, match="cannot be read"):
        accountfacts.key(tmp_path / "nothing.pub")


def test_a_comment_cannot_steer_a_terminal(tmp_path):
    signing.make_key(tmp_path / "key", "x")
    (tmp_path / "own.pub").write_text(f"{signing.public_key(tmp_path / 'key')} ann\x1b[2J\x07 home\n")
    assert accountfacts.key(tmp_path / "own.pub").endswith(" ann[2J home")
