# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files of a server that are not in order are named, each with the way to mend it."""
import os
import shutil
import sys

import pytest

from b2tools import process, signing
from b2tools.server import filechecks, gitserver


def findings(server):
    return list(filechecks.look(server, sys.executable))


def append(name, text):
    return lambda server: (server / name).write_text((server / name).read_text() + text)


def double(server):
    signing.make_key(server.parent / "key", "x")
    key = signing.public_key(server.parent / "key")
    (server / "accounts.toml").write_text((server / "accounts.toml").read_text()
                                          + "".join(f'[accounts.{name}]\nkeys = ["{key}"]\n' for name in ("ann", "bert")))


SPOILT = {"unreadable accounts": (append("accounts.toml", "["), "accounts.toml is not in order"),
          "unknown role": (append("accounts.toml", '[accounts.x]\nroles = ["king"]\n'), "role king is not known"),
          "one key of two": (double, "ann and bert have the same key"),
          "broken key": (append("accounts.toml", '[accounts.x]\nkeys = ["ssh-ed25519 AAAA"]\n'),
                         "x: 'ssh-ed25519 AAAA' is no public key"),
          "no accounts": (lambda server: (server / "accounts.toml").write_text("format = 1\n"), "has no accounts"),
          "unreadable policy": (append("policy.toml", "x = 1\n"), "policy.toml is not in order"),
          "rules off": (append("policy.toml", 'rules_off = ["owner"]\n'), "Warning: the policy does not apply owner"),
          "other keys": (append("authorized_keys", "ssh-ed25519 AAAA x\n"), "is not what the accounts say"),
          "no keys": (lambda server: (server / "authorized_keys").unlink(), "is not what the accounts say"),
          "audit of nobody": (lambda server: (server / "audit.jsonl").chmod(0o440), "audit.jsonl cannot be written"),
          "audit half written": (append("audit.jsonl", '{"version": 1'), "is no decision"),
          "audit of others": (append("audit.jsonl", "hello\n"), "is no decision: 'hello'"),
          "shell": (lambda server: (server / "bin/shell").chmod(0o644), "bin/shell is not as it was made"),
          "ssh": (lambda server: (server / "bin/ssh").unlink(), "bin/ssh is not as it was made"),
          "wide folder": (lambda server: (server / "git/software.git/refs").chmod(0o777), "software.git/refs, and so change refs"),
          "wide file": (lambda server: (server / "accounts.toml").chmod(0o664), "accounts.toml, and so change refs")}


def test_a_server_in_order_has_no_findings(server):
    assert findings(server) == []


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_is_told_with_a_way_to_mend_it(server, name):
    spoil, said = SPOILT[name]
    spoil(server)
    found = findings(server)
    assert [one for one in found if said in one.what and one.mend], found


def test_the_commands_mend_what_they_are_for(server):
    (server / "authorized_keys").write_text("")
    (server / "policy.toml").chmod(0o666)
    (server / "bin/shell").write_text("#!/bin/sh\nexit 0\n")
    found = findings(server)
    assert len(found) == 3 and all(one.command for one in found)
    for one in found:
        words = one.command.replace("b2server", f"'{sys.executable}' -m b2tools server")
        process.run(["sh", "-c", words], env={**os.environ, "PYTHONPATH": os.getcwd()})
    assert findings(server) == []


def test_files_of_another_user_are_found(server):
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    os.chown(server / "policy.toml", 12345, -1)
    assert [one.command for one in findings(server) if "belong to others than root" in one.what]


def test_links_are_not_wide_and_not_followed(server, tmp_path):
    (tmp_path / "open").mkdir(mode=0o777)
    os.chmod(tmp_path / "open", 0o777)
    (server / "git/link").symlink_to(tmp_path / "open")
    assert findings(server) == []


def test_only_the_end_of_a_long_audit_log_is_read(server):
    good = (server / "audit.jsonl").read_text().splitlines(keepends=True)[-1]
    (server / "audit.jsonl").write_text("bad\n" + good * 1000)
    assert findings(server) == []


def test_a_full_disk_is_told(small_disk, server):
    shutil.copytree(server / "bin", small_disk / "server/bin")
    for name in ("accounts.toml", "policy.toml"):
        shutil.copy(server / name, small_disk / "server")
    gitserver.authorize(small_disk / "server")
    assert [one.what for one in findings(small_disk / "server") if "GB are wanted. A full disk refuses every push" in one.what]
