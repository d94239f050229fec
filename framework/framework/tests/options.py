# SPDX-License-Identifier: LGPL-3.0-or-later
"""The options of the program basf2 that are about the whole job."""

import os
import shutil
import stat
import subprocess
import unittest

from b2test_utils import clean_working_directory, run_steering

JOB = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=3)
path.add_module("EventInfoPrinter")
basf2.process(path)
"""


def basf2(*arguments, **variables):
    """Run basf2 and return the finished process."""
    return subprocess.run(["basf2", *arguments], capture_output=True, text=True, env={**os.environ, **variables})


def write(name, text):
    """Make a file."""
    with open(name, "w") as file:
        file.write(text)


def count_events(done):
    """Return the number of events that a job has printed."""
    return done.stdout.count("EVT:")


class CommandLineTest(unittest.TestCase):
    """What belongs to the program, and what to the steering file."""

    def test_options_may_stand_behind_the_steering_file(self):
        """Up to --, and among its arguments."""
        with clean_working_directory():
            write("job.py", "import sys\nprint(sys.argv)" + JOB)
            done = basf2("job.py", "first", "--module_log_level", "Progress:ERROR", "second", "-n", "2", "--", "-n", "--", "x")
            self.assertIn("['job.py', 'first', 'second', '-n', '--', 'x']", done.stdout)
            self.assertEqual(count_events(done), 2)

    def test_steering_file_and_arguments_have_names(self):
        """For programs that put command lines together."""
        with clean_working_directory():
            write("job.py", "import sys\nprint(sys.argv)")
            self.assertIn("['job.py', 'a', 'b']", basf2("--arg", "a", "--steering", "job.py", "--arg=b").stdout)

    def test_values_that_are_forgotten_or_repeated_are_errors(self):
        """Nothing is run."""
        cases = {("-o", "--no-stats"): "the option '--output' needs a value",
                 ("--realm", "-v"): "the option '--realm' needs a value",
                 ("-n", "1", "-n", "2"): "the option '--events' is given more than once",
                 ("--dry-run=yes",): "the option '--dry-run' takes no value", ("-x",): "unrecognised option '-x'",
                 ("--modles",): "unrecognised option '--modles' Did you mean '--modules'?"}
        for options, words in cases.items():
            done = basf2(*options, "nothing.py")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (1, "", f"error: {words}\n"))

    def test_empty_values_are_errors(self):
        """They come from variables that are not set; only a seed may be empty."""
        for option in ("-o", "-i", "-n", "--execute-path", "--dump-path", "--job-information"):
            done = basf2(option, "", "nothing.py")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("has an empty value", done.stderr)
        with clean_working_directory():
            write("job.py", "print('runs')")
            self.assertIn("runs", basf2("--random-seed", "", "job.py").stdout)

    def test_steering_file_may_be_a_pipe(self):
        """Its text can be read once only, and is needed twice."""
        with clean_working_directory():
            text = "import sys\nprint(sys.argv)" + JOB
            done = subprocess.run(["basf2", "/dev/stdin", "a"], input=text, capture_output=True, text=True)
            self.assertEqual(count_events(done), 3, done.stderr)
            self.assertIn("['/dev/stdin', 'a']", done.stdout)

    def test_devices_and_pipes_are_not_replaced_by_files(self):
        """What belongs to them goes into them; ROOT files cannot."""
        with clean_working_directory():
            os.mkfifo("pipe")
            write("job.py", JOB.replace("basf2.process", "path.add_module('RootOutput')\nbasf2.process"))
            self.assertIn("cannot be written to a device or pipe", basf2("-o", "pipe", "job.py").stdout)
            reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
            self.assertEqual(basf2("--dump-path", "pipe", "job.py").returncode, 0)
            self.assertIn(b"EventInfoPrinter", os.read(reader, 100000))
            self.assertEqual(basf2("--job-information", "pipe", "job.py").returncode, 0)
            self.assertIn(b'"finished": true', os.read(reader, 100000))
            os.close(reader)
            self.assertTrue(stat.S_ISFIFO(os.stat("pipe").st_mode))

    def test_steering_file_is_found_in_the_releases(self):
        """The local one comes first; a file that exists as given comes before both."""
        with clean_working_directory() as folder:
            releases = {}
            for name, files in (("local", ["a.py"]), ("central", ["a.py", "b.py", "c.py"])):
                releases[name] = f"{folder}/{name}"
                lib = f"{folder}/{name}/lib/{os.environ['BELLE2_SUBDIR']}"
                os.makedirs(lib)
                for file in files:
                    write(f"{lib}/{file}", f"import sys\nprint('found in {name}', sys.argv[1:])")
            write("c.py", "print('found here')")
            variables = {"BELLE2_LOCAL_DIR": releases["local"], "BELLE2_RELEASE_DIR": releases["central"]}
            for file, words in (("a.py", "found in local ['x']"), ("b.py", "found in central ['x']"), ("c.py", "found here")):
                self.assertIn(words, basf2(file, "x", **variables).stdout)

    def test_options_that_print_come_before_the_steering_file(self):
        """In a fixed order, whatever the order on the command line."""
        self.assertIn("Usage:", basf2("--version", "nothing.py", "-h").stdout)
        self.assertRegex(basf2("nothing.py", "--info", "-v").stdout, r"^BASF2, Version: ")
        self.assertEqual(basf2("--version-short", BELLE2_RELEASE="release-01-02-03").stdout, "release-01-02-03\n")
        self.assertIn("LGPL", basf2("-m", "--license").stdout)

    def test_module_may_be_the_value_or_an_argument(self):
        """With the same result; names are case sensitive."""
        ways = (["-m", "Progress"], ["-mProgress"], ["--modules=Progress"], ["Progress", "-m"])
        texts = {basf2(*arguments).stdout for arguments in ways}
        self.assertEqual(len(texts), 1)
        self.assertIn("Progress", texts.pop())
        done = basf2("-m", "progress")
        self.assertEqual(done.returncode, 1)
        self.assertIn("""Print module information: No module or package named "progress" found! Did you mean 'Progress'""",
                      done.stdout)

    def test_closed_output_ends_the_job_silently(self):
        """As for other programs in a pipe."""
        with clean_working_directory():
            write("job.py", "import sys\nsys.stdin.read()\n" + "print('x' * 100)\n" * 10 + JOB.replace("=3", "=100000"))
            job = subprocess.Popen(["basf2", "job.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            job.stdout.readline()
            job.stdout.close()
            job.stdin.close()
            self.assertEqual((job.wait(), job.stderr.read()), (-13, b""))
            job.stderr.close()


class SettingsTest(unittest.TestCase):
    """What options do to the job."""

    def assert_fatal(self, options, words):
        """The job ends at once with a sentence."""
        done = run_steering(JOB, *options)
        self.assertEqual((done.returncode, count_events(done)), (1, 0))
        self.assertIn(words, done.stdout)

    def test_debug_level_is_a_default(self):
        """The steering file beats it; it beats -l."""
        debug = "import basf2\nbasf2.B2DEBUG(15, 'fifteen')\nbasf2.B2DEBUG(25, 'twentyfive')\n"
        output = run_steering(debug, "-l", "ERROR", "-d", "20").stdout
        self.assertEqual([word in output for word in ("fifteen", "twentyfive")], [True, False])
        done = run_steering("import basf2\nbasf2.set_log_level(basf2.LogLevel.INFO)\n" + debug, "-d", "20")
        self.assertNotIn("fifteen", done.stdout)
        self.assert_fatal(["-d", "-1"], "'-1' of the option --debug_level")

    def test_log_level_of_a_package(self):
        """Silences its modules; the steering file beats it."""
        done = run_steering(JOB, "--package_log_level", "framework:error")
        self.assertEqual(count_events(done), 0)
        louder = "import basf2\nbasf2.logging.package('framework').log_level = basf2.LogLevel.INFO" + JOB
        self.assertEqual(count_events(run_steering(louder, "--package_log_level", "framework:error")), 3)

    def test_wrong_named_levels(self):
        """Are fatal; only a wrong number is a warning."""
        for option in ("--package_log_level", "--module_log_level"):
            for value in ("framework", ":INFO", "framework:", "framework:LOUD", "framework:FATAL"):
                self.assert_fatal([option, value], f"of the option {option} is not")
            done = run_steering(JOB, option, "framework:DEBUG:many")
            self.assertEqual((done.returncode, count_events(done)), (0, 3))
            self.assertIn(f"[WARNING] 'many' of the option {option} is not a debug level", done.stdout)

    def test_realm(self):
        """Is online or production in any case; the steering file knows none, too."""
        for realm in ("online", "Production"):
            self.assertEqual(run_steering(JOB, "--realm", realm).returncode, 0)
        for realm in ("none", "home"):
            self.assert_fatal(["--realm", realm], f"'{realm}' of the option --realm is not a realm: use online or production")
        text = "from ROOT import Belle2\nprint('REALM', Belle2.Environment.Instance().getRealm() == Belle2.LogConfig.c_Online)\n"
        self.assertIn("REALM True", run_steering(text, "--realm", "ONLINE").stdout)
        self.assertIn("REALM True", run_steering("import basf2\nbasf2.set_realm('Online')\n" + text).stdout)
        self.assertIn("[ERROR] The realm 'home'", run_steering("import basf2\nbasf2.set_realm('home')").stdout)

    def test_run_and_experiment_need_each_other_and_a_number_of_events(self):
        """And are not below zero."""
        for options in (["--run", "1", "-n", "1"], ["--experiment", "1", "-n", "1"], ["--run", "1", "--experiment", "1"]):
            self.assert_fatal(options, "must be given together")
        self.assert_fatal(["--run", "-1", "--experiment", "1", "-n", "1"], "'-1' of the option --run")

    def test_zmq_says_that_it_does_nothing(self):
        """And the events are processed."""
        done = run_steering(JOB, "--zmq")
        self.assertEqual((done.returncode, count_events(done)), (0, 3))
        self.assertIn("[WARNING] The option --zmq has no effect", done.stdout)

    def test_dry_run_names_the_files_and_processes_nothing(self):
        """Also those of condition paths, in the order of the modules."""
        text = """
