# SPDX-License-Identifier: LGPL-3.0-or-later
"""The release manager's commands for externals as he types them."""
import json

import pytest

from b2tools import cli
from tests import small_externals as small


@pytest.fixture
def b2(tmp_path, monkeypatch, capfd):
    """Run a command at a site that is an empty folder: gives exit code, output and errors."""
    monkeypatch.setenv("VO_BELLE2_SW_DIR", str(tmp_path / "site"))

    def run(program: str, *words: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.main([str(word) for word in words], program)
        return code, *capfd.readouterr()
    return run


def test_a_bill_is_printed_or_written(b2, tmp_path):
    code, text, _ = b2("b2externals-sbom", "v01-00-00")
    assert code == 0 and json.loads(text)["metadata"]["component"]["version"] == "v01-00-00"
    assert b2("b2externals-sbom", "v01-00-00", "-o", tmp_path / "x.json", "--time", "2026-11-22T00:00:00Z")[0] == 0
    assert json.loads((tmp_path / "x.json").read_text())["metadata"]["timestamp"].startswith("2026-11-22T00:00:00")


def test_a_bill_of_unknown_externals_lists_near_ones(b2):
    code, _, said = b2("b2externals-sbom", "v01-00-09")
    assert code == 13 and "Did you mean v01-00-00" in said


def test_builds_are_planned_and_done_in_the_area_that_is_named(b2, tmp_path):
    archive = small.tar(tmp_path / "lib-1.tar.xz", {"x.h": "int x;\n"})
    build = ["mkdir {prefix}/include", "cp x.h {prefix}/include/NAME.h"]
    packages = [small.package(name, archive, "source", build=[one.replace("NAME", name) for one in build], **more)
                for name, more in (("one", {"option": ["opt", "debug"]}), ("two", {"optional": True}))]
    manifest = small.write_manifest(tmp_path / "manifests", *packages).path
    more = ("--to", tmp_path / "area", "--cache", tmp_path / "cache", "--option", "opt", "--with", "two")
    assert b2("b2externals-build", manifest, *more, "--dry-run")[1] == f"Would build in {tmp_path / 'area'}: one-opt, two.\n"
    code, said, wrong = b2("b2externals-build", manifest, *more)
    assert code == 0 and "are built in" in said, wrong
    names = [path.name for path in (tmp_path / "area").glob("externals/v01-00-00/Linux_*/*/include/*.h")]
    assert sorted(names) == ["one.h", "two.h"]


def test_a_failed_build_is_one_sentence_with_the_log(b2, tmp_path):
    archive = small.tar(tmp_path / "lib-1.tar.xz", {"x.h": "int x;\n"})
    manifest = small.write_manifest(tmp_path / "manifests", small.package("one", archive, "source", build=["echo so; exit 7"])).path
    code, _, said = b2("b2externals-build", manifest, "--to", tmp_path / "area", "--cache", tmp_path / "cache")
    assert code == 17 and "Building one failed: echo so; exit 7 ended with exit code 7" in said and "one.log" in said
