#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Arrays, objects and relations made in Python are written, read back and found by uproot."""

import gc
import os
import tempfile

import basf2
import uproot
from ROOT import Belle2

FILE = "relations.root"


class Fill(basf2.Module):
    """Makes 2 particles, 3 profiles and relations between them."""

    def initialize(self):
        self.particles = Belle2.PyStoreArray("MCParticles")
        self.profiles = Belle2.PyStoreArray(Belle2.ProfileInfo.Class(), "Profiles")
        self.hidden = Belle2.PyStoreObj(Belle2.ProfileInfo.Class(), "Hidden")
        self.sometimes = Belle2.PyStoreObj(Belle2.ProfileInfo.Class(), "Sometimes")
        self.number = Belle2.PyStoreObj("EventMetaData")
        self.last = Belle2.PyStoreObj("ProfileInfo", 1)
        assert self.particles.registerInDataStore()
        assert self.profiles.registerInDataStore()
        assert self.hidden.registerInDataStore(Belle2.DataStore.c_DontWriteOut)
        assert self.sometimes.registerInDataStore()
        assert self.last.registerInDataStore()
        assert self.particles.registerRelationTo(self.profiles)
        assert self.particles.registerRelationTo(self.particles, 0, Belle2.DataStore.c_WriteOut, "Self")
        assert self.particles.hasRelationTo(self.profiles) and self.profiles.hasRelationFrom(self.particles)
        assert not Belle2.PyStoreArray("Unknown").isOptional()
        self.last.create()
        self.given = Belle2.PyStoreObj(Belle2.ProfileInfo.Class(), "Given")
        assert self.given.registerInDataStore(Belle2.DataStore.c_DontWriteOut)
        assert not any("To" in name for name in Belle2.PyStoreObj.list())

    def event(self):
        assert len(self.particles) == 0 and not self.particles.isValid() and not self.hidden
        for code in (11, -11):
            self.particles.appendNew().setPDG(code)
        for _ in range(3):
            self.profiles.appendNew()
        self.hidden.create()
        assert self.hidden
        # the data store deletes what Python made, and what it refuses
        assert self.given.assign(Belle2.ProfileInfo(1)) and not self.given.assign(Belle2.ProfileInfo(2))
        assert self.given.assign(Belle2.ProfileInfo(3), True) and not self.profiles.assign(Belle2.ProfileInfo(4))
        gc.collect()
        assert self.given.getMemory() == 3
        if self.number.getEvent() % 2 == 0:
            self.sometimes.create()
        first, second = self.particles
        first.addRelationTo(self.profiles[2], 0.5)
        first.addRelationTo(self.profiles[0])
        second.addRelationTo(self.profiles[2], -1)
        second.addRelationTo(first, 3, "Self")


class Check(basf2.Module):
    """Compares what was read."""

    def initialize(self):
        self.n = 0

    def event(self):
        self.n += 1
        particles = Belle2.PyStoreArray("MCParticles")
        profiles = Belle2.PyStoreArray("Profiles")
        assert Belle2.PyStoreObj("Sometimes").isValid() == (self.n % 2 == 0)
        assert [p.getPDG() for p in particles] == [11, -11]
        first, second = particles
        related = first.getRelationsTo("Profiles")
        assert [related.weight(i) for i in range(len(related))] == [0.5, 1]
        assert related[0] == profiles[2] and related.object(1) == profiles[0]
        assert [r == p for r, p in zip(related, (profiles[2], profiles[0]))] == [True, True]
        assert first.getRelated("Profiles") == profiles[2]
        pair = second.getRelatedToWithWeight("Profiles")
        assert pair.first == profiles[2] and pair.second == -1
        assert second.getRelatedTo("MCParticles", "Self").getPDG() == 11
        assert not second.getRelatedTo("MCParticles")
        assert len(first.getRelationsWith("ALL")) == 3
        assert Belle2.PyStoreObj("ProfileInfo", 1).isValid()
        assert particles[1].getPDG() == -11 and particles[-2] == first
        for container, index in ((particles, 2), (particles, -3), (related, 2)):
            try:
                container[index]
            except IndexError as error:
                assert f"no element {index}" in str(error)
            else:
                assert False, "an index out of range was accepted"

    def terminate(self):
        assert self.n == 10


def write():
    """Write ten events."""
    path = basf2.create_path()
    path.add_module("EventInfoSetter", evtNumList=[10])
    path.add_module(Fill())
    path.add_module("RootOutput", outputFileName=FILE)
    basf2.process(path)


def read():
    """Read them."""
    path = basf2.create_path()
    path.add_module("RootInput", inputFileName=FILE)
    path.add_module(Check())
    basf2.process(path)


def compare():
    """Look at the file with uproot."""
    with uproot.open(FILE) as file:
        tree = file["tree"]
        assert set(tree.keys(recursive=False)) == {
            "EventMetaData", "MCParticles", "Profiles", "Sometimes", "MCParticlesToProfiles",
            "MCParticlesToMCParticlesNamedSelf"}
        assert tree["EventMetaData/m_event"].array().tolist() == list(range(1, 11))
        assert tree["MCParticles/MCParticles.m_pdg"].array().tolist() == [[11, -11]] * 10
        container = tree["MCParticlesToProfiles"]
        prefix = "m_elements/m_elements."
        assert container[prefix + "m_from"].array().tolist() == [[0, 0, 1]] * 10
        assert container[prefix + "m_to"].array().tolist() == [[[2], [0], [2]]] * 10
        assert container[prefix + "m_weights"].array().tolist() == [[[0.5], [1], [-1]]] * 10
        assert file["persistent"]["FileMetaData/m_nEvents"].array().tolist() == [10]


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    write()
    assert os.listdir() == [FILE]
    read()
    compare()
