# SPDX-License-Identifier: LGPL-3.0-or-later
"""Output to a terminal and input from one: colours, pages and an editor."""

import enum
import os
import shlex
import shutil
import subprocess
import sys
import tempfile


class ANSIColors(enum.Enum):
    """Colours of text. All functions return text to print, which is empty if the output is no terminal.

    Colours are given as members, by name in any case, by number, or as `#rgb` or `#rrggbb`.
    """

    BLACK = 0
    RED = 1
    GREEN = 2
    YELLOW = 3
    BLUE = 4
    MAGENTA = 5
    CYAN = 6
    WHITE = 7

    @staticmethod
    def supported():
        """Return whether the output is a terminal."""
        return sys.stdout.isatty()

    @classmethod
    def convert_color(cls, color):
        """Return the code of a colour. Raises KeyError for an unknown name and ValueError for wrong digits."""
        if isinstance(color, cls):
            return f"5;{color.value}"
        if not isinstance(color, str):
            return f"5;{color}"
        if color.startswith("#"):
            digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
            if len(digits) != 6:
                raise ValueError(f"The colour '{color}' is not of the form #rgb or #rrggbb.")
            return "2;" + ";".join(str(int(digits[start:start + 2], 16)) for start in (0, 2, 4))
        try:
            return f"5;{cls[color.upper()].value}"
        except KeyError:
            raise KeyError(f"There is no colour '{color}': take {', '.join(cls.__members__)}, a number or #rrggbb.") from None

    @classmethod
    def color(cls, foreground=None, background=None, bold=False, underline=False, inverted=False):
        """Return what switches to colours and attributes; None leaves a colour as it is."""
        if not cls.supported():
            return ""
        codes = [f"38;{cls.convert_color(foreground)}"] if foreground is not None else []
        codes += [f"48;{cls.convert_color(background)}"] if background is not None else []
        codes += [code for code, wanted in (("1", bold), ("4", underline), ("7", inverted)) if wanted]
        return f"\x1b[{';'.join(codes)}m" if codes else ""

    @classmethod
    def fg(cls, color):
        """Return what switches to a colour of the text."""
        return cls.color(foreground=color)

    @classmethod
    def bg(cls, color):
        """Return what switches to a colour of the background."""
        return cls.color(background=color)

    @classmethod
    def reset(cls):
        """Return what switches back."""
        return "\x1b[0m" if cls.supported() else ""


class Pager:
    """Shows what is printed in its block page by page, with `$PAGER` or less, if the output is a terminal.

    An empty `$PAGER` or `cat` switches that off. `prompt` is the text at the bottom of less. With `quit_if_one_screen` less ends by
    itself if all lines are visible at once, and leaves them there.
    """

    def __init__(self, prompt=None, quit_if_one_screen=False):
        """Keep the settings."""
        self._command = shlex.split(os.environ.get("PAGER", "less"))
        if self._command == ["cat"]:
            self._command = []
        elif self._command == ["less"]:
            prompt = f"{prompt or ''} (h: help, q: leave)".strip()
            self._command += ["-R", f"-Ps{prompt}"] + (["-F", "-X"] if quit_if_one_screen else [])
        self._process = None

    def __enter__(self):
        """Start the pager and send all output to it, also that of C++."""
        if not self._command or not sys.stdout.isatty() or not shutil.which(self._command[0]):
            return self
        sys.stdout.flush()
        sys.stderr.flush()
        self._columns = os.environ.get("COLUMNS")
        # the width cannot be asked of a pipe
        os.environ["COLUMNS"] = str(shutil.get_terminal_size((80, 24)).columns)
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE)
        streams = [stream for stream in (sys.stdout, sys.stderr) if stream.isatty()]
        self._saved = [(stream, os.dup(stream.fileno())) for stream in streams]
        for stream in streams:
            os.dup2(self._process.stdin.fileno(), stream.fileno())
            # whoever asks shall go on using colours
            stream.isatty = lambda: True
        self._process.stdin.close()
        return self

    def __exit__(self, kind, value, traceback):
        """Give the output back and wait until the reader has left."""
        if self._process is None:
            return False
        for stream, number in self._saved:
            try:
                stream.flush()
            except BrokenPipeError:
                # the reader has seen enough: what is left goes nowhere
                with open(os.devnull, "w") as nowhere:
                    os.dup2(nowhere.fileno(), stream.fileno())
                stream.flush()
            os.dup2(number, stream.fileno())
            os.close(number)
            del stream.isatty
        if self._columns is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = self._columns
        self._process.wait()
        self._process = None
        return kind is not None and issubclass(kind, BrokenPipeError)


class InputEditor:
    """Asks for a text with an editor, as `git commit` does: `$VISUAL`, `$EDITOR` or vim.

    `initial_content` is in the file at the start; lines that start with `commentlines_start_with` are not part of the answer.
    """

    def __init__(self, editor_command=None, initial_content=None, commentlines_start_with="#"):
        """Find the editor; if it does not exist, ask for another one."""
        command = editor_command or os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vim"
        self.editor_command_list = shlex.split(command)
        while not self.editor_command_list or shutil.which(self.editor_command_list[0]) is None:
            print(f"The editor '{' '.join(self.editor_command_list)}' is not found.")
            self.editor_command_list = shlex.split(input("Use editor: "))
        self.initial_content = initial_content
        self.comment_string = commentlines_start_with

    def input(self):
        """Open the editor and return the text without comments. An editor that fails ends the program."""
        with tempfile.NamedTemporaryFile("w+") as file:
            file.write(self.initial_content or "")
            file.flush()
            if subprocess.call([*self.editor_command_list, file.name]) != 0:
                sys.exit(f"The editor '{self.get_editor_command()}' has failed. Name another one in $VISUAL or $EDITOR.")
            # editors may replace the file
            with open(file.name) as changed:
                return self._remove_comments(changed.read())

    def get_editor_command(self):
        """Return the command that opens the editor."""
        return " ".join(self.editor_command_list)

    def _remove_comments(self, text):
        """Return the text without comments and empty lines around it."""
        lines = text.splitlines()
        if self.comment_string is not None:
            lines = [line for line in lines if not line.startswith(self.comment_string)]
        return "\n".join(lines).strip()
