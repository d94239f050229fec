# SPDX-License-Identifier: LGPL-3.0-or-later
# bash. What is true of all variables is found out in one step. A read-only variable cannot be made local.
_b2_free() { eval "\\local $1" 2> /dev/null; }
# Whether none is read-only and all that are set are exported.
_b2_all_plain() {
    \local IFS=' ' _b2_there _b2_marks
    \printf -v _b2_there ':${%s+x}' $1
    \printf -v _b2_marks ':${%s@a}' $1
    eval "_b2_there=\"$_b2_there\" _b2_marks=\"$_b2_marks\""
    [ "$_b2_there" = "$_b2_marks" ]
}
_b2_is_exported() { eval "case \${$1@a} in *x*) ;; *) return 1 ;; esac"; }
_b2_unexport() { \export -n "$1"; }
_b2_third_line() {
    {
        IFS= \read -r _b2_line
        IFS= \read -r _b2_line
        IFS='"' \read -r _b2_line _b2_one _b2_mark _b2_left _b2_whole
    } 2> /dev/null < "$1"
}
