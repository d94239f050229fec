#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""RootInput and RootOutput do what parameters and options say, and explain what they cannot do."""

import json
import os
import pathlib
import re
import subprocess
import tempfile

import uproot

GENERATE = """
import sys, basf2
basf2.set_random_seed("seed")
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=[20, 10], runList=[1, 2], expList=[0, 0])
path.add_module("ParticleGun", nTracks=2)
path.add_module("RootOutput", additionalDataDescription={"level": "test"})
basf2.process(path)
"""
COPY = """
import sys, json, basf2
path = basf2.create_path()
path.add_module("RootInput", **json.loads(sys.argv[1]))
path.add_module("RootOutput", **json.loads(sys.argv[2]))
basf2.process(path)
"""
TWICE = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter")
path.add_module("RootOutput", outputFileName="never.root")
path.add_module("RootOutput", outputFileName="./never.root")
basf2.process(path)
"""
DISCARD = """
import sys, basf2
from ROOT import Belle2
class Fill(basf2.Module):
    def initialize(self):
        self.particles = Belle2.PyStoreArray(Belle2.MCParticle.Class(), "MCParticles")
        self.particles.registerInDataStore()
    def event(self):
        event = Belle2.PyStoreObj("EventMetaData").obj()
        for i in range(5 if event.getEvent() == 1 else 2):
            self.particles.appendNew().setPDG(100 * event.getEvent() + i)
        event.setErrorFlag(event.getEvent() == 1)
class Append(basf2.Module):
    def event(self):
        particles = Belle2.PyStoreArray("MCParticles")
        particles.appendNew()
        print("MEMBERS", [particle.getPDG() for particle in particles])
path = basf2.create_path()
if sys.argv[1] == "write":
    path.add_module("EventInfoSetter", evtNumList=[2])
    path.add_module(Fill())
    path.add_module("RootOutput", outputFileName="discard.root")
else:
    path.add_module("RootInput", inputFileName="discard.root")
    path.add_module(Append())
basf2.process(path)
"""
PERSISTENT = """
import sys, basf2
from ROOT import Belle2
class Fill(basf2.Module):
    def initialize(self):
        infos = Belle2.PyStoreArray(Belle2.EventExtraInfo.Class(), "Infos", 1)
        info = Belle2.PyStoreObj(Belle2.EventExtraInfo.Class(), "Info", 1)
        infos.registerInDataStore()
        info.registerInDataStore()
        infos.appendNew()
        info.create()
        info.addExtraInfo("value", 1)
class Show(basf2.Module):
    def event(self):
        info = Belle2.PyStoreObj("Info", 1)
        print("THERE", len(Belle2.PyStoreArray("Infos", 1)), info.getExtraInfo("value") if info.isValid() else None)
path = basf2.create_path()
if sys.argv[1] == "write":
    path.add_module("EventInfoSetter")
    if sys.argv[2] == "1":
        path.add_module(Fill())
    path.add_module("RootOutput", outputFileName=f"persistent{sys.argv[2]}.root")
else:
    path.add_module("RootInput", inputFileNames=[f"persistent{value}.root" for value in (1, 0, 1)])
    path.add_module(Show())
basf2.process(path)
"""
TWO_KINDS = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter")
for kind in ("SeqRoot", "RootNTuple", "Root"):
    path.add_module(f"{kind}Output", outputFileName="same.name")
basf2.process(path)
"""
STEERING = {"generate.py": GENERATE, "copy.py": COPY, "twice.py": TWICE, "discard.py": DISCARD, "persistent.py": PERSISTENT,
            "two_kinds.py": TWO_KINDS}


def basf2(*arguments, code=0):
    """Output of basf2, whose exit code is checked."""
    done = subprocess.run(["basf2", *arguments], text=True, capture_output=True)
    assert done.returncode == code, f"{arguments} gave {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[:2000]}"
    return done.stdout


def copy(read="{}", write="{}", *options, code=0):
    """Copy events with parameters as JSON."""
    return basf2(*options, "copy.py", "--", read, write, code=code)


def events(name):
    """Run and event numbers in a file."""
    with uproot.open(name) as file:
        tree = file["tree"]
        return list(zip(tree["EventMetaData/m_run"].array().tolist(), tree["EventMetaData/m_event"].array().tolist()))


def meta(name, member):
    """One member of FileMetaData."""
    with uproot.open(name) as file:
        value = file["persistent"]["FileMetaData/" + member].array()[0]
        return getattr(value, "tolist", lambda: value)()


