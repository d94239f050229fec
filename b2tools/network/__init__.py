# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files from the network: mirrors that fail, downloads that resume, package indexes."""
