#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""RootNTupleOutput and RootNTupleInput give what RootOutput and RootInput give, and explain what they cannot do."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import uproot
from b2test_utils import clean_working_directory, run_steering
from b2test_utils.dictionary import build_library

CLASSES = """
#include <framework/datastore/RelationsObject.h>
#include <TVector3.h>
#include <TString.h>
#include <map>
namespace Belle2 {
  struct PackedBase: RelationsObject {
    Double32_t m_low = 0; //[-1,1,10]
    ClassDef(PackedBase, 1)
  };
  struct PackedHit: PackedBase {
    int m_number = 0;
    bool m_flag = false;
    Double32_t m_single = 0;
    Double32_t m_short = 0; //[0,0,8]
    Double32_t m_wide[2] = {}; //[0,100]
    Double32_t m_half = 0; //[0,8,12]
    double m_full = 0;
    std::vector<double> m_values;
    std::string m_text;
    int m_transient = 7; //!
    void add(double value) { m_values.push_back(value); }
    void setWide(double first, double second) { m_wide[0] = first; m_wide[1] = second; }
    double getWide(int i) const { return m_wide[i]; }
    ClassDef(PackedHit, 2)
  };
  struct WithMap: TObject {
    std::map<std::string, float> m_map;
    void set(const char* key, float value) { m_map[key] = value; }
    ClassDef(WithMap, 1)
  };
  struct DerivedMap: WithMap { ClassDef(DerivedMap, 1) };
  struct WithHalf: TObject { Float16_t m_half = 0; ClassDef(WithHalf, 1) };
  struct WithText: TObject { TString m_text; ClassDef(WithText, 1) };
  struct WithVector: TObject { std::vector<TVector3> m_vectors; ClassDef(WithVector, 1) };
}
"""
LINKS = "".join(f"#pragma link C++ class Belle2::{name}+;\n" for name in
                ("PackedBase", "PackedHit", "WithMap", "DerivedMap", "WithHalf", "WithText", "WithVector"))
