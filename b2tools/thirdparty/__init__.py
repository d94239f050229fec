# SPDX-License-Identifier: LGPL-3.0-or-later
"""Externals: manifests, building from source, the merged prefix."""
