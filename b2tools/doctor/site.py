# SPDX-License-Identifier: LGPL-3.0-or-later
"""The site's folder and file: whether it is there, and whether what it names is there."""
from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from b2tools import sites
from b2tools.doctor import Finding, Patient


def look(patient: Patient) -> Iterator[Finding]:
    """A missing site, and files and folders that `site.toml` names in vain."""
    site = patient.site
    if not site.top.is_dir():
        yield Finding(f"There is no site at {site.top}, which {site.file} gives.",
                      f"Name your site with --top or VO_BELLE2_SW_DIR, or make one with b2site-create {site.top}.")
        return
    for url in site.download_urls:
        if url.startswith("/") and not Path(url).is_dir():
            yield Finding(f"The download folder {url}, which {site.file} names, is not there.", "Make it, or mend [download] urls.",
                          f"mkdir -p {shlex.quote(url)}")
    signers = site.allowed_signers
    if signers and not signers.is_file():
        yield Finding(f"The file of allowed signers {signers}, which {site.file} names, is not there: no signature can be checked.",
                      "Put it back, or mend [signing] allowed_signers.",
                      _again(patient) if signers.is_relative_to(site.top / "server") else "")
    elif site.download_urls and signers is None:
        yield Finding(f"{site.file} names no allowed signers: nothing from its download addresses can be used.",
                      "Name a file with the release managers' keys: [signing] allowed_signers.")
    for file in (*site.source_before, *site.source_after):
        if not file.is_file():
            yield Finding(f"The file {file}, which {site.file} wants to be sourced at each set-up, is not there.",
                          "Put it back, or take it out of [environment] source_before and source_after.")
    if "'" in str(site.top):
        yield Finding(f"The site's path {site.top} holds an apostrophe: ROOT crashes there at start-up.",
                      f"Move the site to a folder without it; it works there as it is ({sites.FILE} needs no change).")


def _again(patient: Patient) -> str:
    return patient.tools("site-create", patient.site.top)
