# SPDX-License-Identifier: LGPL-3.0-or-later
"""Version of the software: commit and release."""

import os
import pathlib
import subprocess


def _find_commit():
    """Return the commit of the local release, or of the central one, or 'unknown'."""
    for variable in ("BELLE2_LOCAL_DIR", "BELLE2_RELEASE_DIR"):
        folder = os.environ.get(variable)
        if not folder:
            continue
        receipt = pathlib.Path(folder, ".commit")
        if receipt.is_file():
            return receipt.read_text().strip()
        done = subprocess.run(["git", "-C", folder, "rev-parse", "HEAD"], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.strip()
    return "unknown"


def __getattr__(name):
    """Look the commit up when it is asked for, since that takes a process."""
    if name == "version":
        globals()["version"] = _find_commit()
        return globals()["version"]
    raise AttributeError(name)


release = os.environ.get("BELLE2_RELEASE", "unknown")

if __name__ == "__main__":
    print(f"BASF2, Version: {_find_commit()} (Release: {release})")
