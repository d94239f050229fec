# SPDX-License-Identifier: LGPL-3.0-or-later
"""What SConscripts look at by themselves: variables of the environment, files that they open, folders that they list."""

import os
import sys
from collections.abc import MutableMapping
from contextlib import contextmanager


class Watched(MutableMapping):
    """The environment, which remembers the names that somebody asked for."""

    def __init__(self, environ, asked):
        self.environ, self.asked = environ, asked

    def __getitem__(self, name):
        self.asked.add(name)
        return self.environ[name]

    def __setitem__(self, name, value):
        self.environ[name] = value

    def __delitem__(self, name):
        del self.environ[name]

    def __iter__(self):
        return iter(self.environ)

    def __len__(self):
        return len(self.environ)

    def copy(self):
        """A plain dictionary, as os.environ gives it; who takes all asks for all."""
        return dict(self)


class Watch:
    """Names of variables and absolute paths of files and folders that were looked at."""

    def __init__(self):
        self.variables, self.files, self.folders = set(), set(), set()
        self.active = False
        sys.addaudithook(self._hear)

    def _hear(self, event, arguments):
        # called for everything that Python does: quick, and never wrong
        if not self.active or event not in ("open", "os.listdir", "os.scandir"):
            return
        path, mode = arguments[0], arguments[1] if event == "open" else "r"
        if isinstance(path, (str, bytes)) and (mode is None or "r" in mode):
            (self.files if event == "open" else self.folders).add(os.path.abspath(os.fsdecode(path)))

    @contextmanager
    def during(self):
        """Watch what happens in the body."""
        environ = os.environ
        os.environ = Watched(environ, self.variables)
        self.active = True
        try:
            yield
        finally:
            self.active = False
            os.environ = environ
