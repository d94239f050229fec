# SPDX-License-Identifier: LGPL-3.0-or-later
"""Steering of the event processing: modules, paths, logging and statistics."""

from basf2.core import *  # noqa: F401,F403
from basf2.core import _install_print, logging, statistics  # noqa: F401
from basf2._root_warning import silence as _silence
from basf2.utils import print_params, print_path  # noqa: F401

_install_print()
_silence()
