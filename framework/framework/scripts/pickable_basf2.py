# SPDX-License-Identifier: LGPL-3.0-or-later
"""A basf2 whose calls of functions are stored with the path: `import pickable_basf2 as basf2`.

`basf2 --dump-path` stores paths only. Imported in place of basf2, this records the calls of those functions that
`basf2 --execute-path` calls again before it processes the path: basf2.pickle_path.REPLAYABLE and make_code_pickable().
"""

import functools

import basf2
from basf2 import *  # noqa: F401,F403
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
    globals()[_name] = _record(_name, getattr(basf2, _name))
make_code_pickable = _record(pickle_path.CODE, pickle_path.make_code_pickable)