LOAD = """
import os, sys, basf2, ROOT
assert ROOT.gSystem.Load(os.environ["CLASSES"]) >= 0
from ROOT import Belle2
path = basf2.Path()
"""
# every third event has no hits, every fourth one no object
GENERATE = LOAD + """
class Make(basf2.Module):
    def initialize(self):
        self.hits = Belle2.PyStoreArray(Belle2.PackedHit.Class(), "Hits")
        self.others = Belle2.PyStoreArray(Belle2.PackedHit.Class(), "Others")
        self.map = Belle2.PyStoreObj(Belle2.WithMap.Class(), "Map")
        self.kept = Belle2.PyStoreObj(Belle2.WithMap.Class(), "Kept", 1)
        for accessor in (self.hits, self.others, self.map, self.kept):
            accessor.registerInDataStore()
        self.hits.registerRelationTo(self.others)
        self.hits.registerRelationTo(self.others, 0, 0, "Best")
        self.kept.create()
        self.kept.obj().set("kept", 3)
        self.n = 0
    def event(self):
        self.n += 1
        if self.n % 4:
            self.map.create()
            self.map.obj().set("number", self.n)
        if self.n % 3 == 0:
            return
        for i in range(self.n % 5):
            hit = self.hits.appendNew()
            hit.m_number, hit.m_flag, hit.m_transient, hit.m_text = 10 * self.n + i, bool(i % 2), 99, "hit" * i
            hit.m_low, hit.m_single, hit.m_short, hit.m_half = i / 3 - 0.9, self.n / 7, -self.n / 7, i + 0.3
            hit.m_full = self.n / 7
            hit.setWide(i * 2.2, 99.5)
            for value in range(i):
                hit.add(value / 3)
        for i in range(3):
            self.others.appendNew().m_number = i
        for i, hit in enumerate(self.hits):
            hit.addRelationTo(self.others[i % 3], 0.25 * i)
            if i == 1:
                hit.addRelationTo(self.others[0], -2)
            hit.addRelationTo(self.others[2], 1, "Best")
path.add_module("EventInfoSetter", evtNumList=[20], runList=[3], expList=[1])
path.add_module(Make())
{modules}
basf2.process(path)
"""
COPY = LOAD + """
import json
for module, parameters in json.loads(sys.argv[1]):
    path.add_module(module, **parameters)
basf2.process(path)
"""
PRINT = LOAD + """
import json
class Show(basf2.Module):
    def initialize(self):
        self.hits, self.others = Belle2.PyStoreArray("Hits"), Belle2.PyStoreArray("Others")
        self.map = Belle2.PyStoreObj("Map")
        self.kept = Belle2.PyStoreObj("Kept", 1)
        self.event_data = Belle2.PyStoreObj("EventMetaData")
        self.addresses = set()
    def event(self):
        def numbers(hit):
            return [hit.m_number, hit.m_flag, hit.m_low, hit.m_single, hit.m_short, hit.getWide(0), hit.getWide(1), hit.m_half,
                    hit.m_full, list(hit.m_values), str(hit.m_text), hit.m_transient]
        def related(hit, name):
            relations = hit.getRelationsTo("Others", name)
            return [[relations.object(i).m_number, relations.weight(i)] for i in range(relations.size())]
        self.addresses.add(ROOT.addressof(self.hits.getPtr()))
        assert len(self.addresses) == 1
        print("EVENT", json.dumps({{
            "event": self.event_data.obj().getEvent(),
            "hits": [numbers(hit) for hit in self.hits], "others": len(self.others),
            "relations": [related(hit, "") for hit in self.hits], "best": [related(hit, "Best") for hit in self.hits],
            "map": {{str(k): v for k, v in self.map.obj().m_map}} if self.map.isValid() else None,
            "kept": {{str(k): v for k, v in self.kept.obj().m_map}}}}))
path.add_module("{module}", **{parameters})
path.add_module(Show())
basf2.process(path)
"""
OBJECTS = LOAD + """
class Hold(basf2.Module):
    def initialize(self):
        self.objects = [Belle2.PyStoreObj(cls.Class(), cls.__name__) for cls in {classes}]
        for holder in self.objects:
            holder.registerInDataStore()
    def event(self):
        {event}
class Check(basf2.Module):
    def event(self):
        {after}
path.add_module("EventInfoSetter", evtNumList=[{events}])
path.add_module(Hold())
path.add_module("RootNTupleOutput", **{parameters})
path.add_module(Check())
basf2.process(path)
"""


