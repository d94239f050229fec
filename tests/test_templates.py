# SPDX-License-Identifier: LGPL-3.0-or-later
"""Templates: only `@{name}` is a placeholder."""
import pytest

from b2tools import templates


def test_only_braces_after_the_sign_are_placeholders():
    assert templates.Template("a@b @{x} @@ $x ${x} @{X}").fill(x="1") == "a@b 1 @@ $x ${x} @{X}"


def test_unknown_placeholder_is_our_error():
    with pytest.raises(KeyError):
        templates.Template("@{missing}").fill(x="1")


def test_values_are_not_looked_at_again():
    assert templates.Template("@{a}@{b}").fill(a="@{b}", b="2") == "@{b}2"
