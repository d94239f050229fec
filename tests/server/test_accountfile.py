# SPDX-License-Identifier: LGPL-3.0-or-later
"""Changes of the accounts keep what the administrator wrote, and are refused where they would leave something out of order."""
import os
import subprocess
import sys
import threading

import pytest

from b2tools import errors, process, signing
from b2tools.access import accounts
from b2tools.server import accountfile, gitserver

OWN = """# Accounts of the experiment.
format = 1

# --- people ---
[accounts.zoe]   # first, since she is
email = 'zoe@example.org' # home
roles = [
    "release-manager",  # until summer
    "ci",
]
keys = []

[accounts."x.y"]
roles = []

# --- physics groups ---
[groups]
charm = ["zoe", "x.y"] # and more to come

[accounts.last]
email = "last@example.org"
# the end
"""


@pytest.fixture
def file(server):
    """The server's accounts, as an administrator wrote them."""
    (server / "accounts.toml").write_text(OWN)
    gitserver.refresh(server)
    return server / "accounts.toml"


@pytest.fixture
def keys(tmp_path):
    """Files of public keys."""
    for name in ("one", "two"):
        signing.make_key(tmp_path / name, f"{name}@laptop")
    return [tmp_path / "one.pub", tmp_path / "two.pub"]


def allowed(server):
    return (server / "authorized_keys").read_text()


def test_a_new_account_gets_in_and_nothing_else_changes(server, file, keys):
    accountfile.add(server, "new.one", "new@example.org", ["ci"], keys)
    assert file.read_text().startswith(OWN + "\n[accounts.\"new.one\"]\n")
    found = accounts.read(file).by_name["new.one"]
    assert (found.email, found.roles, len(found.keys)) == ("new@example.org", {"ci"}, 2)
    assert allowed(server).count(" new.one\",restrict ssh-ed25519 ") == 2
    assert "two@laptop" in allowed(server) and file.stat().st_mode & 0o777 == 0o644


def test_a_file_without_a_last_line_end_or_accounts_is_fine(server, file, keys):
    file.write_text("format = 1")
    accountfile.add(server, "ann", "ann@example.org", [], keys[:1])
    assert list(accounts.read(file).by_name) == ["ann"]


def test_a_change_touches_its_lines_only(server, file, keys):
    accountfile.change(server, "zoe", accountfile.Wish("zoe@example.com", ["repository-librarian"], ["ci"], keys[:1]))
    new, old = file.read_text().splitlines(), OWN.splitlines()
    assert {line for line in old if line not in new} <= {"email = 'zoe@example.org' # home", "keys = []", '    "ci",'}
    assert '    "release-manager",  # until summer' in new
    assert any(line.endswith("# home") and "zoe@example.com" in line for line in new)
    found = accounts.read(file).by_name["zoe"]
    assert found.roles == {"release-manager", "repository-librarian"} and "one@laptop" in allowed(server)


def test_what_is_so_already_changes_nothing(server, file):
    assert accountfile.change(server, "zoe", accountfile.Wish("zoe@example.org", ["ci"])) is False
    assert accountfile.group(server, "charm", ["zoe"], []) is False and file.read_text() == OWN


def test_lines_for_sshd_that_differ_are_renewed_with_every_command(server, file):
    (server / "authorized_keys").write_text("ssh-ed25519 AAAA everybody\n")
    assert accountfile.change(server, "zoe", accountfile.Wish()) is True and allowed(server) == ""
    (server / "authorized_keys").chmod(0o666)
    assert gitserver.refresh(server) is True and gitserver.refresh(server) is False
    assert (server / "authorized_keys").stat().st_mode & 0o777 == 0o644


