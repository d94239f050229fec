# SPDX-License-Identifier: LGPL-3.0-or-later
# What each shell of the Bourne family does its own way: whether a variable is read-only or exported, and how it stops being exported.
# foreign.sh puts others in the place of the functions that change variables.

# Says which of the variables cannot be changed; false if all can. No shell is asked to change one to find out: dash and ksh would end.
_b2_locked() {
    _b2_names=
    _b2_left="$1 B2SETS B2LISTS B2HIDDEN "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        case $_b2_name in '' | *[!A-Za-z0-9_]* | [0-9]*) ;; *) _b2_names="$_b2_names $_b2_name" ;; esac
    done
    if _b2_free "$_b2_names"; then return 1; fi
    _b2_left="$_b2_names "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        if [ -n "$_b2_name" ] && ! _b2_free "$_b2_name"; then
            echo "b2setup: The variable $_b2_name is read-only in this shell, so that it cannot be changed. Nothing was changed. Start a new shell to set up." >&2
            return 0
        fi
    done
    return 1
}
if [ -n "${BASH_VERSION-}" ]; then
    # A read-only variable cannot be made local.
    _b2_free() { eval "local $1" 2> /dev/null; }
elif [ -n "${ZSH_VERSION-}" ]; then
    _b2_free() { eval "case '' \${(t)${1# }} in *readonly*) return 1 ;; esac"; }
    _b2_free() {
        _b2_types=
        _b2_rest="${1# } "
        while [ -n "$_b2_rest" ]; do
            eval "_b2_types=\$_b2_types\${(t)${_b2_rest%% *}}"
            _b2_rest=${_b2_rest#* }
        done
        case $_b2_types in *readonly*) return 1 ;; esac
    }
else
    _b2_free() { (eval "unset -v $1") 2> /dev/null; }
fi

# The names of those variables that are set but not exported, as words.
_b2_note_hidden() {
    _b2_hidden=
    if [ -z "${BASH_VERSION-}${ZSH_VERSION-}" ]; then _b2_list_exported "$1"; fi
    _b2_left="$1 "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        if [ -z "$_b2_name" ]; then continue; fi
        eval "_b2_had=\${$_b2_name+x}"
        if [ -n "$_b2_had" ] && ! _b2_is_exported "$_b2_name"; then _b2_hidden="$_b2_hidden $_b2_name"; fi
    done
}
if [ -n "${BASH_VERSION-}" ]; then
    _b2_is_exported() { eval "case \${$1@a} in *x*) ;; *) return 1 ;; esac"; }
    _b2_unexport() { export -n "$1"; }
elif [ -n "${ZSH_VERSION-}" ]; then
    _b2_is_exported() { eval "case \${(t)$1} in *export*) ;; *) return 1 ;; esac"; }
    _b2_unexport() { typeset -g +x "$1"; }
else
    _b2_is_exported() {
        case $_b2_exported in
            *"${_b2_newline}export $1=''$_b2_newline"* | *"${_b2_newline}export $1=$_b2_newline"*) ;;
            *) return 1 ;;
        esac
    }
    if [ -n "${KSH_VERSION-}" ]; then
        _b2_unexport() { typeset +x "$1"; }
    else
        _b2_unexport() { eval "_b2_now=\$$1; unset -v $1; $1=\$_b2_now"; }
    fi
fi

# With empty values the list cannot be misread, whatever the user's values hold.
_b2_list_exported() {
    _b2_exported=$_b2_newline$(
        _b2_left="$1 "
        while [ -n "$_b2_left" ]; do
            _b2_name=${_b2_left%% *}
            _b2_left=${_b2_left#* }
            if [ -n "$_b2_name" ]; then eval "if [ -n \"\${$_b2_name+x}\" ]; then $_b2_name=; fi"; fi
        done
        export -p
    )$_b2_newline
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
