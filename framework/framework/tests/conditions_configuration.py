# SPDX-License-Identifier: LGPL-3.0-or-later
"""The settings of the conditions database."""

import unittest

import basf2
from b2test_utils import run_steering


class ConditionsTest(unittest.TestCase):
    """Each test starts with the defaults."""

    def setUp(self):
        """Forget what was set."""
        basf2.conditions.reset()

    def test_tags_have_an_order(self):
        """First is highest."""
        basf2.conditions.append_globaltag("b")
        basf2.conditions.prepend_globaltag("a")
        basf2.conditions.globaltags.append("c")
        basf2.conditions.globaltags += ["d"]
        self.assertEqual(basf2.conditions.globaltags, ["a", "b", "c", "d"])

    def test_override_ignores_the_base_tags(self):
        """With a list or with what is set."""
        self.assertFalse(basf2.conditions.override_enabled)
        basf2.conditions.override_globaltags(["only"])
        self.assertTrue(basf2.conditions.override_enabled)
        self.assertEqual(basf2.conditions.globaltags, ["only"])

    def test_testing_payloads_have_an_order(self):
        """As tags have."""
        basf2.conditions.append_testing_payloads("second.txt")
        basf2.conditions.prepend_testing_payloads("first.txt")
        self.assertEqual(basf2.conditions.testing_payloads, ["first.txt", "second.txt"])

    def test_wrong_types_are_refused_and_change_nothing(self):
        """Texts in place of lists, and numbers in place of texts."""
        for value in ("tag", [1], None):
            with self.assertRaises(TypeError):
                basf2.conditions.globaltags = value
        with self.assertRaises(TypeError):
            basf2.conditions.append_globaltag(5)
        with self.assertRaises(TypeError):
            basf2.conditions.set_globaltag_callback("no function")
        self.assertEqual(basf2.conditions.globaltags, [])

    def test_expert_settings_are_checked(self):
        """Names, types and the state that is never allowed."""
        self.assertEqual(basf2.conditions.expert_settings()["max_retries"], 3)
        self.assertEqual(basf2.conditions.expert_settings(max_retries=1, save_payloads="here.txt")["save_payloads"], "here.txt")
        for wrong in ({"retries": 3}, {"max_retries": "3"}, {"max_retries": True}, {"usable_globaltag_states": "OPEN"}):
            with self.assertRaises(TypeError):
                basf2.conditions.expert_settings(**wrong)
        with self.assertRaises(TypeError):
            basf2.conditions.expert_settings(5)
        with self.assertRaises(ValueError):
            basf2.conditions.expert_settings(usable_globaltag_states={"INVALID"})
        self.assertEqual(basf2.conditions.expert_settings()["max_retries"], 1)
        basf2.conditions.reset()
        self.assertEqual(basf2.conditions.expert_settings()["max_retries"], 3)

    def test_nothing_can_be_changed_while_events_are_processed(self):
        """And everything afterwards."""
        class Changer(basf2.Module):
            """Tries it."""

            def event(self):
                basf2.conditions.append_globaltag("late")

        path = basf2.Path()
        path.add_module("EventInfoSetter")
        path.add_module(Changer())
        with self.assertRaisesRegex(RuntimeError, "while events are processed"):
            basf2.process(path)
        basf2.conditions.append_globaltag("next")
        self.assertEqual(basf2.conditions.globaltags, ["next"])

    def test_variables_give_the_defaults(self):
        """A variable with global tags replaces all others."""
        say = "import basf2\nc = basf2.conditions\n" \
            "print(c.globaltags, c.override_enabled, c.default_globaltags, c.metadata_providers, c.payload_locations)\n"
        done = run_steering(say, BELLE2_CONDB_GLOBALTAG="one two", BELLE2_CONDB_METADATA="http://a /b", BELLE2_CONDB_PAYLOADS="/p")
        self.assertIn("['one', 'two'] True ('one', 'two') ['http://a', '/b'] ['/p']", done.stdout)

    def test_old_functions_warn_and_work(self):
        """They are found in many steering files."""
        before = basf2.logging.log_stats[basf2.LogLevel.WARNING]
        basf2.set_central_serverlist(["http://server"])
        basf2.set_central_database_networkparams(max_retries=7)
        basf2.use_central_database("tag")
        basf2.use_local_database("file.txt")
        self.assertEqual(basf2.conditions.metadata_providers[0], "http://server")
        self.assertEqual(basf2.conditions.expert_settings()["max_retries"], 7)
        self.assertEqual((basf2.conditions.globaltags, basf2.conditions.testing_payloads), (["tag"], ["file.txt"]))
        basf2.reset_database()
        self.assertEqual(basf2.conditions.globaltags, [])
        self.assertEqual(basf2.logging.log_stats[basf2.LogLevel.WARNING] - before, 5)


if __name__ == "__main__":
    unittest.main()
