# SPDX-License-Identifier: LGPL-3.0-or-later
"""Storing paths in files and reading them back, for `basf2 --dump-path` and `--execute-path`.

A file holds plain data only: reading one never runs code that is in it. The calls of functions that a file may hold in addition
(pickable_basf2 records them) are limited to those in REPLAYABLE.
"""

import os
import pickle

import pybasf2

FORMAT = 1
OPERATORS = (">", "<", ">=", "<=", "==", "!=")
LEVELS = {name: getattr(pybasf2.LogLevel, name) for name in ("DEBUG", "INFO", "RESULT", "WARNING", "ERROR", "FATAL", "default")}
REPLAYABLE = ("set_random_seed", "set_nprocesses", "set_streamobjs", "set_realm", "set_log_level", "set_debug_level",
              "log_to_console", "log_to_file", "reset_log", "B2DEBUG", "B2INFO", "B2RESULT", "B2WARNING", "B2ERROR")
CODE = "make_code_pickable"
CODE_VARIABLE = "BELLE2_EXECUTE_PICKLED_CODE"

recorded_calls = []
"""Calls that are stored with the next path: (name, arguments, keyword arguments)."""


class PathFileError(RuntimeError):
    """A file is no stored path."""


class _PlainUnpickler(pickle.Unpickler):
    """Reads numbers, texts and containers; everything else may run foreign code."""

    def find_class(self, module, name):
        """Refuse all classes and functions."""
        raise pickle.UnpicklingError(f"it holds '{module}.{name}' and not only plain data")


def serialize_value(module, parameter):
    """Return the value of a parameter; that of the inner path of a loop as plain data."""
    return serialize_path(parameter.values) if _is_inner_path(module, parameter.name) else parameter.values


def deserialize_value(module, parameter_state):
    """Return the value for a parameter."""
    value = parameter_state["values"]
    return deserialize_path(value) if _is_inner_path(module, parameter_state["name"]) else value


def _is_inner_path(module, parameter):
    return module.type() == "SubEvent" and parameter == "path"


def serialize_conditions(module):
    """Return the conditions of a module as plain data."""
    return [{"value": condition.get_value(), "operator": int(condition.get_operator()),
             "path": serialize_path(condition.get_path()), "option": condition.get_after_path().value}
            for condition in module.get_all_conditions()]


def deserialize_conditions(module, module_state):
    """Add the conditions of plain data to a module."""
    for state in module_state["condition"]:
        module.if_value(f"{OPERATORS[state['operator']]}{state['value']}", deserialize_path(state["path"]),
                        pybasf2.AfterConditionPath(state["option"]))


def serialize_module(module):
    """Return a module as plain data; RuntimeError for Python modules, whose code is in no library."""
    if module.type() in ("", "PyModule"):
        raise RuntimeError(f"The module '{module.name()}' is written in Python: a path with it cannot be stored in a file.")
    return {"name": module.name(), "type": module.type(),
            "flag": module.has_properties(pybasf2.ModulePropFlags.PARALLELPROCESSINGCERTIFIED),
            "parameters": [{"name": parameter.name, "values": serialize_value(module, parameter)}
                           for parameter in module.available_params()
                           if parameter.setInSteering or module.type() == "SubEvent"],
            "condition": serialize_conditions(module) if module.has_condition() else None}


def deserialize_module(module_state):
    """Return a new module as plain data say."""
    module = pybasf2._register_module(module_state["type"])
    module.set_name(module_state["name"])
    for parameter in module_state["parameters"]:
        module.param(parameter["name"], deserialize_value(module, parameter))
    if module_state.get("condition"):
        deserialize_conditions(module, module_state)
    _set_certified(module, bool(module_state.get("flag")))
    return module


def _set_certified(module, certified):
    """Set the one flag that paths of some kinds change; the others say what a module is."""
    flag = pybasf2.ModulePropFlags.PARALLELPROCESSINGCERTIFIED
    if module.has_properties(flag) != certified:
        others = sum(int(other) for other in pybasf2.ModulePropFlags if other != flag and module.has_properties(other))
        module.set_property_flags(others + int(flag) * certified)


def serialize_path(path):
    """Return a path as plain data."""
    return {"modules": [serialize_module(module) for module in path.modules()]}


def deserialize_path(path_state):
    """Return a new path as plain data say."""
    path = pybasf2.Path()
    for module_state in path_state["modules"]:
        path.add_module(deserialize_module(module_state))
    return path