class NTupleTest(unittest.TestCase):
    """Each test in a folder of its own, with the same files: tree.root of RootOutput and ntuple.root of RootNTupleOutput."""

    @classmethod
    def setUpClass(cls):
        """Compile the classes and write the files."""
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        os.environ["CLASSES"] = build_library("libPacked.so", CLASSES, "#pragma link off all classes;\n" + LINKS, cls.folder)
        modules = "\n".join(f'path.add_module("Root{kind}Output", outputFileName="{cls.folder}/{name}.root")'
                            for kind, name in (("", "tree"), ("NTuple", "ntuple")))
        done = run_steering(GENERATE.format(modules=modules))
        assert done.returncode == 0, done.stdout + done.stderr

    def setUp(self):
        """Go there."""
        self.enterContext(clean_working_directory())
        for name in ("tree.root", "ntuple.root"):
            shutil.copy(os.path.join(self.folder, name), name)

    def run_job(self, text, *options, arguments=(), code=0):
        """Run a job and return its output."""
        done = run_steering(text, *options, arguments=arguments)
        self.assertEqual(done.returncode, code, done.stdout[-3000:] + done.stderr[-3000:])
        return done.stdout

    def copy(self, *modules, options=(), code=0):
        """Run modules, given with their parameters."""
        return self.run_job(COPY, *options, arguments=[json.dumps(modules)], code=code)

    def read(self, module="RootNTupleInput", **parameters):
        """Return what is in the events that the module reads."""
        text = self.run_job(PRINT.format(module=module, parameters=parameters))
        return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("EVENT ")]

    def compare(self, events, expected):
        """Packed numbers agree within their precision, all else agrees."""
        precisions = [0, 0, 2 / 1024, 0, 0.02, 1e-6, 1e-6, 8 / 4096, 0]
        for event, wanted in zip(events, expected, strict=True):
            for hit, other in zip(event["hits"], wanted["hits"], strict=True):
                for value, number, precision in zip(hit, other, precisions):
                    self.assertLessEqual(abs(value - number), precision, (hit, other))
                self.assertEqual(hit[len(precisions):], other[len(precisions):])
            self.assertEqual({**event, "hits": None}, {**wanted, "hits": None})

    def hold(self, classes, event="pass", after="pass", code=0, events=1, **parameters):
        """Write events with an object of each of the classes."""
        names = "(" + "".join(f"Belle2.{name}, " for name in classes) + ")"
        values = {"classes": names, "event": event, "after": after, "events": events, "parameters": parameters}
        return self.run_job(OBJECTS.format(**values), code=code)

    def test_all_is_read_as_from_a_tree(self):
        """Arrays, objects, relations, what is missing in an event; numbers agree within their precision."""
        tree, ntuple = self.read("RootInput", inputFileName="tree.root"), self.read(inputFileName="ntuple.root")
        self.assertEqual(len(ntuple), 20)
        self.compare(ntuple, tree)
        self.assertEqual(ntuple[3]["map"], None)
        self.assertEqual(ntuple[0]["map"], {"number": 1})
        self.assertEqual(ntuple[0]["kept"], {"kept": 3})
        self.assertEqual(ntuple[13]["relations"], [[[0, 0]], [[1, 0.25], [0, -2]], [[2, 0.5]], [[0, 0.75]]])
        self.assertEqual(ntuple[13]["best"], [[[2, 1]]] * 4)

    def test_numbers_outside_of_their_range_are_stored_as_its_ends(self):
        """And stay as they are in the job."""
        event = """
        hit = self.objects[0]
        hit.create()
        hit.obj().m_low, hit.obj().m_half = (-1e300, 9)
        hit.obj().setWide(float("nan"), float("inf"))"""
        after = """
        hit = Belle2.PyStoreObj("PackedHit").obj()
        assert (hit.m_low, hit.m_half, hit.getWide(1)) == (-1e300, 9, float("inf"))"""
        self.hold(["PackedHit"], event, after, outputFileName="x.root")
        done = self.run_job(LOAD + """
class Show(basf2.Module):
    def event(self):
        hit = Belle2.PyStoreObj("PackedHit").obj()
        assert [hit.m_low, hit.m_half, hit.getWide(0), hit.getWide(1)] == [-1, 8, 0, 100]
        print("RIGHT")
path.add_module("RootNTupleInput", inputFileName="x.root")
path.add_module(Show())
basf2.process(path)
""")
        self.assertIn("RIGHT", done)

    def test_what_was_read_is_written_again(self):
        """From one format to the other and back."""
        self.copy(("RootNTupleInput", {"inputFileName": "ntuple.root"}), ("RootOutput", {"outputFileName": "b.root"}))
        self.copy(("RootInput", {"inputFileName": "b.root"}), ("RootNTupleOutput", {"outputFileName": "c.root"}))
        self.compare(self.read(inputFileName="c.root"), self.read(inputFileName="ntuple.root"))

    def test_the_file_says_what_is_in_it(self):
        """As that of RootOutput does."""
        shown = [json.loads(subprocess.run(["b2file-metadata-show", "--json", name], check=True, capture_output=True).stdout)
                 for name in ("tree.root", "ntuple.root")]
        self.assertEqual([os.path.basename(one.pop("LFN")) for one in shown], ["tree.root", "ntuple.root"])
        self.assertEqual(*({key: value for key, value in one.items() if key != "date"} for one in shown))
        self.assertEqual(shown[1]["nEvents"], 20)

    def test_metadata_can_be_changed(self):
        """And events are still there."""
        subprocess.run(["b2file-metadata-add", "-l", "/other", "ntuple.root"], check=True)
        self.copy(("RootNTupleInput", {"inputFileName": "ntuple.root"}), ("RootNTupleOutput", {"outputFileName": "b.root"}))
        shown = subprocess.run(["b2file-metadata-show", "--json", "b.root"], check=True, capture_output=True).stdout
        self.assertEqual(json.loads(shown)["parents"], ["/other"])
        self.assertEqual(len(self.read(inputFileName="ntuple.root")), 20)

    def test_catalog_and_job_information_know_the_file(self):
        """With its metadata."""
        os.environ["BELLE2_FILECATALOG"] = os.path.abspath("catalog.xml")
        self.copy(("RootNTupleInput", {"inputFileName": "ntuple.root"}),
                  ("RootNTupleOutput", {"outputFileName": "b.root", "updateFileCatalog": True}),
                  options=["--job-information", "job.json"])
        self.assertIn("b.root</LFN>", pathlib.Path("catalog.xml").read_text())
        subprocess.run(["b2file-catalog-add", "ntuple.root"], check=True)
        self.assertIn("ntuple.root</PFN>", pathlib.Path("catalog.xml").read_text())
        file, = json.loads(pathlib.Path("job.json").read_text())["output_files"]
        self.assertEqual((file["type"], file["metadata"]["nEvents"]), ("RootNTupleOutput", 20))

    def test_others_can_read_the_file(self):
        """Arrays are vectors of records, objects that may be missing vectors of at most one, relations have vectors of numbers."""
        with uproot.open("ntuple.root") as file:
            ntuple = file["events"]
            data = ntuple.arrays(["Hits", "Map", "HitsToOthers"])
            self.assertEqual(len(data), 20)
            self.assertEqual(data["Hits"]["m_number"].tolist()[1], [20, 21])
            self.assertEqual(data["HitsToOthers"]["weight"].tolist()[1], [0, 0.25, -2])
            self.assertEqual(data["HitsToOthers"]["size"].tolist()[1], [1, 1, 1])
            self.assertEqual(file["persistent"]["FileMetaData/m_nEvents"].array().tolist(), [20])

    def test_branches_are_chosen(self):
        """On both sides, with relations between what was chosen."""
        def names(name):
            with uproot.open(name) as file:
                return sorted(key for key in file["events"].keys(recursive=False))
        read = ("RootNTupleInput", {"inputFileName": "ntuple.root"})
        self.copy(read, ("RootNTupleOutput", {"outputFileName": "b.root", "branchNames": ["Hits", "Others"]}))
        self.assertEqual(names("b.root"), ["EventMetaData", "Hits", "HitsToOthers", "HitsToOthersNamedBest", "Others"])
        read[1]["excludeBranchNames"] = ["Others", "Map"]
        self.copy(read, ("RootNTupleOutput", {"outputFileName": "b.root", "branchNamesPersistent": ["FileMetaData"]}))
        self.assertEqual(names("b.root"), ["EventMetaData", "Hits"])
        with uproot.open("b.root") as file:
            self.assertEqual(file["persistent"].keys(recursive=False), ["FileMetaData"])

    def test_options_replace_parameters(self):
        """-i, -o, -n and --skip-events."""
        modules = (("RootNTupleInput", {"inputFileName": "absent.root"}), ("RootNTupleOutput", {"outputFileName": "absent.root"}))
        self.copy(*modules, options=["-i", "ntuple.root", "-o", "b.root", "-n", "4", "--skip-events", "15"])
        self.assertEqual([event["event"] for event in self.read(inputFileName="b.root")], [16, 17, 18, 19])

    def test_several_files_are_read_in_turn(self):
        """Also one that is given twice, and one without events."""
        read = ("RootNTupleInput", {"inputFileName": "ntuple.root"})
        self.copy(read, ("RootNTupleOutput", {"outputFileName": "e0.root"}), options=["--skip-events", "20"])
        self.copy(read, ("RootNTupleOutput", {"outputFileName": "e1.root"}), options=["--skip-events", "18"])
        numbers = [event["event"] for event in self.read(inputFileNames=["e1.root", "e?.root", "ntuple.root"], skipNEvents=1)]
        self.assertEqual(numbers, [20, 19, 20, *range(1, 21)])

    def test_what_cannot_be_stored_is_named_in_one_error(self):
        """At the start, and there is no file."""
        text = self.hold(["WithText", "PackedHit", "WithHalf", "WithVector"], code=1, outputFileName="never.root")
        self.assertEqual(text.split("[FATAL]")[0].count("[ERROR]"), 1, text)
        self.assertRegex(text, r"object 'WithText' .*class Belle2::WithText, member m_text: .*TString")
        self.assertRegex(text, r"object 'WithVector' .*class Belle2::WithVector, member m_vectors.*TVector3")
        self.assertRegex(text, r"object 'WithHalf' .*class Belle2::WithHalf, member m_half: .*Float16_t")
        self.assertNotIn("PackedHit", text)
        self.assertEqual([name for name in os.listdir() if name.startswith("never")], [])
        self.hold(["WithText", "PackedHit"], outputFileName="x.root", excludeBranchNames=["WithText"])

    def test_objects_of_derived_classes_are_refused(self):
        """They would lose members."""
        event = """
        derived = Belle2.DerivedMap()
        self.objects[0].assign(derived)
        ROOT.SetOwnership(derived, False)"""
        text = self.hold(["WithMap"], event, code=1, outputFileName="never.root")
        self.assertIn("is registered with the class Belle2::WithMap, but is now of the class Belle2::DerivedMap", text)
        self.assertEqual([name for name in os.listdir() if name.startswith("never")], [])

    def test_bad_input_is_refused(self):
        """With a sentence, and no output appears."""
        data = pathlib.Path("ntuple.root").read_bytes()
        pathlib.Path("half.root").write_bytes(data[:len(data) // 2])
        pathlib.Path("text.root").write_text("no file of ROOT")
        shutil.copy("ntuple.root", "broken.root")
        with open("broken.root", "r+b") as file:
            file.seek(1000)
            file.write(bytes(len(data) // 2))
        self.copy(("RootNTupleInput", {"inputFileName": "ntuple.root"}),
                  ("RootNTupleOutput", {"outputFileName": "fewer.root", "excludeBranchNames": ["Map"]}))
        for names, sentence in [
                (["tree.root"], 'Could not open input file "tree.root": it has no ntuple \'events\', so it was not written by'),
                (["half.root"], 'Could not open input file "half.root": it is not a ROOT file, or it is truncated'),
                (["text.root"], 'Could not open input file "text.root": it is not a ROOT file, or it is truncated'),
                (["absent.root"], 'Could not open input file "absent.root": No such file or directory'),
                (["broken.root"], '"broken.root"'),
                ([], "set one of the parameters inputFileName and inputFileNames"),
                (["ntuple.root", "fewer.root"], '"fewer.root" lacks fields of the first file "ntuple.root": Map.')]:
            text = self.copy(("RootNTupleInput", {"inputFileNames": names}),
                             ("RootNTupleOutput", {"outputFileName": "never.root"}), code=1)
            self.assertIn(sentence, text)
            self.assertIn("[FATAL]", text)
            self.assertEqual([name for name in os.listdir() if name.startswith("never")], [])
        text = self.copy(("RootNTupleInput", {"inputFileName": "ntuple.root"}), options=["-S", "2:3"], code=1)
        self.assertIn("entries cannot be chosen by the option -S", text)
        text = self.copy(("RootInput", {"inputFileName": "ntuple.root"}), code=1)
        self.assertIn("it has no tree 'tree'", text)

    def test_a_name_appears_only_with_the_complete_file(self):
        """Neither a job that is killed nor one that can write no more leaves one."""
        kill = 'self.objects[0].create(); os.path.exists("never.root") and sys.exit("early"); os.kill(os.getpid(), 9)'
        self.hold(["WithMap"], kill, code=-9, outputFileName="never.root")
        self.assertFalse(os.path.exists("never.root"))
        limited = """
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))
        self.objects[0].create()
        self.objects[0].obj().set(os.urandom(40000).hex(), 1)"""
        os.remove("never.root.part")
        text = self.hold(["WithMap"], limited, events=50, code=1, outputFileName="never.root", clusterSize=1)
        self.assertIn("[FATAL] Cannot write the output file never.root", text)
        self.assertEqual([name for name in os.listdir() if name.startswith("never")], [])


if __name__ == "__main__":
    unittest.main()
