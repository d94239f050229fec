# SPDX-License-Identifier: LGPL-3.0-or-later
"""The examples of docs/framework.md run as they are written, one after the other."""
import re

from tests.conftest import TOP

PAGE = (TOP / "docs" / "framework.md").read_text()
BLOCK = re.compile(r"```(sh|python|cpp)\n(?:(?:#|//) (\S+)\n)?(.*?)```", re.S)
WORKING_COPY = "## Modules in C++"


def script(text: str) -> str:
    """Part of the page as a shell script: blocks are saved under the name in their first line; steering files are run."""
    parts = ["set -e"]
    for kind, name, block in BLOCK.findall(text):
        if kind == "sh":
            parts.append(block)
            continue
        assert name, f"the first line of a block names no file: {block}"
        parts.append(f"mkdir -p $(dirname {name})\ncat >{name} <<'END'\n{block}END")
        if "/" not in name:
            parts.append(f"echo '--- {name}'; basf2 {name}")
    return "\n".join(parts)


def test_steering_files_of_the_page_run(in_release, tmp_path):
    said = in_release(script(PAGE.partition(WORKING_COPY)[0])).stdout
    assert "[WARNING]" not in said and "[ERROR]" not in said, said
    made = {file.name for file in tmp_path.iterdir()}
    assert made >= {"few.root", "slow.root", "fast.root", "numbers.root", "job.log", "time.png", "memory.png", "chosen.root",
                    "job.json", "stored.path"}, made
    assert re.search(r"MCParticles +4\b", said), "the two inputs were not merged"


def test_module_and_tests_of_the_page_are_built_and_pass(in_release):
    said = in_release("export BELLE2_USER=member\n" + script(PAGE.partition(WORKING_COPY)[2])).stdout
    assert re.search(r"(\d) scripts: \1 passed", said) and "mine/tests/charge.py" in said, said
    assert "mine_modules_trackcounter" in said and "all passed" in said, said
