# SPDX-License-Identifier: LGPL-3.0-or-later
"""The plan of b2install-gc for a site: what goes, what stays and why, carried out and told."""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from b2tools import errors, resources, space
from b2tools.places.installations import Means
from b2tools.publishing import support
from b2tools.sites import Site
from b2tools.thirdparty import manifests
from b2tools.upkeep import collection
from b2tools.upkeep.collection import Item, Policy


@dataclass(frozen=True)
class Plan:
    """What may be collected at a site, in which folders it was looked for, and sentences about what stays."""

    homes: tuple[Path, ...]
    policy: Policy
    items: tuple[Item, ...]
    downloads: tuple[Item, ...]
    notes: tuple[str, ...]


def worth_keeping(site: Site, means: Means) -> dict[str, str]:
    """The recommended releases, which stay although nobody seems to use them, with the reason; of a site without a policy none."""
    try:
        policy = support.current(site, means)[0]
    except errors.NoPolicy:
        return {}
    today = support.today()
    return {entry.name: "it is recommended" for entry in policy.entries if entry.state(today) == support.RECOMMENDED}


def plan(site: Site, cache: Path, kept: Mapping[str, str], *, days: float = 30., keep: Iterable[str] = (), downloads: bool = False,
         all_platforms: bool = False) -> Plan:
    """What may be collected: all but what is used, `kept` (reasons by name, as recommended releases) and the names to `keep`."""
    policy = Policy(dict(kept) | {name: "you asked for it" for name in keep}, days)
    homes = site.homes if all_platforms else (site.home,)
    found = [collection.look(home, policy) for home in homes]
    fetched = collection.look_for_downloads(cache, _needed_files(), policy) if downloads else []
    return Plan(homes, policy, tuple(item for one in found for item in one.items), tuple(fetched),
                tuple(note for one in found for note in one.notes))


def _needed_files() -> list[str]:
    folder = resources.folder("externals")
    known = [manifests.find(folder, name) for name in manifests.names(folder)]
    return [file.sha256 for manifest in known for package in manifest.packages for file in package.files]


def carry_out(chosen: Plan) -> Iterator[tuple[Item, str]]:
    """Remove what a plan holds: each item with what came of it, empty if it is gone, else why it stayed. Raises `NoRights`."""
    for home in chosen.homes:
        yield from collection.collect(home, chosen.policy)
    yield from collection.collect_downloads(chosen.downloads)


def told(chosen: Plan, as_json: bool) -> str:
    """A plan for people, or as JSON."""
    items = (*chosen.items, *chosen.downloads)
    if as_json:
        return json.dumps({"would_remove": [_data(item) for item in items], "notes": list(chosen.notes)}, indent=1)
    lines = [f"{item.kind:9}  {space.text(item.size):>10}  {item.path}  ({item.why})" for item in items]
    total = space.text(sum(item.size for item in items))
    end = f"{len(items)} to remove, {total}." if items else "Nothing is to be collected."
    return "\n".join([*lines, *chosen.notes, end])


def outcome(done: Iterable[tuple[Item, str]], as_json: bool) -> str:
    """What was removed and what stayed, for people, or as JSON."""
    done = list(done)
    if as_json:
        return json.dumps({"removed": [_data(item) for item, why in done if not why],
                           "stayed": [_data(item) | {"reason": why} for item, why in done if why]}, indent=1)
    lines = [f"{item.path} stays: {why}." if why else f"{item.path} is removed." for item, why in done]
    size = space.text(sum(item.size for item, why in done if not why))
    return "\n".join([*lines, f"{sum(not why for _, why in done)} removed, {size}."])


def _data(item: Item) -> dict[str, object]:
    return asdict(item) | {"path": str(item.path)}
