# SPDX-License-Identifier: LGPL-3.0-or-later
# What foreign.sh prints for csh and tcsh: one line, because backquotes there break at newlines; a newline in a value is a
# variable. Inside backquotes inside double quotes csh reads the content of variables again, so `b2_tools` holds the folder with backslashes.
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
_b2_escape() {
    _b2_rest=$1
    _b2_escaped=
    while :; do
        case $_b2_rest in
            *[!A-Za-z0-9_/.-]*) ;;
            *) break ;;
        esac
        _b2_head=${_b2_rest%%[!A-Za-z0-9_/.-]*}
        _b2_rest=${_b2_rest#"$_b2_head"}
        _b2_escaped="$_b2_escaped$_b2_head\\${_b2_rest%"${_b2_rest#?}"}"
        _b2_rest=${_b2_rest#?}
    done
    _b2_escaped=$_b2_escaped$_b2_rest
}
_b2_print_begin() {
    _b2_escape "$1"
    _b2_quote "$_b2_escaped"
    printf 'set b2_tools = %s ; ' "$_b2_quoted"
    for _b2_one in b2setup:setup b2setup-externals:externals b2code-option:option b2code-option-externals:option-externals; do
        printf "alias %s 'eval \"\`/bin/sh \$b2_tools/setup/foreign.sh csh 1 %s \\\\!*\`\"' ; " "${_b2_one%:*}" "${_b2_one#*:}"
    done
    printf "alias b2unsetup 'b2setup --undo' ; "
}
_b2_print_copy() { printf 'setenv %s ${%s:q} ; ' "$1" "$2"; }
_b2_print_set() { _b2_quote "$2"; printf 'setenv %s %s ; ' "$1" "$_b2_quoted"; }
_b2_print_unset() { printf 'unsetenv %s ; ' "$1"; }
_b2_print_values() {
    _b2_quote "$1"; printf 'set b2_top = %s ; ' "$_b2_quoted"
    _b2_quote "$2"; printf 'set b2_user = %s ; ' "$_b2_quoted"
}
_b2_print_source() { _b2_quote "$1"; printf 'source %s ; ' "$_b2_quoted"; }
_b2_print_end() { printf 'unset b2_top b2_user ; '; }
_b2_print_success() { printf ":\n"; }
_b2_print_failure() { printf 'false\n'; }
