# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tables whose columns share the width of the terminal."""

import itertools
import shutil
import textwrap


def get_terminal_width():
    """Return the width of the terminal, 80 if there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def pretty_print_table(table, column_widths, first_row_is_heading=True, transform=None, min_flexible_width=10, *,
                       hline_formatter=None):
    """Print rows of cells in columns with wrapped words.

    Widths: `-n` as needed up to n, `0` as long as needed, `n` fixed, `'*'` shares what remains of the terminal,
    `'+'` the same but at least the content; a prefix `<`, `>` or `^` aligns. `transform(row, widths, line)` may change a printed
    line. `hline_formatter(width)` gives the lines around the heading, or None for none.
    """
    specs = [_split_alignment(width) for width in column_widths]
    cells = [[str(cell) for cell in row] for row in table]
    widths = _column_widths(cells, [width for _, width in specs], min_flexible_width)
    total = sum(widths) + len(widths) - 1
    hline = hline_formatter(total) if hline_formatter else "-" * total
    for index, row in enumerate(cells):
        if first_row_is_heading and index == 0 and hline is not None:
            print(hline)
        _print_row(row, widths, [alignment for alignment, _ in specs], transform)
        if first_row_is_heading and index == 0 and hline is not None:
            print(hline)


def _split_alignment(width):
    """Return alignment and width of a column."""
    if isinstance(width, str) and width[0] in "<>^":
        rest = width[1:]
        return width[0], rest if rest in ("*", "+") else int(rest)
    return "<", width


def _column_widths(cells, specs, min_flexible_width):
    """Return the number of characters of each column."""
    needed = [max((len(row[i]) for row in cells if i < len(row)), default=0) for i in range(len(specs))]
    widths = []
    for need, spec in zip(needed, specs):
        if spec in ("*", "+"):
            widths.append(None)
        elif spec > 0:
            widths.append(spec)
        else:
            widths.append(need if spec == 0 else min(need, -spec))
    flexible = widths.count(None)
    if flexible:
        rest = get_terminal_width() - sum(width for width in widths if width is not None) - (len(specs) - 1)
        # what cannot be shared evenly goes to the first columns, so that the table is as wide as the terminal
        shares = iter([max(min_flexible_width, (rest + flexible - 1 - index) // flexible) for index in range(flexible)])
        widths = [width if width is not None else max(next(shares), need if spec == "+" else 0)
                  for width, need, spec in zip(widths, needed, specs)]
    return widths


def _print_row(row, widths, alignments, transform):
    """Print the lines of one row."""
    columns = [[part for line in cell.split("\n") for part in textwrap.wrap(line, max(1, width)) or [""]]
               for cell, width in zip(row, widths)]
    for parts in itertools.zip_longest(*columns, fillvalue=""):
        line = " ".join(f"{part:{alignment}{width}}" for part, alignment, width in zip(parts, alignments, widths))
        print(transform(row, widths, line) if transform else line.rstrip())
