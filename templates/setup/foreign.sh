# SPDX-License-Identifier: LGPL-3.0-or-later
# For shells that do not know functions like ours: decides and undoes in sh, and prints what the calling shell has to evaluate.
# Started as `sh /REAL/PATH/setup/foreign.sh csh|fish INTERACTIVE[,LOCKED] ACTION ARGUMENTS` with INTERACTIVE 0 or 1, LOCKED the number of variables that
# are read-only in tcsh, and the actions below.
_b2_shell=$1
_b2_interactive=0
case $2 in 1 | 1,*) _b2_interactive=i ;; esac
_b2_locks=0
case $2 in *,*) _b2_locks=${2#*,} ;; esac
_b2_action=$3
shift 3
_b2_from=${0%foreign.sh}
_b2_from=${_b2_from%setup/}
. "${_b2_from}setup/b2setup.sh" || { echo false; exit 1; }
. "$_b2_tools/setup/print-$_b2_shell.sh"
. "$_b2_tools/setup/undo.sh"
. "$_b2_tools/setup/hooks.sh"
_b2_suffix=$_b2_shell
if [ "$_b2_shell" = fish ] && [ -n "${B2FACE-}" ]; then _b2_face=$B2FACE; fi
unset B2FACE
_b2_foreign_shell=$_b2_shell

# Functions that b2setup.sh would load again have the forms that are given here.
_b2_load() {
    case $1 in undo | hooks | shell*) ;; *) . "$_b2_tools/setup/$1.sh" ;; esac
}
_b2_run() { "$@"; }
_b2_locked() { return 1; }
_b2_note_hidden() { _b2_hidden=; }
_b2_restore_old() { _b2_print_copy "$1" "B2O$1"; eval "\\export $1=\"\$B2O$1\""; }
_b2_restore_value() { _b2_print_set "$1" "$2"; eval "\\export $1=\"\$2\""; }
_b2_restore_unset() { _b2_print_unset "$1"; \unset -v "$1"; }
_b2_assign() { _b2_print_assign "$1" "$2"; eval "\\export $1=\"\$2\""; }
_b2_forget() {
    for _b2_one in "$@"; do
        _b2_print_unset "$_b2_one"
        \unset -v "$_b2_one"
    done
}
_b2_put_first() { _b2_print_first "$1" "$2"; }
_b2_say() { _b2_print_echo "$1"; }
_b2_mend_venv() { _b2_print_venv "$1"; }
_b2_apply() {
    _b2_hooked=
    _b2_print_values
    for _b2_one in "$_b2_tools/setup/site.$_b2_suffix" "$_b2_file"; do _b2_print_source "$_b2_one"; done
    _b2_print_end
}
_b2_apply_hooked() {
    _b2_keep "$_b2_set_names $_b2_list_names"
    _b2_print_values
    for _b2_one in "$_b2_tools/setup/before.$_b2_suffix" "$_b2_tools/setup/site.$_b2_suffix" "$_b2_file" "$_b2_tools/setup/after.$_b2_suffix"; do
        if [ -e "$_b2_one" ]; then _b2_print_source "$_b2_one"; fi
    done
    _b2_print_end
    _b2_hooked=hooked
}
# What depends on the new values is left to a second process, where it is needed.
_b2_finish() {
    if [ "$_b2_interactive:$_b2_hooked:${VIRTUAL_ENV:+x}" != 0:: ]; then _b2_print_again "settle${_b2_hooked:+-hooked}"; fi
}
_b2_settled() {
    if [ -n "${1-}" ]; then _b2_take_new; fi
    _b2_settle
    case $_b2_interactive in i) _b2_tell ;; esac
}

case $_b2_action in
    again-*)
        _b2_action=${_b2_action#again-}
        set -- ${B2WORD1+"$B2WORD1"} ${B2WORD2+"$B2WORD2"} ;;
esac
if [ "$_b2_locks" != 0 ] && [ "${_b2_action#settle}" = "$_b2_action" ]; then _b2_print_locked "$_b2_action" "$@"; exit; fi
_b2_print_begin "$_b2_tools" "$_b2_action"
case $_b2_action in
    sourced)
        if [ "$_b2_shell" = csh ]; then _b2_sourced "${B2ARGUMENTS%%[ $_b2_newline]*}"; else _b2_sourced "$@"; fi ;;
    setup) b2setup "$@" ;;
    externals) b2setup_externals "$@" ;;
    option) b2code_option "$@" ;;
    option-externals) b2code_option_externals "$@" ;;
    settle) _b2_settled ;;
    settle-hooked) _b2_settled hooked ;;
esac || { _b2_print_failure; exit 1; }
_b2_print_success