def check_meta_data():
    """The file says what is in it."""
    assert meta("a.root", "m_lfn") == os.path.abspath("a.root")
    assert [meta("a.root", "m_" + name) for name in ("nEvents", "nFullEvents", "mcEvents", "isMC")] == [30, 30, 30, True]
    assert [meta("a.root", "m_" + name) for name in ("experimentLow", "runLow", "eventLow")] == [0, 1, 1]
    assert [meta("a.root", "m_" + name) for name in ("experimentHigh", "runHigh", "eventHigh")] == [0, 2, 10]
    assert meta("a.root", "m_randomSeed") == "seed" and meta("a.root", "m_steering") == GENERATE
    with uproot.open("a.root") as file:
        assert file["persistent"]["FileMetaData/m_dataDescription/m_dataDescription.first"].array()[0].tolist() == ["level"]


def check_selection_of_events():
    """Options and parameters choose entries."""
    copy("{}", "{}", "-i", "a.root", "-o", "b.root", "-n", "5")
    assert events("b.root") == [(1, n) for n in range(1, 6)]
    assert meta("b.root", "m_mcEvents") == 0 and meta("b.root", "m_parentLfns") == [os.path.abspath("a.root")]
    copy("{}", "{}", "-i", "a.root", "-o", "b.root", "-S", "3:5,29")
    assert events("b.root") == [(1, 4), (1, 5), (1, 6), (2, 10)]
    text = copy('{"inputFileName": "a.root", "skipNEvents": 28, "collectStatistics": true}', '{"outputFileName": "b.root"}')
    assert int(re.search(r"The input files were read\n\tbytes = (\d+)\n", text)[1]) > 1000
    assert events("b.root") == [(2, 9), (2, 10)]
    copy('{"inputFileName": "a.root", "skipToEvent": [0, 2, 9]}', '{"outputFileName": "b.root"}')
    assert events("b.root") == [(2, 9), (2, 10)]
    copy("{}", '{"outputFileName": "b.root"}', "-i", "a.root", "--skip-events", "29")
    assert events("b.root") == [(2, 10)]


def check_several_files():
    """Files follow each other, also by wildcards."""
    copy("{}", "{}", "-i", "a.root", "-o", "c 1.root")
    copy("{}", '{"keepParents": true}', "-i", "c*.root", "-o", "d.root")
    assert events("d.root") == events("a.root") and meta("d.root", "m_parentLfns") == [os.path.abspath("a.root")]
    assert meta("d.root", "m_mcEvents") == 30
    copy('{"inputFileNames": ["a.root", "c 1.root"]}', '{"outputFileName": "deep/er/e.root"}')
    assert events("deep/er/e.root") == events("a.root") * 2
    assert meta("deep/er/e.root", "m_mcEvents") == 60
    assert meta("deep/er/e.root", "m_parentLfns") == [os.path.abspath(name) for name in ("a.root", "c 1.root")]
    copy('{"inputFileName": "absent.root", "isSecondaryInput": true}', "{}", "-i", "absent.root", "-S", "5",
         "--secondary-input", "a.root", "-o", "d.root")
    assert events("d.root") == events("a.root")
    assert "is given twice" in copy("{}", "{}", "-i", "a.root", "-i", "./a.root", "-o", "d.root")
    assert meta("d.root", "m_mcEvents") == 0


def check_branches():
    """Branches are chosen on both sides."""
    copy('{"inputFileName": "a.root", "branchNames": ["EventMetaData"]}', '{"outputFileName": "b.root"}')
    with uproot.open("b.root") as file:
        assert file["tree"].keys(recursive=False) == ["EventMetaData"]
    text = copy('{"inputFileName": "a.root"}', '{"outputFileName": "b.root", "branchNamesPersistent": ["Strange"],'
                ' "excludeBranchNames": ["EventMetaData", "MCParticles"]}')
    assert "The branch Strange given in branchNamesPersistent does not exist." in text
    with uproot.open("b.root") as file:
        assert file["tree"].keys(recursive=False) == ["EventMetaData"]
        assert file["persistent"].keys(recursive=False) == ["FileMetaData"]


