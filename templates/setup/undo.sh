# SPDX-License-Identifier: LGPL-3.0-or-later
# Undoes what a set-up has written down: names of everything that was changed stand in exported variables B2SETS and B2LISTS, values in B2ONAME
# (old) and B2NNAME (new; short because csh knows names of at most 30 characters), so that any shell can undo. B2HIDDEN names the variables
# that were set but not exported.

_b2_undo_whole() {
    if [ -z "${B2SETS-}${B2LISTS-}" ]; then return 0; fi
    _b2_only_names "${B2SETS-} ${B2LISTS-}"
    if _b2_locked "$_b2_names"; then return 1; fi
    _b2_undo
    _b2_settle
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

# With `switch`, what the user has put before our entries of a list (a virtual environment) is kept in _b2_led and _b2_lead_NAME, to come first again.
_b2_undo() {
    _b2_led=
    _b2_left="${B2SETS-} "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        case $_b2_name in '' | *[!A-Za-z0-9_]* | [0-9]*) continue ;; esac
        eval "_b2_known=\${B2N$_b2_name+x} _b2_old=\${B2O$_b2_name+x} _b2_new=\${B2N$_b2_name-} _b2_now=\${$_b2_name-}"
        if [ -z "$_b2_known" ]; then continue; fi
        if [ "$_b2_now" != "$_b2_new" ]; then \echo "b2setup: $_b2_name was changed since the set-up and stays as it is." >&2
        elif [ -n "$_b2_old" ]; then _b2_restore_old "$_b2_name"
        else _b2_restore_unset "$_b2_name"; fi
        _b2_forget "B2N$_b2_name" "B2O$_b2_name"
    done
    _b2_left="${B2LISTS-} "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        case $_b2_name in '' | *[!A-Za-z0-9_]* | [0-9]*) continue ;; esac
        eval "_b2_known=\${B2N$_b2_name+x}"
        if [ -n "$_b2_known" ]; then _b2_undo_list "${1-}"; fi
    done
    if [ -n "${B2SETS+x}${B2LISTS+x}${B2HIDDEN+x}" ]; then _b2_forget B2SETS B2LISTS B2HIDDEN; fi
}

_b2_undo_list() {
    eval "_b2_old=\${B2O$_b2_name-} _b2_had=\${B2O$_b2_name+x} _b2_new=\$B2N$_b2_name _b2_now=\${$_b2_name-}"
    _b2_whole=$_b2_new
    if [ -n "$_b2_old" ] || [ "$_b2_name" = MANPATH ]; then _b2_whole=$_b2_new:$_b2_old; fi
    if [ "$1" = switch ] && [ -n "$_b2_new" ]; then
        case $_b2_now in
            ?*:"$_b2_whole" | ?*:"$_b2_new" | ?*:"$_b2_new":*)
                _b2_lead=${_b2_now%%":$_b2_new"*}
                eval "_b2_lead_$_b2_name=\$_b2_lead"
                _b2_led="$_b2_led $_b2_name"
                _b2_now=${_b2_now#"$_b2_lead:"} ;;
        esac
    fi
    if [ "$_b2_now" = "$_b2_whole" ]; then
        if [ -n "$_b2_had" ]; then _b2_restore_old "$_b2_name"; else _b2_restore_unset "$_b2_name"; fi
    else
        _b2_take_out "$_b2_now" "$_b2_new"
        if [ -n "$_b2_now$_b2_had" ]; then _b2_restore_value "$_b2_name" "$_b2_now"; else _b2_restore_unset "$_b2_name"; fi
    fi
    _b2_forget "B2N$_b2_name" "B2O$_b2_name"
}

# The first list in _b2_now without the entries of the second, each taken out once.
_b2_take_out() {
    _b2_now=:$1:
    _b2_rest=$2:
    while [ -n "$_b2_rest" ]; do
        _b2_one=${_b2_rest%%:*}
        _b2_rest=${_b2_rest#*:}
        case $_b2_now in
            *:"$_b2_one":*) _b2_now=${_b2_now%%:"$_b2_one":*}:${_b2_now#*:"$_b2_one":} ;;
        esac
    done
    _b2_now=${_b2_now#:}
    _b2_now=${_b2_now%:}
}

# What `deactivate` of a virtual environment will put back must not be a PATH of another set-up.
_b2_settle() {
    if [ -z "${VIRTUAL_ENV-}" ] || [ -z "${_OLD_VIRTUAL_PATH+x}${_b2_foreign_shell-}" ]; then return 0; fi
    case :${PATH-}: in
        *:"$VIRTUAL_ENV/bin":*) _b2_take_out "$PATH" "$VIRTUAL_ENV/bin"; _b2_mend_venv "$_b2_now" ;;
    esac
}
_b2_mend_venv() { _OLD_VIRTUAL_PATH=$1; }

_b2_restore_old() {
    eval "\\export $1=\"\$B2O$1\""
    case " ${B2HIDDEN-} " in *" $1 "*) _b2_unexport "$1" ;; esac
}
_b2_restore_value() {
    eval "\\export $1=\"\$2\""
    case " ${B2HIDDEN-} " in *" $1 "*) _b2_unexport "$1" ;; esac
}
# zsh knows some lists (MANPATH) even where they are not set.
_b2_restore_unset() {
    case " ${B2HIDDEN-} " in
        *" $1 "*) eval "\\export $1="; _b2_unexport "$1" ;;
        *) \unset -v "$1" ;;
    esac
}
_b2_put_first() { eval "\\export $1=\"\$2\${$1:+:\$$1}\""; }
