# SPDX-License-Identifier: LGPL-3.0-or-later
"""A complete site on one machine: repositories, accounts, import of software."""
