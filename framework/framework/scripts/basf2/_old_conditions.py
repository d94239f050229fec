# SPDX-License-Identifier: LGPL-3.0-or-later
"""Functions of older steering files for the conditions database: they warn and use basf2.conditions."""

from pybasf2 import B2WARNING

from basf2._conditions import conditions


def _warn(name, instead):
    B2WARNING(f"basf2.{name}() is deprecated: use basf2.conditions.{instead}.")


def get_default_global_tags():
    """Return the default global tags, separated by commas."""
    _warn("get_default_global_tags", "default_globaltags")
    return ",".join(conditions.default_globaltags)


def set_central_database_networkparams(**settings):
    """Change how the database is asked."""
    _warn("set_central_database_networkparams", "expert_settings()")
    return conditions.expert_settings(**settings)


def set_central_serverlist(serverlist):
    """Set the servers to ask."""
    _warn("set_central_serverlist", "metadata_providers")
    local = [provider for provider in conditions.metadata_providers if "://" not in provider]
    conditions.metadata_providers = [*serverlist, *local]


def use_central_database(name, *_, **__):
    """Use a global tag."""
    _warn("use_central_database", "prepend_globaltag()")
    conditions.prepend_globaltag(name)


def use_local_database(filename, *_, **__):
    """Use payloads of a text file."""
    _warn("use_local_database", "prepend_testing_payloads()")
    conditions.prepend_testing_payloads(filename)


def use_database_chain(*_, **__):
    """Ask several places in turn, which is what always happens."""
    _warn("use_database_chain", "globaltags")


def reset_database():
    """Forget the global tags and use no defaults."""
    _warn("reset_database", "override_globaltags()")
    conditions.override_globaltags([])
