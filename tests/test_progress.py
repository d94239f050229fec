# SPDX-License-Identifier: LGPL-3.0-or-later
"""The library tells its progress through a callback."""
from b2tools import progress


def test_nobody_has_to_listen(capsys):
    progress.silent("fetching", 1, 2)
    assert capsys.readouterr() == ("", "")
