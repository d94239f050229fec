# SPDX-License-Identifier: LGPL-3.0-or-later
# Advice after a set-up in an interactive shell: newer tools, an unsupported release, an encoding that is not UTF-8. It comes from a cached
# answer (docs/setup.md has the grammar) that is read as data with the shell's own means, and asked for anew in the background once a day.
_b2_advice() {
    case ${_b2_interactive:-$-} in *i*) ;; *) return 0 ;; esac
    _b2_told=$(_b2_advice_text) || :
    if [ -n "$_b2_told" ] && [ "$_b2_told" != "${_b2_advised-}" ]; then printf '%s\n' "$_b2_told" >&2; fi
    _b2_advised=$_b2_told
}

# Runs in a subshell, where options and IFS disturb nobody.
_b2_advice_text() {
    if [ -n "${ZSH_VERSION-}" ]; then \emulate sh; fi
    set +eu
    set -f
    IFS=' '
    _b2_advice_encoding
    if [ -n "${XDG_CACHE_HOME-}" ]; then _b2_place=$XDG_CACHE_HOME
    elif [ -n "${HOME-}" ]; then _b2_place=$HOME/.cache
    else return 0; fi
    _b2_place=$_b2_place/b2tools/advice$_b2_top/@advice
    _b2_text= _b2_tried=0 _b2_known=0 _b2_new= _b2_count=0
    _b2_clock
    if [ -f "$_b2_place" ] && [ -O "$_b2_place" ]; then _b2_read_answer; fi
    while [ -n "$_b2_text" ] && [ "$_b2_count" -lt 60 ]; do
        _b2_line=${_b2_text%%"$_b2_newline"*}
        case $_b2_text in *"$_b2_newline"*) _b2_text=${_b2_text#*"$_b2_newline"} ;; *) _b2_text= ;; esac
        _b2_count=$((_b2_count + 1))
        _b2_advice_line $_b2_line || break
    done
    if [ -n "$_b2_new" ]; then
        if [ -w "$_b2_top/tools" ]; then echo "b2setup: Newer tools are there: $_b2_new (these are @{version}). Get them with b2install-tools $_b2_new."
        else echo "b2setup: Newer tools are there: $_b2_new (these are @{version}). Ask those who look after $_b2_top to install them."; fi
    fi
    if [ -z "${BELLE2_NO_TOOLS_CHECK+x}" ] && [ -n "$_b2_now" ] \
        && { [ "$((_b2_now - _b2_tried))" -ge 86400 ] || [ "$((_b2_tried - _b2_now))" -ge 86400 ]; }; then
        "$_b2_tools/bin/b2tools" advice-refresh --top "$_b2_top" "$_b2_place" < /dev/null > /dev/null 2>&1 &
    fi
}

# At most 4096 signs, however large the file is. Only the last branch, for ksh and dash, starts a program.
_b2_read_answer() {
    if [ -n "${BASH_VERSION-}" ]; then IFS= read -r -d '' -n 4096 _b2_text < "$_b2_place" || :
    elif [ -n "${ZSH_VERSION-}" ]; then IFS= read -r -u 0 -k 4096 _b2_text < "$_b2_place" || :
    else _b2_text=$(\head -c 4096 < "$_b2_place" 2> /dev/null); fi
}

# Seconds since 1970, or nothing.
_b2_clock() {
    _b2_now=
    if [ -n "${BASH_VERSION-}" ]; then printf -v _b2_now '%(%s)T' -1 2> /dev/null
    elif [ -n "${ZSH_VERSION-}" ]; then eval '_b2_now=${(%):-%D{%s\}}'
    else _b2_now=$(\date +%s); fi
    case $_b2_now in '' | *[!0-9]*) _b2_now= ;; esac
}

# One line of the answer as words; anything odd in it is left out, and a file that does not begin as it must is not read any further.
_b2_advice_line() {
    if [ "$_b2_count" = 1 ]; then
        case "${3-}${4-}" in '' | *[!0-9]* | ????????????????????????*) return 1 ;; esac
        if [ "$1 $2 $#" != "b2tools-advice 1 4" ]; then return 1; fi
        _b2_tried=$3 _b2_known=$4
        return 0
    fi
    case ${1-} in
        tools)
            case "${2-}" in '' | *[!0-9.]* | ????????????????????*) return 0 ;; esac
            if [ "${3-}" = '@{version}' ] && [ -z "${BELLE2_NO_TOOLS_CHECK+x}" ]; then _b2_new=$2; fi ;;
        release)
            if [ -n "${BELLE2_RELEASE-}" ] && [ "${2-}" = "$BELLE2_RELEASE" ]; then shift; _b2_advice_release "$@"; fi ;;
    esac
    return 0
}

_b2_advice_release() {
    _b2_say="b2setup: The release $1 is not supported"
    _b2_instead=${2-}
    shift
    if [ $# -gt 0 ]; then shift; fi
    _b2_reason=$*
    case $_b2_reason in '' | *[![:print:]]*) ;; *) _b2_say="$_b2_say ($_b2_reason)" ;; esac
    _b2_say=$_b2_say.
    case $_b2_instead in '' | - | *[!A-Za-z0-9_.-]*) ;; *) _b2_say="$_b2_say Use $_b2_instead instead (b2setup $_b2_instead)." ;; esac
    if [ -n "$_b2_now" ] && [ "$((_b2_now - _b2_known))" -ge 172800 ]; then
        _b2_say="$_b2_say This was known $(((_b2_now - _b2_known) / 86400)) days ago."
    fi
    echo "$_b2_say See b2help-releases."
}

_b2_advice_encoding() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) return 0 ;; esac
    case $_b2_suffix in csh) _b2_say='setenv LC_ALL C.UTF-8' ;; fish) _b2_say='set -gx LC_ALL C.UTF-8' ;; *) _b2_say='export LC_ALL=C.UTF-8' ;; esac
    echo "b2setup: The encoding of this shell is not UTF-8, so that letters beyond ASCII in names and texts come out wrong. Say $_b2_say."
}
