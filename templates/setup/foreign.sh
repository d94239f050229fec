# SPDX-License-Identifier: LGPL-3.0-or-later
# For shells that do not know functions like ours: decides and undoes in sh, and prints what the calling shell has to evaluate.
# Started as `sh /REAL/PATH/setup/foreign.sh csh|fish INTERACTIVE ACTION ARGUMENTS` with INTERACTIVE 0 or 1 and the actions below.
_b2_shell=$1
_b2_interactive=0
case $2 in 1) _b2_interactive=i ;; esac
_b2_action=$3
shift 3
_b2_tools=${0%/setup/foreign.sh}
. "$_b2_tools/setup/b2setup.sh" || exit
. "$_b2_tools/setup/print-$_b2_shell.sh"
_b2_suffix=$_b2_shell

_b2_restore_old() { _b2_print_copy "$1" "B2O$1"; }
_b2_restore_value() { _b2_print_set "$1" "$2"; }
_b2_forget() {
    for _b2_one in "$@"; do
        _b2_print_unset "$_b2_one"
        case $_b2_one in B2*) unset "$_b2_one" ;; esac
    done
}
_b2_apply() {
    _b2_print_values "$_b2_top" "$_b2_user"
    for _b2_one in "$_b2_tools/setup/before.$_b2_suffix" "$_b2_tools/setup/site.$_b2_suffix" "$_b2_file" "$_b2_tools/setup/after.$_b2_suffix"; do
        if [ -e "$_b2_one" ]; then _b2_print_source "$_b2_one"; fi
    done
    _b2_print_end
}

_b2_print_begin "$_b2_tools"
case $_b2_action in
    sourced)
        if [ "$_b2_shell" = csh ]; then
            printf 'unsetenv B2ARGUMENTS ; unset b2_backslash b2_code ; '
            case ${1-} in 1) printf 'set backslash_quote ; ' ;; esac
            _b2_sourced "${B2ARGUMENTS%%[ $_b2_newline]*}"
        else _b2_sourced "$@"; fi ;;
    setup) b2setup "$@" ;;
    externals) b2setup_externals "$@" ;;
    option) b2code_option "$@" ;;
    option-externals) b2code_option_externals "$@" ;;
esac || { _b2_print_failure; exit 1; }
_b2_print_success
