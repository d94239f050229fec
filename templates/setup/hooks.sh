# SPDX-License-Identifier: LGPL-3.0-or-later
# A set-up with files of the site before and after it. Of what they do to the variables that the set-up knows, the undo must know as well: old values are
# kept before the first of them runs, and new ones are taken when the last has run.
_b2_apply_hooked() {
    _b2_keep "$_b2_set_names $_b2_list_names"
    if [ -e "$_b2_tools/setup/before.$_b2_suffix" ]; then . "$_b2_tools/setup/before.$_b2_suffix"; fi
    _b2_apply
    if [ -e "$_b2_tools/setup/after.$_b2_suffix" ]; then . "$_b2_tools/setup/after.$_b2_suffix"; fi
    _b2_take_new
}

_b2_keep() {
    _b2_left="$1 "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        if [ -z "$_b2_name" ]; then continue; fi
        eval "_b2_had=\${$_b2_name+x} _b2_old=\${$_b2_name-}"
        case "$_b2_name:$_b2_old:$_b2_hidden " in *" MANPATH "*) case $_b2_name:$_b2_old in MANPATH:) _b2_had= ;; esac ;; esac
        if [ -n "$_b2_had" ]; then _b2_assign "B2O$_b2_name" "$_b2_old"; fi
        _b2_assign "B2N$_b2_name" ""
    done
}

# The names come from B2SETS and B2LISTS, because in csh and fish this runs in a process of its own.
_b2_take_new() {
    _b2_load undo
    _b2_left="${B2SETS-} "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        case $_b2_name in '' | *[!A-Za-z0-9_]* | [0-9]*) continue ;; esac
        eval "_b2_now=\${$_b2_name-}"
        _b2_assign "B2N$_b2_name" "$_b2_now"
    done
    _b2_left="${B2LISTS-} "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        case $_b2_name in '' | *[!A-Za-z0-9_]* | [0-9]*) continue ;; esac
        eval "_b2_now=\${$_b2_name-} _b2_old=\${B2O$_b2_name-}"
        if [ -n "$_b2_old" ] || [ "$_b2_name" = MANPATH ]; then _b2_take_out "$_b2_now" "$_b2_old"; fi
        _b2_assign "B2N$_b2_name" "$_b2_now"
    done
}
