# SPDX-License-Identifier: LGPL-3.0-or-later
"""Print where the software comes from: `basf2 --info`."""

import os

import basf2
import basf2.version


def main():
    """Print release, folders and folders of modules."""
    print(f"{basf2.basf2label}\n{basf2.basf2copyright}\n")
    print(f"Version:             {basf2.version.version}")
    for label, variable in (("Release:", "BELLE2_RELEASE"), ("Release folder:", "BELLE2_RELEASE_DIR"),
                            ("Local folder:", "BELLE2_LOCAL_DIR"), ("Sub-folder:", "BELLE2_SUBDIR"),
                            ("Externals version:", "BELLE2_EXTERNALS_VERSION"), ("Externals folder:", "BELLE2_EXTERNALS_DIR")):
        print(f"{label:<21}{os.environ.get(variable, '(not set)')}")
    print(f"Number of modules:   {len(basf2.list_available_modules())}")
    print("Module search paths:")
    for path in basf2.list_module_search_paths():
        print(f"    {path}")


if __name__ == "__main__":
    main()
