# SPDX-License-Identifier: LGPL-3.0-or-later
"""Working copies: sparse checkouts, packages, skeletons, hooks, tags."""
