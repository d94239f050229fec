# SPDX-License-Identifier: LGPL-3.0-or-later
"""The schema of manifests: types, kinds and what a kind needs (whole manifests: test_manifests.py)."""
import pytest

from b2tools import manifest_schema

PACKAGE = {"name": "x", "version": "1", "licence": "MIT", "purpose": "p", "kind": "system"}
FILE = {"name": "f", "sha256": "0" * 64, "size": 1, "urls": ["pypi:x==1"]}
WHOLE = {"format": 1, "version": "v01-00-00", "python": "3.11", "size": 1, "package": [PACKAGE]}


def test_a_right_manifest_has_no_mistakes():
    assert manifest_schema.mistakes(WHOLE, "") == []


@pytest.mark.parametrize("change, message", [
    ({"size": True}, "size must be a whole number, not True"),
    ({"package": "x"}, "package must be an array of tables"),
    ({"package": ["x"]}, "a package must be a table"),
    ({"environment": {"set": {"A": 1}}}, "environment.set.A must be a string"),
    ({"environment": {"prepend": {"PATH": "x"}}}, "environment.prepend.PATH must be an array of strings"),
    ({"environment": {"append": {}}}, "the key append is not known"),
    ({"package": [PACKAGE | {"kind": "wheel"}]}, "package x of kind wheel needs files"),
    ({"package": [PACKAGE | {"kind": "source", "files": [FILE]}]}, "package x of kind source needs build commands"),
    ({"package": [PACKAGE | {"files": ["f"]}]}, "a file must be a table"),
    ({"package": [PACKAGE | {"requires": [1]}]}, "requires holds 1"),
    ({"package": [PACKAGE | {"files": [FILE | {"urls": []}]}]}, "urls is empty"),
])
def test_a_mistake_is_named(change, message):
    assert message in "\n".join(manifest_schema.mistakes(WHOLE | change, ""))
