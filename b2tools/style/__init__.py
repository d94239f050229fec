# SPDX-License-Identifier: LGPL-3.0-or-later
"""One module per style engine behind one protocol."""
