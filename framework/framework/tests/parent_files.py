# SPDX-License-Identifier: LGPL-3.0-or-later
"""RootInput reads what an index file lacks from the parents of its events."""

import os
import random
import unittest

import basf2
import uproot
from b2test_utils import clean_working_directory, run_in_subprocess
from ROOT import Belle2, TNamed


class Adder(basf2.Module):
    """Adds an array with a relation from each member to the last member of another array."""

    def __init__(self, name, other):
        """Remember the names."""
        super().__init__()
        self.array, self.other = Belle2.PyStoreArray(Belle2.MCParticle.Class(), name), Belle2.PyStoreArray(other)

    def initialize(self):
        """Register them."""
        self.array.registerInDataStore()
        self.array.registerRelationTo(self.other)

    def event(self):
        """Fill them, so that each event is different."""
        for _ in range(1 + Belle2.PyStoreObj("EventMetaData").obj().getEvent() % 3):
            self.array.appendNew().addRelationTo(self.other[self.other.getEntries() - 1])


class Recorder(basf2.Module):
    """Takes down each event."""

    def __init__(self, *names):
        """Of what arrays; relations are those from the first to the second."""
        super().__init__()
        self.arrays, self.seen, self.open = [Belle2.PyStoreArray(name) for name in names], [], 0

    def event(self):
        """Run and event number, how many members each array has, and the indices to which relations lead."""
        numbers = Belle2.PyStoreObj("EventMetaData").obj()
        sizes = [array.getEntries() if array.isValid() else None for array in self.arrays]
        related = [particle.getRelatedTo(self.arrays[1].getName()) for particle in self.arrays[0]]
        self.seen.append((numbers.getRun(), numbers.getEvent(), sizes, [other.getArrayIndex() for other in related if other]))
        names = [os.path.realpath(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")]
        self.open = max(self.open, sum(name.endswith(".root") for name in names))


class Jumper(basf2.Module):
    """Goes through the entries of the input in another order."""

    def __init__(self, order):
        """Which begins with 0."""
        super().__init__()
        self.order = iter(order[1:])

    def event(self):
        """Say the next one."""
        Belle2.InputController.setNextEntry(next(self.order, 1000))


class Trimmer(basf2.Module):
    """Leaves one particle."""

    def event(self):
        """Remove the others."""
        Belle2.PyStoreArray("MCParticles").getPtr().ExpandCreate(1)


class Keeper(basf2.Module):
    """Makes a persistent object."""

    def initialize(self):
        """With a title."""
        kept = Belle2.PyStoreObj(TNamed.Class(), "Kept", 1)
        kept.registerInDataStore()
        kept.create()
        kept.obj().SetTitle("of the parent")


def write(output, source, *modules, **parameters):
    """Run an input with parameters and other modules, and write a file, in a process of its own."""
    path = basf2.Path()
    path.add_module(source.pop("type", "RootInput"), **source)
    for module in modules:
        path.add_module(module)
    path.add_module("RootOutput", outputFileName=output, updateFileCatalog=True, **parameters)
    assert run_in_subprocess(path, target=basf2.process) == 0, output


def generate(output, runs, events=4, **parameters):
    """Write events with particles."""
    source = {"type": "EventInfoSetter", "expList": [0] * len(runs), "runList": runs, "evtNumList": [events] * len(runs)}
    gun = basf2.register_module("ParticleGun")
    gun.param("nTracks", 3)
    write(output, source, gun, Keeper(), **parameters)


def index(output, files, name="Foo", other="MCParticles", modules=(), keepParents=False, **parameters):
    """Write an index file with a new array."""
    write(output, {"inputFileNames": files, **parameters}, *modules, Adder(name, other), keepParents=keepParents,
          branchNames=["EventMetaData", name, f"{name}To{other}"], branchNamesPersistent=["FileMetaData"])


class ParentFilesTest(unittest.TestCase):
    """Each test in a folder of its own, with files that all of them use."""

    @classmethod
    def setUpClass(cls):
        """Write files of two runs each, and an index of both."""
        cls.enterClassContext(clean_working_directory())
        os.environ["BELLE2_FILECATALOG"] = os.path.abspath("catalog.xml")
        generate("a.root", [1, 2])
        generate("b.root", [3, 4], buildIndex=False)
        index("index.root", ["a.root", "b.root"])
        cls.expected = [(run, event, [1 + event % 3, 3], [2] * (1 + event % 3)) for run in (1, 2, 3, 4) for event in range(1, 5)]

    def read(self, name, *arrays, parentLevel=1, **parameters):
        """What the events of a file are."""
        path = basf2.Path()
        path.add_module("RootInput", inputFileName=name, parentLevel=parentLevel, **parameters)
        self.recorder = path.add_module(Recorder(*arrays))
        basf2.process(path)
        return self.recorder.seen

    def test_an_index_file_adds_objects_to_the_events_of_others(self):
        """Both are there, and relations lead from one to the other."""
        self.assertEqual(self.read("index.root", "Foo", "MCParticles"), self.expected)
        with uproot.open("index.root") as file:
            self.assertEqual(sorted(file["tree"].keys(recursive=False)), ["EventMetaData", "Foo", "FooToMCParticles"])
        self.assertEqual(self.read("index.root", "Foo", "MCParticles", parentLevel=0)[4], (2, 1, [2, None], []))
        self.assertEqual(self.read("index.root", "Foo", "MCParticles", entrySequences=["3,5:6,15"]),
                         [self.expected[number] for number in (3, 5, 6, 15)])

    def test_parents_change_from_event_to_event(self):
        """There are more of them than stay open."""
        names = [f"many{number}.root" for number in range(12)]
        for number, name in enumerate(names):
            generate(name, [number], 2)
        order = [0, *random.Random(1).sample(range(1, 24), 23)]
        index("unordered.root", names, modules=[Jumper(order)])
        seen = self.read("unordered.root", "Foo", "MCParticles")
        self.assertEqual([event[:2] for event in seen], [(number // 2, number % 2 + 1) for number in order])
        self.assertTrue(all(event[2:] == ([1 + event[1], 3], [2] * (1 + event[1])) for event in seen), seen)
        self.assertEqual(self.recorder.open, 1 + 8)

    def test_a_chain_of_parents_is_followed(self):
        """As far as asked for; with keepParents the first parent stays the one that is named."""
        index("second.root", ["index.root"], "Bar", "Foo", parentLevel=1)
        seen = self.read("second.root", "Bar", "Foo", "MCParticles", parentLevel=2)
        self.assertEqual(seen[5], (2, 2, [3, 3, 3], [2, 2, 2]))
        self.assertEqual(self.read("second.root", "Foo", "MCParticles", parentLevel=2), self.expected)
        self.assertEqual(self.read("second.root", "Bar", "Foo", "MCParticles", parentLevel=1)[5], (2, 2, [3, 3, None], [2, 2, 2]))
        index("kept.root", ["index.root"], "Bar", "Foo", keepParents=True, parentLevel=1)
        self.assertEqual(self.read("kept.root", "Bar", "MCParticles")[5], (2, 2, [3, 3], []))
        write("full.root", {"inputFileName": "second.root", "parentLevel": 2})
        self.assertEqual(self.read("full.root", "Foo", "MCParticles", parentLevel=0), self.expected)

    def test_what_the_file_has_itself_is_not_read_from_the_parent(self):
        """Event by event."""
        write("own.root", {"inputFileName": "a.root"}, Trimmer(), branchNames=["EventMetaData", "MCParticles"])
        self.assertEqual(self.read("own.root", "MCParticles", "MCParticles")[1], (1, 2, [1, 1], []))

    def test_branches_of_parents_are_selected_by_the_same_rule(self):
        """Relations go with what they relate."""
        for parameters, expected in [({"excludeBranchNames": ["MCParticles"]}, ([2, None], [])),
                                     ({"branchNames": ["Foo"]}, ([2, None], [])),
                                     ({"excludeBranchNames": ["FooToMCParticles"]}, ([2, 3], [])),
                                     ({"branchNames": ["Foo", "MCParticles"]}, ([2, 3], [2, 2]))]:
            with self.subTest(parameters):
                self.assertEqual(self.read("index.root", "Foo", "MCParticles", **parameters)[0][2:], expected)

    def test_persistent_objects_of_parents_are_read_too(self):
        """If the file has none of the name."""
        path = basf2.Path()
        path.add_module("RootInput", inputFileName="index.root", parentLevel=1)
        kept = Belle2.PyStoreObj(TNamed.Class(), "Kept", 1)
        titles = []
        checker = type("Checker", (basf2.Module,), {"event": lambda module: titles.append(str(kept.obj().GetTitle()))})
        path.add_module(checker())
        basf2.process(path)
        self.assertEqual(titles, ["of the parent"] * 16)


if __name__ == "__main__":
    unittest.main()
