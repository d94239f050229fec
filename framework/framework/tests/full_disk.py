# SPDX-License-Identifier: LGPL-3.0-or-later
"""A disk that is full, or a folder where nothing can be written, ends the job with an error and leaves no output."""

import contextlib
import os
import pathlib
import resource
import signal
import subprocess
import unittest

import basf2
from b2test_utils import clean_working_directory, run_in_subprocess
from ROOT import Belle2, TNamed


class Noise(basf2.Module):
    """Makes each event, and what is not in events, as large as asked for."""

    def __init__(self, size, last=0):
        """In bytes."""
        super().__init__()
        self.size, self.last = size, last

    def initialize(self):
        """Register."""
        self.noise, self.kept = Belle2.PyStoreObj(TNamed.Class(), "Noise"), Belle2.PyStoreObj(TNamed.Class(), "Kept", 1)
        self.noise.registerInDataStore()
        self.kept.registerInDataStore()
        self.kept.create()

    def event(self):
        """Something that cannot be compressed."""
        self.noise.create()
        self.noise.obj().SetTitle(os.urandom(self.size).hex())
        # this is written when the file is closed
        self.kept.obj().SetTitle(os.urandom(self.last).hex())


def write(name, size, last, events, limit=None, split=None):
    """Write a file, with its messages in the file `messages`; exits with 1 after an error."""
    messages = os.open("messages", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(messages, 1)
    os.dup2(messages, 2)
    if limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    path = basf2.Path()
    path.add_module("EventInfoSetter", evtNumList=[events])
    path.add_module(Noise(size, last))
    path.add_module("RootOutput", outputFileName=name, outputSplitSize=split)
    basf2.process(path)


@contextlib.contextmanager
def small_disk(size):
    """A file system of its own where that is allowed; else None."""
    os.makedirs("disk", exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", "disk"], capture_output=True)
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", "disk"], check=True)


class FullDiskTest(unittest.TestCase):
    """Each test in a folder of its own."""

    def setUp(self):
        """Go there."""
        self.enterContext(clean_working_directory())

    def refuses(self, *arguments, sentence, left=()):
        """The job must end with an error, and leave nothing but complete files."""
        folder = os.path.dirname(arguments[0])
        code = run_in_subprocess(*arguments, target=write)
        messages = pathlib.Path("messages").read_text(errors="replace")
        self.assertEqual(code, 1, messages)
        self.assertRegex(messages, r"\[FATAL\] Cannot write the output file " + sentence)
        self.assertEqual(sorted(os.listdir(folder)), list(left))

    def test_a_disk_may_be_full_in_the_middle_or_at_the_end(self):
        """A limit for the size of files does the same where no file system can be mounted."""
        for size, last, events in ((50000, 0, 60), (1000, 1500000, 3)):
            with self.subTest(size=size), small_disk("1m") as is_mounted:
                reason = "No space left on device" if is_mounted else ""
                self.refuses("disk/x.root", size, last, events, None if is_mounted else 1 << 20, sentence="disk/x.root: " + reason)
            with self.subTest(size=size, limit=True):
                self.refuses("disk/x.root", size, last, events, 1 << 20, sentence="disk/x.root: ")

    def test_earlier_files_of_a_split_output_stay(self):
        """They are complete; a file system that cannot be mounted gives way to a limit for the size of one file."""
        with small_disk("2500k") as is_mounted:
            first = ["x.f00000.root", "x.f00001.root"] if is_mounted else []
            self.refuses("disk/x.root", 50000, 0, 200, None if is_mounted else 1 << 20, 1, sentence="disk/x.f0000[02].root: ",
                         left=first)
            for name in first:
                self.assertGreater(basf2.get_file_metadata(f"disk/{name}").get_nevents(), 5)

    def test_a_place_where_nothing_can_be_written_is_told_at_once(self):
        """Before the first event."""
        for name, reason in (("/proc/x.root", "Cannot write the output file /proc/x.root: "),
                             ("/proc/none/x.root", "Cannot create the folder /proc/none for the output file")):
            self.assertEqual(run_in_subprocess(name, 10, 0, 2, target=write), 1)
            self.assertIn(f"[FATAL] {reason}", pathlib.Path("messages").read_text())

    def test_an_old_file_stays_if_the_new_one_does_not_fit(self):
        """As nothing took its place."""
        self.assertEqual(run_in_subprocess("disk/x.root", 10, 0, 2, target=write), 0)
        before = pathlib.Path("disk/x.root").read_bytes()
        self.refuses("disk/x.root", 50000, 0, 60, 1 << 20, sentence="disk/x.root: ", left=["x.root"])
        self.assertEqual(pathlib.Path("disk/x.root").read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
