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
_b2_print_copy() { printf 'set -e %s; set -gx %s "$%s"\n' "$1" "$1" "$2"; }
_b2_print_set() { _b2_quote "$2"; printf 'set -e %s; set -gx %s %s\n' "$1" "$1" "$_b2_quoted"; }
_b2_print_unset() { printf 'set -e %s\n' "$1"; }
_b2_print_values() {
    _b2_quote "$1"; printf 'set -g _b2_top %s\n' "$_b2_quoted"
    _b2_quote "$2"; printf 'set -g _b2_user %s\n' "$_b2_quoted"
}
_b2_print_source() { _b2_quote "$1"; printf 'source %s\n' "$_b2_quoted"; }
_b2_print_end() { printf 'set -e _b2_top _b2_user\n'; }
_b2_print_success() { :; }
_b2_print_failure() { :; }
