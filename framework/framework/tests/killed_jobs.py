# SPDX-License-Identifier: LGPL-3.0-or-later
"""The name of an output file never exists before the file is complete, whatever ends the job."""

import ctypes
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import time
import unittest

import basf2
from b2test_utils import clean_working_directory

WRITE = """
import os, time, basf2
from ROOT import Belle2, TNamed
class Noise(basf2.Module):
    def initialize(self):
        self.noise = Belle2.PyStoreObj(TNamed.Class(), "Noise")
        self.noise.registerInDataStore()
    def event(self):
        self.noise.create()
        self.noise.obj().SetTitle(os.urandom(20000).hex())
        time.sleep(0.002)
path = basf2.Path()
path.add_module("EventInfoSetter", evtNumList=[{events}])
path.add_module(Noise())
path.add_module("RootOutput", outputFileName="{name}", outputSplitSize={split})
basf2.process(path)
"""
ENDLESS = 5000


def read(name):
    """Number of events in a file, each of which is read. An exception if something is wrong."""
    done = subprocess.run(["b2file-check", name], capture_output=True, text=True)
    assert done.returncode == 0, (name, done.stdout, done.stderr)
    return basf2.get_file_metadata(name).get_nevents()


class Watch:
    """Takes down what happens to the names in a folder, with nothing left out."""

    MODIFY, MOVED_FROM, MOVED_TO, CREATE, DELETE = 0x2, 0x40, 0x80, 0x100, 0x200

    def __init__(self, folder):
        """Begin."""
        library = ctypes.CDLL(None, use_errno=True)
        self.file = library.inotify_init1(os.O_NONBLOCK)
        kinds = self.MODIFY | self.MOVED_FROM | self.MOVED_TO | self.CREATE | self.DELETE
        assert library.inotify_add_watch(self.file, os.fsencode(folder), kinds) >= 0, ctypes.get_errno()

    def read(self):
        """The kind and the name of each change until now."""
        content, changes = os.read(self.file, 1 << 24), []
        while content:
            _, kind, _, size = struct.unpack_from("iIII", content)
            changes.append((kind, content[16:16 + size].rstrip(b"\0").decode()))
            content = content[16 + size:]
        os.close(self.file)
        return changes


class KilledJobsTest(unittest.TestCase):
    """Each job runs in a folder that is watched."""

    def run_job(self, number=None, name="out/x.root", split=None, events=ENDLESS, until="x.root.part"):
        """Send a job a signal when some of a file is written; returns the exit code and what was left in the folder."""
        os.makedirs("out", exist_ok=True)
        pathlib.Path(f"out/{until}").unlink(missing_ok=True)
        pathlib.Path("job.py").write_text(WRITE.format(name=name, split=split, events=events))
        watch, end = Watch("out"), time.monotonic() + 120
        with subprocess.Popen(["basf2", "job.py"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as job:
            while number and not self.is_written(f"out/{until}") and time.monotonic() < end and job.poll() is None:
                time.sleep(0.002)
            if number:
                job.send_signal(number)
        self.check(watch.read())
        return job.returncode, sorted(os.listdir("out"))

    def is_written(self, name):
        """Whether there is a part with some events."""
        return os.path.exists(name) and os.path.getsize(name) > 200000

    def check(self, changes):
        """No file gets its name but by renaming the part, and then it stays as it is."""
        self.assertTrue(changes)
        for kind, name in changes:
            if name.endswith(".part"):
                continue
            self.assertEqual(kind, Watch.MOVED_TO, name)
            self.assertIn((Watch.MOVED_FROM, name + ".part"), changes)

    def test_no_signal_leaves_the_name_of_an_incomplete_file(self):
        """SIGKILL leaves the part, SIGTERM nothing, and Ctrl-C the events until then."""
        for name, number, code, files in (("out/x.root", signal.SIGKILL, -signal.SIGKILL, ["x.root.part"]),
                                          ("file://out/x.root", signal.SIGKILL, -signal.SIGKILL, ["x.root.part"]),
                                          ("out/x.root", signal.SIGTERM, 1, []), ("file://out/x.root", signal.SIGQUIT, 1, []),
                                          ("file://out/x.root", signal.SIGINT, -signal.SIGINT, ["x.root"])):
            with self.subTest(name=name, number=number), clean_working_directory():
                self.assertEqual(self.run_job(number, name), (code, files))
                if number == signal.SIGINT:
                    self.assertTrue(0 < read("out/x.root") < ENDLESS)

    def test_earlier_files_of_a_split_output_stay_complete(self):
        """The current one has no final name."""
        for name, number, code, parts in (("out/x.root", signal.SIGKILL, -signal.SIGKILL, 1),
                                          ("file://out/x.root", signal.SIGTERM, 1, 0),
                                          ("out/x.root", signal.SIGINT, -signal.SIGINT, 0)):
            with self.subTest(name=name, number=number), clean_working_directory():
                done = self.run_job(number, name, split=1, until="x.f00001.root")
                complete = [file for file in done[1] if file.endswith(".root")]
                self.assertEqual(done[0], code)
                # the signal may come between two files
                self.assertLessEqual(len(done[1]) - len(complete), parts)
                self.assertGreater(len(complete), 1)
                numbers = [read(f"out/{file}") for file in complete]
                self.assertEqual(basf2.get_file_metadata("out/x.f00001.root").get_event_low(), numbers[0] + 1)
                self.assertLess(sum(numbers), ENDLESS)

    def test_the_part_that_a_killed_job_left_does_not_matter(self):
        """The next job writes its own, and what was there before stays until it is complete."""
        with clean_working_directory():
            self.assertEqual(self.run_job(events=3), (0, ["x.root"]))
            before = pathlib.Path("out/x.root").read_bytes()
            self.assertEqual(self.run_job(signal.SIGKILL), (-signal.SIGKILL, ["x.root", "x.root.part"]))
            self.assertEqual(pathlib.Path("out/x.root").read_bytes(), before)
            shutil.copy("out/x.root.part", "kept")
            self.assertEqual(self.run_job(events=5, until="none"), (0, ["x.root"]))
            self.assertEqual(read("out/x.root"), 5)
            # nor can anybody take it for a whole one
            self.assertNotEqual(subprocess.run(["b2file-check", "kept"], capture_output=True).returncode, 0)


if __name__ == "__main__":
    unittest.main()
