# SPDX-License-Identifier: LGPL-3.0-or-later
"""A fingerprint changes with everything that an answer depends on, and costs no imports."""
import subprocess
import sys

import pytest

from b2tools.style import engine, fingerprint


@pytest.fixture(autouse=True)
def fresh():
    """Forget what was looked up before, and what the test made known."""
    functions = (fingerprint.of, fingerprint._own, fingerprint._installed)
    for function in functions:
        function.cache_clear()
    yield
    for function in functions:
        function.cache_clear()


def after(monkeypatch, *changes) -> str | None:
    for function in (fingerprint.of, fingerprint._own, fingerprint._installed):
        function.cache_clear()
    for change in changes:
        change(monkeypatch)
    return fingerprint.of("python")


def test_every_engine_of_this_environment_has_its_own():
    assert len({fingerprint.of(name) for name in engine.known()} - {None}) == len(engine.known())


def test_another_version_or_installation_of_a_package_changes_it(monkeypatch, tmp_path):
    before = fingerprint.of("python")
    (tmp_path / "flake8-99.dist-info").mkdir()
    changed = after(monkeypatch, lambda patch: patch.syspath_prepend(tmp_path))
    (tmp_path / "flake8-99.dist-info").rename(tmp_path / "flake8-100.dist-info")
    assert len({before, changed, after(monkeypatch)}) == 3


def test_another_interpreter_changes_it(monkeypatch):
    assert fingerprint.of("python") != after(monkeypatch, lambda patch: patch.setattr(sys, "version", "3.99"))


def test_other_code_or_settings_of_ours_change_it(monkeypatch, tmp_path):
    before = fingerprint.of("python")
    settings = tmp_path / "templates/style/python.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("ignore = []\n")
    monkeypatch.setattr(fingerprint.resources, "folder", lambda kind: tmp_path / kind)
    assert before != after(monkeypatch)


def test_without_the_packages_there_is_none(monkeypatch):
    assert after(monkeypatch, lambda patch: patch.setattr(sys, "path", ["/nowhere"])) is None


def test_a_repeated_check_loads_no_engine(tmp_path):
    for name in ("a.py", "a.cc", "a.rst"):
        (tmp_path / name).write_text("x = 1;  \n")
    script = ("import sys; from pathlib import Path; from b2tools import style; "
              "print(len(style.check(sorted(Path('.').iterdir()), 1, cache=Path('cache')))); print(*sys.modules)")
    words = [sys.executable, "-I", "-c", script]
    first, second = (subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert first.split()[0] == second.split()[0] != "0"
    assert "pycodestyle" in first.split()
    assert not {"pycodestyle", "pyflakes", "pyflakes.checker", "flake8", "autopep8", "importlib.metadata", "b2tools.style.python",
                "b2tools.style.cpp", "b2tools.workingcopies.checkouts"} & set(second.split())