import basf2
path = basf2.create_path()
path.add_module("RootInput", inputFileNames=["a.root", "b.root"])
other = basf2.create_path()
other.add_module("RootInput", inputFileName="other.root")
other.add_module("RootOutput", outputFileName="other-out.root")
path.add_module("EventInfoSetter").if_true(other)
path.add_module("RootOutput", outputFileName="out.root")
basf2.process(path)
print("PROCESSED")
"""
        expected = ["INPUT FILE: a.root", "INPUT FILE: b.root", "INPUT FILE: other.root", "OUTPUT FILE: other-out.root",
                    "OUTPUT FILE: out.root"]
        done = run_steering(text, "--dry-run")
        self.assertEqual(done.stdout.splitlines()[-6:], ["PROCESSED", *expected])
        done = run_steering(text, "--dry-run", "-o", "new.root", "-i", "c.root")
        self.assertEqual(done.stdout.splitlines()[-4:], ["INPUT FILE: c.root", "INPUT FILE: c.root", "OUTPUT FILE: new.root",
                                                         "OUTPUT FILE: out.root"])
        with clean_working_directory():
            for name in ("c1.root", "c2.root"):
                write(name, "")
            self.assertIn("INPUT FILE: c1.root\nINPUT FILE: c2.root\n", run_steering(text, "--dry-run", "-i", "c?.root").stdout)
            self.assertIn("INPUT FILE: $(ls)\n", run_steering(text, "--dry-run", "-i", "$(ls)").stdout)
        secondary = text.replace('"other.root"', '"other.root", isSecondaryInput=True')
        done = run_steering(secondary, "--dry-run", "--secondary-input", "s.root", "--secondary-input", "t.root")
        self.assertEqual(done.stdout.splitlines()[-4:-2], ["INPUT FILE: s.root", "INPUT FILE: t.root"])
        done = run_steering("import basf2\nfrom ROOT import Belle2\nBelle2.Environment.Instance().setDryRun(True)" + text)
        self.assertEqual(done.stdout.splitlines()[-5:], expected)

    def test_only_the_first_output_takes_the_name(self):
        """The others keep theirs."""
        text = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter")
path.add_module("RootOutput", outputFileName="one.root")
path.add_module("RootOutput", outputFileName="two.root")
basf2.process(path)
"""
        with clean_working_directory():
            self.assertEqual(run_steering(text, "-o", "new.root").returncode, 0)
            self.assertEqual(sorted(os.listdir()), ["new.root", "two.root"])

    def test_profile_runs_the_job_in_callgrind(self):
        """Which a program stands in for here, as the real one takes long."""
        with clean_working_directory() as folder:
            write("valgrind", '#!/bin/sh\nprintf "WORD %s\\n" "$@"\nwhile [ "$1" != "${1#--}" ]; do shift; done\nexec "$@"\n')
            os.chmod("valgrind", 0o755)
            done = run_steering(JOB, "--profile", "EventInfoPrinter", "-p", "3", PATH=f"{folder}:{os.environ['PATH']}")
            self.assertEqual((done.returncode, count_events(done)), (0, 3))
            for word in ("--tool=callgrind", "--toggle-collect=*EventInfoPrinterModule::event()",
                         "--callgrind-out-file=callgrind.EventInfoPrinter.%p"):
                self.assertIn(f"WORD {word}\n", done.stdout)
            self.assertNotIn("Parallel processing", done.stdout)

    def test_profile_without_valgrind_is_fatal(self):
        """And says what is missing."""
        with clean_working_directory() as folder:
            os.symlink(shutil.which("basf2"), "basf2")
            self.assertIn("needs the program valgrind", run_steering(JOB, "--profile", "Progress", PATH=folder).stdout)


if __name__ == "__main__":
    unittest.main()
