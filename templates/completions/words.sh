# SPDX-License-Identifier: LGPL-3.0-or-later
# What can stand at a place of a command line, for bash and zsh, which source this at the first TAB, and for fish, which runs it with sh:
#     sh words.sh CURRENT COMMAND WORDS-BEFORE...     prints one possible word per line, or `@file`, `@folder`
# It starts no interpreter; only packages of a working copy ask git.

# CURRENT COMMAND WORDS-BEFORE...: fills _b2_found (one per line) and _b2_kind (file, folder or nothing).
_b2_candidates() {
    _b2_current=$1 _b2_command=${2##*/}
    shift 2
    _b2_found= _b2_kind= _b2_lead=
    if [ "$_b2_command" = b2tools ]; then
        if [ $# = 0 ]; then _b2_find_words "$_b2_all --help --version"; return 0; fi
        _b2_command=$1
        shift
    else _b2_command=${_b2_command#b2}; fi
    if ! _b2_table "$_b2_command"; then _b2_kind=file; return 0; fi
    if [ -n "$_b2_below" ]; then
        while [ $# -gt 0 ]; do
            case $1 in
                -*) shift ;;
                *) _b2_table "$_b2_command $1" || { _b2_kind=file; return 0; }
                    shift; break ;;
            esac
        done
        if [ -n "$_b2_below" ]; then _b2_find_words "$_b2_below --help"; return 0; fi
    fi
    _b2_walk "$@"
    case $_b2_current in
        --*=*) if [ -z "$_b2_wanted" ]; then _b2_lead=${_b2_current%%=*}=; _b2_value_of "${_b2_lead%=}"; _b2_current=${_b2_current#*=}; fi ;;
    esac
    if [ -n "$_b2_wanted" ]; then _b2_find "$_b2_wanted"
    else
        case $_b2_current in -*) if [ -z "$_b2_ended" ]; then _b2_find_words "$_b2_options"; return 0; fi ;; esac
        _b2_find "$(_b2_argument "$_b2_position" $_b2_arguments)"
    fi
}

# Sets _b2_wanted to the kind of value that the option before the cursor takes, _b2_position to the number of arguments before it.
_b2_walk() {
    _b2_wanted= _b2_position=0 _b2_ended=
    for _b2_word in "$@"; do
        if [ "$_b2_word" = = ]; then continue; fi
        if [ -n "$_b2_wanted" ]; then _b2_wanted=; continue; fi
        case $_b2_ended$_b2_word in
            --) _b2_ended=- ;;
            --*=*) ;;
            -?*) _b2_value_of "$_b2_word" ;;
            *) _b2_position=$((_b2_position + 1)) ;;
        esac
    done
    if [ "$_b2_current" = = ]; then _b2_current=; fi
}

_b2_value_of() {
    _b2_wanted=
    case " $_b2_values " in
        *" $1="*) _b2_wanted=${_b2_values#*"$1="}; _b2_wanted=${_b2_wanted%% *} ;;
    esac
}

# The kind of the argument at a position; the last kind counts for all further ones if it ends in `...`.
_b2_argument() {
    _b2_last=
    for _b2_word in "$@"; do
        if [ -z "$_b2_last" ]; then _b2_last=$1; shift; continue; fi
        if [ "$_b2_last" = 0 ] || [ "${_b2_word%...}" != "$_b2_word" ]; then echo "${_b2_word%...}"; return; fi
        _b2_last=$((_b2_last - 1))
    done
}

_b2_find() {
    case $1 in
        release) _b2_find_installed releases ;;
        externals) _b2_find_installed externals ;;
        installed) _b2_find_installed releases; _b2_find_installed externals ;;
        tools) _b2_find_receipts "$_b2_top/tools/versions" ;;
        place) _b2_find_installed releases; _b2_kind=folder ;;
        package) _b2_find_packages ;;
        file | folder) _b2_kind=$1 ;;
        '(('*) _b2_one=${1#??}; _b2_find_words "$(echo "${_b2_one%??}" | tr '|' ' ')" ;;
    esac
}

_b2_find_words() {
    for _b2_one in $1; do _b2_found="$_b2_found$_b2_lead$_b2_one
"; done
}

_b2_find_installed() {
    if [ -n "${_b2_home-}" ]; then _b2_find_receipts "$_b2_home/$1"
    elif [ -n "${BELLE2_PLATFORM-}" ]; then _b2_find_receipts "$_b2_top/platforms/$BELLE2_PLATFORM/$1"
    else
        _b2_find_receipts "$_b2_top/$1"
        for _b2_place in "$_b2_top/platforms"/*; do _b2_find_receipts "$_b2_place/$1"; done
    fi
}

_b2_find_receipts() {
    for _b2_one in "$1"/*/receipt.json; do
        if [ -f "$_b2_one" ]; then
            _b2_one=${_b2_one%/receipt.json}
            _b2_found="$_b2_found$_b2_lead${_b2_one##*/}
"
        fi
    done
}

# The packages of the working copy around the current folder, or of the one that is set up; a list with commas is continued.
_b2_find_packages() {
    _b2_one=$PWD
    while [ -n "$_b2_one" ] && [ ! -e "$_b2_one/.git" ]; do _b2_one=${_b2_one%/*}; done
    if [ -z "$_b2_one" ]; then _b2_one=${BELLE2_LOCAL_DIR-}; fi
    if [ -z "$_b2_one" ]; then return 0; fi
    case $_b2_current in *,*) _b2_lead=$_b2_lead${_b2_current%,*}, ;; esac
    _b2_find_words "$(git -C "$_b2_one" ls-tree -d --name-only --full-tree HEAD 2> /dev/null | grep -v -e '^\.' -e '^site_scons$')"
}

_b2_all='@{all}'

_b2_table() {
    _b2_options= _b2_values= _b2_arguments= _b2_below=
    case $1 in
@{table}
        *) return 1 ;;
    esac
}

case ${0##*/} in
    words.sh)
        _b2_tools=$(readlink -f -- "$0")
        _b2_tools=${_b2_tools%/setup/words.sh}
        case $_b2_tools in
            */tools/versions/*) _b2_top=${_b2_tools%/tools/versions/*} ;;
            *) _b2_top=${_b2_tools%/*} ;;
        esac
        _b2_candidates "$@"
        printf '%s' "$_b2_found"
        if [ -n "$_b2_kind" ]; then echo "@$_b2_kind"; fi ;;
esac
