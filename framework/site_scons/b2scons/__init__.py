# SPDX-License-Identifier: LGPL-3.0-or-later
"""The build of the software: from the shape of folders to libraries, modules, programs, tests and links."""
