# SPDX-License-Identifier: LGPL-3.0-or-later
"""Open an interactive session with everything of basf2: `basf2` without a steering file."""

import basf2


def main():
    """Start IPython."""
    from IPython import start_ipython
    from traitlets.config import Config
    config = Config()
    config.InteractiveShellApp.exec_lines = ["from basf2 import *"]
    config.TerminalInteractiveShell.enable_tip = False
    config.TerminalInteractiveShell.banner1 = f"{basf2.basf2label}\n"
    start_ipython(argv=[], config=config)


if __name__ == "__main__":
    main()
