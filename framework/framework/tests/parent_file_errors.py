# SPDX-License-Identifier: LGPL-3.0-or-later
"""RootInput says what is wrong with the parents of events, and what to do."""

import os
import pathlib
import subprocess
import unittest

from b2test_utils import clean_working_directory, run_steering

WRITE = """
import basf2
path = basf2.Path()
path.add_module("EventInfoSetter", expList=[0, 0], runList=[1, 2], evtNumList=[{events}, {events}])
path.add_module("ParticleGun", nTracks=3)
path.add_module("RootOutput", outputFileName="{output}")
basf2.process(path)
"""
COPY = """
import basf2
path = basf2.Path()
path.add_module("RootInput", inputFileNames={files}, **{read})
path.add_module("RootOutput", outputFileName="{output}", **{write})
basf2.process(path)
"""
INDEX = {"branchNames": ["EventMetaData"]}


def run(text, code=0):
    """Output of a job that must end with an exit code."""
    done = run_steering(text)
    assert done.returncode == code, f"{done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[:2000]}"
    return done.stdout


def copy(files, output, read=None, write=None, code=0):
    """Copy events."""
    return run(COPY.format(files=files, output=output, read=read or {}, write=write or {}), code)


class ParentFileErrorsTest(unittest.TestCase):
    """Each test in a folder of its own with a file of events and one that only names them."""

    def setUp(self):
        """Write them."""
        self.enterContext(clean_working_directory())
        os.environ["BELLE2_FILECATALOG"] = "NONE"
        run(WRITE.format(output="a.root", events=2))
        copy(["a.root"], "index.root", write=INDEX)

    def refuses(self, *sentences, files=("index.root",), **parameters):
        """A job with parents must end with an error, and leave no output."""
        text = copy(list(files), "never.root", {"parentLevel": 1, **parameters}, code=1).replace(os.getcwd(), "HERE")
        for sentence in sentences:
            self.assertIn(sentence, text)
        self.assertFalse([name for name in os.listdir() if "never" in name])
        return text

    def test_an_unknown_parent_is_named_with_the_catalog(self):
        """And it is found when the catalog knows it under its logical name."""
        os.mkdir("moved")
        os.rename("a.root", "moved/b.root")
        self.refuses('The parent "HERE/a.root" of events in the file "index.root" is not found: there is no file of this name, and '
                     "there is no file catalog, because BELLE2_FILECATALOG is NONE.")
        os.environ["BELLE2_FILECATALOG"] = "catalog.xml"
        self.refuses('the file catalog "HERE/catalog.xml" does not know it. Enter the file with b2file-catalog-add')
        subprocess.run(["b2file-catalog-add", "moved/b.root"], check=True, capture_output=True)
        self.assertIn(f"<LFN>{os.getcwd()}/a.root</LFN>", pathlib.Path("catalog.xml").read_text())
        copy(["index.root"], "full.root", {"parentLevel": 1})
        os.rename("moved/b.root", "a.root")
        copy(["index.root"], "again.root", {"parentLevel": 1})
        os.remove("a.root")
        self.refuses('the file catalog "HERE/catalog.xml" names "HERE/moved/b.root", which does not exist')

    def test_unreadable_parents_are_named(self):
        """Truncated ones, and those of other programs."""
        content = pathlib.Path("a.root").read_bytes()
        pathlib.Path("a.root").write_bytes(content[:len(content) // 2])
        self.refuses('Could not open input file "HERE/a.root": ')
        pathlib.Path("a.root").write_text("a letter")
        self.refuses('Could not open input file "HERE/a.root": it is not a ROOT file')

    def test_a_parent_without_the_event_is_an_error(self):
        """It may be the first one or a later one."""
        run(WRITE.format(output="a.root", events=1))
        sentence = 'The parent file "HERE/a.root" has no event 2 of run 1 in experiment 0, although the file "index.root" says'
        self.refuses(sentence)
        self.refuses(sentence, skipNEvents=1)
        copy(["index.root"], "full.root", {"parentLevel": 1, "entrySequences": ["0,2"]})

    def test_generations_that_do_not_exist_are_told(self):
        """As they may be meant or not."""
        self.refuses('The file "HERE/a.root" names no parent of event 1 of run 1 in experiment 0, but 2 generations',
                     "Set parentLevel to 1.", parentLevel=2)
        self.refuses('The file "a.root" names no parent of event 1', "Set parentLevel to 0.", files=["a.root"])

    def test_parents_must_have_the_same_branches(self):
        """A later one may have others only where they do not matter."""
        copy(["a.root"], "b.root", write={"excludeBranchNames": ["MCParticles"]})
        copy(["a.root", "b.root"], "mixed.root", {"branchNames": ["EventMetaData"]})
        self.refuses('The parent file "HERE/b.root" lacks branches that the parent of the first event has: MCParticles.',
                     files=["mixed.root"])
        copy(["mixed.root"], "full.root", {"parentLevel": 1, "excludeBranchNames": ["MCParticles"]})
        copy(["b.root", "a.root"], "mixed.root", {"branchNames": ["EventMetaData"]})
        copy(["mixed.root"], "full.root", {"parentLevel": 1})

    def test_no_branch_is_read_from_one_file_and_from_parents_of_another(self):
        """Files must agree, whatever comes first."""
        self.refuses('The input file "a.root" has branches that are read from the parents of the first file "index.root": '
                     "MCParticles.", files=["index.root", "a.root"])
        copy(["index.root"], "other.root", {"parentLevel": 1})
        copy(["index.root"], "child.root", write=INDEX)
        copy(["other.root"], "other index.root", write=INDEX)
        copy(["child.root", "other index.root"], "mixed.root")
        self.refuses('The parent file "HERE/other.root" has branches that the parent of the first event lacks: MCParticles.',
                     files=["mixed.root"], parentLevel=3)


if __name__ == "__main__":
    unittest.main()
