# SPDX-License-Identifier: LGPL-3.0-or-later
"""Binary archives: installed whole and verified or not at all, from whichever address has the right one."""
import functools
import http.server
import json
import logging
import os
import platform
import shutil
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from b2tools import errors, platforms, space
from b2tools.installing import binaries
from b2tools.network import download
from b2tools.places import receipts
from b2tools.places.installations import Installation, arch
from b2tools.publishing import catalogues, packs
from tests import signed_area

NAME = "v01-00-00"
HERE = platforms.here()
DIGEST = "cd" * 32


def make_externals(top, **more):
    """Externals with a program, a library, a link, an empty folder and a link to the interpreter."""
    place = Installation(top, NAME)
    common = place.final / arch() / "common"
    for name in ("bin/tool", "lib/a.so", "lib/.debug/a.so.debug"):
        (common / name).parent.mkdir(parents=True, exist_ok=True)
        (common / name).write_bytes(name.encode() * 100)
    (common / "bin/tool").chmod(0o755)
    (common / "lib/liba.so").symlink_to("a.so")
    (common / "bin/python3").symlink_to("/somewhere/else/bin/python3")
    inputs = {"manifest": DIGEST, "python": platform.python_version()} | more
    receipts.write(place.final, "externals", NAME, platform=arch(), made_by="test", inputs=inputs, environment={})
    return place


@pytest.fixture
def area(tmp_path):
    """A site whose download area has these externals."""
    made = signed_area.make(tmp_path / 'gr\u00f6\u00dfe 1" x')
    packs.publish(packs.Order(made.site(), make_externals(tmp_path / "built"), HERE, made.folder, made.key), made.means())
    return made


@pytest.fixture
def server(area):
    """Address of a real server of the download area; it logs the paths that were asked for."""
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            asked.append(self.path)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=area.folder)) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}", asked
        running.shutdown()


def install(area, *urls, **more):
    return binaries.install(area.site(*urls), "externals", NAME, area.means(), **more)


def final(area):
    return area.site().externals / NAME


def remains(area):
    return sorted(path.name for path in area.site().externals.glob("*") if not path.name.endswith(".lock"))


def archive(area, part="main"):
    index = catalogues.fetch(area.site(), area.means())
    return area.folder / index.find("externals", NAME, HERE, arch(), part).file


def test_an_archive_becomes_an_installation_with_the_interpreter_of_this_machine(area):
    receipt = install(area)
    assert receipt.name == NAME and receipts.verify(final(area)) == []
    assert (final(area) / arch() / "common/bin/python3").resolve().samefile(sys._base_executable)
    assert (final(area) / arch() / "common/lib/liba.so").readlink().name == "a.so"
    assert not receipts.has_part(final(area), "debug")


def test_debug_files_come_on_request_also_later(area):
    install(area)
    install(area, debug=True)
    assert (final(area) / arch() / "common/lib/.debug/a.so.debug").is_file() and receipts.verify(final(area)) == []
    inode = final(area).stat().st_ino
    install(area)
    assert final(area).stat().st_ino == inode


def test_a_second_install_does_nothing(area):
    install(area)
    inode = final(area).stat().st_ino
    assert install(area).name == NAME and final(area).stat().st_ino == inode


def test_the_archive_comes_from_a_server_through_the_cache(area, server):
    url, asked = server
    install(area, url)
    assert receipts.verify(final(area)) == [] and len([path for path in asked if path.endswith(".zst")]) == 1
    shutil.rmtree(final(area))
    install(area, url)
    assert len([path for path in asked if path.endswith(".zst")]) == 1


def test_a_damaged_file_in_the_cache_is_fetched_again(area, server):
    url, asked = server
    install(area, url)
    kept = next(path for path in (area.top / "cache").iterdir() if path.name == files_hash(area))
    kept.write_bytes(b"x" * kept.stat().st_size)
    shutil.rmtree(final(area))
    install(area, url)
    assert receipts.verify(final(area)) == [] and len([path for path in asked if path.endswith(".zst")]) == 2


def files_hash(area):
    return catalogues.fetch(area.site(), area.means()).find("externals", NAME, HERE, arch()).sha256


DAMAGE = {"truncated": (lambda data: data[:-50], "instead of"), "longer": (lambda data: data + b"more", "instead of"),
          "altered": (lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:], "its SHA-256 is"),
          "empty": (lambda data: b"", "it has 0 instead of"), "something else": (lambda data: b"<html>" * len(data), "instead of")}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_archive_installs_nothing_and_the_next_address_is_asked(area, tmp_path, kind):
    damage, reason = DAMAGE[kind]
    shutil.copytree(area.folder, tmp_path / "bad")
    bad = tmp_path / "bad" / archive(area).relative_to(area.folder)
    bad.write_bytes(damage(bad.read_bytes()))
    with pytest.raises(errors.FetchFailed, match=reason):
        install(area, tmp_path / "bad")
    assert remains(area) == [] and not Installation(area.site().externals, NAME).staging.exists()
    install(area, tmp_path / "bad", area.folder)
    assert receipts.verify(final(area)) == []


