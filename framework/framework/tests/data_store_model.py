# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random changes of arrays and relations agree with a simple model of them: lists of numbers and of pairs of indices."""

import copy
import random

import basf2
import ROOT
from b2test_utils import clean_working_directory
from ROOT import Belle2

SEED = 20240229
CHANGES = 1000
EVENTS = 20
IDS = ("", "second", "third")
#: By the first part of the names of modules.
FILES = {"Root": "events.root", "RootNTuple": "ntuple.root", "SeqRoot": "events.sroot"}
#: Relations of the model: from, to and the name of their own.
RELATIONS = {("Hits", "Tracks", ""), ("Hits", "Tracks", "Best"), ("Tracks", "Hits", ""), ("Hits", "Hits", "")}
NAMES = ["Hits", "Tracks", *map(Belle2.DataStore.relationName, *zip(*RELATIONS))]

# The interpreter must know the dictionary of the class before it compiles templates with it.
Belle2.MCParticle.Class()
ROOT.gInterpreter.Declare("""
#include <framework/datastore/SelectSubset.h>
class Reduce {
public:
  void registerIn(const char* name) { m_select.registerSubset(Belle2::StoreArray<Belle2::MCParticle>(name)); }
  void keep(int divisor, int rest)
  {
    m_select.select([=](const Belle2::MCParticle * particle) { return particle->getPDG() % divisor == rest; });
  }
private:
  Belle2::SelectSubset<Belle2::MCParticle> m_select;
};
""")


class Content:
    """What a data store id holds."""

    def __init__(self):
        self.arrays = {"Hits": [], "Tracks": []}
        self.relations = {relation: [] for relation in RELATIONS}

    def clear(self, name):
        """Remove all members of an array and all its relations."""
        self.arrays[name] = []
        for relation in self.relations:
            if name in relation[:2]:
                self.relations[relation] = []

    def reduce(self, name, divisor, rest):
        """Keep some members of an array and what relates them."""
        chosen = [i for i, number in enumerate(self.arrays[name]) if number % divisor == rest]
        new = {old: i for i, old in enumerate(chosen)}
        self.arrays[name] = [self.arrays[name][i] for i in chosen]
        for (start, end, _), pairs in self.relations.items():
            for pair in pairs:
                pair[0] = new.get(pair[0]) if start == name else pair[0]
                pair[1] = new.get(pair[1]) if end == name else pair[1]
            pairs[:] = [pair for pair in pairs if None not in pair]

    def append(self, other):
        """Append the members and relations of another id."""
        sizes = {name: len(members) for name, members in self.arrays.items()}
        for name, members in other.arrays.items():
            self.arrays[name] += members
        for (start, end, name), pairs in other.relations.items():
            self.relations[start, end, name] += [[i + sizes[start], j + sizes[end], weight] for i, j, weight in pairs]


def compare(arrays, content):
    """Compare members, places, and relations between these arrays from both sides."""
    for name, array in arrays.items():
        assert [particle.getPDG() for particle in array] == content.arrays[name]
        assert [(particle.getArrayIndex(), particle.getArrayName()) for particle in array] == [(i, name) for i in range(len(array))]
    for (start, end, name), pairs in content.relations.items():
        for sides, near, far, method in (((start, end), 0, 1, "getRelationsTo"), ((end, start), 1, 0, "getRelationsFrom")):
            for i, particle in enumerate(arrays.get(sides[0], ())):
                related = getattr(particle, method)(sides[1], name)
                got = [(related[k].getArrayIndex(), related.weight(k)) for k in range(len(related))]
                wanted = [(pair[far], pair[2]) for pair in pairs if pair[near] == i] if sides[1] in arrays else []
                assert got == wanted, (start, end, name, method)


