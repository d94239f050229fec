# SPDX-License-Identifier: LGPL-3.0-or-later
"""Version of the software: commit and release."""

import json
import os
import pathlib
import subprocess


def _find_commit():
    """Return the commit of the local release, or of the central one, or 'unknown'."""
    for variable in ("BELLE2_LOCAL_DIR", "BELLE2_RELEASE_DIR"):
        folder = os.environ.get(variable)
        commit = folder and (_installed_commit(pathlib.Path(folder)) or _working_commit(pathlib.Path(folder)))
        if commit:
            return commit
    return "unknown"


def _installed_commit(folder):
    """Return the commit that the receipt of an installed release names."""
    receipt = folder / "receipt.json"
    return json.loads(receipt.read_text()).get("inputs", {}).get("commit") if receipt.is_file() else None


def _working_commit(folder):
    """Return the commit that a working copy is at; a repository around the folder is somebody else's."""
    if not (folder / ".git").exists():
        return None
    done = subprocess.run(["git", "-C", folder, "rev-parse", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def __getattr__(name):
    """Look the commit up when it is asked for, since that takes a process."""
    if name == "version":
        globals()["version"] = _find_commit()
        return globals()["version"]
    raise AttributeError(name)


release = os.environ.get("BELLE2_RELEASE", "unknown")

if __name__ == "__main__":
    print(f"BASF2, Version: {_find_commit()} (Release: {release})")
