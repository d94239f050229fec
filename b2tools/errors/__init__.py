# SPDX-License-Identifier: LGPL-3.0-or-later
"""Every error that a user can mend: one class, one exit code, one sentence each.

Exit codes: 0 done, 1 the thing checked is not in order, 2 usage, 3 unexpected, 4 and up one per class, 130 Ctrl-C.
A sentence says the problem (and why it is one), then what to do; it names file, value found and value wanted.
"""
from b2tools.errors.base import *  # noqa: F401, F403
from b2tools.errors.installation import *  # noqa: F401, F403
from b2tools.errors.surroundings import *  # noqa: F401, F403
from b2tools.errors.working_copies import *  # noqa: F401, F403
from b2tools.errors.server import *  # noqa: F401, F403
from b2tools.errors.quickstart import *  # noqa: F401, F403
from b2tools.errors.housekeeping import *  # noqa: F401, F403
from b2tools.errors.distribution import *  # noqa: F401, F403
from b2tools.errors.tools import *  # noqa: F401, F403
from b2tools.errors.downloads import *  # noqa: F401, F403
from b2tools.errors.analyses import *  # noqa: F401, F403
from b2tools.errors.administration import *  # noqa: F401, F403
