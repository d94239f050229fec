# SPDX-License-Identifier: LGPL-3.0-or-later
"""The rules of manifests: types, kinds, what a kind needs, requirements (whole manifests: test_manifests.py)."""
from pathlib import Path

import pytest

from b2tools import config, errors
from b2tools.thirdparty import manifest_schema
from b2tools.thirdparty.pins import render

PACKAGE = {"name": "x", "version": "1", "licence": "MIT", "purpose": "p", "kind": "system", "check": "true"}
FILE = {"name": "f", "sha256": "0" * 64, "size": 1, "urls": ["pypi:x==1"]}
BUILT = PACKAGE | {"kind": "source", "files": [FILE], "build": ["make -j{jobs} prefix={prefix} CFLAGS='{flags}' # ${{HOME}}"]}
WHOLE = {"format": 1, "version": "v01-00-00", "python": "3.11", "size": 1, "package": [PACKAGE]}


def said(data: dict) -> str:
    """The refusal of a manifest, empty if it is right."""
    text = data if isinstance(data, str) else render(data)
    try:
        config.parse(Path("v01-00-00.toml"), text.encode(), manifest_schema.SCHEMA,
                     lambda found: manifest_schema.mistakes(found, Path("patches")), errors.BadManifest)
    except errors.BadManifest as error:
        return str(error)
    return ""


def test_a_right_manifest_has_no_mistakes():
    both = BUILT | {"name": "y", "option": ["opt", "debug"], "requires": ["x"], "time_limit": 60}
    user = BUILT | {"name": "z", "option": ["debug"], "requires": ["y"], "optional": True}
    assert said(WHOLE | {"package": [PACKAGE, both, user]}) == ""


@pytest.mark.parametrize("change, message", [
    ({"size": True}, "size is True, but must be a whole number"),
    ({"environment": {"set": {"A": 1}}}, "environment.set.A is 1, but must be a text"),
    ({"environment": {"prepend": {"PATH": "x"}}}, "environment.prepend.PATH is 'x', but must be a list"),
    ({"package": [PACKAGE | {"kind": "wheel"}]}, "package x of kind wheel needs files"),
    ({"package": [PACKAGE | {"kind": "python"}]}, "package x of kind python needs files"),
    ({"package": [PACKAGE | {"kind": "source", "files": [FILE]}]}, "package x of kind source needs build commands"),
    ({"package": [PACKAGE | {"check": ""}]}, "package x of kind system needs a check command or programs"),
    ({"package": [PACKAGE | {"files": [FILE]}]}, "package x of kind system has files, but nothing of it is made"),
    ({"package": [PACKAGE | {"requires": [1]}]}, "package x: requires is 1, but must be a text"),
    ({"package": [BUILT | {"files": [FILE | {"urls": []}]}]}, "package x has no urls for its file f"),
    ({"package": [BUILT | {"option": "fast"}]}, "package x: option is 'fast', but must be one of common, opt, debug"),
    ({"package": [BUILT | {"option": ["opt", "quick"]}]}, "package x: option is 'quick', but must be one of common, opt, debug"),
    ({"package": [BUILT | {"option": 3}]}, "package x: option is 3, but must be a text or a list"),
    ({"package": [BUILT | {"option": ["opt", "opt"]}]}, "package x has an option twice or none"),
    ({"package": [BUILT | {"time_limit": -1}]}, "package x has a time_limit that is not positive"),
    ({"package": [BUILT | {"build": ["make {perfix}"]}]}, "package x has {perfix} in a command. Did you mean prefix?"),
    ({"package": [BUILT | {"build": ["echo ${HOME"]}]}, "a brace for the shell is written twice"),
    ({"package": [BUILT | {"requires": ["y"]}, BUILT | {"name": "y", "option": ["opt", "debug"]}]},
     "package x requires y for common, but that is made for opt and debug only"),
    ({"package": [BUILT | {"requires": ["y"]}, BUILT | {"name": "y", "optional": True}]},
     "package x requires y, which is optional, without being optional itself"),
    ({"package": [BUILT, BUILT]}, "package x is listed twice"),
])
def test_a_mistake_is_named(change, message):
    assert message in said(WHOLE | change)


def test_all_mistakes_of_schema_requirements_and_patches_come_at_once_with_their_lines():
    wrong = BUILT | {"name": "w", "requires": ["nope"], "patches": ["no.patch"], "kind": "sauce"}
    text = render(WHOLE | {"package": [PACKAGE, wrong, BUILT | {"name": "v", "requires": ["v"]}]})
    lines = text.splitlines()
    for key, sentence in (("kind = \"sauce\"", "package w: kind is 'sauce'"),
                          ("requires = [\"nope\"]", "package w requires nope, which"),
                          ("patches = ", "package w has the patch no.patch, which is not in patches")):
        number = next(number for number, line in enumerate(lines, 1) if line.startswith(key))
        assert f"line {number}: {sentence}" in said(text)
    assert "in a circle: v -> v" in said(text)


def test_a_package_that_is_no_table_is_told():
    assert "line 5: package is 'x', but must be a table" in said('format = 1\nversion = "v01-00-00"\npython = "3.11"\nsize = 1\n'
                                                                 'package = ["x"]\n')
