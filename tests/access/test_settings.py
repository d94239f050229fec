# SPDX-License-Identifier: LGPL-3.0-or-later
"""The server's own limits."""
import pytest

from b2tools import errors
from b2tools.access import settings


def test_what_is_not_said_has_its_default(tmp_path):
    (tmp_path / "policy.toml").write_text("format = 1\nseconds = 5\n")
    found = settings.read(tmp_path / "policy.toml")
    assert (found.seconds, found.object_limit, found.rules_off) == (5, 1 << 20, ())


def test_all_mistakes_are_told_at_once(tmp_path):
    (tmp_path / "policy.toml").write_text('object_limt = 3\nseconds = 0\npush_limit = "x"\nrules_off = "all"\n')
    with pytest.raises(errors.BadServerFile) as caught:
        settings.read(tmp_path / "policy.toml")
    for part in ("format = 1 is missing", "object_limt is not known. Did you mean object_limit", "seconds is not a whole",
                 "push_limit", "rules_off"):
        assert part in str(caught.value)


def test_a_mail_server_is_read(tmp_path):
    (tmp_path / "policy.toml").write_text('format = 1\n[mail]\nserver = "localhost:25"\nsender = "git@example.org"\n')
    found = settings.read(tmp_path / "policy.toml").mail
    assert (found.server, found.sender) == ("localhost:25", "git@example.org")


@pytest.mark.parametrize("text, said", [("mail = 3\n", ["mail is not a table"]),
                                        ("[mail]\n", ["mail: server is None, wanted is", "mail: sender is None, wanted is"]),
                                        ('[mail]\nserver = "localhost"\nsender = "a\\nBcc: b@c.d"\nsendr = 1\n',
                                         ["server is 'localhost'", "sender is 'a\\nBcc", "sendr is not known. Did you mean"])])
def test_mistakes_about_mail_are_told_with_all_others(tmp_path, text, said):
    (tmp_path / "policy.toml").write_text(f"format = 1\nseconds = 0\n{text}")
    with pytest.raises(errors.BadServerFile) as caught:
        settings.read(tmp_path / "policy.toml")
    assert all(part in str(caught.value) for part in [*said, "seconds is not a whole number"])


def test_a_missing_file_is_an_error_and_not_the_default(tmp_path):
    with pytest.raises(errors.BadServerFile):
        settings.read(tmp_path / "policy.toml")
