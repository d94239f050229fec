# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of free space, on a really small file system."""


def test_a_small_disk_is_told(practice, small_disk):
    found = [one.what for one in practice.look("room", TMPDIR=str(small_disk)) if str(small_disk) in one.what]
    assert len(found) == 1 and "free for temporary files; 300.0 MB are wanted" in found[0]


def test_enough_room_is_no_finding(practice, monkeypatch):
    from b2tools.doctor import room
    monkeypatch.setattr(room, "LEAST", dict.fromkeys(room.LEAST, 1))
    monkeypatch.setattr(room, "INODES", 1)
    assert practice.look("room") == []
    monkeypatch.setattr(room, "INODES", 1 << 60)
    assert all("more files only" in one.what for one in practice.look("room"))