def _load(filename):
    """Return the plain data of a file; PathFileError if it is no stored path."""
    try:
        with open(filename, "rb") as file:
            state = _PlainUnpickler(file).load()
    except OSError:
        raise  # says itself what is wrong
    except Exception as error:  # damaged pickles raise almost any exception
        reason = str(error).rstrip(".") or type(error).__name__
        raise PathFileError(f"The file '{filename}' is no stored path: {reason}. Make one with 'basf2 --dump-path'.") from error
    if not isinstance(state, dict) or not isinstance(state.get("modules"), list):
        raise PathFileError(f"The file '{filename}' is no stored path: make one with 'basf2 --dump-path'.")
    if state.get("format", FORMAT) != FORMAT:
        raise PathFileError(f"The file '{filename}' is no stored path of format {FORMAT} but of format {state['format']}: "
                            "use the release that wrote it, or a newer one.")
    return state


def _to_path(filename, state):
    """Return the path of the data of a file."""
    try:
        return deserialize_path(state)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise PathFileError(f"The file '{filename}' is no stored path: {type(error).__name__} {error}.") from error


def get_path_from_file(path_filename):
    """Return the path of a file; OSError if it cannot be read, PathFileError if it is no stored path."""
    return _to_path(path_filename, _load(path_filename))


def write_path_to_file(path, filename):
    """Store a path, and the recorded calls, in a file."""
    state = {"format": FORMAT, **serialize_path(path)}
    if recorded_calls:
        state["state"] = [_to_plain(call) for call in recorded_calls]
    # a device or pipe must not be replaced by a file
    is_device = os.path.exists(filename) and not os.path.isfile(filename)
    temporary = filename if is_device else f"{filename}.part"
    with open(temporary, "wb") as file:
        pickle.dump(state, file)
    if not is_device:
        os.replace(temporary, filename)


def _to_plain(value):
    """Return a value with log levels as names; everything else must be plain data."""
    if isinstance(value, (list, tuple)):
        return tuple(_to_plain(item) for item in value) if isinstance(value, tuple) else [_to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _to_plain(item) for key, item in value.items()}
    if isinstance(value, pybasf2.LogLevel):
        return {"LogLevel": value.name}
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)


def _from_plain(value):
    if isinstance(value, dict) and set(value) == {"LogLevel"}:
        return LEVELS[value["LogLevel"]]
    return value


def replay(filename, calls):
    """Call the functions that were recorded with a path; PathFileError for others than REPLAYABLE."""
    import basf2
    if not isinstance(calls, (list, tuple)):
        raise PathFileError(f"The file '{filename}' holds '{calls}' as calls of functions.")
    for call in calls:
        try:
            name, arguments, options = call
        except (TypeError, ValueError) as error:
            raise PathFileError(f"The file '{filename}' holds '{call}' as a call of a function.") from error
        if name == CODE and os.environ.get(CODE_VARIABLE) != "yes":
            raise PathFileError(f"The file '{filename}' holds Python code. If you trust it, set {CODE_VARIABLE}=yes to run it.")
        if name != CODE and name not in REPLAYABLE:
            raise PathFileError(f"The file '{filename}' wants to call '{name}', which is not one of {', '.join(REPLAYABLE)}.")
        if name == CODE:
            make_code_pickable(*arguments)
            continue
        try:
            options = {key: _from_plain(value) for key, value in options.items()}
            getattr(basf2, name)(*[_from_plain(value) for value in arguments], **options)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PathFileError(f"The file '{filename}' holds '{call}' as a call of a function.") from error


def check_pickle_path(path):
    """Return the path that is to be processed, None if there is nothing to do, for basf2.process().

    With a pickle path set, a path is stored there and not processed, and None stands for the stored path.
    """
    filename = pybasf2.get_pickle_path()
    if not filename:
        return path
    if path is not None:
        try:
            write_path_to_file(path, filename)
        except OSError as error:
            pybasf2.B2FATAL(f"The path cannot be stored in '{filename}': {error.strerror}.")
        pybasf2.B2INFO(f"The path is stored in '{filename}' and not processed.")
        return None
    try:
        state = _load(filename)
        path = _to_path(filename, state)
        if "state" in state:
            pybasf2.B2INFO(f"Calling the functions that '{filename}' holds.")
            replay(filename, state["state"])
    except OSError as error:
        pybasf2.B2FATAL(f"The stored path '{filename}' cannot be read: {error.strerror}.")
    except PathFileError as error:
        pybasf2.B2FATAL(str(error))
    return path


def make_code_pickable(code):
    """Run Python code; with pickable_basf2 it is also stored with the path, and run again where BELLE2_EXECUTE_PICKLED_CODE=yes."""
    exec(code, globals())
