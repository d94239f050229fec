# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of the tools, each broken and mended for real."""
import os
import time


def test_sound_tools_have_no_finding(practice):
    assert practice.look("tools") == []


def test_a_missing_link_is_told_and_made(practice):
    (practice.top / "tools/b2setup").unlink()
    practice.mend(practice.only("tools", "tools/b2setup does not lead to the present tools"))
    assert practice.look("tools") == []


def test_a_current_that_leads_nowhere_is_told_and_mended(practice):
    (practice.top / "tools/current").unlink()
    (practice.top / "tools/current").symlink_to("versions/3.0.0")
    practice.mend(practice.only("tools", "leads to no version of the tools (installed: 1.0.0)"))
    assert practice.look("tools") == []


def test_a_launcher_without_its_interpreter_is_told_and_mended(practice):
    launcher = practice.top / "tools/bin/b2tools"
    launcher.write_text(launcher.read_text().replace("exec '/", "exec '/gone/"))
    practice.mend(practice.only("tools", "does not start"))
    assert practice.look("tools") == []


def test_a_site_file_newer_than_what_was_compiled_is_told_and_mended(practice):
    os.utime(practice.top / "site.toml", (time.time() + 5,) * 2)
    found = practice.only("tools", "was changed after the tools were installed")
    os.utime(practice.top / "site.toml", (time.time() - 5,) * 2)
    practice.mend(found)
    assert practice.look("tools") == []


def test_an_unreadable_receipt_is_told(practice):
    (practice.top / "tools/versions/1.0.0/receipt.json").write_text("{")
    practice.only("tools", "is not a receipt")
