# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a steering file calls, over the compiled module pybasf2."""

import os
import sys

import pybasf2
from pybasf2 import *  # noqa: F401,F403
from pybasf2 import Module, Path, logging, statistics  # noqa: F401
from pybasf2 import _finish_classes, _is_initialized, _register_module  # noqa: F401

from basf2._conditions import ConditionsConfiguration, conditions  # noqa: F401
from basf2._old_conditions import (get_default_global_tags, reset_database, set_central_database_networkparams,  # noqa: F401
                                   set_central_serverlist, use_central_database, use_database_chain, use_local_database)
from basf2._override_print import install as _install_print  # noqa: F401

basf2label = "basf2 (Belle II Analysis Software Framework)"
basf2copyright = "Copyright of the collaboration and its contributors"
basf2license = "LGPL-3.0-or-later"


def create_path():
    """Return a new, empty path."""
    return Path()


def register_module(name_or_module, shared_lib_path=None, logLevel=None, debugLevel=None, **kwargs):
    """Return a new module of a type, or the given module, with parameters set.

    Raises ModuleNotCreatedError for an unknown type and RuntimeError for a wrong parameter.
    """
    module = name_or_module
    if isinstance(module, str):
        module = _register_module(module, shared_lib_path or "")
    _check_module(module)
    if kwargs:
        module.param(kwargs)
    if logLevel is not None:
        module.set_log_level(logLevel)
    if debugLevel is not None:
        module.set_debug_level(debugLevel)
    return module


def _check_module(module):
    """Raise TypeError for what is no module, or not yet."""
    if isinstance(module, type):
        name = module.__name__
        raise TypeError(f"A module is given by its type, such as 'Progress', or as an instance: write {name}() in place of {name}.")
    name = type(module).__name__
    if not isinstance(module, Module):
        raise TypeError(f"A module is given by its type, such as 'Progress', or as an instance; {name} is neither.")
    if not _is_initialized(module):
        raise TypeError(f"The module {name} is not initialised: its __init__() must call super().__init__().")


def _add_module(self, module, logLevel=None, debugLevel=None, **kwargs):
    """Append a module, given by its type or as an instance, with parameters set, and return it."""
    module = register_module(module, logLevel=logLevel, debugLevel=debugLevel, **kwargs)
    self._add_module(module)
    return module


Path.add_module = _add_module


def _add_independent_path(self, skim_path, ds_ID="", merge_back_event=None):
    """Append a path that runs on a copy of the data store of its own.

    What it makes or changes is not seen outside, apart from the objects and arrays of the event that are named in
    `merge_back_event`. The copy can be given an id.
    """
    self._add_independent_path(skim_path, ds_ID, _list_of_names(merge_back_event))


def _add_independent_merge_path(self, skim_path, ds_ID="", merge_back_event=None, consistency_check=None, event_mixing=False,
                                merge_same_file=False):
    """Append a path with an input of its own, whose events are merged with those of this path.

    A RootInput in it needs `isSecondaryInput=True`. The path runs on an empty data store. Behind it the arrays named in
    `merge_back_event` (`['ALL']` for everything) are appended to those of the same name, with their relations;
    objects that exist already are found as `<name>_indepPath`. With `consistency_check='charge'` pairs of events are left
    out whose numbers 'charge' in EventExtraInfo do not fit. With `event_mixing` each event is paired with each one of the
    second input; `merge_same_file` leaves out pairs that come twice because both inputs are the same.
    """
    self._add_independent_merge_path(skim_path, ds_ID, _list_of_names(merge_back_event), consistency_check or "", event_mixing,
                                     merge_same_file)


def _list_of_names(names):
    """Return a list, also of nothing or of a single name."""
    return [names] if isinstance(names, str) else list(names or [])


Path.add_independent_path = _add_independent_path
Path.add_independent_merge_path = _add_independent_merge_path


