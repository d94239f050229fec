# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whatever the server decides has an end."""
import subprocess
import sys
import time

import pytest

from b2tools import errors
from b2tools.access import limits


def test_an_answer_in_time_is_given():
    assert limits.within(5, "this", lambda: 7) == 7


def test_a_limit_that_other_code_swallows_comes_again():
    def stubborn():
        try:
            time.sleep(20)
        except errors.B2Error:
            time.sleep(20)

    with pytest.raises(errors.TimedOut, match="this did not end within 1 s"):
        limits.within(1, "this", stubborn)


@pytest.mark.parametrize("size, fits", [(10, True), (300, False)])
def test_memory_beyond_the_limit_is_not_given(size, fits):
    code = f"from b2tools.access import limits; limits.memory(200 << 20); bytearray({size} << 20)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode == 0) is fits and (fits or "MemoryError" in done.stderr)
