# SPDX-License-Identifier: LGPL-3.0-or-later
"""Set-up in real shells."""
