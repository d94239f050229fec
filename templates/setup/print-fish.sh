# SPDX-License-Identifier: LGPL-3.0-or-later
# What foreign.sh prints for fish.
_b2_quote() {
    _b2_rest=$1
    _b2_quoted="'"
    while :; do
        case $_b2_rest in
            *[\'\\]*) ;;
            *) break ;;
        esac
        _b2_head=${_b2_rest%%[\'\\]*}
        _b2_rest=${_b2_rest#"$_b2_head"}
        _b2_quoted="$_b2_quoted$_b2_head\\${_b2_rest%"${_b2_rest#?}"}"
        _b2_rest=${_b2_rest#?}
    done
    _b2_quoted="$_b2_quoted$_b2_rest'"
}
_b2_print_begin() { :; }
_b2_print_copy() { \printf 'set -e %s; set %s %s "$%s"\n' "$1" "$(_b2_scope "$1")" "$1" "$2"; }
_b2_print_set() { _b2_quote "$2"; \printf 'set -e %s; set %s %s %s\n' "$1" "$(_b2_scope "$1")" "$1" "$_b2_quoted"; }
_b2_scope() { case " ${B2HIDDEN-} " in *" $1 "*) echo -gu ;; *) echo -gx ;; esac; }
_b2_print_assign() { _b2_quote "$2"; \printf 'set -gx --unpath %s %s\n' "$1" "$_b2_quoted"; }
_b2_print_unset() { \printf 'set -e %s\n' "$1"; }
_b2_print_first() { _b2_quote "$2"; \printf 'set -gx --path %s %s:"$%s"\n' "$1" "$_b2_quoted" "$1"; }
_b2_print_values() {
    for _b2_one in top home face user; do
        eval "_b2_quote \"\$_b2_$_b2_one\""
        \printf 'set -g _b2_%s %s\n' "$_b2_one" "$_b2_quoted"
    done
}
_b2_print_source() { _b2_quote "$1"; \printf 'source %s\n' "$_b2_quoted"; }
_b2_print_end() { \printf 'set -e _b2_top _b2_home _b2_face _b2_user\n'; }
_b2_print_echo() { _b2_quote "$1"; \printf 'echo %s\n' "$_b2_quoted"; }
_b2_print_venv() { _b2_quote "$1"; \printf 'set -q _OLD_VIRTUAL_PATH; and set -gx --path _OLD_VIRTUAL_PATH %s\n' "$_b2_quoted"; }
_b2_print_again() { \printf '_b2_foreign %s\n' "$1"; }
_b2_print_success() { :; }
_b2_print_failure() { :; }
