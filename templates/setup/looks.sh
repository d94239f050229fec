# SPDX-License-Identifier: LGPL-3.0-or-later
# Which variables are read-only or hidden, once it is known that some are.
# Says which of the variables cannot be changed; false if all can. No shell is asked to change one to find out: dash and ksh would end.
_b2_tell_locked() {
    _b2_left="$1 "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        if [ -n "$_b2_name" ] && ! _b2_free " $_b2_name"; then
            \echo "b2setup: The variable $_b2_name is read-only in this shell, so that it cannot be changed. Nothing was changed. Start a new shell to set up." >&2
            return 0
        fi
    done
    return 1
}

# The names of those variables that are set but not exported, as words.
_b2_find_hidden() {
    _b2_hidden=
    case ${BASH_VERSION-}${ZSH_VERSION-} in '') _b2_ask_exported "$1" ;; esac
    _b2_left="$1 "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        if [ -z "$_b2_name" ]; then continue; fi
        eval "_b2_had=\${$_b2_name+x}"
        if [ -n "$_b2_had" ] && ! _b2_is_exported "$_b2_name"; then _b2_hidden="$_b2_hidden $_b2_name"; fi
    done
}

