# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a job asks of the conditions database: global tags, where to look, and payloads under test.

This is the configuration alone. What reads the database takes it from here when the processing starts.
"""

import os

_DATABASE = "/cvmfs/belle.cern.ch/conditions"
_STATES = {"TESTING", "VALIDATED", "PUBLISHED", "RUNNING"}
# Defaults; their types are those that are accepted.
_EXPERT = {"save_payloads": "localdb/database.txt", "download_cache_location": "", "download_lock_timeout": 120,
           "usable_globaltag_states": _STATES, "connection_timeout": 60, "stalled_timeout": 60, "max_retries": 3,
           "backoff_factor": 5}


def _words(*variables, default=()):
    """Return the words of the first variable that is set."""
    for variable in variables:
        if variable in os.environ:
            return os.environ[variable].split()
    return list(default)


def _names(values, what):
    """Return a list of texts, or raise TypeError."""
    if isinstance(values, str) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{what} is a list of texts, not {values!r}.")
    return list(values)


def _list_property(name, doc):
    """Make a property whose list can be changed in place, but not while events are processed."""
    attribute = f"_{name}"

    def get(self):
        values = getattr(self, attribute)
        return values if self._editable else tuple(values)

    def put(self, values):
        self._check_editable()
        setattr(self, attribute, _names(values, name))

    return property(get, put, doc=doc)


class ConditionsConfiguration:
    """Settings of the conditions database; there is one object of it, `basf2.conditions`."""

    def __init__(self):
        """Start with the defaults of the environment."""
        self._editable = True
        self.reset()

    def reset(self):
        """Go back to the defaults."""
        self._check_editable()
        self._globaltags, self._testing_payloads, self._callback = [], [], None
        self._metadata_providers = _words("BELLE2_CONDB_METADATA", "BELLE2_CONDB_SERVERLIST",
                                          default=[f"{_DATABASE}/database.sqlite"])
        self._payload_locations = _words("BELLE2_CONDB_PAYLOADS", default=[_DATABASE])
        self._expert = {name: set(value) if isinstance(value, set) else value for name, value in _EXPERT.items()}
        self._override = "BELLE2_CONDB_GLOBALTAG" in os.environ
        if self._override:
            self._globaltags = list(self.default_globaltags)

    globaltags = _list_property("globaltags", "Global tags, the first one with the highest priority, in addition to the base tags.")
    metadata_providers = _list_property("metadata_providers", "Servers (http://, https://) and local files that know the payloads.")
    payload_locations = _list_property("payload_locations", "Folders and addresses where payloads are looked for.")
    testing_payloads = _list_property("testing_payloads", "Text files with payloads under test, which beat everything else.")

    @property
    def default_globaltags(self):
        """Tuple of the global tags that are used where nothing else says which."""
        return tuple(_words("BELLE2_CONDB_GLOBALTAG"))

    @property
    def override_enabled(self):
        """True if base tags and callback are ignored."""
        return self._override

    def append_globaltag(self, name):
        """Add a global tag of lowest priority."""
        self.globaltags = [*self._globaltags, name]

    def prepend_globaltag(self, name):
        """Add a global tag of highest priority."""
        self.globaltags = [name, *self._globaltags]

    def append_testing_payloads(self, filename):
        """Add a file with payloads under test of lowest priority."""
        self.testing_payloads = [*self._testing_payloads, filename]

    def prepend_testing_payloads(self, filename):
        """Add a file with payloads under test of highest priority."""
        self.testing_payloads = [filename, *self._testing_payloads]

    def override_globaltags(self, list=None):
        """Use exactly the global tags given or set; base tags and the callback are ignored."""
        self._check_editable()
        if list is not None:
            self.globaltags = list
        self._override = True

    def disable_globaltag_replay(self):
        """Ignore the global tags of the input files: those set are used, and behind them the defaults."""
        self.override_globaltags([*self._globaltags, *self.default_globaltags])

    def set_globaltag_callback(self, function):
        """Let a function choose the global tags: `function(base_tags, user_tags, metadata)` returns their list, or None."""
        self._check_editable()
        if function is not None and not callable(function):
            raise TypeError(f"The callback is a function, not {function!r}.")
        self._callback = function

    def expert_settings(self, **settings):
        """Change settings by name and return a dictionary of all; TypeError for unknown names and values of the wrong type."""
        if settings:
            self._check_editable()
        self._expert.update({name: _check_setting(name, value) for name, value in settings.items()})
        return dict(self._expert)

    def _call_locked(self, function, *arguments):
        """Call a function that must not find the settings changed."""
        before, self._editable = self._editable, False
        try:
            function(*arguments)
        finally:
            self._editable = before

    def _check_editable(self):
        if not self._editable:
            raise RuntimeError("The settings of the conditions database cannot be changed while events are processed.")


def _check_setting(name, value):
    """Return the value of an expert setting."""
    if name not in _EXPERT:
        raise TypeError(f"There is no expert setting '{name}'; there are {', '.join(sorted(_EXPERT))}.")
    if name == "usable_globaltag_states":
        states = set(_names(value, name))
        if "INVALID" in states:
            raise ValueError("Global tags in the state INVALID can never be used.")
        return states
    wanted = type(_EXPERT[name])
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise TypeError(f"The expert setting '{name}' is of type {wanted.__name__}, not {type(value).__name__}.")
    return value


conditions = ConditionsConfiguration()
