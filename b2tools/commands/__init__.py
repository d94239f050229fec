# SPDX-License-Identifier: LGPL-3.0-or-later
"""One file per command: options, one call, echo."""
