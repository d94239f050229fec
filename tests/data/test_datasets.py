# SPDX-License-Identifier: LGPL-3.0-or-later
"""Data sets from archives and from git repositories with pointers: whole and verified, or absent; real git, real servers."""
import hashlib
import json
import os
import subprocess
import sys
import tarfile
import threading

import pytest

from b2tools import errors
from b2tools.data import datalists, datasets
from b2tools.network import download
from b2tools.places import receipts
from b2tools.publishing import signedfiles
from b2tools.server import siteserver
from b2tools.upkeep import inventory
from tests import fault_server as faults
from tests import signed_area
from tests import small_externals as small

LARGE = bytes(range(256)) * 2000
OID = hashlib.sha256(LARGE).hexdigest()
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize {len(LARGE)}\n"
INSTALL = """
import os, sys
from pathlib import Path
from b2tools import cli
raise SystemExit(cli.main(["install-data", "examples", "--top", sys.argv[1], "--cache", sys.argv[2]], "b2tools"))
"""


@pytest.fixture
def area(tmp_path):
    return signed_area.make(tmp_path / "größe x")


def publish(area, *tables):
    text = f"format = 1\ndata = {toml(list(tables))}\n"
    signedfiles.publish(area.folder, datalists.NAME, text.encode(), area.key)


def toml(value):
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def archive_set(area, members, name="events.tar.xz", **more):
    """A data set whose archive lies in the download area."""
    path = small.tar(area.folder / "data" / name, members)
    table = small.pinned(path)
    del table["urls"]
    return {"name": "examples", "version": "1", "purpose": "Test", "size": 1000, "files": [table | more]}


def git(folder, *words):
    return subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, text=True).stdout.strip()


def repository(tmp_path, files=None):
    """A repository of data with a small file, a program, a link and a pointer; gives its folder and commit."""
    folder = tmp_path / "data repository"
    folder.mkdir()

    def run(*words):
        return git(folder, *words)
    run("init", "-q", "-b", "main")
    content = files or {"README": "text\n", "run.sh": "#!/bin/sh\n", "deep/large.root": POINTER,
                        ".gitattributes": "*.root filter=lfs diff=lfs merge=lfs -text\n"}
    for name, text in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    if not files:
        (folder / "run.sh").chmod(0o755)
        (folder / "link").symlink_to("deep/large.root")
    run("add", "-A")
    run("commit", "-q", "-m", "Data")
    first = run("rev-parse", "HEAD")
    (folder / "README").write_text("newer\n")
    run("add", "-A")
    run("commit", "-q", "-m", "Newer")
    return folder, first


def git_set(folder, commit, **more):
    table = {"repository": folder if isinstance(folder, str) else folder.as_uri(), "commit": commit} | more
    return {"name": "examples", "version": "1", "purpose": "Test", "size": 1000, "git": table}


def order(area, **more):
    listed, _ = datalists.current(area.site(), area.means())
    return datasets.Order(area.site(), datalists.find(listed, area.site(), "examples"), "member", **more)


def install(area, **more):
    wanted = order(area, **more)
    datasets.install(wanted, area.means())
    return wanted.place.final


def nothing_installed(area):
    folder = area.top / "data" / "examples"
    return not folder.exists() or not [path for path in folder.iterdir() if not path.name.endswith(".lock")]


def test_archives_are_unpacked_where_they_belong_with_a_receipt(area):
    one = archive_set(area, {"events/a.txt": "a"})
    two = archive_set(area, {"b.txt": "b"}, "more.tar.xz", to="sub/folder")
    plain = small.tar(area.folder / "data" / "plain file.tar.xz", {"c": "c"})
    three = {**small.pinned(plain), "unpack": False}
    del three["urls"]
    publish(area, one | {"files": one["files"] + two["files"] + [three]})
    place = install(area)
    assert (place / "events/a.txt").read_text() == "a" and (place / "sub/folder/b.txt").read_text() == "b"
    assert (place / "plain file.tar.xz").read_bytes() == plain.read_bytes()
    receipt = receipts.read(place)
    assert (receipt.kind, receipt.name, receipt.files.count) == ("data", "examples/1", 3)
    assert place == area.top / "data/examples/1" and datasets.is_current(order(area))


def test_an_installed_set_can_be_verified_by_name_version_and_path(area, tmp_path):
    publish(area, archive_set(area, {"a.txt": "a"}))
    place, other = install(area), install(area, to=tmp_path / "elsewhere")
    for name in ("examples", "examples/1", str(place)):
        assert inventory.verify(area.site(), name) == (place, [])
    (other / "a.txt").write_text("b")
    assert inventory.verify(area.site(), str(other)) == (other, ["a.txt: changed"])
    with pytest.raises(errors.NotInstalled):
        inventory.verify(area.site(), "../examples")
    assert sorted(os.listdir(tmp_path / "elsewhere")) == ["examples"]


