# SPDX-License-Identifier: LGPL-3.0-or-later
"""What counts as a change: content, never a time; a listing holds what a build takes and nothing else."""
import hashlib
import os
import time

import pytest
from b2tools.building import changes
from b2tools.building.records import Seen


def digest(text: str) -> str:
    """The digest of a text."""
    return hashlib.md5(text.encode()).hexdigest()


@pytest.fixture
def state(tmp_path) -> Seen:
    """One definition, one source and one product, all long settled."""
    for name in ("SConscript", "a.cc", "a.o"):
        (tmp_path / name).write_text(name)
    return Seen("md5", {"local": False}, {"CXX": ""}, {"sh": changes._program("sh", os.environ)}, {}, (".cc",),
                {".": ["sources", "SConscript", "a.cc"]}, {"SConscript": [0, 0, 0, 0, digest("SConscript")]},
                {"a.cc": [0, 0, 0, 0, digest("a.cc"), ""]}, {"a.o": [0, 0, 0, 0, digest("a.o")]}, [])


def test_unknown_facts_are_settled_by_content(tmp_path, state):
    found = changes.compare(tmp_path, state)
    assert found.nothing and set(found.notes) == {"SConscript", "a.cc", "a.o"}


def test_a_changed_source_and_a_changed_product_are_told_apart(tmp_path, state):
    (tmp_path / "a.cc").write_text("other")
    (tmp_path / "a.o").unlink()
    found = changes.compare(tmp_path, state)
    assert found.sources["a.cc"][4] == digest("other") and found.products == {"a.o"}


OTHER = "a.cc includes other files or makes other modules"


@pytest.mark.parametrize("name, text, sentence", [("SConscript", "other", "SConscript has changed"), ("a.cc", None, "a.cc is gone"),
                                                  ("a.cc", " # include <x>", OTHER), ("a.cc", "REG_MODULE(X)", OTHER),
                                                  ("a.cc", "int a; REG_MODULE (X)", OTHER)])
def test_what_changes_the_graph_is_a_sentence(name, text, sentence, tmp_path, state):
    (tmp_path / name).unlink() if text is None else (tmp_path / name).write_text(text)
    assert changes.compare(tmp_path, state) == sentence


def test_lines_that_nobody_noted_ask_scons_after_a_change(tmp_path, state):
    state.sources["a.cc"][5] = None
    assert changes.compare(tmp_path, state).nothing
    (tmp_path / "a.cc").write_text("other")
    assert changes.compare(tmp_path, state).startswith("a.cc includes")


def test_a_fresh_file_gets_no_facts_and_an_old_one_does(tmp_path):
    (tmp_path / "a").write_text("a")
    assert changes.note(str(tmp_path / "a"), "md5") == [0, 0, 0, 0, digest("a")]
    old = os.stat("/bin/sh")
    assert changes.note("/bin/sh", "md5")[:4] == [old.st_mtime_ns, old.st_ctime_ns, old.st_size, old.st_ino]
    assert old.st_ctime < time.time() - 10


def test_reasons_name_option_variable_program_and_folder(tmp_path, state):
    assert not list(changes.reasons(tmp_path, state, {"local": False}, os.environ))
    (tmp_path / "b.cc").touch()
    found = list(changes.reasons(tmp_path, state, {"local": True}, {"CXX": "g++", "PATH": "/nowhere"}))
    assert found == ["the option local is another one", "the variable CXX has changed", "the program sh is another one",
                     "files came or went in ."]


def test_a_listing_holds_what_a_build_takes(tmp_path):
    for name in ("a.cc", "b.txt", ".c.cc", "d.cc~", "#e.cc", "SConscript", "run"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "run").chmod(0o755)
    assert changes.listing(str(tmp_path), "sources", (".cc",)) == ["SConscript", "a.cc", "folder/"]
    assert changes.listing(str(tmp_path), "everything", (".cc",)) == ["SConscript", "a.cc", "b.txt", "folder/", "run*"]
    assert changes.listing(str(tmp_path / "gone"), "sources", ()) is None