class Comparison:
    """The data store and its model, changed alike."""

    def __init__(self):
        self.random = random.Random(SEED)
        self.store = Belle2.DataStore.Instance()
        self.arrays = {name: Belle2.PyStoreArray(Belle2.MCParticle.Class(), name) for name in ("Hits", "Tracks")}
        for array in self.arrays.values():
            array.registerInDataStore()
        for start, end, name in RELATIONS:
            self.arrays[start].registerRelationTo(self.arrays[end], 0, 0, name)
        self.reducers = {name: ROOT.Reduce() for name in self.arrays}
        for name, reducer in self.reducers.items():
            reducer.registerIn(name)
        for name in IDS[1:]:
            self.store.createNewDataStoreID(name)
        self.contents = {name: Content() for name in IDS}
        self.relations = sorted(RELATIONS)
        self.numbers = 0

    @property
    def content(self):
        """The model of the active id."""
        return self.contents[str(self.store.currentID())]

    def add_members(self):
        """Append members one by one, or as a column."""
        name = self.random.choice(list(self.arrays))
        numbers = list(range(self.numbers, self.numbers + self.random.randrange(4)))
        self.numbers += len(numbers)
        self.content.arrays[name] += numbers
        if self.random.random() < 0.5:
            self.arrays[name].fillArray(pdg=numbers)
            return
        for number in numbers:
            self.arrays[name].appendNew().setPDG(number)

    def add_relation(self):
        """Relate two members, as often as it happens."""
        start, end, name = relation = self.random.choice(self.relations)
        if self.content.arrays[start] and self.content.arrays[end]:
            i, j = (self.random.randrange(len(self.content.arrays[side])) for side in (start, end))
            weight = self.random.randrange(-8, 8) / 4
            self.arrays[start][i].addRelationTo(self.arrays[end][j], weight, name)
            self.content.relations[relation].append([i, j, weight])

    def change_relation(self):
        """Remove a relation, or change its weight."""
        start, end, name = relation = self.random.choice(self.relations)
        pairs = self.content.relations[relation]
        if not pairs:
            return
        pair = self.random.choice(pairs)
        place = next(k for k, other in enumerate(p for p in pairs if p[0] == pair[0]) if other is pair)
        related = self.arrays[start][pair[0]].getRelationsTo(end, name)
        if self.random.random() < 0.5:
            related.remove(place)
            pairs[:] = [other for other in pairs if other is not pair]
        else:
            related.setWeight(place, pair[2] + 1)
            pair[2] += 1

    def reduce(self):
        """Keep some members only, most often many."""
        name = self.random.choice(list(self.arrays))
        divisor = self.random.choice((1, 2, 3))
        rest = self.random.randrange(divisor)
        self.reducers[name].keep(divisor, rest)
        self.content.reduce(name, divisor, rest)

    def clear(self):
        """Empty an array."""
        name = self.random.choice(list(self.arrays))
        self.arrays[name].clear()
        self.content.clear(name)

    def end_event(self):
        """Forget what all ids hold."""
        self.store.invalidateData(0)
        self.contents = {name: Content() for name in IDS}

    def switch(self):
        """Make another id active."""
        self.store.switchID(self.random.choice(IDS))

    def transfer(self):
        """Copy to another id, or append to it."""
        current = str(self.store.currentID())
        target = self.random.choice([name for name in IDS if name != current])
        if len(self.contents[target].arrays["Hits"]) > 20 or self.random.random() < 0.5:
            self.store.copyContentsTo(target, NAMES)
            self.contents[target] = copy.deepcopy(self.content)
        else:
            self.store.mergeContentsTo(target, NAMES)
            self.contents[target].append(copy.deepcopy(self.content))

    def run(self, number, *others):
        """Make changes, among them others than the usual ones, and compare."""
        changes = [self.add_members] * 8 + [self.add_relation] * 20 + [self.change_relation] * 4 + [self.reduce, self.switch] * 3 \
            + [self.transfer] * 2 + [self.clear, *others]
        for _ in range(number):
            change = self.random.choice(changes)
            change()
            try:
                compare(self.arrays, self.content)
            except AssertionError:
                print("differs after", change.__name__)
                raise


class Write(basf2.Module):
    """Makes random changes in each event, and remembers what the event holds in the end."""

    def initialize(self):
        self.comparison = Comparison()
        self.events = []

    def event(self):
        self.comparison.contents = {name: Content() for name in IDS}
        self.comparison.run(60)
        self.comparison.store.switchID("")
        self.events.append(copy.deepcopy(self.comparison.content))


class Read(basf2.Module):
    """Compares some arrays of each event with what was remembered."""

    def __init__(self, names, events):
        super().__init__()
        self.names = names
        self.events = list(events)

    def event(self):
        compare({name: Belle2.PyStoreArray(name) for name in self.names}, self.events.pop(0))


def read_back(names, events, kind="Root", **selection):
    """Read one of the files of the events."""
    path = basf2.create_path()
    path.add_module(f"{kind}Input", inputFileName=FILES[kind], **selection)
    read = path.add_module(Read(names, events))
    basf2.process(path)
    assert not read.events


def main():
    """Change the data store, also in events that are written and read, with and without one of the arrays."""
    comparison = Comparison()
    comparison.run(CHANGES, comparison.end_event)
    Belle2.DataStore.Instance().reset()
    path = basf2.create_path()
    path.add_module("EventInfoSetter", evtNumList=[EVENTS])
    write = path.add_module(Write())
    for kind, file in FILES.items():
        path.add_module(f"{kind}Output", outputFileName=file)
    basf2.process(path)
    assert len(write.events) == EVENTS and any(event.relations["Hits", "Tracks", "Best"] for event in write.events)
    for kind in FILES:
        read_back(["Hits", "Tracks"], write.events, kind)
    for kind in ("Root", "RootNTuple"):
        read_back(["Hits"], write.events, kind, excludeBranchNames=["Tracks"])


if __name__ == "__main__":
    with clean_working_directory():
        main()