def set_module_parameters(path, name=None, type=None, recursive=False, **kwargs):
    """Set parameters of all modules of a name, of a type, or of both.

    Raises ValueError if neither is given or there are no parameters, KeyError if no module matches.
    """
    if name is None and type is None:
        raise ValueError("Give the name or the type of the modules whose parameters are to be set.")
    if not kwargs:
        raise ValueError("No parameters are given.")
    found = False
    for module in path.modules():
        if (name is None or module.name() == name) and (type is None or module.type() == type):
            register_module(module, **kwargs)
            found = True
        if recursive:
            found |= any([_set_if_found(inner, name, type, kwargs) for inner in _inner_paths(module)])
    if not found:
        wanted = " and ".join(f"{key} '{value}'" for key, value in (("name", name), ("type", type)) if value is not None)
        raise KeyError(f"No module with {wanted} is in the path.")


def _inner_paths(module):
    """Return the condition paths of a module, and the path of a SubEvent."""
    paths = list(module.get_all_condition_paths())
    if module.type() == "SubEvent":
        paths += [parameter.values for parameter in module.available_params() if parameter.name == "path" and parameter.values]
    return paths


def _set_if_found(path, name, type, kwargs):
    try:
        set_module_parameters(path, name, type, True, **kwargs)
    except KeyError:
        return False
    return True


def remove_module(old_path, name=None):
    """Return a new path with all modules of the old one but those of a name."""
    if name is None:
        raise ValueError("Give the name of the module that is to be removed.")
    new_path = create_path()
    for module in old_path.modules():
        if module.name() != name:
            new_path.add_module(module)
    return new_path


def process(path, num_events=0, *, max_event=None, calculateStatistics=None):
    """Run a path for all or at most a number of events.

    Statistics are collected unless the option --no-stats is given; the argument for them is accepted for old steering files.
    With a pickle path set (--dump-path, --execute-path) a path is stored there, and None stands for the stored path.
    """
    _remember_steering()
    if pybasf2.get_pickle_path():
        from basf2.pickle_path import check_pickle_path
        path = check_pickle_path(path)
    conditions._call_locked(pybasf2._process, path, num_events if max_event is None else max_event)


def _remember_steering():
    """Keep the text of the steering for the output files: the input of an IPython session so far, or the file that python3 runs.

    The program basf2 has kept the text of its steering file already.
    """
    session = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if session is not None:
        pybasf2._set_steering("\n".join(text for _, _, text in session.history_manager.get_range()))
    elif not pybasf2._has_steering():
        try:
            with open(sys.modules["__main__"].__file__, errors="replace") as stream:
                pybasf2._set_steering(stream.read())
        except (AttributeError, OSError):
            return


def get_file_metadata(file_name):
    """Return the FileMetaData of a file; raises RuntimeError if it cannot be read."""
    import pybasf2_files
    return pybasf2_files.get_file_metadata(file_name)


def update_file_metadata(file_name, lfn):
    """Change the logical file name that is stored in a file and return its FileMetaData; raises RuntimeError if that fails."""
    import pybasf2_files
    return pybasf2_files.update_file_metadata(file_name, lfn)


def set_log_level(level):
    """Set the least severity of the messages that are shown."""
    logging.log_level = level


def set_debug_level(level):
    """Set the largest level of the debug messages that are shown."""
    logging.debug_level = level


def log_to_console(color=False):
    """Write messages to the standard output, too."""
    logging.add_console(color)


def log_to_file(filename, append=False):
    """Write messages to a file, too."""
    logging.add_file(filename, append)


def reset_log():
    """Write messages nowhere any more."""
    logging.reset()


__all__ = [name for name in dir(pybasf2) if not name.startswith("_")] + [
    "basf2label", "basf2copyright", "basf2license", "create_path", "get_file_metadata",
    "update_file_metadata", "register_module", "set_module_parameters",
    "remove_module", "process", "set_log_level", "set_debug_level", "log_to_console", "log_to_file", "reset_log",
    "ConditionsConfiguration", "conditions", "get_default_global_tags", "reset_database", "set_central_database_networkparams",
    "set_central_serverlist", "use_central_database", "use_database_chain", "use_local_database",
    # steering files with `from basf2 import *` expect these two, as in basf2
    "os", "sys"]
