# SPDX-License-Identifier: LGPL-3.0-or-later
"""An analysis on the installed release, from b2analysis-create to a job; the repositories lie on a server of the test."""
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.small_site import make

MAPS = "print(open('/proc/self/maps').read())\n"


@pytest.fixture(scope="module")
def bash(installed_site, tmp_path_factory):
    """Run lines of bash in a folder, with the shared site's software and a server of its own; gives the output."""
    server = make(tmp_path_factory.mktemp("server")).server
    own = tmp_path_factory.mktemp("config")
    (own / "site.toml").write_text(f'format = 1\nextend = "default"\ntop = {json.dumps(str(installed_site))}\n[git]\n'
                                   f'server = "ssh://{{user}}@localhost"\nssh_command = {json.dumps(str(server / "bin/ssh"))}\n')
    around = {"BELLE2_CONFIG_DIR": str(own), "BELLE2_USER": "member", "B2_TEST_SITE": str(installed_site)}

    def run(lines: str, folder: Path) -> str:
        done = subprocess.run(["bash", "-ec", 'source "$B2_TEST_SITE/tools/b2setup" --\n' + lines], cwd=folder,
                              env={**os.environ, **around}, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        assert done.returncode == 0, done.stdout
        return done.stdout
    return run


@pytest.fixture(scope="module")
def analysis(bash, release, tmp_path_factory) -> Path:
    """A new analysis as the command makes it, built."""
    above = tmp_path_factory.mktemp("größe 1 x")
    identity = "export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@x\n"
    said = bash(f"{identity}b2analysis-create cut {release}\ncd cut\nb2setup\nscons\nscons", above)
    assert said.rstrip().endswith("scons: done building targets.") and "scons: `all' is up to date." in said
    return above / "cut"


def test_its_module_is_found_and_its_job_runs_on_top_of_the_release(bash, analysis, release):
    said = bash('b2setup\nbasf2 -m\nbasf2 steering.py\necho "on $BELLE2_RELEASE in $BELLE2_ANALYSIS_DIR"', analysis)
    assert "CutCounter" in said and "CutCounter has seen 10 events." in said and f"on {release} in {analysis}" in said


def test_its_tests_pass(bash, analysis):
    said = bash("b2setup\nb2test-units cut\nb2test-scripts", analysis)
    assert "1 tests of 1 libraries: all passed" in said and "1 scripts: 1 passed" in said


def test_editors_find_its_commands_and_git_sees_nothing_but_sources(analysis):
    entries = json.loads((analysis / "compile_commands.json").read_text())
    own = [entry for entry in entries if entry["directory"] == str(analysis)]
    assert {entry["file"] for entry in own} == {"src/CutCounterModule.cc", "tests/CutCounterModule.cc"}
    assert all("central/include" in entry["command"] for entry in own)
    # the others are for reading the sources of the release
    assert all((Path(entry["directory"]) / entry["file"]).is_file() for entry in entries)
    assert subprocess.run(["git", "status", "--porcelain"], cwd=analysis, capture_output=True, text=True).stdout == ""


def test_another_user_gets_it_and_builds_it_in_a_folder_of_another_name(bash, analysis, tmp_path):
    said = bash("export BELLE2_USER=author\nb2analysis-get cut member\nmv cut 'other name'\ncd 'other name'\nb2setup\nscons\n"
                "basf2 steering.py", tmp_path)
    assert "CutCounter has seen 10 events." in said


# The local release of the quickstart has the framework; mdst and generators are central. A changed class is looked at there, in the
# quickstart itself, and in tests/framework/test_one_copy.py.
LOCAL = "ROOT.Belle2.ProfileInfo()\n"
BY_CLASS = "import ROOT\nROOT.Belle2.MCParticle()\n" + LOCAL
FROM_FILE = "import ROOT\nfile = ROOT.TFile.Open(FILE)\ntree = file.Get('tree')\ntree.GetEntry(0)\n" + LOCAL
BEFORE = "import ROOT\nROOT.Belle2.MCParticle()\nimport basf2\n" + LOCAL
AFTER = "import basf2\nimport ROOT\nROOT.Belle2.MCParticle()\n" + LOCAL
JOB = ("import basf2\nimport ROOT\nmain = basf2.create_path()\nmain.add_module('EventInfoSetter', evtNumList=[2])\n"
       "main.add_module('ParticleGun')\nbasf2.process(main)\n") + LOCAL


def copies(text: str) -> dict[str, set[str]]:
    """The files of the software's libraries in a process, by name."""
    found: dict[str, set[str]] = {}
    for path in re.findall(r" (/\S.*\.so)$", text, re.M):
        if "/work/mycode/" in path or "/releases/" in path or "/cut/" in path:
            found.setdefault(path.rpartition("/")[2], set()).add(path)
    return found


def check(said: str, local: Path) -> None:
    found = copies(said)
    assert all(len(paths) == 1 for paths in found.values()), found
    for name in ("libframework.so", "libframework_dataobjects.so", "libmdst_dataobjects.so"):
        assert found[name] == {f"{local}/lib/Linux_x86_64/opt/{name}"}, found


@pytest.mark.parametrize("program, script", [("python3", BY_CLASS), ("python3", FROM_FILE), ("python3", BEFORE), ("python3", AFTER),
                                             ("basf2", JOB)])
def test_one_copy_of_each_library_the_local_one(bash, installed_site, tmp_path, program, script):
    file = installed_site / "work/run/events.root"
    (tmp_path / "job.py").write_text(script.replace("FILE", repr(str(file))) + MAPS)
    check(bash(f'b2setup "$B2_TEST_SITE/work/mycode"\n{program} job.py', tmp_path), installed_site / "work/mycode")


def test_unit_tests_of_a_central_package_run_with_the_local_libraries(bash, installed_site, tmp_path):
    said = bash('b2setup "$B2_TEST_SITE/work/mycode"\nb2test-units generators\n'
                'LD_TRACE_LOADED_OBJECTS=1 generators-unittests', tmp_path)
    loaded = re.findall(r"=> (/.*/lib(?:framework|mdst|generators)\w*\.so) ", said)
    assert "all passed" in said and loaded and all(f"{installed_site}/work/mycode/" in path for path in loaded)


def test_an_analysis_on_the_local_release_has_one_copy_as_well(bash, installed_site, analysis, tmp_path):
    (tmp_path / "job.py").write_text(JOB.replace("ParticleGun", "CutCounter") + BY_CLASS + MAPS)
    said = bash(f'b2setup "$B2_TEST_SITE/work/mycode"\ncp -r "{analysis}" .\ncd cut\nb2setup\nscons\nbasf2 ../job.py', tmp_path)
    check(said, installed_site / "work/mycode")
    assert copies(said)["libcut.so"]