def test_keys_are_taken_away_by_file_or_fingerprint(server, file, keys):
    accountfile.change(server, "zoe", accountfile.Wish(add_keys=keys))
    listed = next(one for one in accountfile.listed(server) if one.name == "zoe")
    assert listed.keys[1].endswith(" two@laptop") and listed.groups == ("charm",)
    accountfile.change(server, "zoe", accountfile.Wish(remove_keys=[listed.keys[1].split()[0], str(keys[0])]))
    assert allowed(server) == "" and accounts.read(file).by_name["zoe"].keys == ()


def test_a_new_key_takes_the_place_of_an_old_one_in_one_step(server, file, keys):
    accountfile.change(server, "zoe", accountfile.Wish(add_keys=keys[:1]))
    accountfile.change(server, "zoe", accountfile.Wish(add_keys=keys[1:], remove_keys=[str(keys[0])]))
    assert "two@laptop" in allowed(server) and "one@laptop" not in allowed(server)


@pytest.mark.parametrize("name", ["zoe", "x.y", "last"])
def test_who_is_removed_leaves_groups_and_no_comment_goes(server, file, name):
    accountfile.remove(server, name, os.environ)
    found, text = accounts.read(file), file.read_text()
    assert set(found.by_name) == {"zoe", "x.y", "last"} - {name} and name not in found.groups["charm"]
    assert all(comment in text for comment in ("# Accounts of the experiment.", "# --- people ---", "# and more to come"))


def test_groups_are_made_filled_and_emptied(server, file):
    accountfile.group(server, "bottom", ["last"], [])
    accountfile.group(server, "charm", ["last"], ["x.y"])
    assert accounts.read(file).groups == {"bottom": {"last"}, "charm": {"zoe", "last"}}
    file.write_text("format = 1\n[accounts.zoe]\n")
    accountfile.group(server, "charm", ["zoe"], [])
    assert file.read_text() == 'format = 1\n[accounts.zoe]\n\n[groups]\ncharm = ["zoe"]\n'


REFUSED = {
    "a bad name": (lambda server, keys: accountfile.add(server, "-x", "a@b.c", [], keys), "cannot be the name of an account"),
    "a bad address": (lambda server, keys: accountfile.add(server, "x", "nobody", [], keys), "is no e-mail address"),
    "an unknown role": (lambda server, keys: accountfile.add(server, "x", "a@b.c", ["librarian"], keys),
                        "no role 'librarian'. Did you mean repository-librarian"),
    "a known account": (lambda server, keys: accountfile.add(server, "zoe", "a@b.c", [], keys), "there is an account zoe already"),
    "one key twice": (lambda server, keys: accountfile.add(server, "x", "a@b.c", [], [keys[0], keys[0]]), "is given twice"),
    "an unknown account": (lambda server, keys: accountfile.change(server, "zoo", accountfile.Wish()), "Did you mean zoe"),
    "a role that is not had": (lambda server, keys: accountfile.change(server, "last", accountfile.Wish(remove_roles=["ci"])),
                               "last has no role ci"),
    "a key that is not had": (lambda server, keys: accountfile.change(server, "zoe", accountfile.Wish(remove_keys=[str(keys[0])])),
                              "zoe has no key SHA256:"),
    "an unknown member": (lambda server, keys: accountfile.group(server, "charm", ["zoo"], []), "there is no account zoo"),
    "a member that is none": (lambda server, keys: accountfile.group(server, "charm", [], ["last"]),
                              "last is not in the group charm"),
    "a bad group": (lambda server, keys: accountfile.group(server, "Charm", ["zoe"], []), "cannot be the name of a group"),
    "an unknown group": (lambda server, keys: accountfile.group(server, "charn", [], ["zoe"]), "Did you mean charm")}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_not_be_in_order_is_refused_and_nothing_changes(server, file, keys, name):
    act, said = REFUSED[name]
    with pytest.raises(errors.AccountProblem, match=said):
        act(server, keys)
    assert file.read_text() == OWN and {one.suffix for one in server.glob(".accounts*")} <= {".parsed"}


