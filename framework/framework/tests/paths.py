# SPDX-License-Identifier: LGPL-3.0-or-later
"""Paths: what they hold, and the functions that look into them."""

import unittest

import basf2
from b2test_utils import run_in_subprocess


class Plain(basf2.Module):
    """A module that does nothing."""


def values(module):
    """Return the parameters of a module by name."""
    return {parameter.name: parameter.values for parameter in module.available_params()}


class PathTest(unittest.TestCase):
    """Paths without processing."""

    def test_module_is_returned_with_its_parameters(self):
        """By name or as an instance."""
        path = basf2.create_path()
        module = path.add_module("Progress", maxN=1, logLevel=basf2.LogLevel.ERROR)
        self.assertEqual((values(module)["maxN"], module.logging.log_level), (1, basf2.LogLevel.ERROR))
        plain = Plain()
        self.assertIs(path.add_module(plain), plain)
        self.assertEqual([entry.name() for entry in path.modules()], ["Progress", "Plain"])
        self.assertIs(path.modules()[1], plain)

    def test_text_shows_nested_paths_and_conditions(self):
        """In the notation of the documentation."""
        path, nested, other = basf2.Path(), basf2.Path(), basf2.Path()
        other.add_module("RandomBarrier")
        path.add_module("EventInfoSetter").if_true(other)
        nested.add_module("Progress")
        path.add_path(nested)
        self.assertEqual(str(path), "[EventInfoSetter(? >=1[RandomBarrier] ) -> [Progress]]")
        self.assertIn("Progress", path)
        self.assertNotIn("RandomBarrier", path)

    def test_path_in_itself_is_fatal(self):
        """It would never end."""
        path = basf2.Path()
        self.assertEqual(run_in_subprocess(path, target=path.add_path), 1)

    def test_condition_that_leads_to_its_module_is_fatal(self):
        """Whichever is added last."""
        module, path = basf2.register_module("Progress"), basf2.Path()
        path.add_module(module)
        self.assertEqual(run_in_subprocess(">0", path, target=module.if_value), 1)
        outer, inner = basf2.Path(), basf2.Path()
        module.if_true(inner)
        outer.add_path(path)
        self.assertEqual(run_in_subprocess(outer, target=inner.add_path), 1)
        self.assertEqual(run_in_subprocess(module, target=inner.add_module), 1)

    def test_loop_that_leads_to_its_path_is_fatal(self):
        """Directly, through another path, or by a parameter that is set late."""
        path, other = basf2.Path(), basf2.Path()
        path.add_module("EventInfoSetter")
        self.assertEqual(run_in_subprocess("a", "b", path, target=path.for_each), 1)
        self.assertEqual(run_in_subprocess(path, target=path.do_while), 1)
        other.add_module("RandomBarrier")
        handler = path.add_module("CrashHandler", path=other)
        self.assertEqual(run_in_subprocess(path, target=other.add_path), 1)
        handler.param("path", path)
        self.assertEqual(run_in_subprocess(path, target=basf2.process), 1)

    def test_path_cannot_be_changed_while_it_is_processed(self):
        """Modules that come too late would not be initialised."""
        class Adder(basf2.Module):
            """Adds a module to a path in each event."""

            def event(self):
                """Add."""
                self.path.add_module("Progress")

        for where in ("path", "condition", "loop"):
            paths = {name: basf2.Path() for name in ("path", "condition", "loop", "free")}
            adder = Adder()
            paths["loop"].add_module("Prescale")
            paths["path"].add_module("EventInfoSetter", evtNumList=2)
            paths["path"].add_module(adder)
            paths["path"].do_while(paths["loop"])
            paths["path"].modules()[2].if_true(paths["condition"])
            adder.path = paths[where]
            with self.assertRaisesRegex(RuntimeError, "cannot be changed while it is processed"):
                basf2.process(paths["path"])
            paths[where].add_module("Progress")
            basf2.logging.zero_counters()

    def test_conditions_are_described(self):
        """In the order in which they were added."""
        module, path = Plain(), basf2.Path()
        module.if_value(">  5", path)
        module.if_false(path, basf2.AfterConditionPath.CONTINUE)
        first, second = module.get_all_conditions()
        self.assertEqual((first.get_value(), str(first), str(second)), (5, ">5", "<1"))
        self.assertEqual(second.get_after_path(), basf2.AfterConditionPath.CONTINUE)
        self.assertEqual(len(module.get_all_condition_paths()), 2)
        with self.assertRaisesRegex(RuntimeError, "could not parse condition: 'yes'"):
            module.if_value("yes", path)

    def test_parameters_are_set_by_name_and_type(self):
        """Both must match if both are given."""
        path = basf2.Path()
        path.add_module("Progress").set_name("first")
        path.add_module("Progress").set_name("second")
        basf2.set_module_parameters(path, name="second", type="Progress", maxN=5)
        self.assertEqual([values(module)["maxN"] for module in path.modules()], [3, 5])
        basf2.set_module_parameters(path, type="Progress", maxN=2)
        self.assertEqual([values(module)["maxN"] for module in path.modules()], [2, 2])

    def test_parameters_are_set_in_inner_paths_on_request(self):
        """Those of conditions and of loops."""
        path, condition, loop = basf2.Path(), basf2.Path(), basf2.Path()
        path.add_module(Plain()).if_true(condition)
        inner = condition.add_module("Progress")
        looped = loop.add_module("Progress")
        path.for_each("Particle", "Particles", loop)
        with self.assertRaises(KeyError):
            basf2.set_module_parameters(path, "Progress", maxN=4)
        basf2.set_module_parameters(path, "Progress", recursive=True, maxN=4)
        self.assertEqual((values(inner)["maxN"], values(looped)["maxN"]), (4, 4))

    def test_setting_parameters_needs_a_selection_and_values(self):
        """Otherwise it is a mistake of the caller."""
        path = basf2.Path()
        with self.assertRaises(ValueError):
            basf2.set_module_parameters(path, maxN=4)
        with self.assertRaises(ValueError):
            basf2.set_module_parameters(path, "Progress")

    def test_removing_gives_a_new_path(self):
        """The old one stays."""
        path = basf2.Path()
        path.add_module("Progress")
        path.add_module("RandomBarrier")
        self.assertEqual(str(basf2.remove_module(path, "Progress")), "[RandomBarrier]")
        self.assertEqual(len(path.modules()), 2)
        with self.assertRaises(ValueError):
            basf2.remove_module(path)

    def test_loops_show_in_the_names(self):
        """Of the modules that run them."""
        path, inner = basf2.Path(), basf2.Path()
        inner.add_module(Plain())
        path.for_each("MCParticle", "MCParticles", inner)
        path.do_while(inner, "<5", 7)
        self.assertEqual([module.name() for module in path.modules()], ["for_each(MCParticle : MCParticles)", "do_while(Plain<5)"])
        self.assertEqual([module.type() for module in path.modules()], ["SubEvent", "SubEvent"])
        self.assertEqual(run_in_subprocess(basf2.Path(), target=path.do_while), 1)

    def test_module_knows_its_flags(self):
        """As a combination."""
        module = Plain()
        flags = basf2.ModulePropFlags
        module.set_property_flags(flags.INPUT | flags.PARALLELPROCESSINGCERTIFIED)
        self.assertTrue(module.has_properties(flags.INPUT))
        self.assertFalse(module.has_properties(flags.INPUT | flags.OUTPUT))


if __name__ == "__main__":
    unittest.main()
