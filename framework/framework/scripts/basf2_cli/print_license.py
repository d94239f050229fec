# SPDX-License-Identifier: LGPL-3.0-or-later
"""Print the licence: `basf2 --license`."""

import basf2

if __name__ == "__main__":
    print(f"{basf2.basf2label}\n{basf2.basf2copyright}\nLicence: {basf2.basf2license}")
