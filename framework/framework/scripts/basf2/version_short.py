# SPDX-License-Identifier: LGPL-3.0-or-later
"""Print the name of the release only: `basf2 --version-short`."""

from basf2.version import release

if __name__ == "__main__":
    print(release)
