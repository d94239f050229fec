# SPDX-License-Identifier: LGPL-3.0-or-later
"""SeqRootOutput and SeqRootInput: what is written is read, under all parameters."""

import gzip
import os
import pathlib
import shutil
import struct
import unittest
import zlib

import basf2
import uproot
from b2test_utils import clean_working_directory, run_in_subprocess, run_steering

HEADER = struct.Struct(">4sHHIIII")
CLASSES, BEGIN, EVENT, END = 1, 2, 3, 4
WRITE = """
import json, os, basf2
arguments = json.loads('''{}''')
basf2.set_random_seed("sequential")
path = basf2.Path()
path.add_module("EventInfoSetter", expList=[3], runList=[4], evtNumList=[10])
path.add_module("ParticleGun", nTracks=3)
path.add_module("SeqRootOutput", **arguments)
basf2.process(path)
"""
READ = """
import json, basf2
from ROOT import Belle2
class Show(basf2.Module):
    def event(self):
        event = Belle2.PyStoreObj("EventMetaData")
        energies = [round(particle.getEnergy(), 6) for particle in Belle2.PyStoreArray("MCParticles")]
        print("EVENT", event.getExperiment(), event.getRun(), event.getEvent(), sum(energies))
path = basf2.Path()
path.add_module("SeqRootInput", **json.loads('''{}'''))
path.add_module(Show())
basf2.process(path)
"""
RELATED = """
import basf2
from ROOT import Belle2
class Show(basf2.Module):
    def event(self):
        particles = Belle2.PyStoreArray("MCParticles")
        related = particles[0].getRelatedToWithWeight("MCParticles")
        assert related.first == particles[2]
        print("RELATED", Belle2.PyStoreObj("Sometimes").isValid(), related.second)
path = basf2.Path()
path.add_module("SeqRootInput", inputFileName="r.sroot")
path.add_module("RootOutput", outputFileName="after.root")
path.add_module(Show())
basf2.process(path)
"""


def write(*options, arguments='{"outputFileName": "a.sroot"}'):
    """Write ten events; returns the finished process."""
    return run_steering(WRITE.format(arguments), *options)


def read(*options, arguments='{}'):
    """Read files; returns exit code, the lines of the events, and all output."""
    done = run_steering(READ.format(arguments), *options)
    text = done.stdout + done.stderr
    return done.returncode, [line for line in text.splitlines() if line.startswith("EVENT")], text


def records(data):
    """Return kind, begin and end of all records, whose checksums are right."""
    found, position = [], 0
    while position < len(data):
        magic, version, kind, stored, size, checksum, of_header = HEADER.unpack_from(data, position)
        assert (magic, version, of_header) == (b"B2sr", 1, zlib.crc32(data[position:position + 20]))
        end = position + HEADER.size + stored
        content = data[position + HEADER.size:end]
        assert checksum == zlib.crc32(content) and len(content) == stored
        assert size == len(content if size == stored else zlib.decompress(content))
        found.append((kind, position, end))
        position = end
    return found


def write_relations():
    """Write the same events, with a relation and an object that not all have, to a sequential and to a ROOT file."""
    from ROOT import Belle2

    class Fill(basf2.Module):
        """Makes them."""

        def initialize(self):
            """Register them."""
            self.particles = Belle2.PyStoreArray("MCParticles")
            self.sometimes = Belle2.PyStoreObj(Belle2.ProfileInfo.Class(), "Sometimes")
            self.sometimes.registerInDataStore()
            self.particles.registerRelationTo(self.particles)

        def event(self):
            """Fill them."""
            number = Belle2.PyStoreObj("EventMetaData").getEvent()
            self.particles[0].addRelationTo(self.particles[2], number + 0.5)
            if number % 2 == 0:
                self.sometimes.create()

    path = basf2.Path()
    path.add_module("EventInfoSetter", evtNumList=[6])
    path.add_module("ParticleGun", nTracks=3)
    path.add_module(Fill())
    path.add_module("RootOutput", outputFileName="r.root")
    path.add_module("SeqRootOutput", outputFileName="r.sroot")
    basf2.process(path)


def read_in_process(name, output):
    """Copy a sequential file to a ROOT file; exits with 0 if that works."""
    basf2.logging.reset()
    basf2.logging.add_file(output + ".log")
    path = basf2.Path()
    path.add_module("SeqRootInput", inputFileName=name)
    path.add_module("RootOutput", outputFileName=output)
    basf2.process(path)


def copy(name):
    """Copy a file; returns exit code, number of events (None without output) and messages."""
    for left in ("copy.root", "copy.root.log"):
        pathlib.Path(left).unlink(missing_ok=True)
    code = run_in_subprocess(name, "copy.root", target=read_in_process)
    events = basf2.get_file_metadata("copy.root").get_nevents() if os.path.exists("copy.root") else None
    return code, events, pathlib.Path("copy.root.log").read_text()


