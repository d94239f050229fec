# SPDX-License-Identifier: LGPL-3.0-or-later
"""The download area: signed files and index, packed archives, support policy."""
