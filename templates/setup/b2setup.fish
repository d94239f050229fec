# SPDX-License-Identifier: LGPL-3.0-or-later
# Sourced by fish: the same logic as for the other shells, through one small sh process that prints what fish has to do.
set -g _b2_tools (builtin realpath -- (status dirname) | string collect)
function _b2_foreign
    /bin/sh "$_b2_tools/setup/foreign.sh" fish (status is-interactive; and echo 1; or echo 0) $argv | source
    return $pipestatus[1]
end
function b2setup
    _b2_foreign setup $argv
end
function b2unsetup
    _b2_foreign setup --undo
end
function b2setup-externals
    _b2_foreign externals $argv
end
function b2code-option
    _b2_foreign option $argv
end
function b2code-option-externals
    _b2_foreign option-externals $argv
end
_b2_foreign sourced $argv