def check_complaints():
    """What is wrong is said, and no file appears."""
    with open("text.root", "w") as file:
        file.write("no file of ROOT")
    with open("a.root", "rb") as file, open("half.root", "wb") as half:
        half.write(file.read()[:4000])
    with uproot.recreate("foreign.root") as file:
        file.mktree("tree", {"x": "int32"}).extend({"x": [1, 2]})
    with uproot.recreate("other.root") as file:
        file["tree"] = "text"
    for read, options, text in [
            ('{}', [], "set one of the parameters inputFileName and inputFileNames"),
            ('{"inputFileName": "a.root", "inputFileNames": ["b.root"]}', [], "cannot use both of the parameters"),
            ('{}', ["-i", "absent.root"], 'Could not open input file "absent.root": No such file or directory'),
            ('{}', ["-i", "text.root"], 'Could not open input file "text.root": it is not a ROOT file, or it is truncated'),
            ('{}', ["-i", "half.root"], 'Could not open input file "half.root": it is not a ROOT file, or it is truncated'),
            ('{}', ["-i", "foreign.root"], "it has no tree 'persistent'"),
            ('{}', ["-i", "other.root"], "it has no tree 'tree'"),
            ('{}', ["-i", "a.root", "-S", "x"], "The number sequence 'x' is not valid"),
            ('{"entrySequences": ["1", "2"]}', ["-i", "a.root"], "There are 1 input files but 2 entry sequences"),
            ('{"skipToEvent": [0, 2]}', ["-i", "a.root"], "must be a list of experiment, run and event number"),
            ('{"skipToEvent": [0, 3, 1]}', ["-i", "a.root"], "have no event 1 of run 3"),
            ('{"parentLevel": -1}', ["-i", "a.root"], "parentLevel of RootInput is -1"),
            ('{"skipToEvent": [0, 2, 1], "skipNEvents": 3}', ["-i", "a.root"], "cannot use both of the parameters skipNEvents")]:
        assert text in copy(read, '{"outputFileName": "never.root"}', *options, code=1), text
    assert "another module or job writes it already" in basf2("twice.py", code=1)
    assert "writes it already" in basf2("two_kinds.py", code=1) and not os.path.exists("same.name")
    os.unlink("same.name.part")  # sequential files keep what they have
    assert "it is a folder" in copy("{}", '{"outputFileName": "deep"}', "-i", "a.root", code=1)
    for name in ("", "a\\u0000b"):
        assert "is empty or holds a NUL character" in copy("{}", f'{{"outputFileName": "{name}"}}', "-i", "a.root", code=1)
    assert "Not a directory" in copy("{}", '{"outputFileName": "a.root/x.root"}', "-i", "a.root", code=1)
    assert not [name for name in os.listdir() if "never" in name or name.endswith(".part")]


def check_names_with_a_meaning_for_root():
    """They mean the file of that name, or are refused: nothing is written or read under another name."""
    os.environ["PLACE"] = "other"
    before = set(os.listdir())
    copy("{}", '{"outputFileName": "a.root|b.root"}', "-i", "a.root", "-n", "2")
    assert set(os.listdir()) == before | {"a.root|b.root"} and len(events("a.root")) == 30
    copy('{"inputFileName": "a.root|b.root"}', '{"outputFileName": "b.root"}')
    assert len(events("b.root")) == 2
    os.remove("a.root|b.root")
    for name in ("x$PLACE.root", " a.root", "a.root "):
        text = copy("{}", json.dumps({"outputFileName": name}), "-i", "a.root", code=1)
        assert f"Cannot write the output file {name}: ROOT takes its name for that of another file. Give it one without" in text
        assert set(os.listdir()) == before, name
        pathlib.Path(name).write_bytes(pathlib.Path("a.root").read_bytes())
        text = copy("{}", '{"outputFileName": "never.root"}', "-i", name, code=1)
        assert f'Could not open input file "{name}": ROOT takes its name for that of another file. Rename it' in text, text
        os.remove(name)


def check_discarded_events():
    """Nothing of them is left for those behind them, also not in places of arrays that these do not use."""
    basf2("discard.py", "--", "write")
    assert "MEMBERS [200, 201, 0]" in basf2("discard.py", "--", "read")


def check_persistent_entries():
    """What a file lacks does not exist while its events are processed."""
    for value in ("1", "0"):
        basf2("persistent.py", "--", "write", value)
    assert re.findall("THERE .*", basf2("persistent.py", "--", "read")) == ["THERE 1 1.0", "THERE 0 None", "THERE 1 1.0"]


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for filename, script in STEERING.items():
        with open(filename, "w") as steering:
            steering.write(script)
    basf2("generate.py", "-o", "a.root")
    check_meta_data()
    check_selection_of_events()
    check_several_files()
    check_branches()
    check_complaints()
    check_names_with_a_meaning_for_root()
    check_discarded_events()
    check_persistent_entries()