def test_a_git_repository_gives_its_files_and_the_objects_behind_pointers(area, tmp_path):
    folder, commit = repository(tmp_path)
    (area.folder / "objects").mkdir()
    (area.folder / "objects" / OID).write_bytes(LARGE)
    publish(area, git_set(folder, commit))
    place = install(area)
    assert (place / "deep/large.root").read_bytes() == LARGE == (place / "link").read_bytes()
    assert (place / "README").read_text() == "text\n" and os.access(place / "run.sh", os.X_OK)
    assert receipts.read(place).inputs["commit"] == commit and receipts.verify(place) == []
    assert not list(place.parent.glob(".*repository")) and not (place / ".git").exists()


def test_a_repository_at_the_sites_git_server_is_fetched_by_its_own_transport(tmp_path):
    top = tmp_path / "größe y"
    siteserver.create(top, "small", sys.executable, dict(os.environ))
    folder, commit = repository(tmp_path)
    bare = top / "server/git/data/examples.git"
    subprocess.run(["git", "clone", "-q", "--bare", folder, bare], check=True)
    (top / "download/objects").mkdir()
    (top / "download/objects" / OID).write_bytes(LARGE)
    area = Server(top)
    publish(area, git_set("data/examples.git", commit))
    place = install(area)
    assert (place / "deep/large.root").read_bytes() == LARGE and (place / "README").read_text() == "text\n"
    assert receipts.read(place).inputs["repository"] == "ssh://localhost/data/examples.git"


class Server(signed_area.Area):
    """A site with a git server."""

    @property
    def key(self):
        return self.top / "server" / siteserver.SIGNING_KEY


def test_an_lfs_server_gives_what_the_download_area_lacks(area, tmp_path):
    folder, commit = repository(tmp_path)

    def script(request, connection):
        if request.target.startswith("/lfs/objects/batch"):
            href = {"href": f"{server.url}/store/{OID}"}
            answer = {"objects": [{"oid": OID, "size": len(LARGE), "actions": {"download": href}}]}
            faults.answer(connection, json.dumps(answer).encode())
        else:
            faults.file_script(LARGE)(request, connection)
    with faults.serve(script) as server:
        publish(area, git_set(folder, commit, lfs=f"{server.url}/lfs"))
        assert (install(area) / "deep/large.root").read_bytes() == LARGE
    assert [one.target for one in server.requests] == ["/lfs/objects/batch", f"/store/{OID}"]


def test_an_object_that_nobody_has_is_named_with_every_reason(area, tmp_path):
    folder, commit = repository(tmp_path)
    error = {"objects": [{"oid": OID, "size": 1, "error": {"code": 410, "message": "Gone for good"}}]}
    with faults.serve(lambda request, connection: faults.answer(connection, json.dumps(error).encode())) as server:
        publish(area, git_set(folder, commit, lfs=server.url))
        with pytest.raises(errors.FetchFailed) as caught:
            install(area)
    said = str(caught.value)
    assert "deep/large.root could not be fetched" in said and f"objects/{OID}: No such file" in said
    assert "the LFS server says 410 Gone for good" in said and nothing_installed(area)


def test_damaged_pointers_are_all_named_and_nothing_is_installed(area, tmp_path):
    files = {"a": POINTER.replace("sha256", "md5"), "b/c": POINTER + "\n", "d": "fine"}
    folder, commit = repository(tmp_path, files)
    publish(area, git_set(folder, commit))
    with pytest.raises(errors.BadPointers, match=r"(?s)  a: it lacks oid .*  b/c: its lines"):
        install(area)
    assert nothing_installed(area)


def test_a_commit_that_is_not_there_is_named(area, tmp_path):
    folder, _ = repository(tmp_path)
    publish(area, git_set(folder, "0123456789" * 4))
    with pytest.raises(errors.NoDataRepository, match="does not give commit 0123456789"):
        install(area)
    assert nothing_installed(area)


def test_a_repository_on_the_plain_web_is_fetched_without_any_password(area, tmp_path, monkeypatch):
    folder, commit = repository(tmp_path, {"README": "text\n"})
    bare = tmp_path / "served.git"
    subprocess.run(["git", "clone", "-q", "--bare", folder, bare], check=True)
    subprocess.run(["git", "-C", bare, "update-server-info"], check=True)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".netrc").write_text("machine 127.0.0.1 login secret password secret\n")
    (home / ".gitconfig").write_text('[credential]\nhelper = "!echo username=secret; echo password=secret; :"\n')
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file:http")

    def script(request, connection):
        path = bare / request.target.partition("?")[0].removeprefix("/x.git/")
        if path.is_file():
            faults.answer(connection, path.read_bytes())
        else:
            faults.answer(connection, b"", "404 Not Found")
    with faults.serve(script) as server:
        publish(area, git_set(f"http://user:secret@127.0.0.1:{server.port}/x.git", commit))
        place = install(area)
    assert (place / "README").read_text() == "text\n"
    assert server.requests and not [one for one in server.requests if "authorization" in one.headers]
    assert "secret" not in (place / receipts.NAME).read_text()


