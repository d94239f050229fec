# SPDX-License-Identifier: LGPL-3.0-or-later
"""The signed index and the support policy: whether they can be had, whether they are right, and how old they are."""
from __future__ import annotations

from collections.abc import Callable, Iterator

from b2tools import errors
from b2tools.doctor import Finding, Patient
from b2tools.network import download
from b2tools.publishing import catalogues, signedfiles, support
from b2tools.tooling import toolpacks, toolsets

OLD = 14 * 86400


def look(patient: Patient) -> Iterator[Finding]:
    """What is wrong with the signed files of the download area, and what they tell about this site."""
    site, means = patient.site, patient.means
    if not site.download_urls or not (site.allowed_signers and site.allowed_signers.is_file()):
        return
    if catalogues.cached(site, means) or _served(patient, catalogues.NAME):
        yield from _checked(lambda: catalogues.fetch(site, means), "index", patient)
        known, now = catalogues.cached(site, means), toolsets.current(site.tools)
        newer = toolpacks.newer(known[0], now) if known and now else None
        if newer:
            yield Finding(f"Newer tools are there: {newer} (these are {now}).", "Install them.",
                          patient.tools("install-tools", "--top", site.top, newer))
    if support.cached(site, means) or _served(patient, support.NAME):
        yield from _checked(lambda: support.fetch(site, means), "support policy", patient)
        kept = support.cached(site, means)
        if kept and kept[1] > OLD:
            yield Finding(f"The support policy is {support.age_text(kept[1])}.", "Connect this machine and say b2help-releases.")


def _served(patient: Patient, name: str) -> bool:
    """Whether any address has the file, or none can be asked; a site without one is in order."""
    for url in signedfiles.addresses(patient.site, name):
        try:
            download.small(url, proxies=patient.means.proxies)
            return True
        except errors.FetchFailed as error:
            if not error.facts.get("missing"):
                return True
    return False


def _checked(fetch: Callable[[], object], what: str, patient: Patient) -> Iterator[Finding]:
    try:
        fetch()
    except errors.NotServed as error:
        yield Finding(f"The {what} cannot be had: {error}",
                      "Check the connection and the proxies; what was known last is used until then.")
    except errors.BadConfig as error:
        yield Finding(f"The {what} has mistakes: {error}", "Tell the release manager.")
    except (errors.BadSignature, errors.Refused, errors.Expired, errors.RolledBack, errors.BadCatalogue, errors.OldPolicy) as error:
        yield Finding(f"The {what} is refused: {error}", "Tell the release manager; what was known last is used until then.")
