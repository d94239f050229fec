# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sequences of entries such as 23:42,101, compared with a model of them written in another way."""
import json
import re
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SERVER = r"""
import json, sys
import basf2, ROOT
ROOT.gSystem.Load("libframework_io.so")
ROOT.gInterpreter.Declare('''
#include <framework/io/NumberSequence.h>
std::vector<Long64_t> getNumbers(const std::string& text, Long64_t limit)
{
  const auto numbers = Belle2::NumberSequence(text).getNumbers(limit);
  return {numbers.begin(), numbers.end()};
}
''')
for line in sys.stdin:
    text, limit = json.loads(line)
    try:
        answer = list(ROOT.getNumbers(text.encode(), limit))
    except ROOT.std.invalid_argument as error:
        answer = str(error)
    print("ANSWER", json.dumps(answer), flush=True)
"""
LARGEST = 2**63 - 1
STRANGE = st.sampled_from(["", "00", "+1", "-1", "1.0", "x", "²"])
NUMBER = st.integers(0, 12).map(str) | st.integers(LARGEST - 2, LARGEST + 2).map(str) | STRANGE
SPACE = st.sampled_from(["", "", "", " ", "\t"])
PART = st.builds("".join, st.tuples(SPACE, NUMBER, SPACE, st.sampled_from(["", ":", ":", "-", "::"]), SPACE, NUMBER, SPACE))
TEXTS = st.lists(PART, min_size=1, max_size=4).map(",".join) | st.text("0123456789:-, \té\0", max_size=12)


def model(text, limit):
    """The numbers, or None if the text is no sequence."""
    numbers = set()
    for part in text.split(","):
        found = re.fullmatch(r"[ \t]*(?:([0-9]+)|(?:([0-9]*)[ \t]*[:-][ \t]*([0-9]*)))[ \t]*", part)
        if not found:
            return None
        single, low, high = found.groups()
        first = int(single or low or 0)
        last = int(single or high or LARGEST)
        if max(first, last) > LARGEST or last < first:
            return None
        numbers.update(range(first, min(last, limit - 1) + 1))
    return sorted(numbers)


@pytest.fixture(scope="module")
def ask(installed_site, release):
    """Ask one process of the release for the numbers of a text below a limit: a list, or a sentence."""
    words = f'source "{installed_site}/tools/b2setup" {release} && exec python3 -W ignore -c "$0"'.replace(
        str(installed_site), str(installed_site).replace('"', '\\"'))
    with subprocess.Popen(["bash", "-c", words, SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        def one(text: str, limit: int):
            server.stdin.write(json.dumps([text, limit]) + "\n")
            server.stdin.flush()
            for line in server.stdout:
                if line.startswith("ANSWER "):
                    return json.loads(line.removeprefix("ANSWER "))
            raise AssertionError("the process has ended")
        yield one
        server.stdin.close()


def test_sequences_are_those_of_the_model(ask):
    @given(TEXTS, st.integers(0, 15))
    @settings(max_examples=600, deadline=None)
    def agrees(text, limit):
        wanted, got = model(text, limit), ask(text, limit)
        if wanted is None:
            assert isinstance(got, str) and "The number sequence '" in got
        else:
            assert got == wanted
    agrees()


@pytest.mark.parametrize("text, reason", [("", "a number is missing"), ("1,", "a number is missing"), ("1 2", "is not a number"),
                                          ("3:1", "runs backwards"), ("99999999999999999999", "is not a number")])
def test_the_sentence_says_what_is_wrong(ask, text, reason):
    assert reason in ask(text, 5)
