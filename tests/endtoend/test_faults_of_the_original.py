# SPDX-License-Identifier: LGPL-3.0-or-later
"""The faults of the original tools that must not come back: tests of those of the installation, and where the others have theirs.

Those of the set-up stand with the tests of the shells.
"""
import ast
import json
import os
import subprocess
import sys

import pytest
from b2tools import errors, sites
from b2tools.git import Git
from b2tools.places import receipts
from b2tools.places.installations import Installation
from b2tools.publishing import packs
from b2tools.upkeep import inventory
from b2tools.workingcopies import clienthooks

from tests import signed_area
from tests.installing import test_binaries
from tests.conftest import TOP

ELSEWHERE = {
    "sourcing a file from the current directory": ["tests/test_sites.py::test_current_folder_never_counts",
                                                   "tests/shells/test_setup.py::test_planted_working_copy_does_nothing"],
    "executing downloaded code at set-up": [
        "tests/shells/test_no_other_program.py::test_release_is_set_up_without_interpreter_or_network"],
    "a partial install taken as installed": [
        "tests/endtoend/test_killed_installs.py::test_an_install_killed_at_fifty_points_is_never_half_visible_and_goes_on",
        "tests/places/test_installations.py::test_nothing_without_a_receipt_comes_into_place"],
    "no lock": ["tests/endtoend/test_installs_under_faults.py::test_installs_at_once_wait_for_each_other_and_all_end_whole"],
    "binaries never hashed": ["tests/installing/test_binaries.py::test_a_damaged_archive_on_a_server_is_refused"],
    "debug files never left out": ["tests/installing/test_binaries.py::test_debug_files_come_on_request_also_later"],
    "names with blanks or umlauts skipped": ["tests/style/test_style.py::test_a_name_of_any_bytes_is_checked_and_mended",
                                             "tests/access/test_commit.py::test_names_with_any_bytes_are_judged"],
    "collisions of names missed": [
        "tests/access/test_commit.py::test_names_that_differ_in_case_or_composition_only_are_refused",
        "tests/access/test_newobjects.py::test_a_collision_with_a_name_that_is_there_already_is_refused"],
    "hooks replaced": ["tests/workingcopies/test_clienthooks.py::test_an_existing_hook_is_kept_and_runs_after_ours"],
    "package-add editing a tracked file": [
        "tests/workingcopies/test_checkouts.py::test_packages_are_added_and_removed_without_a_change_for_git"],
    "tags compared as text": ["tests/test_versions.py::test_order_is_by_number_not_by_text",
                              "tests/test_versions.py::test_a_bump_grows_beyond_two_digits"],
    "ana-* matching ana-tools-*": ["tests/test_versions.py::test_the_newest_of_a_kind_ignores_all_other_names",
                                   "tests/test_versions.py::test_a_package_name_may_look_like_a_tag_itself"],
    "staged changes unseen": ["tests/workingcopies/test_tags.py::test_uncommitted_changes_are_told"],
    "an exit code that counts files": [
        "tests/commands/test_working_copies.py::test_the_exit_code_of_a_check_is_1_for_256_bad_files_as_well"],
    "arguments split by eval": ["tests/commands/test_execute.py::test_arguments_pass_unchanged_and_exit_code_is_returned"],
    "code-create inside another repository": [
        "tests/workingcopies/test_checkouts.py::test_another_repository_around_the_folder_is_left_alone"],
    "passwords on command lines": ["tests/network/test_transfers.py::test_no_credentials_are_sent_from_netrc_url_or_cookies",
                                   "tests/network/test_download.py::test_no_credentials_stand_in_messages_or_logs"],
    "a tag called main": ["tests/access/test_policy.py::test_a_tag_called_main_is_refused_and_changes_nothing"],
    "hooks that need the externals": [
        "tests/workingcopies/test_clienthooks.py::test_a_hook_without_its_interpreter_warns_and_lets_pass"],
    "values not escaped, variables unset after success": ["tests/shells/test_odd_shells.py::test_any_path_is_set_up_and_restored",
                                                          "tests/shells/test_nesting.py::test_damaged_set_up_file_changes_nothing"],
    "csh that cannot find itself": ["tests/shells/test_setup.py::test_relative_name_finds_the_tools"],
}