class SequentialFilesTest(unittest.TestCase):
    """Each test in a folder with ten events."""

    @classmethod
    def setUpClass(cls):
        """Write them."""
        cls.folder = cls.enterClassContext(clean_working_directory())
        for name in ("a.sroot", "a.sroot.gz"):
            done = write(arguments=f'{{"outputFileName": "{name}"}}')
            assert done.returncode == 0, done.stdout
        cls.events = read("-i", "a.sroot")[1]

    def setUp(self):
        """Copy them."""
        self.enterContext(clean_working_directory())
        for name in ("a.sroot", "a.sroot.gz"):
            shutil.copy(f"{self.folder}/{name}", name)

    def test_what_is_written_is_read(self):
        """Packed or not, with the same numbers."""
        self.assertEqual([line.split()[1:4] for line in self.events], [["3", "4", str(n)] for n in range(1, 11)])
        self.assertEqual(len({line.split()[4] for line in self.events}), 10)
        for name in ("a.sroot", "a.sroot.gz"):
            code, events, text = read("-i", name)
            self.assertEqual((code, events), (0, self.events), text)
            self.assertNotIn("WARNING", text)
        for level in (0, 9):
            write("-o", "b.sroot", arguments=f'{{"compressionLevel": {level}}}')
            self.assertEqual(read(arguments='{"inputFileNames": ["b.sroot"]}')[1], self.events)

    def test_gzip_programs_make_and_read_the_packed_form(self):
        """Since it is nothing but that."""
        unpacked = records(gzip.decompress(pathlib.Path("a.sroot.gz").read_bytes()))
        self.assertEqual([kind for kind, _, _ in unpacked], [kind for kind, _, _ in records(pathlib.Path("a.sroot").read_bytes())])
        pathlib.Path("b").write_bytes(gzip.compress(pathlib.Path("a.sroot").read_bytes()))
        self.assertEqual(read("-i", "b")[:2], (0, self.events))

    def test_record_format_is_that_of_the_documentation(self):
        """Classes come before what needs them."""
        kinds = [kind for kind, _, _ in records(pathlib.Path("a.sroot").read_bytes())]
        self.assertEqual(kinds, [CLASSES, BEGIN, CLASSES] + [EVENT] * 10 + [END])

    def test_options_choose_events_and_files(self):
        """As those for RootInput do."""
        self.assertEqual(read("-i", "a.sroot", "-n", "4")[1], self.events[:4])
        self.assertEqual(read("-i", "a.sroot", "--skip-events", "7")[1], self.events[7:])
        shutil.copy("a.sroot", "b.sroot")
        self.assertEqual(read(arguments='{"inputFileName": "?.sroot"}')[1], self.events * 2)
        text = read("-i", "a.sroot", "-i", "./a.sroot")[2]
        self.assertIn('The input file "./a.sroot" is given twice.', text)
        ignoring = '{"inputFileName": "a.sroot", "ignoreCommandLineOverride": true}'
        self.assertEqual(read("-i", "absent", "-S", "1", arguments=ignoring)[1], self.events)

    def test_wrong_use_is_told(self):
        """By a sentence and the exit code 1."""
        for arguments, options, sentence in [
                ("{}", [], "set one of the parameters inputFileName and inputFileNames"),
                ('{"inputFileName": "a", "inputFileNames": ["b"]}', [], "cannot use both of the parameters"),
                ("{}", ["-i", "absent"], 'Could not open input file "absent": No such file or directory.'),
                ("{}", ["-i", "."], 'Could not open input file ".": it is a folder.'),
                ("{}", ["-i", "http://x/a.sroot"], "sequential files can only be read where the job runs"),
                ("{}", ["-i", "a.sroot", "-S", "1"], "entries cannot be chosen by the option -S"),
                ("{}", ["-i", "text"], 'Could not open input file "text": it is not a sequential file, or it is damaged'),
                ("{}", ["-i", "nothing"], 'Could not open input file "nothing": it ends before its first event')]:
            pathlib.Path("text").write_text("no file of events, but long enough for a header")
            pathlib.Path("nothing").write_bytes(b"")
            code, events, text = read(*options, arguments=arguments)
            self.assertEqual((code, events, sentence in text), (1, [], True), text)

    def test_outputs_that_cannot_be_written_are_told(self):
        """At once, or when the disk is full."""
        os.mkdir("folder")
        for name, sentence in [("folder", "it is a folder"), ("a.sroot/x", "Not a directory"), ("http://x/a", "where the job runs"),
                               ("/dev/full", "No space left on device"), ("", "the name is empty"),
                               ("/proc/none/a.sroot", "/proc/none cannot be made")]:
            done = write(arguments=f'{{"outputFileName": "{name}"}}')
            self.assertEqual((done.returncode, f"Cannot write the output file {name}: " in done.stdout), (1, True), done.stdout)
            self.assertIn(sentence, done.stdout)
        self.assertEqual(write("-o", "/dev/null").returncode, 0)
        self.assertEqual(write("-o", "new/folder/a.sroot").returncode, 0)
        self.assertEqual(os.listdir("new/folder"), ["a.sroot"])

    def test_two_modules_cannot_write_the_same_file(self):
        """The second one says so."""
        again = 'path.add_module("SeqRootOutput", **arguments)\nbasf2.process(path)'
        done = run_steering(WRITE.format('{"outputFileName": "b.sroot"}').replace("basf2.process(path)", again))
        self.assertEqual(done.returncode, 1)
        self.assertIn("Cannot write the output file b.sroot: another module or job writes it.", done.stdout)

    def test_large_output_is_split_and_read_as_one(self):
        """Under names with numbers, or by a pattern."""
        events = [f"EVENT 3 4 {number}" for number in range(1, 501)]
        for name, pattern, scheme in [("b.sroot", "false", "b.sroot-{}"), ("b.sroot.gz", "false", "b.sroot-{}.gz"),
                                      ("b.f%05d.sroot", "true", "b.f{:05d}.sroot")]:
            with clean_working_directory():
                arguments = f'{{"outputFileName": "{name}", "fileNameIsPattern": {pattern}, "outputSplitSize": 1}}'
                text = WRITE.format(arguments).replace("[10]", "[500]").replace("nTracks=3", "nTracks=200")
                self.assertEqual(run_steering(text).returncode, 0)
                names = [scheme.format(number) for number in range(len(os.listdir()))]
                names[0] = names[0].replace("-0", "")
                self.assertEqual(sorted(os.listdir()), sorted(names))
                self.assertGreater(len(names), 1)
                self.assertLess(max(map(os.path.getsize, names)), 1.1 * 2**20)
                for given in ([names[0]], names):
                    options = [option for file in given for option in ("-i", file)]
                    code, found, output = read(*options)
                    self.assertEqual((code, [line.rsplit(" ", 1)[0] for line in found]), (0, events), output[-2000:])
                os.remove(names[1])
                code, found, output = read("-i", names[0])
                self.assertEqual(code, 0)
                self.assertIn(f'The events of the input file "{names[0]}" go on in "{names[1]}", which does not exist.', output)

    def test_wrong_patterns_are_told(self):
        """They need one place for a number."""
        for name in ("a.sroot", "%s.sroot", "%d%d.sroot", "%5x.sroot"):
            done = write(arguments=f'{{"outputFileName": "{name}", "fileNameIsPattern": true}}')
            self.assertIn(f"The name '{name}' is no pattern: it needs one place for the number of the file", done.stdout)

    def test_chosen_objects_are_written(self):
        """With EventMetaData, which is always needed; unknown ones are named."""
        done = write("-o", "b.sroot", arguments='{"saveObjs": ["Nothing"]}')
        self.assertIn("Nothing given in saveObjs does not exist", done.stdout)
        copy("b.sroot")
        with uproot.open("copy.root") as file:
            self.assertEqual(file["tree"].keys(recursive=False), ["EventMetaData"])
        copy("a.sroot")
        with uproot.open("copy.root") as file:
            self.assertEqual(sorted(file["tree"].keys(recursive=False)), ["EventMetaData", "MCParticles"])

    def test_relations_and_missing_objects_are_as_they_were(self):
        """Next to the file of RootOutput, which has the same; an output after the input changes nothing."""
        self.assertEqual(run_in_subprocess(target=write_relations), 0)
        copy("r.sroot")
        with uproot.open("r.root") as file, uproot.open("copy.root") as other:
            members = ["*m_from", "*m_to", "*m_weights", "*m_pdg", "*fBits", "*m_timeInSec"]
            for name, branch in file["tree"].items(filter_name=members):
                self.assertEqual(branch.array().tolist(), other["tree"][name].array().tolist(), name)
            self.assertEqual(sorted(file["tree"].keys(recursive=False)), sorted(other["tree"].keys(recursive=False)))
        done = run_steering(RELATED)
        self.assertEqual([line for line in done.stdout.splitlines() if line.startswith("RELATED")],
                         [f"RELATED {number % 2 == 0} {number}.5" for number in range(1, 7)], done.stdout)

    def test_file_says_where_it_comes_from(self):
        """So that the copy names it as its parent, and real data stay real."""
        copy("a.sroot")
        data = basf2.get_file_metadata("copy.root")
        self.assertEqual(([data.get_parent(0)], data.is_mc()), ([f"{self.folder}/a.sroot"], True))
        real = '"a.sroot", declareRealData=True); path.add_module("SeqRootOutput", outputFileName="real.sroot")'
        text = f'import basf2\npath = basf2.Path()\npath.add_module("SeqRootInput", inputFileName={real}\nbasf2.process(path)'
        self.assertEqual(run_steering(text).returncode, 0)
        copy("real.sroot")
        self.assertFalse(basf2.get_file_metadata("copy.root").is_mc())
        code, _, output = read("-i", "a.sroot", "-i", "real.sroot")
        self.assertEqual((code, 'The input files "a.sroot" and "real.sroot" mix real data and simulation.' in output), (1, True))


if __name__ == "__main__":
    unittest.main()
