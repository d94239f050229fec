# SPDX-License-Identifier: LGPL-3.0-or-later
"""Build a wheel from the unpacked source archive in the current folder (PEP 517), with what is installed and nothing fetched.

    python3 wheel.py TARGET_FOLDER
"""
import importlib
import os
import sys
import tomllib

target = os.path.abspath(sys.argv[1])
system = {}
if os.path.isfile("pyproject.toml"):
    with open("pyproject.toml", "rb") as file:
        system = tomllib.load(file).get("build-system", {})
sys.path[:1] = [os.path.abspath(folder) for folder in system.get("backend-path", [])]
name, _, attribute = system.get("build-backend", "setuptools.build_meta:__legacy__").partition(":")
try:
    backend = importlib.import_module(name)
except ModuleNotFoundError as error:
    sys.exit(f"{error}: the package must require what its build needs: {', '.join(system.get('requires', ['setuptools']))}")
for part in attribute.split(".") if attribute else ():
    backend = getattr(backend, part)
os.makedirs(target, exist_ok=True)
print("wheel:", backend.build_wheel(target, None))
