# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whoever holds the key or the download area makes an archive that is not what it says: nothing of it is installed."""
import hashlib
import io
import json
import os
import shutil
import tarfile

import pytest
import zstandard

from b2tools import errors
from b2tools.places import receipts
from b2tools.places.installations import arch
from tests.installing.test_binaries import NAME, archive, area, final, install, remains, republished  # noqa: F401


def publish_by_hand(area, change, name="hostile.tar.zst"):  # noqa: F811
    """Put an archive whose members (by name: content, or target of a link) and receipt were changed into the index."""
    with zstandard.open(archive(area)) as packed, tarfile.open(fileobj=packed, mode="r|") as bundle:
        members = {one.name: one.linkname if one.issym() else bundle.extractfile(one).read() for one in bundle if not one.isdir()}
    receipt = json.loads(members["receipt.json"])
    change(members, receipt)
    receipt["files"]["sha256"] = hashlib.sha256(members["receipt.sha256"]).hexdigest()
    members["receipt.json"] = json.dumps(receipt).encode()
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as bundle:
        for path, content in members.items():
            info = tarfile.TarInfo(path)
            info.mode = 0o755 if path.endswith("bin/tool") else 0o644
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
            else:
                info.size = len(content)
            bundle.addfile(info, io.BytesIO(content if isinstance(content, bytes) else b""))
    packed = zstandard.ZstdCompressor().compress(plain.getvalue())
    (area.folder / name).write_bytes(packed)
    republished(area, file=name, sha256=hashlib.sha256(packed).hexdigest(), size=len(packed),
                contents=hashlib.sha256(plain.getvalue()).hexdigest(), installed=10**6)


HOSTILE = {
    "a file more": (lambda members, receipt: members.update({"more": b"x"}), "more is another"),
    "a repository": (lambda members, receipt: members.update({".git/config": b"[core]"}), ".git/config is another"),
    "a file less": (lambda members, receipt: members.pop(f"{arch()}/common/lib/a.so"), "lib/a.so is another"),
    "a longer file": (lambda members, receipt: members.update({f"{arch()}/common/lib/a.so": b"x" * 9999}), "size of its files"),
    "another link": (lambda members, receipt: members.update({f"{arch()}/common/lib/liba.so": "b.so"}), "liba.so is another"),
    "a link instead of a file": (lambda members, receipt: members.update({f"{arch()}/common/bin/tool": "x"}), "tool is another"),
    "a link outside": (lambda members, receipt: receipt["links"].update({"../../../outside/bin/python3": "{python}"}), "leads out"),
    "an absolute link": (lambda members, receipt: receipt["links"].update({"/tmp/b2-outside/bin/python3": "{python}"}), "absolute"),
    "another name": (lambda members, receipt: receipt["links"].update({"bin/sh": "{python}"}), "does not have its name"),
    "through a link": (lambda members, receipt: (members.update({"l": f"{arch()}/common/lib"}), receipt["links"].update(
        {"l": f"{arch()}/common/lib", "l/bin/python3": "{python}"})), "through a link"),
    "another version": (lambda members, receipt: receipt.update(name="v02-00-00"), "its receipt is externals v02-00-00"),
    "an old format": (lambda members, receipt: receipt.update(format=1), "the format of its receipt"),
    "an odd variable": (lambda members, receipt: receipt.update(environment={"set": {"A;touch x": "y"}}), "no name of a variable"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_signed_archive_that_is_not_as_its_receipt_says_is_not_installed(area, kind, tmp_path):  # noqa: F811
    change, reason = HOSTILE[kind]
    publish_by_hand(area, change)
    with pytest.raises((errors.WrongContents, errors.UnsafeArchive, errors.BadEnvironment), match=reason):
        install(area)
    assert remains(area) == [] and not (tmp_path / "outside").exists() and not os.path.lexists("/tmp/b2-outside")


def test_an_archive_made_by_hand_but_right_is_installed(area):  # noqa: F811
    publish_by_hand(area, lambda members, receipt: None)
    install(area)
    assert receipts.verify(final(area)) == []


def test_pipes_in_the_place_of_archives_are_not_waited_for(area, tmp_path):  # noqa: F811
    shutil.copytree(area.folder, tmp_path / "bad")
    bad = tmp_path / "bad" / archive(area).relative_to(area.folder)
    bad.unlink()
    os.mkfifo(bad)
    install(area, tmp_path / "bad", "file://elsewhere/x", area.folder)
    assert receipts.verify(final(area)) == []


def test_an_interruption_leaves_nothing(area):  # noqa: F811
    def interrupted(staging, receipt):
        assert staging.exists()
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        install(area, finish=interrupted)
    assert os.listdir(area.site().externals) == [f".{NAME}.lock"]
