# SPDX-License-Identifier: LGPL-3.0-or-later
"""Damaged input files end the job with an error, without a crash and without output, or are read as if they were whole."""

import json
import os
import pathlib
import random
import signal
import subprocess
import unittest

import basf2
from b2test_utils import clean_working_directory, run_in_subprocess
from ROOT import Belle2

# for each kind of damage; the seed makes it always the same ones
DAMAGES = 6


class Recorder(basf2.Module):
    """Writes what it has seen to a file at the end."""

    def initialize(self):
        """Nothing yet."""
        self.particles, self.seen = Belle2.PyStoreArray("MCParticles"), []

    def event(self):
        """Numbers of the event and some of each particle."""
        numbers = Belle2.PyStoreObj("EventMetaData").obj()
        particles = [(particle.getPDG(), particle.getEnergy()) for particle in self.particles]
        self.seen.append([numbers.getRun(), numbers.getEvent(), particles])

    def terminate(self):
        """Write it."""
        pathlib.Path("seen.json").write_text(json.dumps(self.seen))


def write(name, events):
    """A file of two runs with particles."""
    path = basf2.Path()
    path.add_module("EventInfoSetter", expList=[0, 0], runList=[1, 2], evtNumList=[events, events])
    path.add_module("ParticleGun", nTracks=3)
    path.add_module("RootOutput", outputFileName=name)
    basf2.process(path)


def read(name):
    """Copy a file and record it, with the messages in another one; a job that hangs is ended by a signal."""
    messages = os.open("messages", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(messages, 1)
    os.dup2(messages, 2)
    signal.alarm(60)
    path = basf2.Path()
    path.add_module("RootInput", inputFileName=name)
    path.add_module(Recorder())
    path.add_module("RootOutput", outputFileName="copy.root")
    basf2.process(path)


def flip(content, at, numbers):
    """Another value of one bit."""
    content[at] ^= 1 << numbers.randrange(8)


def scribble(content, at, numbers):
    """Other values of some bytes."""
    size = len(content[at:at + numbers.choice([4, 40, 400])])
    content[at:at + size] = numbers.randbytes(size)


def erase(content, at, numbers):
    """Zeros in place of some bytes."""
    size = len(content[at:at + numbers.choice([4, 40, 400])])
    content[at:at + size] = bytes(size)


def cut(content, at, numbers):
    """The end is not there."""
    del content[at:]


class DamagedInputTest(unittest.TestCase):
    """All work with copies of two files: one so short that most of it is not compressed, and a longer one."""

    @classmethod
    def setUpClass(cls):
        """Write them."""
        cls.enterClassContext(clean_working_directory())
        basf2.set_random_seed("damage")
        basf2.logging.enable_summary(False)
        cls.whole, cls.seen = [], []
        for name, events in (("short.root", 4), ("long.root", 100)):
            assert run_in_subprocess(name, events, target=write) == 0
            assert run_in_subprocess(name, target=read) == 0
            cls.whole.append(pathlib.Path(name).read_bytes())
            cls.seen.append(json.loads(pathlib.Path("seen.json").read_text()))

    def check(self, content, seen, what, exact=True):
        """Read a file with an error or with the right events, or at least as many. Returns whether there was an error."""
        for name in ("copy.root", "seen.json"):
            pathlib.Path(name).unlink(missing_ok=True)
        pathlib.Path("damaged.root").write_bytes(content)
        code = run_in_subprocess("damaged.root", target=read)
        messages = pathlib.Path("messages").read_text(errors="replace")
        self.assertIn(code, (0, 1), (what, messages))
        self.assertFalse(os.path.exists("copy.root.part"), what)
        self.assertEqual(os.path.exists("copy.root"), code == 0, what)
        if code:
            self.assertRegex(messages, r"(?s)\[FATAL\].*(damaged\.root|A damaged input file has broken the memory)", what)
            return True
        found = json.loads(pathlib.Path("seen.json").read_text())
        self.assertEqual(len(found), len(seen), what)
        if not exact:
            return False
        # values that are not compressed have no checksum in a file of ROOT
        self.assertEqual([event[:2] for event in found], [event[:2] for event in seen], what)
        self.assertEqual([len(event[2]) for event in found], [len(event[2]) for event in seen], what)
        return False

    def test_every_damage_ends_in_an_error_or_does_not_matter(self):
        """Anywhere in the file."""
        numbers, errors = random.Random("damage"), 0
        for kind in (flip, scribble, erase, cut):
            for turn in range(DAMAGES):
                whole, seen = self.whole[turn % 2], self.seen[turn % 2]
                content, at = bytearray(whole), numbers.randrange(len(whole))
                kind(content, at, numbers)
                errors += self.check(content, seen, (kind.__name__, turn, at))
        self.assertGreater(errors, 2 * DAMAGES)

    def test_a_file_without_its_end_is_never_read(self):
        """Not even if only the last byte is missing."""
        for whole, seen in zip(self.whole, self.seen):
            for size in (0, 3, 100, len(whole) // 2, len(whole) - 1000, len(whole) - 60, len(whole) - 1):
                self.assertTrue(self.check(whole[:size], seen, size), size)

    def test_damaged_headers_of_baskets_do_not_crash(self):
        """ROOT trusts the numbers in them, such as the size of an entry and the end of the last one."""
        for name in (b"m_event", b"MCParticles", b"m_lfn", b"m_steering"):
            start = b"\x07TBasket" + bytes([len(name)]) + name
            fields = self.whole[0].index(start) + len(start)
            # behind the title
            fields += 1 + self.whole[0][fields]
            for offset, value in ((6, b"\xff" * 4), (14, b"\xff" * 4), (14, bytes(4)), (18, b"\xff")):
                content = bytearray(self.whole[0])
                content[fields + offset:fields + offset + len(value)] = value
                # the size of an entry may lead to other values of the same basket
                self.check(content, self.seen[0], (name, offset, value), exact=False)

    def test_tools_refuse_damaged_files(self):
        """Without a crash, too."""
        whole = self.whole[0]
        at = whole.index(b"\x07TBasket")
        pathlib.Path("damaged.root").write_bytes(whole[:at + 8] + b"\xff" * 60 + whole[at + 68:])
        for command in (["b2file-check", "damaged.root"], ["b2file-merge", "merged.root", "damaged.root", "short.root"]):
            done = subprocess.run(command, capture_output=True, text=True)
            self.assertGreater(done.returncode, 0, (command, done))
        self.assertFalse([name for name in os.listdir() if name.startswith("merged")])


if __name__ == "__main__":
    unittest.main()
