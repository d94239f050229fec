# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2venv on a real release: a package that shadows one of the externals wins in python3 and in basf2, and pip installs into it."""
import subprocess
import zipfile


def wheel(folder, name: str, text: str):
    """A small wheel of one module."""
    place = folder / f"{name}-99.0-py3-none-any.whl"
    facts = f"{name}-99.0.dist-info"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr(f"{name}.py", text)
        archive.writestr(f"{facts}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 99.0\n")
        archive.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{facts}/RECORD", f"{name}.py,,\n{facts}/METADATA,,\n{facts}/WHEEL,,\n{facts}/RECORD,,\n")
    return place


def test_a_package_of_the_environment_wins_over_the_externals(in_release, release, tmp_path, installed_site):
    shadow = wheel(tmp_path, "pycodestyle", "__version__ = 'environment'\n")
    (tmp_path / "steering.py").write_text("import pycodestyle, numpy, sys, basf2\nprint('seen', pycodestyle.__version__, "
                                          "sys.prefix)\n")
    said = in_release(f"""
        python3 -c 'import pycodestyle; print("before", pycodestyle.__version__)'
        b2venv -n 'my env' {release} && source 'my env/bin/activate'
        pip install --quiet --no-index --disable-pip-version-check '{shadow}'
        python3 -c 'import pycodestyle, numpy, ROOT, sys; print("python", pycodestyle.__version__, sys.prefix)'
        basf2 steering.py
        deactivate
        basf2 steering.py
    """).stdout
    place = tmp_path / "my env"
    lines = said.splitlines()
    assert next(line for line in lines if line.startswith("before")) != "before environment"
    assert f"python environment {place}" in lines
    first, second = [line for line in lines if line.startswith("seen")]
    assert first == f"seen environment {place}" and "environment" not in second
    assert not list(installed_site.glob("externals/*/*/common/lib/python*/site-packages/pycodestyle-99*"))
    assert subprocess.run([place / "bin/pip", "list"], capture_output=True, text=True).stdout.count("pycodestyle") == 1
