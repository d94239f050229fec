# SPDX-License-Identifier: LGPL-3.0-or-later
"""Output that is the same on all machines and at all times."""

import atexit
import re


class LogReplacementFilter:
    """Stands in for a file of text: replaces parts of what is written, and writes equal lines in a row only once.

    The others become one line ` ... message repeated N times`. Longer texts are replaced before shorter ones that are in them.
    """

    def __init__(self, fileobj, replacements):
        """Keep the file, and a dictionary from texts to what replaces them."""
        self._file = fileobj
        self._replacements = {old: new for old, new in replacements.items() if old}
        self._pattern = re.compile("|".join(map(re.escape, sorted(self._replacements, key=len, reverse=True))) or r"(?!)")
        self._pending = ""
        self._started = False
        self._last = None
        self._repeated = 0
        atexit.register(self.finish)

    def write(self, text):
        """Write all lines that are complete."""
        *lines, self._pending = (self._pending + text).split("\n")
        for line in lines:
            self._write_line(self._replace(line))
        return len(text)

    def flush(self):
        """Write the start of a line, too."""
        if self._pending:
            self._tell_repeated()
            self._file.write(self._replace(self._pending))
            self._pending, self._started, self._last = "", True, None
        self._file.flush()

    def finish(self):
        """Write all that is left, with the number of the last lines that were left out."""
        self._tell_repeated()
        if not self._file.closed:
            self.flush()

    def _replace(self, text):
        return self._pattern.sub(lambda match: self._replacements[match[0]], text)

    def _write_line(self, line):
        if line and line == self._last and not self._started:
            self._repeated += 1
            return
        self._tell_repeated()
        self._file.write(line + "\n")
        self._last, self._started = line, False

    def _tell_repeated(self):
        if self._repeated:
            self._file.write(f" ... message repeated {self._repeated} times\n")
        self._repeated, self._last = 0, None

    def __getattr__(self, name):
        """Leave all else to the file."""
        return getattr(self._file, name)
