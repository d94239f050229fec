# SPDX-License-Identifier: LGPL-3.0-or-later
# What foreign.sh prints for csh and tcsh: one line, because backquotes there break at newlines; a newline in a value is a
# variable.
_b2_quote() {
    _b2_rest=$1
    _b2_quoted="'"
    while :; do
        case $_b2_rest in
            *[\'\\!]* | *"$_b2_newline"*) ;;
            *) break ;;
        esac
        _b2_head=${_b2_rest%%[\'\\!$_b2_newline]*}
        _b2_rest=${_b2_rest#"$_b2_head"}
        case $_b2_rest in
            "$_b2_newline"*) _b2_quoted="$_b2_quoted$_b2_head'\${b2_newline:q}'" ;;
            *) _b2_quoted="$_b2_quoted$_b2_head'\\${_b2_rest%"${_b2_rest#?}"}'" ;;
        esac
        _b2_rest=${_b2_rest#?}
    done
    _b2_quoted="$_b2_quoted$_b2_rest'"
}
_b2_print_begin() {
    \printf 'unsetenv B2PLACE ; '
    if [ -n "${B2WORD1+x}${B2WORD2+x}" ]; then \printf 'unsetenv B2WORD1 ; unsetenv B2WORD2 ; '; fi
    case $2 in sourced) ;; *) return ;; esac
    \printf 'unsetenv B2ARGUMENTS ; if ($b2_backslash) set backslash_quote ; unset b2_backslash ; '
    _b2_print_tools "$1"
}
_b2_print_tools() {
    _b2_quote "$1"
    \printf 'set b2_tools = %s ; ' "$_b2_quoted"
    _b2_print_source "$1/setup/aliases.csh"
}
_b2_print_copy() { \printf 'setenv %s ${%s:q} ; ' "$1" "$2"; }
_b2_print_set() { _b2_quote "$2"; \printf 'setenv %s %s ; ' "$1" "$_b2_quoted"; }
_b2_print_assign() { _b2_print_set "$1" "$2"; }
_b2_print_unset() { \printf 'unsetenv %s ; ' "$1"; }
_b2_print_first() { _b2_quote "$2"; \printf 'setenv %s %s:${%s:q} ; ' "$1" "$_b2_quoted" "$1"; }
_b2_print_values() {
    for _b2_one in top home face user; do
        eval "_b2_quote \"\$_b2_$_b2_one\""
        \printf 'set b2_%s = %s ; ' "$_b2_one" "$_b2_quoted"
    done
}
_b2_print_source() { _b2_quote "$1"; \printf 'source %s ; ' "$_b2_quoted"; }
_b2_print_end() { \printf 'unset b2_top b2_home b2_face b2_user ; '; }
_b2_print_echo() { _b2_quote "$1"; \printf 'echo %s ; ' "$_b2_quoted"; }
_b2_print_venv() { _b2_quote "$1"; \printf 'if ($?_OLD_VIRTUAL_PATH) set _OLD_VIRTUAL_PATH = %s ; ' "$_b2_quoted"; }
_b2_print_again() {
    case $_b2_interactive in i) _b2_one=1 ;; *) _b2_one=0 ;; esac
    \printf 'setenv B2PLACE $b2_tools:q ; eval "`/bin/sh -c $b2_call sh %s,0 %s`" ; ' "$_b2_one" "$1"
}
# Somewhere a variable is read-only: csh looks which one, and comes back if it is not the list of folders.
_b2_print_locked() {
    _b2_print_tools "$_b2_tools"
    for _b2_one in 1 2; do
        eval "if [ -n \"\${$((_b2_one + 1))+x}\" ]; then _b2_print_set B2WORD$_b2_one \"\${$((_b2_one + 1))}\"; fi"
    done
    case $_b2_interactive in i) _b2_one=1 ;; *) _b2_one=0 ;; esac
    _b2_quote "setenv B2PLACE \$b2_tools:q ; eval \"\`/bin/sh -c \$b2_call sh $_b2_one,0 again-$1\`\""
    \printf 'set b2_again = %s ; ' "$_b2_quoted"
    _b2_print_source "$_b2_tools/setup/locked.csh"
    \printf '\n'
}
_b2_print_success() { \printf ":\n"; }
_b2_print_failure() { \printf 'false\n'; }
