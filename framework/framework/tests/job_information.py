# SPDX-License-Identifier: LGPL-3.0-or-later
"""The JSON file on the state of a job: --job-information and Belle2.MetadataService."""

import hashlib
import json
import os
import signal
import subprocess
import time
import unittest
import zlib

from b2test_utils import clean_working_directory, run_steering

SETUP = """
import basf2, sys
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=[3, 2], runList=[1, 2], expList=[0, 0])
path.add_module("EventInfoPrinter")
"""
OUTPUT = "path.add_module('RootOutput', outputFileName='out.root')\n"
PROCESS = "basf2.process(path)\n"
FAILING = """
class Failing(basf2.Module):
    def event(self):
        FAIL
path.add_module(Failing())
basf2.process(path)
"""
CHECKS = ["file_readable", "contains_tree", "contains_persistent", "filemetadata_readable", "eventmetadata_readable",
          "all_entries_readable", "entries_eq_filemetadata", "entries_eq_filemetedata"]


def read_information():
    """Return the content of the file."""
    with open("job.json") as file:
        return json.load(file)


def run(text, *options):
    """Run a job with a file of information and return the process and the content."""
    done = run_steering(text, "--job-information", "job.json", *options)
    return done, read_information()


class SuccessTest(unittest.TestCase):
    """Jobs that come to their end."""

    def test_state_of_a_finished_job(self):
        """Has numbers of all kinds."""
        with clean_working_directory():
            done, content = run(SETUP + "basf2.B2WARNING('w')\n" + PROCESS + "basf2.B2WARNING('w')\nbasf2.B2ERROR('e')\n")
            self.assertEqual(done.returncode, 0)
            status = content["basf2_status"]
            self.assertEqual(set(content), {"basf2_apiversion", "basf2_status", "modules_calls"})
            self.assertEqual(content["basf2_apiversion"], 1)
            expected = {"runs_processed": 2, "events_processed": 5, "total_events": 5, "fatals": 0, "errors": 1, "warnings": 1,
                        "finished": True, "success": True, "message": "finished successfully"}
            self.assertEqual(status, {**status, **expected})
            self.assertEqual(set(status) - set(expected), {"elapsed_walltime_sec", "resident_memory_mb"})
            self.assertTrue(0 < status["elapsed_walltime_sec"] < 60 and 10 < status["resident_memory_mb"] < 2000)
            self.assertEqual(content["modules_calls"], {"EventInfoSetter": 6, "EventInfoPrinter": 5})
            self.assertEqual(os.listdir(), ["job.json"])

    def test_output_file_with_checks_and_checksums(self):
        """Which are those of other programs."""
        with clean_working_directory():
            _, content = run("# größe " + "\n" + SETUP + OUTPUT + PROCESS, "--random-seed", "s")
            (file,) = content["output_files"]
            self.assertEqual((file["type"], file["filename"]), ("RootOutput", "out.root"))
            self.assertEqual(file["checks_passed"], dict.fromkeys(CHECKS, True))
            with open("out.root", "rb") as stream:
                data = stream.read()
            self.assertEqual(file["checksums"], {"md5": hashlib.md5(data).hexdigest(), "adler32": f"{zlib.adler32(data):08x}"})
            stats = file["stats"]
            self.assertEqual(set(stats), {"compression_algorithm", "compression_factor", "compression_level", "events",
                                          "filesize_kib", "mcevents", "size_per_event_kib"})
            self.assertEqual((stats["events"], stats["mcevents"], stats["filesize_kib"]), (5, 5, len(data) / 1024))
            self.assertEqual(stats["size_per_event_kib"], len(data) / 1024 / 5)
            metadata = file["metadata"]
            self.assertEqual((metadata["nEvents"], metadata["runHigh"], metadata["randomSeed"]), (5, 2, "s"))
            self.assertIn("# größe", metadata["steering"])

    def test_numbers_without_statistics_and_with_fewer_events(self):
        """Modules are not counted then."""
        with clean_working_directory():
            _, content = run(SETUP + OUTPUT + "basf2.process(path, 4)\n", "--no-stats")
            status = content["basf2_status"]
            self.assertEqual([status[key] for key in ("runs_processed", "events_processed", "total_events")], [2, 4, 4])
            self.assertNotIn("modules_calls", content)
            text = "import basf2\npath = basf2.create_path()\npath.add_module('RootInput', inputFileName='out.root')\n"
            _, content = run(text + PROCESS, "--skip-events", "1")
            status = content["basf2_status"]
            self.assertEqual([status[key] for key in ("events_processed", "total_events")], [3, 3])

    def test_several_calls_of_process_add_up(self):
        """A file that is written twice is one file."""
        with clean_working_directory():
            _, content = run(SETUP + OUTPUT + PROCESS + PROCESS)
            self.assertEqual([content["basf2_status"][key] for key in ("events_processed", "total_events")], [10, 10])
            self.assertEqual([file["filename"] for file in content["output_files"]], ["out.root"])

    def test_steering_file_may_ask_for_it(self):
        """And tell of its own files."""
        text = """
from ROOT import Belle2
service = Belle2.MetadataService.Instance()
service.addBasf2Status("not kept")
service.setJsonFileName("job.json")
open("ntuple.root", "w").write("x")
service.addRootNtupleFile("ntuple.root")
service.addRootNtupleFile("nothing.root")
service.addHepMC3File("ntuple.root")
service.addRootOutputFile("ntuple.root")
"""
        with clean_working_directory():
            self.assertEqual(run_steering(text).returncode, 0)
            content = read_information()
            (file,) = content["output_files"]
            self.assertEqual((file["type"], file["checksums"]["adler32"]), ("RootOutput", "00790079"))
            self.assertEqual(file["checks_passed"], dict.fromkeys(CHECKS, False))

    def test_job_may_change_its_folder(self):
        """The file stays where it is."""
        with clean_working_directory():
            _, content = run("import os\nos.mkdir('x')\nos.chdir('x')\n" + SETUP + PROCESS)
            self.assertTrue(content["basf2_status"]["success"])
            self.assertEqual(os.listdir("x"), [])

    def test_without_the_option_there_is_no_file(self):
        """Nor any work for it."""
        with clean_working_directory():
            run_steering(SETUP + OUTPUT + PROCESS)
            self.assertEqual(os.listdir(), ["out.root"])


