# SPDX-License-Identifier: LGPL-3.0-or-later
"""The eight steps, from a checkout to an agreed package, in a folder whose name holds a blank, umlauts and a double quote."""
import json
import re
import subprocess

import pytest
from tests.conftest import SITE, quickstart
from tests.programs import require

STEPS = ["the tools", "a site", "externals", "the software", "events", "a working copy", "a contribution", "an agreement"]


def test_all_eight_steps_are_shown_with_their_time(quickstart_output):
    for number, title in enumerate(STEPS, 1):
        assert re.search(rf"^\[{number}/8\] {title}.* (\d+\.\d s|done before)$", quickstart_output, re.M), title
    assert len(re.findall(r"^    \S", quickstart_output.partition("Try next:")[2], re.M)) == 3


def test_a_second_run_does_nothing_again(installed_site):
    done = quickstart(installed_site)
    assert done.returncode == 0, done.stdout
    assert len(re.findall(r"^\[\d/8\].* done before$", done.stdout, re.M)) == 8


def test_the_plot_and_the_files_are_there(installed_site):
    run = installed_site / "work" / "run"
    assert any(place.read_bytes().startswith(b"\x89PNG") for place in run.glob("*.png"))
    assert len(list(run.glob("*.root"))) >= 2


def test_every_file_of_the_externals_was_checked_and_is_in_the_receipt(installed_site):
    receipt = json.loads((installed_site / "externals" / "v01-00-00" / "receipt.json").read_text())
    assert receipt["kind"] == "externals" and receipt["format"] == 2
    assert receipt["inputs"]


def test_the_refusals_came_from_the_hook_and_from_the_server(installed_site):
    log = (installed_site / ".quickstart" / "07-contribute.log").read_text()
    assert len(re.findall(r"^remote: .*librarian", log, re.M)) >= 2, "with and without the client's hooks"
    assert re.search(r"_answer\.py:\d+", log)
    audit = [json.loads(line) for line in (installed_site / "server" / "audit.jsonl").read_text().splitlines()]
    assert {"librarian", "member"} <= {entry["account"] for entry in audit}


def test_the_monthly_build_knows_who_agreed(installed_site):
    done = subprocess.run(["tools/bin/b2build-monthly", "status", "--json"], cwd=installed_site, capture_output=True, text=True,
                          env={"PATH": "/usr/bin:/bin", "VO_BELLE2_SW_DIR": str(installed_site), "BELLE2_USER": "librarian",
                               "HOME": "/nonexistent"})
    assert done.returncode == 0, done.stderr
    packages = {entry["package"]: entry for entry in json.loads(done.stdout)["packages"]}
    assert packages["framework"]["agrees"] is True and packages["mdst"]["agrees"] is False


def test_nothing_is_left_outside_the_site(installed_site):
    status = subprocess.run(["git", "status", "--porcelain", "--ignored"],
                            cwd=SITE.parents[1], capture_output=True, text=True).stdout
    new = {line[3:].split("/")[0] for line in status.splitlines()}
    assert not new & {"site", "work", "download", "server"}


SETUP = {"bash": 'source "$B2_TEST_SITE/tools/b2setup" {release}', "zsh": 'source "$B2_TEST_SITE/tools/b2setup" {release}',
         "ksh": '. "$B2_TEST_SITE/tools/b2setup" {release}', "dash": '. "$B2_TEST_SITE/tools/b2setup"; b2setup {release}',
         "tcsh": 'source "$B2_TEST_SITE:q/tools/b2setup" {release}', "fish": 'source "$B2_TEST_SITE/tools/b2setup.fish" {release}'}


@pytest.mark.parametrize("shell", SETUP)
def test_the_main_job_runs_in_every_shell(shell, installed_site, release, tmp_path):
    (tmp_path / "job.py").write_text(
        "import basf2\nmain = basf2.create_path()\nmain.add_module('EventInfoSetter', evtNumList=[7])\n"
        "main.add_module('ParticleGun')\nmain.add_module('RootOutput', outputFileName='out.root')\nbasf2.process(main)\n")
    script = SETUP[shell].format(release=release) + "\nbasf2 job.py\nb2code-style-check job.py\nbasf2 --version\n"
    import os
    done = subprocess.run([require(shell), "-c", script], cwd=tmp_path, env={**os.environ, "B2_TEST_SITE": str(installed_site)},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    assert f"Release: {release}" in done.stdout and (tmp_path / "out.root").is_file()


def test_uproot_reads_what_the_quickstart_wrote(in_release, installed_site):
    said = in_release("""cat >look.py <<'END'
import sys, glob, uproot
for name in glob.glob(sys.argv[1] + "/work/run/*.root"):
    with uproot.open(name) as file:
        for tree in file.values():
            if hasattr(tree, "arrays") and tree.num_entries:
                print(name, tree.name, tree.num_entries, len(tree.keys()))
END
python3 look.py "$B2_TEST_SITE" """).stdout
    assert " tree " in said
