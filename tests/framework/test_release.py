# SPDX-License-Identifier: LGPL-3.0-or-later
"""The installed release passes its own tests: GoogleTests in C++, scripts in Python, examples."""
import re
from pathlib import Path

import pytest
from tests.framework.trees import FRAMEWORK

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_unit_tests_of_the_release_pass(in_release):
    said = in_release("b2test-units").stdout
    assert re.search(r"(\d+) tests of \d+ libraries: all passed", said), said[-3000:]
    # a site whose quickstart ran with several states of the framework has modules of its contributor besides
    assert set(re.findall(r"^(\w+) ", said, re.M)) >= {"framework", "framework_dataobjects", "generators", "mdst_dataobjects"}
    assert int(re.search(r"(\d+) tests of", said)[1]) >= 100


def test_the_test_scripts_of_the_release_pass(in_release):
    said = in_release('b2test-scripts -j 2 "$BELLE2_RELEASE_DIR/framework"').stdout
    assert re.search(r"(\d+) scripts: \1 passed, 0 failed, 0 skipped", said), said[-3000:]


def test_the_page_of_modules_is_what_the_release_has(in_release):
    said = in_release(f'basf2 -l error "{DOCS}/module_reference.py"').stdout
    page = (DOCS / "modules.md").read_text()
    rows = set(re.findall(r"^\| `.*", said, re.M))
    sources = "".join(path.read_text() for path in FRAMEWORK.rglob("modules/**/*.cc"))
    # a site whose quickstart ran before has modules of its contributor
    strange = {row for row in rows if not re.search(rf"REG_MODULE\s*\(\s*{re.search('`(.*?)`', row)[1]}\b", sources)}
    assert rows - strange and rows - strange == set(re.findall(r"^\| `.*", page, re.M)), said
    assert page.startswith(said[:said.index("##")])


@pytest.mark.parametrize("words, code, sentence", [
    ("basf2 nowhere.py", 1, "nowhere.py"),
    ("basf2 unknown_module.py", 1, "EventInfoSetter"),
    ("basf2 wrong_type.py", 1, "Expected type 'int' instead of 'str'"),
    ("basf2 .", 1, "not valid"),
])
def test_a_mistake_in_steering_gives_a_sentence_and_an_exit_code(in_release, tmp_path, words, code, sentence):
    (tmp_path / "unknown_module.py").write_text("import basf2\nbasf2.create_path().add_module('EventInfoSeter')\n")
    (tmp_path / "wrong_type.py").write_text("import basf2\nbasf2.create_path().add_module('EventInfoSetter', expList='a')\n")
    done = in_release(words, check=False)
    assert done.returncode == code and sentence in done.stdout, done.stdout
