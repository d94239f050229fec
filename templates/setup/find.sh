# SPDX-License-Identifier: LGPL-3.0-or-later
# What is set up by a folder: working copies and analyses, found upwards from here or named, and externals alone.
_b2_find_upwards() {
    _b2_place=${PWD-}
    case $_b2_place in
        /*) if [ ! "$_b2_place" -ef . ]; then _b2_place=; fi ;;
        *) _b2_place= ;;
    esac
    _b2_one=$_b2_place
    while [ -n "$_b2_one" ]; do
        if [ -h "$_b2_one" ]; then _b2_place=; fi
        _b2_one=${_b2_one%/*}
    done
    if [ -z "$_b2_place" ]; then _b2_resolve . 2> /dev/null && _b2_place=$_b2_real; fi
    while [ -n "$_b2_place" ]; do
        for _b2_mark in .analysis .release .externals; do
            if [ -f "$_b2_place/$_b2_mark" ] && _b2_trusted "$_b2_place" "$_b2_mark"; then
                _b2_folder "$_b2_place"
                return
            fi
        done
        _b2_place=${_b2_place%/*}
    done
    if [ -n "${MY_BELLE2_DIR-}" ]; then _b2_folder "$MY_BELLE2_DIR"
    elif [ -n "${MY_BELLE2_RELEASE-}" ]; then _b2_choose "$MY_BELLE2_RELEASE"
    fi
}

# A mark that somebody else left in a shared folder does nothing unless the user listed the folder.
_b2_trusted() {
    if [ -O "$1/$2" ] && [ -O "$1" ]; then return 0; fi
    _b2_safe=${XDG_CONFIG_HOME:-${HOME-}/.config}/b2tools/safe
    if [ -f "$_b2_safe" ]; then
        while IFS= \read -r _b2_line || [ -n "$_b2_line" ]; do
            if [ "$_b2_line" = "$1" ]; then return 0; fi
        done < "$_b2_safe"
    fi
    \echo "b2setup: $1 is left out because it belongs to somebody else. To trust it, add a line with its name to $_b2_safe." >&2
    return 1
}

_b2_of_folder() {
    if [ ! -f "$1/.release" ] && [ ! -f "$1/.externals" ] && [ ! -f "$1/.analysis" ]; then
        \echo "b2setup: The folder $1 is no working copy (it holds neither .release nor .externals nor .analysis). Make one with b2code-create." >&2
        return 1
    fi
    _b2_resolve "$1" || return 1
    case $_b2_real in
        "$_b2_home"/releases/*/*) ;;
        "$_b2_home"/releases/*) if [ -f "$_b2_real/receipt.json" ]; then _b2_release "${_b2_real##*/}"; return; fi ;;
    esac
    _b2_cached "$_b2_real"
}

_b2_of_externals() {
    _b2_option=opt
    _b2_externals_option=opt
    _b2_platform || return
    if [ -z "${1-}" ] && [ -n "${BELLE2_EXTERNALS_VERSION-}" ]; then set -- "$BELLE2_EXTERNALS_VERSION"; fi
    case ${1-} in */* | '') _b2_unknown externals "${1-}"; return 1 ;; esac
    if [ ! -f "$_b2_home/externals/$1/receipt.json" ]; then _b2_unknown externals "$1"; return 1; fi
    _b2_cached "$_b2_home/externals/$1" && _b2_enter
}
