# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whatever is done to the files of a release: after `b2code-build` its products are those of a build from nothing."""
import random
import shutil
from pathlib import Path

import pytest
from tests.building.fast_trees import FILES, UP_TO_DATE, FastTree

NAMES = ("low/src/Low.cc", "low/src/Other.cc", "low/src/One.cc", "low/include/Lower.h", "low/include/Unused.h", "mid/src/Mid.cc",
         "mid/include/Mid.h", "top/scripts/ask.py", "top/data/table.txt", "mid/modules/Count.cc")
KINDS = ("change", "change", "change", "back", "add", "rename", "remove", "include", "object")
FRESH = "static int fresh() {{ return {0}; }}\nint (*f{0})() = fresh;\n"


def change(tree: FastTree, chance: random.Random, number: int) -> str:
    """One random thing that a developer does; returns what."""
    name, kind = chance.choice(NAMES), chance.choice(KINDS)
    place = tree / name
    if kind == "change" and place.exists():
        mark = "#" if name.endswith(".py") else "//"
        place.write_text(place.read_text().replace("return ", f"return {number} + ", 1) + f"{mark} {number}\n")
    elif kind == "back":
        tree.write({name: FILES[name]})
    elif kind == "add":
        tree.write({f"{name.split('/')[0]}/src/New{number}.cc": FRESH.format(number)})
    elif kind == "rename":
        for place in sorted(tree.top.glob("*/src/New*.cc"))[:1]:
            place.rename(place.with_name(f"Renamed{number}.cc"))
    elif kind == "remove":
        for place in sorted(tree.top.glob("*/src/*New*.cc"))[:1] + sorted(tree.top.glob("*/src/Renamed*.cc"))[:1]:
            place.unlink()
    elif kind == "include":
        tree.write({"low/src/One.cc": chance.choice(("", "#include <low/Lower.h>\n")) + f"int one() {{ return {number}; }}\n"})
    elif kind == "object":
        for place in chance.sample(sorted((tree / "build/SUBDIR").rglob("*.o")), 1):
            place.unlink()
    return f"{kind} {name}"


def walk(tree: FastTree, place: Path, seed: int, steps: int) -> None:
    """A few random changes between builds, compared after each build."""
    chance = random.Random(seed)
    done = []
    for step in range(steps):
        for number in range(chance.randint(1, 3)):
            done.append(change(tree, chance, 10 * step + number + 1))
        how = tree.fast()
        made = tree.products()
        if chance.random() < 0.5:
            assert UP_TO_DATE in tree.build(), (done, how)
        fresh = tree.from_nothing(place / f"fresh{step}")
        shutil.rmtree(place / f"fresh{step}")
        assert made == fresh, (done, how)


@pytest.mark.parametrize("seed", range(2))
def test_a_few_random_changes_leave_nothing_stale(seed, tree, tmp_path):
    walk(tree, tmp_path, seed, 3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 108))
def test_many_random_changes_leave_nothing_stale(seed, tree, tmp_path):
    walk(tree, tmp_path, seed, 8)
