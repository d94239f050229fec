# SPDX-License-Identifier: LGPL-3.0-or-later
"""What of an environment reaches git that works for others."""
from b2tools.variables import QUARANTINE, clean


def test_nothing_that_steers_git_or_the_interpreter_is_left():
    found = clean({"GIT_DIR": "/x", "PYTHONPATH": "/x", "LD_PRELOAD": "/x", "HOME": "/h", QUARANTINE[0]: "/q"}, keep=QUARANTINE)
    assert found["HOME"] == "/h" and found[QUARANTINE[0]] == "/q" and found["GIT_NO_REPLACE_OBJECTS"] == "1"
    assert not {"GIT_DIR", "PYTHONPATH", "LD_PRELOAD"} & found.keys()
