# SPDX-License-Identifier: LGPL-3.0-or-later
"""What `basf2 -m` can tell: all modules of this package and their parameters are described; and which may run in parallel."""

import subprocess
import unittest

import basf2

PARALLEL = {"CrashHandler", "EventErrorFlag", "EventInfoPrinter", "IoVDependentCondition", "Prescale", "PruneDataStore",
            "RandomBarrier"}
SERIAL = {"EventInfoSetter", "EventLimiter", "EventwiseLogger", "HistoManager", "PartialSelect", "PrintCollections", "Progress",
          "ProgressBar", "RandomSeedRestore", "TheKiller", "ToFileLogger"}


class DocumentationTest(unittest.TestCase):
    """Of all modules that are here."""

    def setUp(self):
        """Make one of each."""
        modules = [basf2.register_module(name) for name in basf2.list_available_modules()]
        self.modules = {module.type(): module for module in modules if module.package() == "framework"}

    def test_everything_is_described_in_sentences(self):
        """Which begin with a capital letter; parameters need no full stop."""
        for name, module in self.modules.items():
            self.assertRegex(module.description(), r"(?s)\A[A-Z].{20,}\.\Z", name)
            for parameter in module.available_params():
                self.assertRegex(parameter.description, r"(?s)\A\S.{7,}", f"{name}.{parameter.name}")

    def test_all_are_listed(self):
        """By their package."""
        text = subprocess.run(["basf2", "-m", "framework"], capture_output=True, text=True, check=True).stdout
        self.assertLessEqual(PARALLEL | SERIAL, {line.split()[0] for line in text.splitlines() if line[:1].isalpha()})

    def test_flags_say_what_may_run_in_parallel(self):
        """And which module manages histograms."""
        flags = basf2.ModulePropFlags
        for names, expected in ((PARALLEL, True), (SERIAL, False)):
            for name in names:
                self.assertEqual(self.modules[name].has_properties(flags.PARALLELPROCESSINGCERTIFIED), expected, name)
        managers = [name for name, module in self.modules.items() if module.has_properties(flags.HISTOGRAMMANAGER)]
        self.assertEqual(managers, ["HistoManager"])


if __name__ == "__main__":
    unittest.main()
