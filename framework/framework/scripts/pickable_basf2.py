# SPDX-License-Identifier: LGPL-3.0-or-later
"""A basf2 whose calls of functions are stored with the path: `import pickable_basf2 as basf2`, or before `import basf2`.

`basf2 --dump-path` stores paths only. This records the calls of those functions that `basf2 --execute-path` calls again before it
processes the path: basf2.pickle_path.REPLAYABLE and make_code_pickable().
"""

import functools

import basf2
from basf2 import pickle_path


def _record(name, function):
    """Return the function, which also notes each of its calls."""
    @functools.wraps(function)
    def recorded(*arguments, **options):
        result = function(*arguments, **options)
        pickle_path.recorded_calls.append((name, arguments, options))
        return result
    return recorded


for _name in pickle_path.REPLAYABLE:
    setattr(basf2, _name, _record(_name, getattr(basf2, _name)))
basf2.make_code_pickable = _record(pickle_path.CODE, pickle_path.make_code_pickable)
basf2.__all__.append(pickle_path.CODE)

from basf2 import *  # noqa: E402,F401,F403
