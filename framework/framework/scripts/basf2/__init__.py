# SPDX-License-Identifier: LGPL-3.0-or-later
"""Steering of the event processing: modules, paths, logging and statistics."""

import importlib

from basf2 import core as _core
from basf2.core import *  # noqa: F401,F403
from basf2.core import _finish_classes, _install_print, conditions, logging, statistics  # noqa: F401
import basf2._root_warning  # noqa: F401

_install_print()
_finish_classes()

__all__ = [*_core.__all__, "print_params", "print_path"]  # noqa: F405


def __getattr__(name):
    """Import what prints when it is asked for: most jobs do without, and start sooner."""
    if name == "utils":
        return importlib.import_module("basf2.utils")
    if name == "FileMetaData":
        return importlib.import_module("pybasf2_files").FileMetaData
    if name in ("print_params", "print_path"):
        return getattr(importlib.import_module("basf2.utils"), name)
    raise AttributeError(f"module 'basf2' has no attribute '{name}'", name=name, obj=importlib.import_module("basf2"))
