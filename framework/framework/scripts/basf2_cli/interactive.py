# SPDX-License-Identifier: LGPL-3.0-or-later
"""Open an interactive session with everything of basf2: `basf2` without a steering file."""

from IPython import start_ipython

import basf2
from basf2_cli.sessions import basf2_shell_config, take_interrupts


def main():
    """Start IPython; commands may also come from a pipe."""
    config = basf2_shell_config()
    config.InteractiveShellApp.exec_lines = ["from basf2 import *"]
    config.TerminalInteractiveShell.banner1 = f"{basf2.basf2label}\n"
    take_interrupts()
    start_ipython(argv=[], config=config)


if __name__ == "__main__":
    main()