@pytest.mark.parametrize("member, reason", [("submodule", "is a submodule"), ("link", "outside of the folder")])
def test_what_leaves_the_data_set_is_refused(member, reason, area, tmp_path):
    folder, commit = repository(tmp_path, {"README": "text\n"})
    if member == "link":
        (folder / "out").symlink_to("../../x")
        git(folder, "add", "out")
    else:
        git(folder, "update-index", "--add", "--cacheinfo", f"160000,{commit},module")
    git(folder, "commit", "-q", "-m", "More")
    publish(area, git_set(folder, git(folder, "rev-parse", "HEAD")))
    with pytest.raises(errors.UnsafeArchive, match=reason):
        install(area)
    assert nothing_installed(area)


def test_an_archive_that_is_evil_or_brings_a_receipt_is_refused(area):
    evil = tarfile.TarInfo("../evil")
    publish(area, archive_set(area, {"../evil": evil}))
    with pytest.raises(errors.UnsafeArchive):
        install(area)
    for name in ("receipt.json", "receipt.debug.sha256", ".git/config"):
        publish(area, archive_set(area, {name: "{}"}))
        with pytest.raises(errors.ReservedName, match=f"examples holds {name.split('/')[0]}"):
            install(area)
    assert nothing_installed(area)


def test_a_wrong_archive_changes_nothing_that_is_installed(area):
    publish(area, archive_set(area, {"a.txt": "a"}))
    place = install(area)
    wrong = archive_set(area, {"a.txt": "b"})
    (area.folder / "data/events.tar.xz").write_bytes(b"x" * wrong["files"][0]["size"])
    publish(area, wrong)
    with pytest.raises(errors.WrongHash):
        install(area)
    assert (place / "a.txt").read_text() == "a" and receipts.verify(place) == []


def test_a_set_that_changed_under_its_version_replaces_the_old_one(area):
    publish(area, archive_set(area, {"a.txt": "a"}))
    install(area)
    publish(area, archive_set(area, {"b.txt": "b"}, "other.tar.xz"))
    place = install(area)
    assert (place / "b.txt").is_file() and not (place / "a.txt").exists()


def test_an_install_that_is_killed_goes_on_where_it_was(area):
    content = os.urandom(300_000)
    table = archive_set(area, {"a.bin": content})
    packed = (area.folder / "data/events.tar.xz").read_bytes()
    reached = threading.Event()

    def script(request, connection):
        if request.start():
            return faults.file_script(packed)(request, connection)
        faults.answer(connection, packed[:200_000], Content_Length=len(packed))
        reached.set()
        reached.wait(60) and threading.Event().wait(60)
    with faults.serve(script) as server:
        table["files"][0]["urls"] = [f"{server.url}/x"]
        publish(area, table)
        child = subprocess.Popen([sys.executable, "-c", INSTALL, area.top, area.top / "cache"])
        part = download.Cache(area.top / "cache").part(table["files"][0]["sha256"])
        assert reached.wait(30)
        while not (part.is_file() and part.stat().st_size == 200_000):
            assert child.poll() is None
        child.kill()
        child.wait()
        assert nothing_installed(area) or not (area.top / "data/examples/1").exists()
        place = install(area)
    assert (place / "a.bin").read_bytes() == content and server.requests[-1].start() == 200_000
    assert not [path for path in place.parent.iterdir() if path.name.endswith((".staging", ".repository"))]


def test_several_at_once_install_it_once(area):
    table = archive_set(area, {"a.bin": os.urandom(100_000)})
    packed = (area.folder / "data/events.tar.xz").read_bytes()
    with faults.serve(faults.file_script(packed)) as server:
        table["files"][0]["urls"] = [f"{server.url}/x"]
        publish(area, table)
        children = [subprocess.Popen([sys.executable, "-c", INSTALL, area.top, area.top / "cache"], stdout=subprocess.PIPE)
                    for _ in range(3)]
        said = [child.communicate()[0].decode() for child in children]
    assert [child.returncode for child in children] == [0] * 3 and len(server.requests) == 1
    assert all("examples/1 is installed in" in one for one in said)


def test_too_little_space_is_told_before_anything_is_fetched(area):
    publish(area, archive_set(area, {"a.txt": "a"}) | {"size": 1 << 60})
    with pytest.raises(errors.TooLittleSpace, match="the data set examples needs"):
        install(area)


def test_the_plan_and_the_table_tell_without_changing_anything(area, tmp_path):
    folder, commit = repository(tmp_path)
    publish(area, archive_set(area, {"a.txt": "a"}))
    assert "Would install examples 1 (about 1.0 kB) in " in datasets.plan(order(area), area.means().cache)
    listed, age = datalists.current(area.site(), area.means())
    assert [row["installed"] for row in datasets.table(area.site(), listed)] == [False] and nothing_installed(area)
    install(area)
    assert "nothing would be done" in datasets.plan(order(area), area.means().cache)
    rows = datasets.table(area.site(), listed)
    assert "installed" in datasets.text(rows, age) and json.loads(datasets.as_json(rows, age))["data"][0]["installed"]
    assert "list of 2 hours ago" in datasets.text(rows, 7200.0)
    publish(area, git_set(folder, commit))
    assert f"from {folder.as_uri()}" in datasets.plan(order(area), area.means().cache)
