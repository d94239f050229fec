# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tools b2file-size, b2file-remove-branches and b2file-md5sum look into files."""

import json
import os
import pathlib
import shutil
import subprocess
import unittest

import basf2
import uproot
from b2test_utils import clean_working_directory


def run(*command):
    """Run a tool; returns exit code, standard output and standard error."""
    done = subprocess.run(command, text=True, capture_output=True)
    return done.returncode, done.stdout, done.stderr


class FileContentTest(unittest.TestCase):
    """Each test in a folder with one file of particles and a relation, and files that are none."""

    @classmethod
    def setUpClass(cls):
        """Write the file."""
        from ROOT import Belle2

        class Relate(basf2.Module):
            """Relates the particles of an event to its first one."""

            def initialize(self):
                """Register the relation."""
                particles = Belle2.PyStoreArray("MCParticles")
                particles.registerRelationTo(particles)

            def event(self):
                """Fill it."""
                particles = Belle2.PyStoreArray("MCParticles")
                for particle in particles:
                    particle.addRelationTo(particles[0])

        cls.folder = cls.enterClassContext(clean_working_directory())
        path = basf2.Path()
        path.add_module("EventInfoSetter", evtNumList=[50])
        path.add_module("ParticleGun", nTracks=3)
        path.add_module(Relate())
        path.add_module("RootOutput", outputFileName="origin.root")
        basf2.process(path)

    def setUp(self):
        """Copy it."""
        self.enterContext(clean_working_directory())
        shutil.copy(f"{self.folder}/origin.root", "a.root")
        pathlib.Path("text.root").write_text("a letter")
        pathlib.Path("half.root").write_bytes(pathlib.Path("a.root").read_bytes()[:5000])

    def test_wrong_files_and_usage_are_refused(self):
        """With the reason, and nothing is written."""
        before = sorted(os.listdir())
        remove = ["b2file-remove-branches", "-o", "out.root", "MCParticles", "-i"]
        for command in (["b2file-size"], ["b2file-md5sum"], remove):
            self.assertEqual(run(command[0])[:2], (2, ""))
            self.assertIn(f"Example: {command[0]} ", run(command[0], "--help")[1])
            for name, reason in (("no.root", "No such file"), ("text.root", "not a ROOT file"), ("half.root", "truncated")):
                code, text, error = run(*command, name)
                self.assertEqual((code, text, reason in error, name in error), (1, "", True, True), error)
        code, _, error = run("b2file-remove-branches", "-i", "a.root", "-o", "text.root/out.root", "MCParticles")
        self.assertEqual((code, "Not a directory" in error), (1, True), error)
        self.assertEqual(sorted(os.listdir()), before)

    def test_branches_are_removed(self):
        """With their relations; all else stays."""
        code, text, error = run("b2file-remove-branches", "-i", "a.root", "-o", "b.root", "MCParticles", "X", "EventMetaData")
        self.assertEqual((code, text), (0, "Copied a.root to b.root without MCParticles, MCParticlesToMCParticles.\n"))
        self.assertIn("the branch X is not in the file.", error)
        self.assertIn("the branch EventMetaData always stays.", error)
        with uproot.open("b.root") as file:
            self.assertEqual(file["tree"].keys(recursive=False), ["EventMetaData"])
            self.assertEqual(file["tree"]["EventMetaData/m_event"].array().tolist(), list(range(1, 51)))
        data = basf2.get_file_metadata("b.root")
        self.assertEqual((data.get_nevents(), data.get_lfn()), (50, os.path.abspath("b.root")))
        self.assertEqual(run("b2file-check", "b.root")[0], 0)

    def test_a_relation_alone_is_removed(self):
        """Its particles stay as they are."""
        self.assertEqual(run("b2file-remove-branches", "-i", "a.root", "-o", "b.root", "MCParticlesToMCParticles")[0], 0)
        with uproot.open("a.root") as before, uproot.open("b.root") as after:
            self.assertEqual(after["tree"].keys(recursive=False), ["EventMetaData", "MCParticles"])
            for name in after["tree"]["MCParticles"].keys():
                if name.endswith("m_momentum_x"):
                    self.assertEqual(after["tree"][name].array().tolist(), before["tree"][name].array().tolist())
        self.assertEqual(run("b2file-check", "-n", "50", "b.root", "MCParticles")[0], 0)

    def test_sizes_are_shown(self):
        """As a table and as JSON, with what is wanted."""
        data = json.loads(run("b2file-size", "--json", "a.root")[1])["a.root"]
        self.assertEqual((data["events"], sorted(data["branches"])),
                         (50, ["EventMetaData", "MCParticles", "MCParticlesToMCParticles"]))
        particles = data["branches"]["MCParticles"]
        self.assertGreater(particles["size"], particles["compressed_size"])
        self.assertLess(sum(item["compressed_size"] for item in data["branches"].values()), os.path.getsize("a.root"))
        text = run("b2file-size", "a.root")[1]
        self.assertIn("  1: a.root with 50 events\n", text)
        self.assertRegex(text, rf"\nMCParticles +{particles['compressed_size'] / 50:.1f}\n")
        self.assertRegex(run("b2file-size", "-u", "a.root")[1], rf"\nMCParticles +{particles['size'] / 50:.1f}\n")
        lines = run("b2file-size", "-n", "1", "--skip-relations", "a.root", "-f", "a.root")[1].splitlines()
        self.assertEqual([line.split()[0] for line in lines[3:]], ["MCParticles", "1", "total"])
        self.assertNotIn("EventMetaData", run("b2file-size", "-s", "EventMetaData", "a.root")[1])

    def test_checksum_is_that_of_the_content(self):
        """Not of the dates, which the keys hold."""
        shutil.copy("a.root", "b.root")
        first, second = run("b2file-md5sum", "a.root", "b.root")[1].splitlines()
        self.assertRegex(first, "^[0-9a-f]{32}  a.root$")
        self.assertEqual(first.split()[0], second.split()[0])
        run("b2file-metadata-add", "-d", "x=y", "b.root")
        self.assertNotEqual(run("b2file-md5sum", "b.root")[1].split()[0], first.split()[0])
        self.assertNotEqual(run("b2file-md5sum", "--ignore-names", "a.root")[1].split()[0], first.split()[0])
        content = bytearray(pathlib.Path("a.root").read_bytes())
        content[100 + 10] ^= 1
        pathlib.Path("a.root").write_bytes(content)
        self.assertEqual(run("b2file-md5sum", "a.root")[1].strip(), first)


if __name__ == "__main__":
    unittest.main()
