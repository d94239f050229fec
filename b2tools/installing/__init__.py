# SPDX-License-Identifier: LGPL-3.0-or-later
"""Releases and externals brought to a site, from archives or from source."""