def test_a_key_of_another_account_is_refused(server, file, keys):
    accountfile.change(server, "zoe", accountfile.Wish(add_keys=keys[:1]))
    for act in (lambda: accountfile.add(server, "x", "a@b.c", [], keys[:1]),
                lambda: accountfile.change(server, "last", accountfile.Wish(add_keys=keys[:1])),
                lambda: accountfile.change(server, "zoe", accountfile.Wish(add_keys=keys[:1]))):
        with pytest.raises(errors.AccountProblem, match="zoe has the key SHA256:.* already"):
            act()


def test_a_key_that_was_written_twice_by_hand_is_refused(server, file, keys):
    key = keys[0].read_text().strip()
    file.write_text(OWN.replace("keys = []", f'keys = ["{key}"]').replace('roles = []', f'keys = ["{key} other"]'))
    before = allowed(server)
    with pytest.raises(errors.AccountProblem, match="zoe and x.y have the same key"):
        gitserver.refresh(server)
    assert allowed(server) == before


@pytest.mark.parametrize("text", ["format = 1\naccounts = {zoe = {email = 'zoe@example.org'}}\n",
                                  "format = 1\naccounts.zoe.email = 'zoe@example.org'\n"])
def test_other_ways_to_write_a_file_are_kept_or_refused(server, file, keys, text):
    file.write_text(text)
    try:
        accountfile.add(server, "new", "new@example.org", [], keys)
    except errors.AccountProblem:
        assert file.read_text() == text
    accountfile.change(server, "zoe", accountfile.Wish(add_roles=["ci"]))
    assert accounts.read(file).by_name["zoe"].roles == {"ci"} and accounts.read(file).by_name["zoe"].email == "zoe@example.org"


def test_a_file_with_mistakes_is_left_alone(server, file, keys):
    file.write_text("format = 1\n[accounts.zoe]\nrole = 1\n")
    with pytest.raises(errors.BadServerFile, match="role is not known"):
        accountfile.add(server, "new", "new@example.org", [], keys)
    assert file.read_text() == "format = 1\n[accounts.zoe]\nrole = 1\n"


def test_the_only_librarian_stays_unless_forced(site, server, tmp_path):
    with pytest.raises(errors.AccountProblem, match="the repository itself .software.git., framework .software.git., mdst .soft"):
        accountfile.remove(server, "librarian", os.environ)
    clone = site.clone(tmp_path / "clone", "librarian")
    clone.commit({".librarians": "librarian\nauthor\n", "framework/.librarians": "librarian\nauthor\n"})
    assert clone.push().returncode == 0
    with pytest.raises(errors.AccountProblem, match="only librarian of mdst .software.git. on main"):
        accountfile.remove(server, "librarian", os.environ)
    accountfile.remove(server, "author", os.environ)
    accountfile.remove(server, "librarian", os.environ, force=True)
    assert list(accounts.read(server / "accounts.toml").by_name) == ["member"] and allowed(server).count("restrict") == 1


def test_changes_at_the_same_time_are_all_kept(server, file):
    threads = [threading.Thread(target=accountfile.group, args=(server, f"group{number}", ["zoe"], [])) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accounts.read(file).groups) == 9


def test_a_push_is_decided_without_the_editor(server):
    code = "import sys; from b2tools.access import push, wrapper; print('tomlkit' in sys.modules or 'b2tools.mail' in sys.modules)"
    assert process.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.getcwd()}).text == "False\n"


def test_an_account_works_at_once_and_not_after_its_end(site, server, keys):
    def whoami(name):
        words = [server / "bin/ssh", f"{name}@localhost", "whoami"]
        return subprocess.run(words, env=site.environment(), capture_output=True).stdout
    accountfile.add(server, "new", "new@example.org", ["ci"], keys)
    assert whoami("new") == b"new ci\n"
    accountfile.remove(server, "new", os.environ)
    assert whoami("new") == b""