def test_a_damaged_archive_on_a_server_is_refused(area, server):
    url, _ = server
    place = archive(area)
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    with pytest.raises((errors.WrongHash, errors.FetchFailed)):
        install(area, url)
    assert remains(area) == []


def test_damaged_debug_files_do_not_spoil_the_rest(area, tmp_path):
    shutil.copytree(area.folder, tmp_path / "bad")
    bad = tmp_path / "bad" / archive(area, "debug").relative_to(area.folder)
    bad.write_bytes(bad.read_bytes()[:-1] + b"x")
    install(area, tmp_path / "bad", area.folder, debug=True)
    assert receipts.verify(final(area)) == [] and receipts.has_part(final(area), "debug")


def test_a_file_that_the_index_lists_but_nobody_has_is_named(area, tmp_path):
    name = archive(area).name
    archive(area).unlink()
    with pytest.raises(errors.FetchFailed, match=f"{name} could not be fetched.*\n.*No such file"):
        install(area)
    assert remains(area) == []


def test_every_address_that_failed_is_named(area, server, tmp_path):
    url, _ = server
    archive(area).unlink()
    with pytest.raises(errors.FetchFailed) as caught:
        install(area, area.folder, url)
    assert str(area.folder) in str(caught.value) and f"{url}/externals/" in str(caught.value) and "404" in str(caught.value)


def republished(area, **changes):
    """Put a changed entry into the index, signed as the right one was."""
    index = catalogues.fetch(area.site(), area.means())
    entry = index.find("externals", NAME, HERE, arch())
    catalogues.publish(area.folder, area.key, [replace(entry, **changes)])


@pytest.mark.parametrize("changes, error, reason", [
    ({"contents": "0" * 64}, errors.WrongContents, "SHA-256 of its contents"),
    ({"digest": "0" * 64}, errors.WrongContents, "its receipt"),
    ({"installed": 100}, errors.UnsafeArchive, "over the 100 bytes"),
])
def test_an_archive_that_does_not_hold_what_the_index_says_is_not_installed(area, changes, error, reason):
    republished(area, **changes)
    with pytest.raises(error, match=reason):
        install(area)
    assert remains(area) == []


def test_an_archive_without_receipt_is_not_installed(area, tmp_path):
    from tests import small_externals as small
    made = small.tar(area.folder / "x.tar.xz", {"file": "text"})
    from b2tools import files
    from b2tools.unpacking import archives
    found = archives.unpack(made, tmp_path / "x", hashed="both")
    republished(area, file="x.tar.xz", sha256=files.sha256(made), size=made.stat().st_size, contents=found.contents)
    with pytest.raises(errors.WrongContents, match="its receipt is missing"):
        install(area)


def test_an_archive_for_another_python_is_not_installed(tmp_path):
    area = signed_area.make(tmp_path / "site")
    built = make_externals(tmp_path / "built", python="3.99.1")
    packs.publish(packs.Order(area.site(), built, HERE, area.folder, area.key), area.means())
    with pytest.raises(errors.WrongPython, match="need Python 3.99"):
        install(area)
    assert remains(area) == []


@pytest.mark.parametrize("wanted", [{"digest": "0" * 64}, {"platform": "el-9"}])
def test_without_a_fitting_archive_there_is_none_or_a_reason(area, wanted):
    assert install(area, **wanted) is None
    with pytest.raises(errors.NoArchive, match="made from another manifest|there are archives for " + HERE):
        install(area, required=True, **wanted)


def test_an_archive_for_another_platform_goes_beside_the_own_ones(area):
    index = catalogues.fetch(area.site(), area.means())
    entry = index.find("externals", NAME, HERE, arch())
    catalogues.publish(area.folder, area.key, [replace(entry, platform="el-9")])
    install(area, platform="el-9")
    assert (area.top / "platforms/el-9/externals" / NAME / "receipt.json").is_file() and not final(area).exists()


def test_a_site_without_index_goes_on_from_source_with_one_line(area, tmp_path, caplog):
    with caplog.at_level(logging.WARNING, "b2tools"):
        assert install(area, tmp_path / "empty") is None
    assert len(caplog.records) == 1 and "going on from source" in caplog.text
    with pytest.raises(errors.NotServed):
        install(area, tmp_path / "empty", required=True)


def test_a_site_without_addresses_goes_on_from_source_silently(area, caplog):
    site = replace(area.site(), download_urls=())
    assert binaries.install(site, "externals", NAME, area.means()) is None and not caplog.records


