# SPDX-License-Identifier: LGPL-3.0-or-later
"""Archives taken apart: every member judged, nothing outside the folder."""
