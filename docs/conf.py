# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sphinx configuration; the reference of the commands is written from the code before each build."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import command_reference  # noqa: E402

project = "Release management and core software"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {"description": "tools, externals, framework", "fixed_sidebar": True}
myst_heading_anchors = 3

command_reference.write(Path(__file__).parent / "reference")
