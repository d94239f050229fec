# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is installed: listed, published, collected."""
