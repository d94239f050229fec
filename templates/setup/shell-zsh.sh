# SPDX-License-Identifier: LGPL-3.0-or-later
# zsh. A type tells all about a variable; `${(tP)name}` is that of the variable with this name.
_b2_free() {
    \local IFS=' ' _b2_each
    for _b2_each in $1; do
        case ${(tP)_b2_each} in *readonly*) return 1 ;; esac
    done
}
# Whether none is read-only and all that are set are exported; MANPATH is known even where it is not set, and noted as one that is not exported.
_b2_all_plain() {
    \local IFS=' ' _b2_each
    _b2_hidden=
    for _b2_each in $1; do
        case ${(tP)_b2_each} in
            *readonly*) return 1 ;;
            '' | *export*) ;;
            *) if [ "$_b2_each" = MANPATH ] && [ -z "${MANPATH-}" ]; then _b2_hidden=' MANPATH'; else return 1; fi ;;
        esac
    done
}
_b2_is_exported() { case ${(tP)1} in *export*) ;; *) return 1 ;; esac; }
_b2_unexport() { \typeset -g +x "$1"; }
# Its `read` asks the system for each letter, but this reads the file at once and without a process.
_b2_third_line() {
    \local _b2_content
    _b2_content=$(< "$1") 2> /dev/null
    set -- "${(@f)_b2_content}"
    set -- "${(@ps:\042:)3-}"
    _b2_line=${1-} _b2_one=${2-} _b2_mark=${3-} _b2_left=${4-} _b2_whole=${5-}
}
