# SPDX-License-Identifier: LGPL-3.0-or-later
"""Programs that a test needs: a missing one skips the test, or fails it where everything must be there."""
import os
import shutil

import pytest

from b2tools.thirdparty import confinement, prefixes


def require(program: str) -> str:
    """Absolute path of a program; skips the test without it, fails it with B2_REQUIRE_ALL=1."""
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin:/usr/local/sbin")
    if path is None:
        (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)(f"{program} is not installed")
    return path


def require_namespaces() -> None:
    """Skips a test where the kernel allows no namespaces, fails it with B2_REQUIRE_ALL=1."""
    if not confinement.possible(str(prefixes.interpreter())):
        (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)("builds cannot be confined in namespaces here")
