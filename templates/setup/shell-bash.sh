# SPDX-License-Identifier: LGPL-3.0-or-later
# bash. What is true of all variables is found out in one step. A read-only variable cannot be made local.
_b2_free() { eval "\\local $1" 2> /dev/null; }
_b2_all_exported() {
    \local IFS=' ' name all=
    for name in $1; do all="$all\${$name+:\${$name@a}}"; done
    eval "all=\"$all\""
    case ${all//:x/} in '') ;; *) return 1 ;; esac
}
_b2_is_exported() { eval "case \${$1@a} in *x*) ;; *) return 1 ;; esac"; }
_b2_unexport() { \export -n "$1"; }
_b2_third_line() { { IFS= \read -r _b2_line; IFS= \read -r _b2_line; IFS= \read -r _b2_line; } 2> /dev/null < "$1"; }
