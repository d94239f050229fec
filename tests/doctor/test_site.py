# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of the site's folder and file."""
from tests.shells import tree


def test_a_sound_site_has_no_finding(practice):
    assert practice.look("site") == []


def test_all_mistakes_of_the_site_file_are_told(practice):
    (practice.top / "site.toml").write_text('format = 1\nnane = "x"\ntop = 3\n')
    found = practice.only("site", "site.toml has 2 mistakes")
    assert "line 2" in found.what and "line 3" in found.what


def test_a_missing_download_folder_is_told_and_made(practice):
    (practice.top / "site.toml").write_text(tree.SITE + '[signing]\nallowed_signers = "site.toml"\n')
    (practice.top / "download").rmdir()
    found = practice.only("site", "/download, which")
    practice.mend(found)
    assert practice.look("site") == []


def test_missing_signers_are_told(practice):
    (practice.top / "site.toml").write_text(tree.SITE + '[signing]\nallowed_signers = "nowhere"\n')
    practice.only("site", "no signature can be checked")
    (practice.top / "site.toml").write_text(tree.SITE)
    practice.only("site", "names no allowed signers")


def test_a_missing_site_and_missing_files_to_source_are_told(practice):
    assert "There is no site at" in practice.only("site", "/nowhere", VO_BELLE2_SW_DIR="/nowhere",
                                                  BELLE2_CONFIG_DIR=str(practice.top)).what
    (practice.top / "site.toml").write_text('format = 1\nname = "x"\n[environment]\nsource_after = ["gone.sh"]\n')
    practice.only("site", "gone.sh, which")
