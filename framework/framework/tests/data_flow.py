# SPDX-License-Identifier: LGPL-3.0-or-later
"""Drawings of what modules read and write: --module-io and --visualize-dataflow."""

import os
import subprocess
import unittest

from b2test_utils import clean_working_directory, run_steering

JOB = """
import basf2
from ROOT import Belle2

class Maker(basf2.Module):
    def initialize(self):
        particles = Belle2.PyStoreArray("MCParticles")
        particles.registerInDataStore()
        particles.registerRelationTo(particles)
        Belle2.PyStoreObj("EventMetaData").isRequired()

class Reader(basf2.Module):
    def initialize(self):
        Belle2.PyStoreArray("MCParticles").isRequired()
        Belle2.PyStoreObj("FileMetaData", 1).isOptional()
        Belle2.PyStoreArray("MCParticles").requireRelationTo(Belle2.PyStoreArray("MCParticles"))

path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=3)
inner = basf2.create_path()
inner.add_module(Reader())
maker = path.add_module(Maker())
maker.if_value(">5", inner)
maker.if_value("<-5", basf2.create_path())
path.add_module("EventInfoPrinter").set_name('say "hello"')
"""


def read(name):
    """Return the lines of a file without their indentation."""
    with open(name) as file:
        return [line.strip() for line in file]


class DataFlowTest(unittest.TestCase):
    """Files for the program dot."""

    def test_flow_of_a_job(self):
        """Has modules in order, data, relations and condition paths."""
        text = JOB.replace("class Reader", "    def event(self):\n        self.return_value(0)\n\nclass Reader")
        with clean_working_directory():
            done = run_steering(text + "basf2.process(path)", "--visualize-dataflow")
            self.assertEqual(done.returncode, 0, done.stdout)
            lines = read("dataflow.dot")
        modules = [line for line in lines if line.startswith("module") and "[label=" in line]
        nodes = {line.split('"')[1]: line.split()[0] for line in modules}
        setter, maker, reader = (nodes[name] for name in ("EventInfoSetter", "Maker", "Reader"))
        for line in (f'{setter} -> "EventMetaData" [color=firebrick];', f'"EventMetaData" -> {maker} [color=cornflowerblue];',
                     f'{maker} -> "MCParticles" [color=firebrick];', f'"MCParticles" -> {reader} [color=cornflowerblue];',
                     f'"FileMetaData" -> {reader} [color=lightblue];', f"{setter} -> {maker} [color=black];",
                     '"MCParticles" -> "MCParticles" [color=firebrick,style=dashed];',
                     '"MCParticles" -> "MCParticles" [color=cornflowerblue,style=dashed];',
                     f'{maker} -> cluster1_start [color=grey,fontcolor=grey,lhead=cluster1,label=">5"];'):
            self.assertIn(line, lines)
        self.assertIn('[label="say \\"hello\\""];', " ".join(lines))
        self.assertEqual(len([line for line in lines if "MCParticles" in line and "shape=box" in line]), 1)
        self.assertEqual(lines.count("}"), 4)

    def test_without_the_option_there_is_no_drawing(self):
        """With worker processes neither, which is said."""
        text = JOB.replace("maker.if_value", "False and maker.if_value") + "basf2.process(path)"
        with clean_working_directory():
            self.assertEqual(run_steering(text).returncode, 0)
            done = run_steering(text, "--visualize-dataflow", "-p", "2")
            self.assertIn("[WARNING] The option --visualize-dataflow has no effect with worker processes", done.stdout)
            self.assertEqual(os.listdir(), [])

    def test_data_of_one_module(self):
        """Without a steering file; modules with output leave none."""
        with clean_working_directory():
            for module in ("EventInfoSetter", "RootOutput", "EventInfoPrinter"):
                done = subprocess.run(["basf2", "--module-io", module], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout)
            self.assertEqual(sorted(os.listdir()), ["EventInfoPrinter.dot", "EventInfoSetter.dot", "RootOutput.dot"])
            lines = read("EventInfoSetter.dot")
        self.assertEqual(lines, ['digraph "EventInfoSetter" {', 'module0 [label="EventInfoSetter"];',
                                 'module0 -> "EventMetaData" [color=firebrick];',
                                 '"EventMetaData" [shape=box,style=filled,fillcolor=orange];', "}"])

    def test_unknown_module_is_fatal(self):
        """With near names."""
        done = subprocess.run(["basf2", "--module-io", "EventInfoSeter"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("[FATAL] Could not create the module 'EventInfoSeter'", done.stdout)
        self.assertIn("Did you mean 'EventInfoSetter'", done.stdout)

    def test_folder_that_cannot_be_written_is_fatal(self):
        """A folder of the name of the drawing does for that."""
        with clean_working_directory():
            os.mkdir("EventInfoSetter.dot")
            done = subprocess.run(["basf2", "--module-io", "EventInfoSetter"], capture_output=True, text=True)
            self.assertEqual(done.returncode, 1)
            self.assertIn("[FATAL] The drawing 'EventInfoSetter.dot' cannot be written", done.stdout)


if __name__ == "__main__":
    unittest.main()
