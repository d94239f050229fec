# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tools themselves at a site: versions side by side, launchers, completions, advice."""
