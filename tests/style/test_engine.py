# SPDX-License-Identifier: LGPL-3.0-or-later
"""The folder of settings is the registry of engines."""
import pytest

from b2tools.style import engine


@pytest.mark.parametrize(("file", "name"), [("a/b.py", "python"), ("A.h", "cpp"), ("a b.cc", "cpp"), ("x.rst", "rst"),
                                            ("Makefile", None), (".py", None)])
def test_the_suffix_tells_the_engine(file, name):
    assert engine.name_for(file) == name


@pytest.mark.parametrize("name", sorted(engine.known()))
def test_every_engine_checks_and_mends_an_empty_file(name):
    settings = engine.known()[name]
    source = engine.Source("empty", "")
    assert engine.load(name).check([source], settings) == []
    assert engine.load(name).fix([source], settings) == [""]
    assert settings["line_length"] == 132
