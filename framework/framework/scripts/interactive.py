# SPDX-License-Identifier: LGPL-3.0-or-later
"""IPython sessions: `embed()` opens one at any place of a steering file or module, with the variables of that place."""

from basf2_cli.sessions import basf2_shell_config, embed  # noqa: F401
