# SPDX-License-Identifier: LGPL-3.0-or-later
# zsh. What is true of all variables is found out in one step.
_b2_free() {
    \local IFS=' ' name all=
    for name in $1; do all="$all\${(t)$name}"; done
    eval "all=\"$all\""
    case $all in *readonly*) return 1 ;; esac
}
_b2_all_exported() {
    \local IFS=' ' name all=
    for name in $1; do all="$all\${$name+:\${\${(t)$name}//*export*/x}}"; done
    eval "all=\"$all\""
    case ${all//:x/} in '') ;; *) return 1 ;; esac
}
_b2_is_exported() { eval "case \${(t)$1} in *export*) ;; *) return 1 ;; esac"; }
_b2_unexport() { \typeset -g +x "$1"; }
# Its `read` asks the system for each letter, but this reads the file at once and without a process.
_b2_third_line() {
    _b2_line=$(< "$1") 2> /dev/null
    _b2_line=${_b2_line#*"$_b2_newline"}
    _b2_line=${_b2_line#*"$_b2_newline"}
    _b2_line=${_b2_line%%"$_b2_newline"*}
}
