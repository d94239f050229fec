# SPDX-License-Identifier: LGPL-3.0-or-later
"""Process a path that --dump-path has stored: `basf2 --execute-path FILE`."""

import basf2

if __name__ == "__main__":
    basf2.process(None)
