# SPDX-License-Identifier: LGPL-3.0-or-later
"""The object basf2.statistics: calls, times, and their table."""

import json
import re
import time
import unittest

import basf2

EVENTS = 5
MEGABYTES = 40


class Sleeper(basf2.Module):
    """Takes two milliseconds."""

    def event(self):
        """Sleep."""
        time.sleep(0.002)


class Eater(basf2.Module):
    """Takes memory in its hooks."""

    def eat(self):
        """Touch each page of a large block."""
        self.food = getattr(self, "food", []) + [b"x" * (MEGABYTES << 20)]

    initialize = beginRun = terminate = eat

    def event(self):
        """Eat once."""
        if len(self.food) == 2:
            self.eat()


class StatisticsTest(unittest.TestCase):
    """One job, looked at from all sides."""

    @classmethod
    def setUpClass(cls):
        """Process events."""
        basf2.logging.log_level = basf2.LogLevel.WARNING
        path = basf2.create_path()
        cls.master = path.add_module("EventInfoSetter", evtNumList=EVENTS)
        cls.sleeper = path.add_module(Sleeper())
        cls.sleeper.set_name("a sleeper with quite a long name")
        path.add_module("RandomBarrier")
        path.add_module("StatisticsSummary").set_name("sum")
        path.add_module("Progress")
        cls.eater = path.add_module(Eater())
        basf2.process(path)

    def test_calls_are_counted(self):
        """One more for the master, which finds the end of the data."""
        statistics = basf2.statistics
        self.assertEqual(statistics.get(self.master).calls(statistics.EVENT), EVENTS + 1)
        self.assertEqual(statistics.get(self.sleeper).calls(statistics.EVENT), EVENTS)
        for counter in (statistics.INIT, statistics.BEGIN_RUN, statistics.END_RUN, statistics.TERM):
            self.assertEqual(statistics.get(self.sleeper).calls(counter), 1)
        self.assertEqual(statistics.get(self.sleeper).calls(), EVENTS + 4)
        self.assertEqual(statistics.get(self.sleeper).calls(statistics.TOTAL), EVENTS + 4)

    def test_time_is_in_nanoseconds(self):
        """As the sleeper knows."""
        row = basf2.statistics.get(self.sleeper)
        self.assertGreater(row.time_sum(basf2.statistics.EVENT), EVENTS * 2e6)
        self.assertAlmostEqual(row.time_mean(basf2.statistics.EVENT), row.time_sum(basf2.statistics.EVENT) / EVENTS)
        self.assertGreaterEqual(row.time_stddev(), 0)
        self.assertGreaterEqual(basf2.statistics.get_global().time_sum(basf2.statistics.EVENT), EVENTS * 2e6)

    def test_modules_are_listed_in_order(self):
        """By name."""
        names = [row.name for row in basf2.statistics.modules]
        self.assertEqual(names, ["EventInfoSetter", self.sleeper.name(), "RandomBarrier", "sum", "Progress", "Eater"])

    def test_table_has_the_known_form(self):
        """As wide as the longest name needs."""
        lines = str(basf2.statistics).splitlines()
        width = len(self.sleeper.name()) + 1
        self.assertEqual(lines[0], "=" * (width + 59))
        self.assertEqual(lines[1], "Name".ljust(width) + "|      Calls | Memory(MB) |    Time(s) |     Time(ms)/Call")
        self.assertEqual([line.split("|")[0].strip() for line in lines[3:9]],
                         ["EventInfoSetter", self.sleeper.name(), "RandomBarrier", "sum", "Progress", "Eater"])
        self.assertRegex(lines[4], re.escape(self.sleeper.name()) + r" \| +5 \| +\d+ \| +0.\d\d \| +\d+\.\d\d \+- +\d+\.\d\d")
        self.assertTrue(lines[-2].startswith("Total "))

    def test_summary_is_the_sum_of_the_modules_before(self):
        """And has the calls of its own."""
        rows = {row.name: row for row in basf2.statistics.modules}
        event = basf2.statistics.EVENT
        parts = sum(rows[name].time_sum(event) for name in ("EventInfoSetter", self.sleeper.name(), "RandomBarrier"))
        last_call = rows["EventInfoSetter"].time_mean(event) * 2
        self.assertAlmostEqual(rows["sum"].time_sum(event), parts, delta=max(last_call, 1e5))
        self.assertEqual(rows["sum"].calls(event), EVENTS)

    def test_counter_and_modules_can_be_chosen(self):
        """For a table."""
        table = basf2.statistics(basf2.statistics.INIT, [basf2.statistics.get(self.sleeper)])
        self.assertIn(self.sleeper.name(), str(table))
        self.assertNotIn("Progress", str(table))
        for arguments in (([self.sleeper],), ([self.sleeper], basf2.statistics.TOTAL), (basf2.statistics.EVENT, [self.sleeper])):
            self.assertIn(self.sleeper.name(), str(basf2.statistics(*arguments)))
            self.assertNotIn("Progress", str(basf2.statistics(*arguments)))
        self.assertEqual(str(basf2.statistics(modules=[])), str(basf2.statistics))
        with self.assertRaises(TypeError):
            basf2.statistics([3])
        self.assertIn("<table>", basf2.statistics._repr_html_())
        self.assertIn("<table>", table._repr_html_())

    def test_json_has_all_numbers(self):
        """As text and as a dictionary."""
        statistics = basf2.statistics
        data = statistics.data()
        self.assertEqual(json.loads(statistics.json()), data)
        self.assertEqual((data["version"], data["global"]["name"]), (1, "Total"))
        self.assertEqual([row["name"] for row in data["modules"]], [row.name for row in statistics.modules])
        counters = {"init": statistics.INIT, "begin_run": statistics.BEGIN_RUN, "event": statistics.EVENT,
                    "end_run": statistics.END_RUN, "term": statistics.TERM, "total": statistics.TOTAL}
        for row, numbers in zip([*statistics.modules, statistics.get_global()], [*data["modules"], data["global"]]):
            self.assertEqual(numbers.keys(), {"name", *counters})
            for name, counter in counters.items():
                self.assertEqual(numbers[name], {key: getattr(row, key)(counter) for key in numbers[name]})
                self.assertEqual(len(numbers[name]), 8)

    def test_memory_is_resident_memory(self):
        """Of which a module takes what it allocates and touches."""
        row = basf2.statistics.get(self.eater)
        for counter in (basf2.statistics.INIT, basf2.statistics.BEGIN_RUN, basf2.statistics.EVENT, basf2.statistics.TERM):
            self.assertAlmostEqual(row.memory_sum(counter), MEGABYTES * 1024, delta=MEGABYTES * 100)
            self.assertGreater(basf2.statistics.get_global().memory_sum(counter), MEGABYTES * 900)


if __name__ == "__main__":
    unittest.main()
