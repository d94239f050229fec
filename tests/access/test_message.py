# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the client's hook says about a message."""
import pytest

from b2tools.access import message as hook


@pytest.mark.parametrize(("message", "code", "told"), [
    ("Do it\n\nBecause.\n", 0, ""),
    ("\nDo it\n", 1, "refused: the first line of the message is empty"), ("# only a comment\n", 0, ""),
    ("a" * 73 + "\n", 0, "advice: the first line of the message has 73 characters; with at most 72"),
    ("Do it\nBecause.\n", 0, "advice: leave the second line of the message empty")])
def test_a_message_needs_a_first_line(tmp_path, message, code, told):
    (tmp_path / "message").write_text(message)
    said: list[str] = []
    assert hook.commit_msg(str(tmp_path / "message"), said.append) == code
    assert "".join(said).startswith(told) and bool(said) == bool(told)
