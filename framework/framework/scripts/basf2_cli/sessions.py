# SPDX-License-Identifier: LGPL-3.0-or-later
"""IPython sessions: what the module Interactive opens in each event, and `basf2` without a steering file instead of a job."""

import signal
import sys

from IPython import embed  # noqa: F401
from IPython.core.interactiveshell import InteractiveShell
from IPython.terminal.embed import InteractiveShellEmbed, KillEmbedded
from traitlets.config import Config

import basf2

HELP = """Ctrl-D goes on with the modules behind this one. To go on without more sessions: %kill_embedded before it.
To end the job: %exit_raise.
"""


def basf2_shell_config():
    """Return the settings of sessions, which ask nothing at their end."""
    config = Config()
    config.TerminalInteractiveShell.confirm_exit = False
    config.TerminalInteractiveShell.enable_tip = False
    return config


def take_interrupts():
    """Let Ctrl-C interrupt what is typed and not end the process, as it does since the import of basf2."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def open_in_event():
    """Open a session with the variables of the steering file: what the module Interactive does."""
    if not _has_terminal():
        _warn_once()
        return
    from ROOT import Belle2
    steering = sys.modules["__main__"]
    vars(steering).setdefault("Belle2", Belle2)
    take_interrupts()
    outer = InteractiveShell._instance
    if outer is not None:
        type(outer).clear_instance()
    try:
        session = InteractiveShellEmbed.instance(config=basf2_shell_config(), banner1=HELP, exit_msg="")
        session(local_ns=vars(steering), module=steering)
    except KillEmbedded:
        raise SystemExit(0) from None
    finally:
        InteractiveShellEmbed.clear_instance()
        if outer is not None:
            for cls in type(outer)._walk_mro():
                cls._instance = outer


def _has_terminal():
    """Return whether somebody can answer."""
    return all(stream is not None and not stream.closed and stream.isatty() for stream in (sys.stdin, sys.__stdout__))


def _warn_once():
    """Say why there is no session."""
    if not getattr(_warn_once, "done", False):
        _warn_once.done = True
        basf2.B2WARNING("The module Interactive opens no session, because input or output is not a terminal. The job goes on.")