class FailureTest(unittest.TestCase):
    """Jobs that stop before."""

    def assert_failed(self, content, message, **numbers):
        """The file says that the job failed, and how far it came."""
        status = content["basf2_status"]
        expected = {"finished": False, "success": False, "message": message, **numbers}
        self.assertEqual(status, {**status, **expected})

    def test_job_that_fails_in_an_event(self):
        """By an exception, an exit or a fatal error."""
        cases = {"1 / 0": ("stopped with exit code 1", 1), "sys.exit(7)": ("stopped with exit code 7", 7),
                 "basf2.B2FATAL('f')": ("stopped by a fatal error", 1)}
        for failure, (message, code) in cases.items():
            with self.subTest(failure), clean_working_directory():
                done, content = run(SETUP + OUTPUT + FAILING.replace("FAIL", failure))
                self.assertEqual(done.returncode, code)
                self.assert_failed(content, message, events_processed=1, total_events=5, fatals=int("FATAL" in failure))
                self.assertNotIn("output_files", content)

    def test_job_that_fails_outside_of_events(self):
        """In the steering file or in the options."""
        cases = {("1 / 0",): "stopped with exit code 1", ("import sys\nsys.exit(3)",): "stopped with exit code 3",
                 ("", "-n", "0"): "stopped by a fatal error"}
        for arguments, message in cases.items():
            with self.subTest(arguments), clean_working_directory():
                self.assert_failed(run(*arguments)[1], message)

    def test_exit_with_0_is_a_success(self):
        """And children that fail are not the job."""
        child = "import basf2, os\nif os.fork() == 0:\n    basf2.B2FATAL('child')\nos.wait()\n"
        with clean_working_directory():
            self.assertTrue(run(child + "import sys\nsys.exit(0)")[1]["basf2_status"]["success"])

    def test_interrupted_job(self):
        """With the output that it closed; before, the file told of a running job."""
        text = SETUP + OUTPUT + FAILING.replace("FAIL", "print('READY', flush=True); import time; time.sleep(0.3)")
        with clean_working_directory():
            with open("job.py", "w") as file:
                file.write(text)
            command = ["basf2", "--job-information", "job.json", "job.py"]
            job = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            while b"READY" not in job.stdout.readline():
                pass
            status = read_information()["basf2_status"]
            self.assertEqual((status["finished"], status["message"], "success" in status), (False, "running event loop", False))
            time.sleep(0.05)
            job.send_signal(signal.SIGINT)
            job.communicate()
            self.assertEqual(job.returncode, -signal.SIGINT)
            self.assert_failed(read_information(), "stopped by signal 2")
            self.assertEqual([file["filename"] for file in read_information()["output_files"]], ["out.root"])

    def test_file_that_cannot_be_written_is_fatal(self):
        """Before anything is processed."""
        done = run_steering(SETUP + PROCESS, "--job-information", "/nothing/job.json")
        self.assertEqual((done.returncode, "EVT:" in done.stdout), (1, False))
        self.assertIn("[FATAL] The job information file '/nothing/job.json' cannot be written", done.stdout)


if __name__ == "__main__":
    unittest.main()