@pytest.mark.parametrize("fault", ELSEWHERE)
def test_a_fault_has_its_test_elsewhere(fault):
    for pointer in ELSEWHERE[fault]:
        path, _, name = pointer.partition("::")
        functions = [node.name for node in ast.parse((TOP / path).read_text()).body if isinstance(node, ast.FunctionDef)]
        assert name in functions, pointer


def test_the_tools_work_in_a_path_with_a_blank_and_more(tmp_path):
    top = tmp_path / 'my größe "site"'
    place = test_binaries.make_externals(top / "externals")
    (top / "site.toml").write_text('format = 1\n[git]\nserver = "ssh://x"\n')
    for words in (["install-list", "--json"], ["install-verify", place.name], ["install-remove", place.name, "--yes"]):
        done = subprocess.run([sys.executable, "-m", "b2tools", *words], env={**os.environ, "VO_BELLE2_SW_DIR": str(top)},
                              cwd=TOP, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert words[0] != "install-list" or json.loads(done.stdout)[0]["folder"] == str(place.final)
    assert not place.final.exists()


@pytest.mark.parametrize("left", ["empty", "files", "half receipt"])
def test_a_folder_that_is_there_is_not_taken_for_an_installation(tmp_path, left):
    (tmp_path / "site.toml").write_text('format = 1\n[git]\nserver = "ssh://x"\n')
    site = sites.at(tmp_path)
    folder = site.externals / "v01-00-00"
    folder.mkdir(parents=True)
    if left == "half receipt":
        (folder / "receipt.json").write_text('{"format": 1, "kind": "exter')
        with pytest.raises(errors.BadReceipt):
            Installation(site.externals, "v01-00-00").receipt()
        return
    if left == "files":
        (folder / "file").write_text("x")
    with pytest.raises(errors.NotInstalled):
        inventory.find(site, "v01-00-00")


def test_a_checksum_belongs_to_one_name_and_not_to_names_that_hold_it(tmp_path):
    for name in ("lib.so", "old-lib.so", "lib.so.1", "sub/lib.so"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    receipts.write(tmp_path, "externals", "v01-00-00", platform="x", made_by="test", inputs={}, environment={})
    (tmp_path / "lib.so").write_text("old-lib.so")
    assert receipts.verify(tmp_path) == ["lib.so: changed"]
    (tmp_path / "lib.so").unlink()
    assert receipts.verify(tmp_path) == ["lib.so: missing"]


def test_an_archive_is_found_by_its_whole_name_and_platform(tmp_path):
    area = signed_area.make(tmp_path / "site")
    place = test_binaries.make_externals(tmp_path / "built")
    packs.publish(packs.Order(area.site(), place, test_binaries.HERE, area.folder, area.key), area.means())
    index = test_binaries.catalogues.fetch(area.site(), area.means())
    assert index.find("externals", "v01-00-00", test_binaries.HERE, test_binaries.arch(), "main")
    for name, platform in (("v01-00-0", test_binaries.HERE), ("01-00-00", test_binaries.HERE), ("v01-00-00", "debian"),
                           ("v01-00-00", test_binaries.HERE + "0")):
        assert index.find("externals", name, platform, test_binaries.arch(), "main") is None


def test_a_commit_in_a_large_tree_without_owner_lists_costs_what_it_changes(tmp_path):
    """The original archived the whole tree where nobody was listed as owner, and refused the commit for the archive's size."""
    git = Git(tmp_path / "copy")
    git.folder.mkdir()
    git.run("init", "-q", "-b", "main")
    for number in range(30):
        (git.folder / f"large-{number}.dat").write_bytes(os.urandom(200_000))
    git.run("add", "-A")
    git.run("commit", "-q", "-m", "Start")
    clienthooks.install(git, sys.executable)
    (git.folder / "größe x.txt").write_text("small\n")
    git.run("add", "-A")
    done = git.run("commit", "-q", "-m", "Add a small file", check=False)
    assert done.returncode == 0, done.stderr
    (git.folder / "too large größe.dat").write_bytes(os.urandom(2_000_000))
    git.run("add", "-A")
    refused = git.run("commit", "-q", "-m", "Add a large file", check=False)
    assert refused.returncode == 1 and "too large größe.dat" in refused.stderr.decode()
