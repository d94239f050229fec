# SPDX-License-Identifier: LGPL-3.0-or-later
"""Arrays of the data store as columns of numpy: one array of values for each stored member of basic type."""

import difflib

PREFIX = "m_"
#: Columns by class: names without the prefix, to types and shapes of a value.
known_columns = {}


def add_columns(cls):
    """Give the class PyStoreArray its methods for columns."""
    cls.readArray = read_array
    cls.fillArray = fill_array


def read_array(self):
    """Return the values of all objects: a dictionary of numpy arrays by name of the member, without 'm_'."""
    import numpy
    known, size = _get_columns(self), len(self)
    result = {name: numpy.empty((size, *shape), dtype) for name, (dtype, shape) in known.items()}
    self.readColumns(_get_addresses(known, result))
    return result


def fill_array(self, *unnamed, **columns):
    """Append one object for each row of the columns, which are named as in readArray(); other members have their defaults."""
    if unnamed:
        raise TypeError("Give the columns by name, as in fillArray(pdg=[11, -11]).")
    known = _get_columns(self)
    values = {}
    for name, column in columns.items():
        short = name if name in known else name.removeprefix(PREFIX)
        if short not in known:
            near = difflib.get_close_matches(short, known)
            advice = f"Did you mean {' or '.join(near)}?" if near else f"They have {', '.join(known)}."
            raise ValueError(f"The objects of {self.readableName()} have no column '{name}'. {advice}")
        if short in values:
            raise ValueError(f"The column '{short}' was given twice, with '{PREFIX}' and without it.")
        values[short] = _convert(name, column, *known[short])
    lengths = {name: len(column) for name, column in values.items()}
    if len(set(lengths.values())) != 1:
        text = ", ".join(f"{length} for '{name}'" for name, length in lengths.items())
        raise ValueError(f"The columns must have one length, not {text or 'none: give at least one column'}.")
    self.appendColumns(next(iter(lengths.values())), _get_addresses(known, values))


def _get_addresses(known, values):
    """Return the addresses of the values of all columns of the class, 0 where there are none."""
    import numpy
    return numpy.array([values[name].__array_interface__["data"][0] if name in values else 0 for name in known], "u8")


def _get_columns(array):
    """Return the columns of an array."""
    member_class = array.getMemberClass()
    if not member_class:
        raise RuntimeError(f"The {array.readableName()} has no columns, because it is not registered.")
    name = member_class.GetName()
    if name not in known_columns:
        known_columns[name] = _find_columns(name, array)
    return known_columns[name]


def _find_columns(class_name, array):
    """Return the columns of a class in the order of C++."""
    import numpy
    columns = {}
    for member, dtype in (str(description).split(" ") for description in array.describeColumns()):
        short = member.removeprefix(PREFIX)
        dtype = numpy.dtype(dtype)
        columns[member if short in columns else short] = dtype.base, dtype.shape
    if not columns:
        raise TypeError(f"The class {class_name} has no columns, because no stored member of it has a basic type.")
    return columns


def _convert(name, column, dtype, shape):
    """Return the values in the type of a member, or raise ValueError where they do not fit."""
    import numpy
    given = numpy.asarray(column)
    if given.ndim == 0 or given.shape[1:] != shape:
        raise ValueError(f"The column '{name}' has the shape {given.shape}, but needs the number of objects and {shape}.")
    if given.size and given.dtype != dtype:
        if given.dtype.kind not in ("biu" if dtype.kind in "biu" else "biuf"):
            raise ValueError(f"The column '{name}' has the type {given.dtype}, which cannot become {dtype} without loss.")
        if dtype.kind in "biu":
            lowest, highest = (0, 1) if dtype.kind == "b" else (numpy.iinfo(dtype).min, numpy.iinfo(dtype).max)
            for value in (int(given.min()), int(given.max())):
                if not lowest <= value <= highest:
                    raise ValueError(f"The column '{name}' holds {value}, but its type {dtype} only holds {lowest} to {highest}.")
    return numpy.ascontiguousarray(given, dtype)
