# SPDX-License-Identifier: LGPL-3.0-or-later
"""Real collision events through a Python master module: a foreign flat tree becomes events, and the Z boson is where it belongs."""
from tests.framework.trees import FRAMEWORK

EXAMPLE = FRAMEWORK / "framework" / "examples" / "foreign_tree.py"
Z_MASS = 91.2
FIND_PEAK = """
import basf2
from ROOT import Belle2, Math


class Peak(basf2.Module):
    def initialize(self):
        self.muons = Belle2.PyStoreArray("Muons")
        self.masses, self.runs = [], set()

    def event(self):
        first, second = self.muons
        self.masses.append((first.get4Vector() + second.get4Vector()).M())
        assert first.getCharge() + second.getCharge() == 0
        self.runs.add(Belle2.PyStoreObj("EventMetaData").getRun())

    def terminate(self):
        counts = {low: sum(low <= mass < low + 2 for mass in self.masses) for low in range(70, 110)}
        peak = max(counts, key=counts.get) + 1
        for _ in range(20):
            near = [mass for mass in self.masses if abs(mass - peak) < 3]
            peak = sum(near) / len(near)
        print(f"PEAK {peak:.3f} EVENTS {len(self.masses)} RUNS {len(self.runs)}")


path = basf2.create_path()
path.add_module("RootInput", inputFileName="pairs.root")
path.add_module(Peak())
basf2.process(path)
"""


def run(in_release, real_events):
    """Run the example on the data, then look for the peak in the file that it wrote; return the numbers found."""
    in_release(f"basf2 '{EXAMPLE}' -- '{real_events}'")
    output = in_release(f"cat > peak.py <<'EOF'\n{FIND_PEAK}\nEOF\nbasf2 peak.py").stdout
    line = next(line for line in output.splitlines() if line.startswith("PEAK")).split()
    return float(line[1]), int(line[3]), int(line[5])


def test_z_peak_is_found_in_real_events_from_a_foreign_tree(in_release, real_events):
    peak, events, runs = run(in_release, real_events)
    assert abs(peak - Z_MASS) < 1
    assert events == 2147
    assert runs > 1


def test_file_of_real_events_says_that_it_is_real_data(in_release, real_events):
    in_release(f"basf2 '{EXAMPLE}' -- '{real_events}'")
    show = 'import uproot; print(uproot.open("pairs.root")["persistent/FileMetaData/m_isMC"].array())'
    output = in_release(f"python3 -c '{show}'").stdout
    assert "[False]" in output


def test_example_without_a_file_says_what_it_needs(in_release):
    done = in_release(f"basf2 '{EXAMPLE}'", check=False)
    assert done.returncode == 1
    assert "Usage: basf2 foreign_tree.py -- FILE [TREE]" in done.stdout
