# SPDX-License-Identifier: LGPL-3.0-or-later
"""A new package of new modules on the installed release: it builds, its tests pass, its modules run, its layout is good."""
import os
import subprocess

LINES = """source "$B2_TEST_SITE/tools/b2setup" --
b2code-create --packages mdst "my work" RELEASE
cd "my work"
b2setup
b2code-package-create newpack
b2code-module-create newpack HitCounter
b2code-module-create --python newpack TrackPrinter
git add newpack
b2code-style-check newpack
scons newpack tests
b2test-units newpack
b2test-scripts newpack
basf2 -m | grep -c "HitCounter"
python3 -c 'import track_printer'
"""


def test_a_new_package_builds_and_its_tests_pass(installed_site, release, tmp_path):
    around = {**os.environ, "B2_TEST_SITE": str(installed_site), "BELLE2_USER": "member"}
    done = subprocess.run(["bash", "-ec", LINES.replace("RELEASE", release)], cwd=tmp_path, env=around, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout[-5000:]
    assert "all passed" in done.stdout
