# SPDX-License-Identifier: LGPL-3.0-or-later
"""`python -m b2tools` is the umbrella command."""
import sys

from b2tools.cli import main

sys.exit(main())
