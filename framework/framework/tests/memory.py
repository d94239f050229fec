# SPDX-License-Identifier: LGPL-3.0-or-later
"""The memory of a job does not grow with the number of events."""

import pathlib

import basf2

EVENTS = 500_000
PAGES_PER_MB = 256


class Memory(basf2.Module):
    """Notes the resident memory in MB at each tenth of the events."""

    def __init__(self):
        super().__init__()
        self.count, self.sizes = 0, []

    def event(self):
        self.count += 1
        if self.count % (EVENTS // 10) == 0:
            self.sizes.append(int(pathlib.Path("/proc/self/statm").read_text().split()[1]) / PAGES_PER_MB)


path = basf2.Path()
path.add_module("EventInfoSetter", evtNumList=EVENTS)
path.add_module("RandomBarrier")
memory = path.add_module(Memory())
basf2.process(path)
assert len(memory.sizes) == 10
assert memory.sizes[-1] - memory.sizes[0] < 1, memory.sizes
