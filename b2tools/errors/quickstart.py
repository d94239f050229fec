# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of the quickstart: exit codes 80 to 89."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class StepFailed(B2Error):
    """A step of the quickstart did not end well."""

    exit_code = 80
    sentence = ("Step {step} of the quickstart ended with exit code {code}; the end of {log}:\n{output}\n"
                "Mend the cause and start again: finished steps are not repeated.")
