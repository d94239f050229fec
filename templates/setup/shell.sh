# SPDX-License-Identifier: LGPL-3.0-or-later
# What each shell of the Bourne family does its own way: whether a variable is read-only or exported, and how it stops being exported.
# shell-KIND.sh knows that; foreign.sh puts others in the place of the functions that change variables.


# Says which of the variables cannot be changed; false if all can. No shell is asked to change one to find out: dash and ksh would end.
_b2_locked() {
    if _b2_free "$1 B2SETS B2LISTS B2HIDDEN"; then return 1; fi
    _b2_left="$1 B2SETS B2LISTS B2HIDDEN "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        if [ -n "$_b2_name" ] && ! _b2_free " $_b2_name"; then
            echo "b2setup: The variable $_b2_name is read-only in this shell, so that it cannot be changed. Nothing was changed. Start a new shell to set up." >&2
            return 0
        fi
    done
    return 1
}

# Of names that come from the environment, those that are names.
_b2_only_names() {
    _b2_names=
    _b2_left="$1 "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        case $_b2_name in '' | *[!A-Za-z0-9_]* | [0-9]*) ;; *) _b2_names="$_b2_names $_b2_name" ;; esac
    done
}

# The names of those variables that are set but not exported, as words.
_b2_note_hidden() {
    _b2_hidden=
    if _b2_all_exported "$1"; then return; fi
    _b2_left="$1 "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        if [ -z "$_b2_name" ]; then continue; fi
        eval "_b2_had=\${$_b2_name+x}"
        if [ -n "$_b2_had" ] && ! _b2_is_exported "$_b2_name"; then _b2_hidden="$_b2_hidden $_b2_name"; fi
    done
}

_b2_restore_old() {
    eval "export $1=\"\$B2O$1\""
    case " ${B2HIDDEN-} " in *" $1 "*) _b2_unexport "$1" ;; esac
}
_b2_restore_value() {
    eval "export $1=\"\$2\""
    case " ${B2HIDDEN-} " in *" $1 "*) _b2_unexport "$1" ;; esac
}
# zsh knows some lists (MANPATH) even where they are not set.
_b2_restore_unset() {
    case " ${B2HIDDEN-} " in
        *" $1 "*) eval "export $1="; _b2_unexport "$1" ;;
        *) unset -v "$1" ;;
    esac
}
_b2_assign() { eval "export $1=\"\$2\""; }
_b2_forget() { unset -v "$@"; }
_b2_put_first() { eval "export $1=\"\$2\${$1:+:\$$1}\""; }
_b2_say() { echo "$1"; }

# Interactive bash and zsh get completions where they are installed.
_b2_complete() {
    if [ -n "${ZSH_VERSION-}" ] && [ -r "$_b2_tools/setup/complete.zsh" ]; then . "$_b2_tools/setup/complete.zsh"
    elif [ -n "${BASH_VERSION-}" ] && [ -r "$_b2_tools/setup/complete.bash" ]; then . "$_b2_tools/setup/complete.bash"; fi
}

if [ -n "${BASH_VERSION-}" ]; then _b2_load shell-bash
elif [ -n "${ZSH_VERSION-}" ]; then _b2_load shell-zsh
else _b2_load shell-posix; fi