def test_without_a_network_the_last_index_and_the_cache_suffice(area, server, caplog):
    url, _ = server
    install(area, url)
    shutil.rmtree(final(area))
    shutil.rmtree(area.folder)
    assert install(area, url).name == NAME
    assert "hours ago counts" in caplog.text and receipts.verify(final(area)) == []


def test_a_refused_index_is_no_reason_to_build_from_source(area):
    (area.folder / "index.json").write_bytes((area.folder / "index.json").read_bytes() + b" ")
    with pytest.raises(errors.BadSignature):
        install(area)


def test_too_little_space_is_seen_before_anything_is_done(area):
    republished(area, installed=10**15)
    with pytest.raises(errors.TooLittleSpace, match=f"installing {NAME} needs {space.text(10**15 + 10**15 // 20)}"):
        install(area)
    assert remains(area) == []


def test_a_disk_that_fills_up_while_unpacking_leaves_nothing(tmp_path, small_disk, monkeypatch):
    area = signed_area.make(tmp_path / "site")
    built = Installation(tmp_path / "built", NAME)
    built.final.mkdir(parents=True)
    (built.final / "big").write_bytes(os.urandom(2_000_000))
    receipts.write(built.final, "externals", NAME, platform=arch(), made_by="t", inputs={"manifest": DIGEST}, environment={})
    packs.publish(packs.Order(area.site(), built, HERE, area.folder, area.key), area.means())
    (area.top / "externals").symlink_to(small_disk)
    # somebody else takes the space after it was asked for
    monkeypatch.setattr(space, "require", lambda *words: None)
    with pytest.raises(errors.DiskFull):
        install(area)
    assert [path.name for path in small_disk.iterdir() if not path.name.endswith(".lock")] == []


CODE = """
import os, sys
from pathlib import Path
from b2tools.installing import binaries
from tests import signed_area
area = signed_area.Area(Path(sys.argv[1]))
receipt = binaries.install(area.site(), "externals", "v01-00-00", area.means(waiting=lambda holder: print("waited")))
print(receipt.name, (area.site().externals / receipt.name).stat().st_ino)
"""


def test_several_installs_at_once_make_one_installation(area):
    running = [subprocess.Popen([sys.executable, "-c", CODE, area.top], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [one.communicate()[0].splitlines()[-1] for one in running]
    assert [one.returncode for one in running] == [0] * 4 and len(set(said)) == 1
    assert receipts.verify(final(area)) == []


def test_a_removed_interpreter_link_and_changed_files_are_found(area):
    install(area)
    common = final(area) / arch() / "common"
    (common / "bin/python3").unlink()
    (common / "lib/liba.so").unlink()
    (common / "lib/liba.so").symlink_to("b.so")
    (common / "bin/tool").chmod(0o644)
    (common / "more").touch()
    assert receipts.verify(final(area)) == [
        f"{arch()}/common/bin/python3: missing", f"{arch()}/common/bin/tool: may not be executed",
        f"{arch()}/common/lib/liba.so: changed", f"{arch()}/common/more: not in the receipt"]


def test_the_receipt_is_the_one_that_was_packed(area, tmp_path):
    install(area)
    assert receipts.digest(final(area)) == receipts.digest(tmp_path / "built" / NAME)
    assert json.loads((final(area) / "receipt.json").read_text())["made_by"] == "test" and download.Cache(tmp_path)


def test_an_install_that_is_killed_anywhere_leaves_nothing_half_and_the_next_one_works(tmp_path):
    """Killed when the staging folder is there, and when it holds more and more files."""
    area = signed_area.make(tmp_path / "site")
    built = Installation(tmp_path / "built", NAME)
    for number in range(300):
        place = built.final / f"{arch()}/common/lib/file-{number:03}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(os.urandom(50_000))
    receipts.write(built.final, "externals", NAME, platform=arch(), made_by="t", inputs={"manifest": DIGEST}, environment={})
    packs.publish(packs.Order(area.site(), built, HERE, area.folder, area.key), area.means())
    staging = Installation(area.site().externals, NAME).staging
    stages = set()
    for count in (0, 1, 100, 200, 299):
        child = subprocess.Popen([sys.executable, "-c", CODE, area.top], stdout=subprocess.DEVNULL)
        awaited = staging / f"{arch()}/common/lib/file-{count:03}" if count else staging
        while child.poll() is None and not awaited.exists():
            pass
        child.kill()
        child.wait()
        stages.add("whole" if final(area).exists() else "staged" if staging.exists() else "before")
        assert not final(area).exists() or receipts.verify(final(area)) == []
        install(area)
        assert receipts.verify(final(area)) == [] and not staging.exists()
        shutil.rmtree(final(area))
    assert "staged" in stages
