# SPDX-License-Identifier: LGPL-3.0-or-later
"""Modules that show or remove what is in the data store: PrintCollections and PruneDataStore."""

import unittest

import basf2
from b2test_utils import run_steering
from ROOT import Belle2

START = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=3)
path.add_module("ParticleGun", nTracks=12, pdgCodes=[13])
"""


class Related(basf2.Module):
    """Relates each particle to an object of its own."""

    def initialize(self):
        """Register."""
        self.particles, self.others = Belle2.PyStoreArray("MCParticles"), Belle2.PyStoreArray(Belle2.MCParticle.Class(), "Others")
        self.others.registerInDataStore()
        self.particles.registerRelationTo(self.others)

    def event(self):
        """Make them."""
        for particle in self.particles:
            particle.addRelationTo(self.others.appendNew())


class Look(basf2.Module):
    """Notes what exists."""

    def event(self):
        """Numbers of members, and of relations of the first particle and the first other object."""
        # asking for relations makes their container
        self.exists = Belle2.PyStoreObj("EventMetaData").isValid(), Belle2.PyStoreObj("MCParticlesToOthers").isValid()
        arrays = [Belle2.PyStoreArray(name) for name in ("MCParticles", "Others")]
        self.sizes = [array.getEntries() for array in arrays]
        self.relations = [array[0].getRelationsWith(other.getName()).size() if array.getEntries() else None
                          for array, other in (arrays, arrays[::-1])]


def prune(**parameters):
    """Return the module that looks at the event behind PruneDataStore."""
    path, look = basf2.create_path(), Look()
    path.add_module("EventInfoSetter")
    path.add_module("ParticleGun", nTracks=4, pdgCodes=[13])
    path.add_module(Related())
    path.add_module("PruneDataStore", **parameters)
    path.add_module(look)
    basf2.process(path)
    return look


class PruneDataStoreTest(unittest.TestCase):
    """Each test runs a job."""

    def test_only_what_matches_is_kept(self):
        """And the numbers of the event."""
        look = prune(matchEntries=["MC.{8}s", "nothing"])
        self.assertEqual((look.sizes, look.relations, look.exists), ([4, 0], [0, None], (True, False)))

    def test_expressions_match_whole_names(self):
        """A part of the name is not enough."""
        self.assertEqual(prune(matchEntries=["Other", "MCParticles"]).sizes, [4, 0])

    def test_what_matches_can_be_removed(self):
        """But never the numbers of the event; relations to what is removed go, too."""
        look = prune(matchEntries=["MCParticles", "EventMetaData"], keepMatchedEntries=False)
        self.assertEqual((look.sizes, look.relations, look.exists), ([0, 4], [None, 0], (True, True)))

    def test_everything_is_kept_if_all_matches(self):
        """Relations, too."""
        look = prune(matchEntries=".*")
        self.assertEqual((look.sizes, look.relations, look.exists), ([4, 4], [1, 1], (True, True)))

    def test_without_expressions_nothing_matches(self):
        """So the event is emptied."""
        self.assertEqual(prune().sizes, [0, 0])

    def test_wrong_expression_is_fatal(self):
        """With the expression."""
        done = run_steering(START + "path.add_module('PruneDataStore', matchEntries=['[a-b][a'])\nbasf2.process(path)")
        self.assertEqual(done.returncode, 1)
        self.assertIn("[FATAL] '[a-b][a' in the parameter matchEntries is not a regular expression", done.stdout)


class PrintCollectionsTest(unittest.TestCase):
    """Each test runs a job."""

    def table(self, parameters=""):
        """Return the lines of the job that belong to tables."""
        done = run_steering(START + f"path.add_module('PrintCollections'{parameters})\nbasf2.process(path)")
        self.assertEqual(done.returncode, 0)
        return done.stdout.splitlines()[2:]

    def test_objects_come_before_arrays(self):
        """In columns, for the event and for the job."""
        line = "[INFO] " + "=" * 76
        self.assertEqual(self.table(", printForEvent=2"), [
            line, "[INFO] DataStore collections in event 2", line,
            "[INFO] Type                 Name                       #Entries           <Event>",
            "[INFO] EventMetaData        EventMetaData",
            "[INFO] MCParticle[]         MCParticles                12",
            "[INFO] " + "-" * 76,
            "[INFO] Type                 Name                       #Entries      <Persistent>",
            "[INFO] ProcessStatistics    ProcessStatistics", line])

    def test_all_events_are_shown_by_default(self):
        """Each with its number."""
        self.assertEqual([row[-1] for row in self.table() if "collections in event" in row], ["1", "2", "3"])


if __name__ == "__main__":
    basf2.logging.log_level = basf2.LogLevel.ERROR
    unittest.main()
