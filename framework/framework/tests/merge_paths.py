# SPDX-License-Identifier: LGPL-3.0-or-later
"""Independent merge paths: two inputs, whose events are paired and merged."""

import os

import basf2
from b2test_utils import clean_working_directory, run_in_subprocess, run_steering
from ROOT import Belle2

MAKE = """import basf2
main = basf2.Path()
main.add_module("EventInfoSetter", evtNumList=[{events}], expList=[{experiment}])
main.add_module("ParticleGun", nTracks={tracks})
main.add_module("RootOutput", outputFileName="{name}")
basf2.process(main)
"""


class Pairs(basf2.Module):
    """Remembers the events of both inputs and the number of particles."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def event(self):
        main, second = (Belle2.PyStoreObj(name).obj() for name in ("EventMetaData", "EventMetaData_indepPath"))
        self.seen.append((main.getEvent(), second.getEvent(), len(Belle2.PyStoreArray("MCParticles"))))


class Charge(basf2.Module):
    """Gives the event a charge that follows from its number."""

    def __init__(self, charges):
        super().__init__()
        self.charges = charges

    def initialize(self):
        self.info = Belle2.PyStoreObj("EventExtraInfo")
        self.info.registerInDataStore()

    def event(self):
        self.info.create()
        self.info.obj().addExtraInfo("charge", self.charges[Belle2.PyStoreObj("EventMetaData").obj().getEvent() - 1])


def pair(main_file, second_file, charges=None, **options):
    """Return what Pairs saw."""
    main, second = basf2.Path(), basf2.Path()
    main.add_module("RootInput", inputFileName=main_file)
    second.add_module("RootInput", inputFileName=second_file, isSecondaryInput=True)
    if charges:
        main.add_module(Charge(charges[0]))
        second.add_module(Charge(charges[1]))
        options["consistency_check"] = "charge"
    main.add_independent_merge_path(second, merge_back_event=["MCParticles"], **options)
    pairs = main.add_module(Pairs())
    basf2.process(main)
    assert basf2.logging.log_stats[basf2.LogLevel.WARNING] == 0
    return pairs.seen


def test_events_are_paired_in_order_until_one_input_ends():
    assert pair("three.root", "two.root") == [(1, 1, 6), (2, 2, 6)]
    assert pair("two.root", "three.root") == [(1, 1, 6), (2, 2, 6)]


def test_mixing_makes_all_pairs():
    assert [seen[:2] for seen in pair("three.root", "two.root", event_mixing=True)] == [(i, j) for i in (1, 2, 3) for j in (1, 2)]


def test_mixing_of_a_file_with_itself_makes_each_pair_once():
    seen = pair("three.root", "three.root", event_mixing=True, merge_same_file=True)
    assert [numbers[:2] for numbers in seen] == [(1, 2), (1, 3), (2, 3)]


def test_charges_must_fit():
    seen = pair("three.root", "three.root", charges=((1, -1, 1), (-1, 1, -1)))
    assert [numbers[:2] for numbers in seen] == [(1, 2), (2, 3)]
    seen = pair("two.root", "three.root", charges=((1, -1), (1, -1, -1)), event_mixing=True)
    assert [numbers[:2] for numbers in seen] == [(1, 2), (1, 3), (2, 1)]


def test_relations_and_objects_of_both_inputs_are_there():
    class Check(basf2.Module):
        def event(self):
            particles = Belle2.PyStoreArray("MCParticles")
            hits = Belle2.PyStoreArray("Hits")
            assert [hit.getRelated("MCParticles").getArrayIndex() for hit in hits] == list(range(len(particles)))

    class Relate(basf2.Module):
        def initialize(self):
            self.hits = Belle2.PyStoreArray(Belle2.MCParticle.Class(), "Hits")
            self.hits.registerInDataStore()
            self.hits.registerRelationTo(Belle2.PyStoreArray("MCParticles"))

        def event(self):
            for particle in Belle2.PyStoreArray("MCParticles"):
                self.hits.appendNew().addRelationTo(particle)

    main, second = basf2.Path(), basf2.Path()
    main.add_module("RootInput", inputFileName="two.root")
    main.add_module(Relate())
    second.add_module("RootInput", inputFileName="three.root", isSecondaryInput=True)
    second.add_module(Relate())
    main.add_independent_merge_path(second, merge_back_event=["ALL"])
    check = main.add_module(Check())
    basf2.process(main)
    assert basf2.statistics.get(check).calls(basf2.statistics.EVENT) == 2


def test_a_second_input_that_takes_itself_for_the_main_one_is_told():
    done = run_steering("import basf2\nmain, second = basf2.Path(), basf2.Path()\n"
                        "main.add_module('RootInput', inputFileName='three.root')\n"
                        "second.add_module('RootInput', inputFileName='two.root')\n"
                        "main.add_independent_merge_path(second)\nbasf2.process(main)\n")
    assert "[WARNING] RootInput is in an independent path" in done.stdout and done.returncode == 0, done.stdout


def test_a_merge_path_may_be_in_an_independent_path():
    main, outer, second = basf2.Path(), basf2.Path(), basf2.Path()
    main.add_module("RootInput", inputFileName="two.root")
    second.add_module("RootInput", inputFileName="three.root", isSecondaryInput=True)
    outer.add_independent_merge_path(second, merge_back_event=["MCParticles"])
    pairs = outer.add_module(Pairs())
    main.add_independent_path(outer)
    basf2.process(main)
    assert pairs.seen == [(1, 1, 6), (2, 2, 6)], pairs.seen


def test_what_cannot_be_merged_stops_the_job():
    for options, sentence in (("merge_back_event=['Nothing']", "cannot give back 'Nothing'"),
                              ("consistency_check='mass'", "The consistency check 'mass' is not known"),
                              ("merge_same_file=True", "only together with event_mixing")):
        done = run_steering("import basf2\nmain, second = basf2.Path(), basf2.Path()\nmain.add_module('EventInfoSetter')\n"
                            "second.add_module('EventInfoSetter')\n"
                            f"main.add_independent_merge_path(second, {options})\nbasf2.process(main)\n")
        assert done.returncode == 1 and sentence in done.stdout, done.stdout


with clean_working_directory():
    for file_name, number in (("three.root", 3), ("two.root", 2)):
        made = run_steering(MAKE.format(events=number, experiment=number, tracks=3, name=f"{os.getcwd()}/{file_name}"))
        assert made.returncode == 0, made.stdout
    for test_name, test in list(globals().items()):
        if test_name.startswith("test_"):
            assert run_in_subprocess(target=test) == 0, test_name
