# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tools b2file-metadata-show, -metadata-add, -catalog-add and -check do what they say, and explain what they cannot do."""

import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import unittest

import basf2
from b2test_utils import clean_working_directory

NAMES = {"showmetadata": "b2file-metadata-show", "addmetadata": "b2file-metadata-add", "addtocatalog": "b2file-catalog-add",
         "check_basf2_file": "b2file-check", "merge_basf2_files": "b2file-merge"}


def run(*command, **variables):
    """Run a tool; returns exit code, standard output and standard error."""
    done = subprocess.run(command, text=True, capture_output=True, env=dict(os.environ, **variables))
    return done.returncode, done.stdout, done.stderr


class FileToolsTest(unittest.TestCase):
    """Each test in a folder with a copy of one file, one with half of it, and one that is no file of events."""

    @classmethod
    def setUpClass(cls):
        """Write the file."""
        cls.folder = cls.enterClassContext(clean_working_directory())
        path = basf2.Path()
        path.add_module("EventInfoSetter", expList=[3], runList=[4], evtNumList=[100])
        path.add_module("RootOutput", outputFileName="origin.root")
        basf2.set_random_seed("tools")
        basf2.process(path)

    def setUp(self):
        """Copy it."""
        self.enterContext(clean_working_directory())
        shutil.copy(f"{self.folder}/origin.root", "a.root")
        whole = pathlib.Path("a.root").read_bytes()
        pathlib.Path("half.root").write_bytes(whole[:len(whole) // 2])
        pathlib.Path("text.root").write_text("a letter")
        os.environ["BELLE2_FILECATALOG"] = os.path.abspath("c.xml")

    def test_all_tools_have_help_and_refuse_wrong_usage(self):
        """With exit code 2."""
        for tool in NAMES.values():
            code, text, _ = run(tool, "--help")
            self.assertEqual((code, text.splitlines()[0].split()[:2]), (0, ["usage:", tool]))
            self.assertIn(f"Example: {tool} ", text)
            for wrong in ([], ["--nonsense", "a.root", "b.root"]):
                code, text, error = run(tool, *wrong)
                self.assertEqual((code, text), (2, ""), error)

    def test_old_names_still_work(self):
        """With a warning."""
        for old, new in NAMES.items():
            code, text, error = run(old, "--help")
            self.assertEqual((code, text.split()[:2]), (0, ["usage:", new]))
            self.assertEqual(error, f"{old}: this name is deprecated, use {new}.\n")

    def test_wrong_files_are_named_with_the_reason(self):
        """With exit code 1, and nothing is left over."""
        before = sorted(os.listdir())
        for name, reason in (("no.root", "No such file"), ("half.root", "truncated"), ("text.root", "not a ROOT file")):
            for command in (["b2file-metadata-show"], ["b2file-metadata-add", "-l", "x"], ["b2file-catalog-add"]):
                code, text, error = run(*command, name)
                self.assertEqual((code, text), (1, ""), error)
                self.assertRegex(error, rf'^{command[0]}: .*"{name}": .*{reason}.*\n$')
            code, text, _ = run("b2file-check", name)
            self.assertEqual(code, 1)
            self.assertRegex(text, rf'file_readable: FAILED \(.*"{name}": .*{reason}')
        self.assertEqual(sorted(os.listdir()), before)

    def test_a_bar_in_a_name_is_part_of_it(self):
        """Although ROOT would take what stands before it for the name."""
        shutil.copy("a.root", "x|y.root")
        for tool, *options in (("check", ), ("metadata-add", "-l", "/new"), ("metadata-show", ), ("normalize", "-o", "normal")):
            self.assertEqual(run(f"b2file-{tool}", *options, "x|y.root")[0], 0, tool)
        self.assertEqual({name for name in os.listdir() if "x" in name[0]} | set(os.listdir("normal")), {"x|y.root"})
        self.assertIn("/new", run("b2file-metadata-show", "x|y.root")[1])

    def test_metadata_are_shown(self):
        """Briefly, all, the steering, or as JSON."""
        name = f"{self.folder}/origin.root"
        brief = f"=== FileMetaData ===\n  LFN    : {name}\n  nEvents: 100\n  range  : 3/4/1 - 3/4/100\n  parents: \n"
        self.assertEqual(run("b2file-metadata-show", "a.root"), (0, brief, ""))
        self.assertEqual(run("b2file-metadata-show", "-f", "file://a.root"), (0, brief, ""))
        text = run("b2file-metadata-show", "--all", "a.root")[1]
        self.assertTrue(text.startswith(brief) and "\n  randomSeed     : tools\n" in text)
        text = run("b2file-metadata-show", "-s", "a.root")[1]
        self.assertIn("class FileToolsTest", text)
        data = json.loads(run("b2file-metadata-show", "--json", "a.root")[1])
        self.assertEqual((data["LFN"], data["runHigh"], data["randomSeed"], data["isMC"]), (name, 4, "tools", True))
        self.assertIn("class FileToolsTest", data["steering"])

    def test_metadata_are_changed(self):
        """All at once; the events stay."""
        done = run("b2file-metadata-add", "--lfn", "/grid/a", "-g", "tag", "-d", "x=1=2", "-d", "y=", "a.root")
        self.assertEqual(done, (0, "", ""))
        data = basf2.get_file_metadata("a.root")
        self.assertEqual((data.get_lfn(), data.get_global_tag()), ("/grid/a", "tag"))
        self.assertEqual((data.getLfn(), data.getDatabaseGlobalTag(), data.getRunHigh(), data.isMC()), ("/grid/a", "tag", 4, True))
        self.assertEqual([data.containsEvent(3, 4, event) for event in (0, 1, 100, 101)], [False, True, True, False])
        self.assertEqual(data.get_data_description(), {"x": "1=2", "y": ""})
        self.assertEqual(run("b2file-metadata-add", "-d", "x", "-d", "none", "a.root")[0], 0)
        self.assertEqual(basf2.get_file_metadata("a.root").get_data_description(), {"y": ""})
        self.assertEqual(run("b2file-check", "-n", "100", "a.root"), (0, "", ""))
        self.assertFalse(os.path.exists("c.xml"))

    def test_catalog_follows(self):
        """By the logical name, old or new."""
        self.assertEqual(run("b2file-metadata-add", "-l", "/grid/a", "a.root")[0], 0)
        self.assertEqual(run("b2file-catalog-add", "a.root"), (0, "", ""))
        self.assertIn("range  : 3/4/1 - 3/4/100\n", run("b2file-metadata-show", "-l", "/grid/a")[1])
        self.assertEqual(run("b2file-metadata-add", "-l", "/grid/b", "a.root")[0], 0)
        self.assertIn("LFN    : /grid/b\n", run("b2file-metadata-show", "-l", "/grid/b")[1])
        code, _, error = run("b2file-metadata-show", "-l", "/grid/a")
        self.assertEqual((code, error), (1, "b2file-metadata-show: There is no file '/grid/a' in the file catalog "
                                         f"{os.path.abspath('c.xml')}.\n"))

    def test_catalog_that_cannot_be_written_is_told(self):
        """It is not there, in no folder, or no catalog."""
        code, _, error = run("b2file-catalog-add", "a.root", BELLE2_FILECATALOG="NONE")
        self.assertEqual((code, "There is no file catalog" in error), (1, True))
        code, text, _ = run("b2file-catalog-add", "a.root", BELLE2_FILECATALOG=os.path.abspath("none/c.xml"))
        self.assertEqual((code, "none/c.xml: No such file or directory." in text), (1, True), text)
        code, text, _ = run("b2file-catalog-add", "a.root", BELLE2_FILECATALOG=os.path.abspath("text.root"))
        self.assertEqual((code, "text.root: it is no file catalog." in text), (1, True), text)
        self.assertEqual(pathlib.Path("text.root").read_text(), "a letter")

    def test_tools_may_write_the_catalog_at_once(self):
        """And nothing is lost."""
        names = [f"{number}.root" for number in range(10)]
        for name in names:
            shutil.copy("a.root", name)
            basf2.update_file_metadata(name, "/grid/" + name)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            self.assertEqual(list(pool.map(lambda name: run("b2file-catalog-add", name), names)), [(0, "", "")] * len(names))
        text = pathlib.Path("c.xml").read_text()
        self.assertEqual([text.count(f"<LFN>/grid/{name}</LFN>") for name in names], [1] * len(names))

    def test_expectations_are_checked(self):
        """Numbers, size and branches."""
        size = os.path.getsize("a.root") / 1024 / 100
        good = ["-n", "100", "--mcevents", "100", "-s", str(size * 1.1), "0.2", "a.root", "EventMetaData"]
        self.assertEqual(run("b2file-check", *good), (0, "", ""))
        for wrong, sentence in ((["-n", "7", "a.root"], "entries_eq_expectation: FAILED (there are 100 events, not 7)"),
                                (["--mcevents", "0", "a.root"], "there are 100 generated events, not 0"),
                                (["-s", str(size * 2), "0.4", "a.root"], "eventsize_eq_expectation: FAILED"),
                                (["-s", str(size), "0", "a.root"], "eventsize_eq_expectation: FAILED"),
                                (["a.root", "EventMetaData", "X", "FileMetaData"], "there are no event branches X, FileMetaData")):
            code, text, _ = run("b2file-check", *wrong)
            self.assertEqual((code, text.count("\n"), sentence in text), (1, 1, True), text)
        self.assertEqual(run("b2file-check", "-s", "0", "1", "a.root")[0], 2)
        self.assertIn("\nall_entries_readable: passed\n", "\n" + run("b2file-check", "-v", "a.root")[1])

    def test_checks_as_json(self):
        """Complete for good files and for others."""
        code, text, _ = run("b2file-check", "--json", "--events", "1", "a.root", "X")
        data = json.loads(text)
        self.assertEqual((code, data["stats"]["events"], data["stats"]["mcevents"]), (1, 100, 100))
        failed = {name for name, good in data["checks_passed"].items() if not good}
        self.assertEqual(failed, {"entries_eq_expectation", "branches_present"})
        code, text, _ = run("b2file-check", "--json", "text.root")
        self.assertEqual((code, any(json.loads(text)["checks_passed"].values())), (1, False))

    def test_folders_that_cannot_be_written(self):
        """The file stays as it is. Root is bound by the mode of a folder like everybody once it has lost one capability."""
        before = pathlib.Path("a.root").read_bytes()
        bound = ["setpriv", "--bounding-set", "-dac_override"] if os.geteuid() == 0 else []
        os.chmod(".", 0o500)
        try:
            code, _, error = run(*bound, "b2file-metadata-add", "-l", "x", "a.root")
        finally:
            os.chmod(".", 0o700)
        self.assertEqual((code, "Permission denied" in error), (1, True), error)
        self.assertEqual(pathlib.Path("a.root").read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
