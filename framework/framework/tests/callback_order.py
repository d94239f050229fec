# SPDX-License-Identifier: LGPL-3.0-or-later
"""The order in which modules are called is the one that Module.h lists."""

import os
import pathlib
import re

import basf2
from ROOT import Belle2

RUNS = [(1, [1, 2]), (2, [1])]


class Recorder(basf2.Module):
    """Notes its calls with the event number it sees."""

    calls = []

    def __init__(self, name):
        super().__init__()
        self.set_name(name)
        self.event_data = Belle2.PyStoreObj("EventMetaData")

    def note(self, hook):
        numbers = (self.event_data.obj().getRun(), self.event_data.obj().getEvent()) if self.event_data.isValid() else None
        self.calls.append((hook, self.name(), numbers))

    def initialize(self):
        self.note("initialize")

    def beginRun(self):
        self.note("beginRun")

    def event(self):
        self.note("event")
        self.return_value(1)

    def endRun(self):
        self.note("endRun")

    def terminate(self):
        self.note("terminate")


class Master(Recorder):
    """Makes the events."""

    def initialize(self):
        super().initialize()
        self.event_data.registerInDataStore()
        self.events = [(run, event) for run, events in RUNS for event in events]

    def event(self):
        if self.events:
            self.event_data.create()
            run, event = self.events.pop(0)
            self.event_data.obj().setRun(run)
            self.event_data.obj().setEvent(event)
        super().event()


def documented():
    """Return the pairs of hook and who is called from the list in Module.h."""
    folders = [os.environ.get(name, "") for name in ("BELLE2_LOCAL_DIR", "BELLE2_RELEASE_DIR")]
    header = next(path for path in (pathlib.Path(folder, "include/framework/core/Module.h") for folder in folders) if path.is_file())
    return re.findall(r"^ \*   \d\. (\w+)\(\): (all modules, forwards|all modules, backwards|the master|the modules of the path)",
                      header.read_text(), re.M)


def expected(rules):
    """Return the calls of the job below that follow from the list."""
    names = ["master", "condition", "inner", "last"]
    (init, first, begin, event, end, terminate) = rules
    calls = []
    for name in names:
        calls.append((init[0], name, (1, 1) if name != "master" else None))
        if name == "master":
            calls.append((first[0], name, (1, 1)))
    is_first = True
    for run, events in RUNS:
        calls += [(begin[0], name, (run, 1)) for name in names]
        for number in events:
            if not is_first and number != 1:
                calls.append((event[0], "master", (run, number)))
            calls += [(event[0], name, (run, number)) for name in names[1:]]
            is_first = False
        if run != RUNS[-1][0]:
            # the master brings the next run, which makes the old one end
            calls.append((event[0], "master", (run + 1, 1)))
            calls += [(end[0], name, (run, events[-1])) for name in names]
    calls.append((event[0], "master", None))
    calls += [(end[0], name, (run, events[-1])) for name in names]
    calls += [(terminate[0], name, None) for name in reversed(names)]
    return calls


path, inner = basf2.Path(), basf2.Path()
path.add_module(Master("master"))
path.add_module(Recorder("condition")).if_true(inner, basf2.AfterConditionPath.CONTINUE)
inner.add_module(Recorder("inner"))
path.add_module(Recorder("last"))
basf2.process(path)
rules = documented()
assert [who for _, who in rules] == ["all modules, forwards", "the master", "all modules, forwards", "the modules of the path",
                                     "all modules, forwards", "all modules, backwards"], rules
assert Recorder.calls == expected(rules), "\n".join(map(str, zip(Recorder.calls, expected(rules))))
