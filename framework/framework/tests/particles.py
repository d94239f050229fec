# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names and codes of particles, and the paths for intervals of experiments and runs."""

import unittest

import basf2
import pdg
from b2test_utils import clean_working_directory


class ParticleTest(unittest.TestCase):
    """Uses the table of ROOT."""

    def test_names_and_codes(self):
        """One or several; antiparticles have a negative code."""
        self.assertEqual((pdg.from_name("pi+"), pdg.to_name(-211), pdg.conjugate("K+")), (211, "pi-", "K-"))
        self.assertEqual(pdg.from_names(["e+", "e-", "gamma"]), [-11, 11, 22])
        self.assertEqual(pdg.to_names([11, -11]), ["e-", "e+"])
        self.assertEqual(pdg.conjugate("gamma"), "gamma")
        self.assertAlmostEqual(pdg.get(211).Mass(), 0.1396, 3)

    def test_unknown_particles_and_wrong_arguments_are_named(self):
        """By what was given."""
        for given in ("nothing", 99999999):
            with self.assertRaisesRegex(LookupError, str(given)):
                pdg.get(given)
        with self.assertRaises(TypeError):
            pdg.from_names("pi+")
        with self.assertRaises(TypeError):
            pdg.to_names(211)

    def test_new_particle_is_known(self):
        """Unless its name or code is taken, or the name is no word."""
        self.assertTrue(pdg.add_particle("testino", 9990001, 5.28, 0.1, -1, 0.5))
        self.assertEqual((pdg.from_name("testino"), pdg.get(9990001).Charge()), (9990001, -3))
        for name, code in (("testino", 9990002), ("other", 9990001), ("two words", 9990003), ("", 9990003)):
            self.assertFalse(pdg.add_particle(name, code, 1, 0, 0, 0))

    def test_file_of_particles_adds_new_ones(self):
        """A wrong line is named."""
        with clean_working_directory():
            with open("evt.pdl", "w") as file:
                file.write("* comment\nadd p Particle loadino 9990011 1.5 0.25 0.0 -3 1 0.0 0\n")
                file.write("add p Particle pi+ 211 9 0 0 3 0 0 0\nend\n")
            pdg.load("evt.pdl")
            self.assertEqual((pdg.get("loadino").Mass(), pdg.get("loadino").Charge()), (1.5, -3))
            self.assertAlmostEqual(pdg.get("pi+").Mass(), 0.1396, 3)
            with open("evt.pdl", "w") as file:
                file.write("add p Particle bad code\n")
            with self.assertRaisesRegex(ValueError, "evt.pdl, line 1: too few columns"):
                pdg.load("evt.pdl")

    def test_search_by_name_and_mass(self):
        """By mass."""
        self.assertEqual([str(found.GetName()) for found in pdg.search(name_regex="mu[+-]|e-")], ["e-", "mu+", "mu-"])
        self.assertIn("Upsilon", {str(found.GetName()) for found in pdg.search("UPS", 9, 10)})
        width = pdg.get("rho0").Width()
        mass = pdg.get("rho0").Mass() + 0.9 * width
        self.assertFalse(pdg.search(name_regex="rho0", min_mass=mass))
        self.assertTrue(pdg.search(name_regex="rho0", min_mass=mass, include_width=1))


class IntervalTest(unittest.TestCase):
    """Paths that depend on experiment and run."""

    def test_paths_for_phases(self):
        """Each goes on behind the condition."""
        import iov_conditional
        path, inside, outside = basf2.Path(), basf2.Path(), basf2.Path()
        iov_conditional.phase_2_conditional(path, inside, outside)
        first, second = path.modules()[0].get_all_conditions()
        self.assertEqual((str(first), str(second)), (">=1", "<1"))
        self.assertEqual({first.get_after_path(), second.get_after_path()}, {basf2.AfterConditionPath.CONTINUE})
        iov_conditional.make_conditional_at(path, [(0, 0, 0, -1)], path_when_not_in_iov=outside)
        self.assertEqual([str(condition) for condition in path.modules()[1].get_all_conditions()], ["<1"])


if __name__ == "__main__":
    unittest.main()
