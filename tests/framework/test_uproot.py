# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files of RootOutput are read by uproot, every branch of both trees, with the numbers that ROOT finds in the objects."""
import json
import math
import re

import numpy
import pytest
import uproot

WRITE = """
import basf2
from ROOT import Belle2

class Fill(basf2.Module):
    def initialize(self):
        self.particles = Belle2.PyStoreArray("MCParticles")
        self.profiles = Belle2.PyStoreArray(Belle2.ProfileInfo.Class(), "Profiles")
        self.single = Belle2.PyStoreObj(Belle2.ProfileInfo.Class(), "Single")
        self.sometimes = Belle2.PyStoreObj(Belle2.ProfileInfo.Class(), "Sometimes")
        self.extra = Belle2.PyStoreObj("EventExtraInfo")
        self.kept = Belle2.PyStoreObj("EventExtraInfo", 1)
        for entry in (self.profiles, self.single, self.sometimes, self.extra, self.kept):
            assert entry.registerInDataStore()
        self.particles.registerRelationTo(self.profiles)
        self.particles.registerRelationTo(self.particles, 0, Belle2.DataStore.c_WriteOut, "Self")
        self.kept.create()

    def event(self):
        number = Belle2.PyStoreObj("EventMetaData").getEvent()
        for _ in range(number % 3):
            self.profiles.appendNew()
        self.single.create()
        if number % 2:
            self.sometimes.create()
        self.extra.create()
        for i in range(number % 4):
            self.extra.addExtraInfo(f"number {i}", i * 0.5)
        self.kept.setExtraInfo(f"event {number}", number)
        for i, particle in enumerate(self.particles):
            particle.addRelationTo(self.particles[0], i + 0.25, "Self")
            for profile in self.profiles:
                particle.addRelationTo(profile, -i)
        print("PARTICLES", number, *(particle.getPDG() for particle in self.particles))

path = basf2.create_path()
path.add_module("EventInfoSetter", expList=[3, 3], runList=[4, 5], evtNumList=[7, 5])
path.add_module("ParticleGun", nTracks=5)
path.add_module(Fill())
path.add_module("RootOutput", outputFileName="all.root", additionalDataDescription={"level": "raw", "a": "b"})
basf2.process(path)
"""
DUMP = """
import json, ROOT
file = ROOT.TFile.Open("all.root")
ROOT.TBufferJSON.SetFloatFormat("%.9g")
ROOT.TBufferJSON.SetDoubleFormat("%.17g")
found = {}
for name in ("tree", "persistent"):
    tree = file.Get(name)
    found[name] = [{} for _ in range(tree.GetEntries())]
    for entry in range(tree.GetEntries()):
        tree.GetEntry(entry)
        for branch in tree.GetListOfBranches():
            found[name][entry][branch.GetName()] = str(ROOT.TBufferJSON.ToJSON(getattr(tree, branch.GetName())))
with open("all.json", "w") as output:
    json.dump(found, output)
"""
BASES = ("TObject", "Belle2::Mergeable")


def parse(text):
    """Read JSON of ROOT, which has infinite numbers in its own way."""
    return json.loads(re.sub(r"(?<=[\s:\[,])(-?)inf\b", r"\1Infinity", text))


def leaves(tree):
    """Return all branches without branches below them, by the names of their branches from the top."""
    found = {}

    def add(branch, names):
        names = (*names, branch.name)
        if branch.branches:
            for below in branch.branches:
                add(below, names)
        else:
            found[names] = branch

    for branch in tree.branches:
        add(branch, ())
    return found


def find(value, names):
    """Return what the JSON of an object has for a branch below it."""
    for name in names:
        # the name of an array or object may stand before that of its member, and the number of elements behind it
        name = re.sub(r"\[\d+\]$", "", name.rsplit(".", 1)[-1])
        if name in BASES:
            continue
        if isinstance(value, dict) and value.get("_typename") == "TClonesArray":
            value = value["arr"]
        value = [member[name] for member in value] if isinstance(value, list) else value[name]
    return value


def plain(value):
    """Return lists, numbers and texts for what uproot gives."""
    if isinstance(value, (str, bytes, bool, int, float)):
        return value
    if isinstance(value, (numpy.generic, numpy.ndarray)):
        value = value.tolist()
    elif hasattr(value, "tolist"):
        value = value.tolist()
    return [plain(element) for element in value] if isinstance(value, (list, tuple)) else value


def is_equal(found, wanted):
    """Compare texts, numbers with the digits of JSON, and lists of them."""
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(is_equal, found, wanted))
    if isinstance(wanted, str):
        return found == wanted
    return not isinstance(found, (str, list)) and math.isclose(found, wanted, rel_tol=1e-7)


@pytest.fixture
def written(in_release, tmp_path):
    """The file, what the job has printed, and the objects as ROOT shows them."""
    (tmp_path / "write.py").write_text(WRITE)
    (tmp_path / "dump.py").write_text(DUMP)
    output = in_release("basf2 write.py && python3 dump.py").stdout
    objects = json.loads((tmp_path / "all.json").read_text())
    return tmp_path / "all.root", output, {
        name: [{branch: parse(text) for branch, text in entry.items()} for entry in entries] for name, entries in objects.items()}


def test_every_branch_is_read_with_the_numbers_of_its_object(written):
    name, output, objects = written
    printed = [[int(word) for word in line.split()[2:]] for line in output.splitlines() if line.startswith("PARTICLES")]
    with uproot.open(name) as file:
        assert file["tree/MCParticles/MCParticles.m_pdg"].array().tolist() == printed
        assert len(printed) == 12
        for tree, entries in objects.items():
            branches = leaves(file[tree])
            assert {names[0] for names in branches} == set(entries[0])
            for names, branch in branches.items():
                if names[-1].rsplit(".", 1)[-1] == "fBits":
                    continue
                found = plain(branch.array(library="np"))
                wanted = [find(entry[names[0]], names[1:]) for entry in entries]
                assert is_equal(found, wanted), f"{tree} {names}: {found} and {wanted}"


def test_no_member_of_an_object_lacks_a_branch(written):
    name, _, objects = written
    with uproot.open(name) as file:
        for tree, entries in objects.items():
            for top, value in entries[-1].items():
                members = {re.sub(r"\[\d+\]$", "", names[1 if names[1] not in BASES else -1].rsplit(".", 1)[-1])
                           for names in leaves(file[tree]) if names[0] == top}
                example = value["arr"][0] if value["_typename"] == "TClonesArray" else value
                assert set(example) - {"_typename"} <= members, top
