# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of the machine against what is installed."""
import json


def test_a_site_of_this_machine_has_no_finding(practice):
    assert practice.look("machine") == []


def test_a_site_without_this_platform_is_told(practice):
    (practice.top / "platforms/el-9").mkdir(parents=True)
    practice.only("machine", "several platforms (el-9), but none for")
    assert practice.look("machine", BELLE2_PLATFORM="el-9") == []


def test_externals_of_another_architecture_or_python_are_told(practice):
    place = practice.top / "externals/v01-00-00"
    (place / "Linux_riscv64").mkdir()
    practice.only("machine", "are made for Linux_riscv64, but this machine is")
    (place / "Linux_riscv64").rmdir()
    receipt = place / "receipt.json"
    receipt.write_text(json.dumps(json.loads(receipt.read_text()) | {"inputs": {"python": "3.8.2"}}))
    practice.only("machine", "are made for Python 3.8, but the tools run with 3.11")
