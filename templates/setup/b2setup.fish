# SPDX-License-Identifier: LGPL-3.0-or-later
# Sourced by fish. A central release where nothing is set up yet is set up by fish alone; everything else is decided as for the other shells, by
# one small sh process that prints what fish has to do.
set -g _b2_tools
set -g _b2_site
string match -qr '^(?<_b2_tools>(?<_b2_site>(?s:.*))/tools(/versions/[^/]*)?)/setup$' -- (builtin realpath -- (status dirname | string collect)/setup | string collect)
or string match -qr '^(?<_b2_tools>(?<_b2_site>(?s:.*))/tools(/versions/[^/]*)?)/b2setup.fish$' -- (builtin realpath -- (status filename | string collect) | string collect)
set -g _b2_face_of_tools $_b2_tools
if not string match -qr '/versions/[^/]*/?$' -- (status dirname | string collect)
    and test "$_b2_tools/setup" = (builtin realpath -- "$_b2_site/tools/setup" | string collect)
    set -g _b2_face_of_tools $_b2_site/tools
end
function _b2_foreign
    B2FACE=$_b2_face_of_tools /bin/sh "$_b2_tools/setup/foreign.sh" fish (status is-interactive; and echo 1; or echo 0) $argv | source
    return $pipestatus[1]
end
function _b2_plain --description 'Whether the set-up of a release is the plain one, which needs no other program'
    string match -qr '^[^-/][^/]*-[^/]*$' -- "$argv[1]"
    and test -f "$_b2_site/releases/$argv[1]/receipt.json" -a -f "$_b2_site/releases/$argv[1]/setup/fish"
    and not set -q B2SETS B2LISTS
    and not begin; set -q VIRTUAL_ENV; or set -q BELLE2_PLATFORM; or test -e "$_b2_site/platforms"; end
    and not begin; test -e "$_b2_tools/setup/before.fish"; or test -e "$_b2_tools/setup/after.fish"; end
    and test -n "$BELLE2_USER$USER"
end
function b2setup
    if not _b2_plain $argv
        _b2_foreign setup $argv
        return
    end
    set -g _b2_top $_b2_site
    set -g _b2_home $_b2_site
    set -g _b2_face $_b2_face_of_tools
    set -g _b2_user $USER
    test -n "$BELLE2_USER"; and set -g _b2_user $BELLE2_USER
    source "$_b2_tools/setup/site.fish"
    source "$_b2_site/releases/$argv[1]/setup/fish"
    set -e _b2_top _b2_home _b2_face _b2_user
    if status is-interactive; _b2_foreign settle; end
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
if status is-interactive; and test -r "$_b2_tools/setup/complete.fish"; source "$_b2_tools/setup/complete.fish"; end
if _b2_plain $argv; b2setup $argv; else; _b2_foreign sourced $argv; end
