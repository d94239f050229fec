# SPDX-License-Identifier: LGPL-3.0-or-later
"""Every module has its test file, and `tests/` mirrors the tools."""
import pytest
from tests.rules.source_tree import TOP, named

MODULES = [name for name in named(".py", below="b2tools/")
           if not name.endswith(("__init__.py", "__main__.py"))
           and not name.startswith(("b2tools/commands/", "b2tools/errors/"))]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_a_test_file(name):
    folder, _, file = name.removeprefix("b2tools/").rpartition("/")
    assert (TOP / "tests" / folder / f"test_{file}").is_file()
