# SPDX-License-Identifier: LGPL-3.0-or-later
"""Independent paths see a copy of the data store, and give back only what is named."""

import basf2
from b2test_utils import run_steering
from ROOT import Belle2


class Maker(basf2.Module):
    """Makes an object and an array with a relation to itself."""

    def initialize(self):
        self.info = Belle2.PyStoreObj(Belle2.EventExtraInfo.Class())
        self.info.registerInDataStore("Info")
        self.points = Belle2.PyStoreArray(Belle2.ProfileInfo.Class())
        self.points.registerInDataStore("Points")

    def event(self):
        self.info.create()
        self.info.obj().addExtraInfo("weight", 2)
        for _ in range(4):
            self.points.appendNew()


class Looker(basf2.Module):
    """Counts what exists in initialize, beginRun, event and endRun."""

    def __init__(self):
        super().__init__()
        self.registered, self.entries, self.events, self.runs = None, [], [], []

    def initialize(self):
        self.registered = Belle2.PyStoreObj("Info").isOptional()

    def beginRun(self):
        self.runs.append(Belle2.PyStoreObj("EventMetaData").obj().getRun())

    def event(self):
        self.entries.append(len(Belle2.PyStoreArray("Points")))
        self.events.append(Belle2.PyStoreObj("EventMetaData").obj().getEvent())


class Spoiler(basf2.Module):
    """Changes the event number, which nobody outside may see."""

    def event(self):
        Belle2.PyStoreObj("EventMetaData").obj().setEvent(1000)
        self.return_value(0)


def test_nothing_leaks_and_what_is_named_comes_back():
    main = basf2.Path()
    main.add_module("EventInfoSetter", evtNumList=[2, 1], runList=[1, 2], expList=[0, 0])
    hidden, inside, after, back = Looker(), Looker(), Looker(), Looker()
    first = basf2.Path()
    first.add_module(Maker())
    first.add_module(inside)
    first.add_module(Spoiler())
    main.add_independent_path(first)
    main.add_module(hidden)
    second = basf2.Path()
    second.add_module(after)
    second.add_module(Maker())
    main.add_independent_path(second, ds_ID="named", merge_back_event=["Info", "Points"])
    main.add_module(back)
    assert "SwitchDataStore ('' -> 'DS 1') -> [" in str(main) and "SwitchDataStore ('' <- 'named')" in str(main), str(main)
    basf2.process(main, calculateStatistics=True)
    assert (inside.registered, hidden.registered, after.registered, back.registered) == (True, False, False, True)
    assert inside.entries == [4, 4, 4] and hidden.entries == [0, 0, 0] and after.entries == [0, 0, 0] and back.entries == [4, 4, 4]
    assert inside.events == hidden.events == back.events == [1, 2, 1]
    assert inside.runs == hidden.runs == [1, 2]
    assert basf2.statistics.get(inside).calls(basf2.statistics.EVENT) == 3


def test_an_end_of_the_event_inside_does_not_trap_the_next_one():
    main = basf2.Path()
    main.add_module("EventInfoSetter", evtNumList=[3])
    inner = basf2.Path()
    inner.add_module(Maker())
    inner.add_module(Spoiler()).if_false(basf2.Path())
    main.add_independent_path(inner)
    behind = main.add_module(Looker())
    basf2.process(main)
    assert behind.events == []
    assert basf2.statistics.get(behind).calls(basf2.statistics.EVENT) == 0


def test_a_second_process_makes_new_copies():
    main = basf2.Path()
    main.add_module("EventInfoSetter", evtNumList=[2])
    inner = basf2.Path()
    looker = inner.add_module(Looker())
    main.add_independent_path(inner)
    basf2.process(main)
    basf2.process(main)
    assert looker.events == [1, 2, 1, 2]


def test_modules_behind_the_path_may_register_more():
    main, inner = basf2.Path(), basf2.Path()
    main.add_module("EventInfoSetter", evtNumList=[3])
    inside = inner.add_module(Looker())
    main.add_independent_path(inner)
    main.add_module(Maker())
    behind = main.add_module(Looker())
    basf2.process(main)
    assert (inside.registered, inside.events, behind.entries) == (False, [1, 2, 3], [4, 4, 4]), vars(inside)


def test_paths_may_be_nested():
    main, outer, inner = basf2.Path(), basf2.Path(), basf2.Path()
    main.add_module("EventInfoSetter", evtNumList=[2, 1], runList=[1, 2], expList=[0, 0])
    inner.add_module(Maker())
    outer.add_independent_path(inner, merge_back_event=["Points"])
    inside, behind = outer.add_module(Looker()), Looker()
    outer.add_module(Spoiler())
    main.add_independent_path(outer)
    main.add_module(behind)
    basf2.process(main)
    assert (inside.entries, inside.events, inside.runs) == ([4, 4, 4], [1, 2, 1], [1, 2]), vars(inside)
    assert (behind.entries, behind.events, behind.runs) == ([0, 0, 0], [1, 2, 1], [1, 2]), vars(behind)


def test_the_switches_follow_the_flags_of_the_path():
    certified = basf2.ModulePropFlags.PARALLELPROCESSINGCERTIFIED
    main, inner = basf2.Path(), basf2.Path()
    main.add_module("RandomBarrier").set_property_flags(certified)
    main.add_independent_path(inner)
    assert all(module.has_properties(certified) for module in main.modules())
    main.add_module("EventInfoSetter")
    main.add_independent_path(inner)
    assert not main.modules()[-1].has_properties(certified)


def test_an_unknown_name_stops_the_job():
    done = run_steering("import basf2\nmain = basf2.Path()\nmain.add_module('EventInfoSetter')\n"
                        "main.add_independent_path(basf2.Path(), merge_back_event=['Nothing'])\nbasf2.process(main)\n")
    assert done.returncode == 1 and "cannot give back 'Nothing'" in done.stdout, done.stdout


for name, test in list(globals().items()):
    if name.startswith("test_"):
        test()
