# SPDX-License-Identifier: LGPL-3.0-or-later
# The set-up functions for sh, bash, zsh and ksh; they start no program where compiled set-up files are there (docs/setup.md).
# Names of everything that was changed stand in exported variables B2SETS and B2LISTS, values in B2ONAME (old) and B2NNAME (new; short because csh knows
# names of at most 30 characters), so that any shell can undo.
case $_b2_tools in
    *:*)
        echo "b2setup: The folder '$_b2_tools' cannot be used: it holds a colon, which separates the folders of PATH. Move the site to a folder without it." >&2
        return 1 ;;
esac
case $_b2_tools in
    */tools/versions/*) _b2_top=${_b2_tools%/tools/versions/*} ;;
    *) _b2_top=${_b2_tools%/*} ;;
esac
_b2_suffix=sh
_b2_newline='
'

b2setup() {
    case "${1-}" in
        --undo) _b2_undo; return ;;
        -h | --help) _b2_help; return ;;
        --) shift ;;
    esac
    _b2_option=opt
    _b2_externals_option=opt
    _b2_choose "${1-}" && _b2_enter
}

b2unsetup() { _b2_undo; }

b2setup_externals() {
    _b2_option=opt
    _b2_externals_option=opt
    if [ -z "${1-}" ] && [ -n "${BELLE2_EXTERNALS_VERSION-}" ]; then set -- "$BELLE2_EXTERNALS_VERSION"; fi
    if [ -z "${1-}" ] || [ ! -f "$_b2_top/externals/$1/receipt.json" ]; then _b2_unknown externals "${1-}"; return 1; fi
    _b2_cached "$_b2_top/externals/$1" && _b2_enter
}

b2code_option() { _b2_change_option BELLE2_OPTION "$@"; }

b2code_option_externals() { _b2_change_option BELLE2_EXTERNALS_OPTION "$@"; }

_b2_help() {
    echo "usage: b2setup [RELEASE | FOLDER]    set up a central release, or the working copy found from here upwards"
    echo "       b2setup --undo                restore every variable as it was (also: b2unsetup)"
    echo "       b2setup-externals [VERSION]   set up externals without a release"
    echo "       b2code-option [opt|debug|clang|intel] [--save]"
    echo "       b2code-option-externals [opt|debug|intel] [--save]"
}

# In a script that has arguments of its own, a sourced file without arguments sees those.
_b2_sourced() {
    case ${_b2_interactive:-$-} in
        *i*) ;;
        *)
            case "${1-}" in
                release-* | prerelease-* | light-* | build-* | *-[0-9][0-9]-[0-9][0-9]-[0-9][0-9]* | --undo | -h | --help) ;;
                *) set -- ;;
            esac ;;
    esac
    b2setup "$@"
}

_b2_choose() {
    _b2_file=$_b2_tools/setup/tools.$_b2_suffix
    case "$1" in
        '') _b2_find ;;
        */* | . | ..) _b2_folder "$1" ;;
        *)
            if [ -f "$_b2_top/releases/$1/receipt.json" ]; then _b2_release "$1"
            elif [ -f "$1/.release" ] || [ -f "$1/.externals" ] || [ -f "$1/.analysis" ]; then _b2_folder "$1"
            else _b2_unknown release "$1"; fi ;;
    esac
}

_b2_release() {
    _b2_file=$_b2_top/releases/$1/setup/$_b2_suffix
    if [ "$_b2_option:$_b2_externals_option" != opt:opt ] || [ ! -f "$_b2_file" ]; then _b2_cached "$_b2_top/releases/$1"; fi
}

_b2_find() {
    _b2_resolve .
    _b2_place=$_b2_real
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
        while IFS= read -r _b2_line || [ -n "$_b2_line" ]; do
            if [ "$_b2_line" = "$1" ]; then return 0; fi
        done < "$_b2_safe"
    fi
    echo "b2setup: $1 is left out because it belongs to somebody else. To trust it, add a line with its name to $_b2_safe." >&2
    return 1
}

# The user's own functions and aliases of these names, and CDPATH, must not interfere.
_b2_resolve() {
    _b2_real=$(if [ -z "${KSH_VERSION-}" ]; then unset -f cd pwd echo 2> /dev/null || :; fi; CDPATH=; \cd -P -- "$1/" && \pwd -P && \echo x) || return 1
    _b2_real=${_b2_real%??}
}

_b2_folder() {
    if [ ! -f "$1/.release" ] && [ ! -f "$1/.externals" ] && [ ! -f "$1/.analysis" ]; then
        echo "b2setup: The folder $1 is no working copy (it holds neither .release nor .externals nor .analysis). Make one with b2code-create." >&2
        return 1
    fi
    _b2_resolve "$1" || return 1
    case $_b2_real in
        "$_b2_top"/releases/*/*) ;;
        "$_b2_top"/releases/*) if [ -f "$_b2_real/receipt.json" ]; then _b2_release "${_b2_real##*/}"; return; fi ;;
    esac
    _b2_cached "$_b2_real"
}

# The compiled file of anything that has none of its own: below the user's cache, under the real path; its name tells which files counted.
_b2_cached() {
    if [ -n "${XDG_CACHE_HOME-}" ]; then _b2_cache=$XDG_CACHE_HOME/b2tools/setups
    elif [ -n "${HOME-}" ]; then _b2_cache=$HOME/.cache/b2tools/setups
    else _b2_cache=${TMPDIR:-/tmp}/b2tools-${LOGNAME:-user}; fi
    _b2_cache=$_b2_cache$_b2_top/@for$1/@setup-$_b2_option-$_b2_externals_option-
    _b2_base=
    if [ -f "$1/.release" ]; then IFS=' ' read -r _b2_base _b2_line < "$1/.release" || :; fi
    for _b2_one in r.release x.externals a.analysis o.option e.environment.toml ireceipt.json; do
        if [ -e "$1/${_b2_one#?}" ]; then _b2_cache=$_b2_cache${_b2_one%"${_b2_one#?}"}; fi
    done
    _b2_file=$_b2_cache.$_b2_suffix
    if [ -O "$_b2_file" ]; then
        for _b2_one in "$1/.release" "$1/.externals" "$1/.analysis" "$1/.option" "$1/.environment.toml" "$1/receipt.json" \
            "$_b2_top/releases/${_b2_base:-.}/receipt.json" "$_b2_tools/setup/site.sh" "$_b2_top/site.toml"; do
            if [ -e "$_b2_one" ] && [ ! "$_b2_file" -nt "$_b2_one" ]; then break; fi
            _b2_one=
        done
        if [ -z "$_b2_one" ]; then return 0; fi
    fi
    "$_b2_tools/bin/b2tools" setup-file --top "$_b2_top" --option "$_b2_option" --externals-option "$_b2_externals_option" -- "$1" "$_b2_cache"
}

_b2_enter() {
    _b2_undo
    _b2_user=${BELLE2_USER:-${USER:-${LOGNAME:-$(id -un 2> /dev/null || :)}}}
    _b2_apply
    case $- in
        *i*) echo "Belle II software: ${BELLE2_RELEASE-no release}${BELLE2_LOCAL_DIR+ with $BELLE2_LOCAL_DIR}${BELLE2_ANALYSIS_DIR+ with $BELLE2_ANALYSIS_DIR}" ;;
    esac
}

_b2_apply() {
    if [ -e "$_b2_tools/setup/before.sh" ]; then . "$_b2_tools/setup/before.sh"; fi
    . "$_b2_tools/setup/site.sh"
    . "$_b2_file"
    if [ -e "$_b2_tools/setup/after.sh" ]; then . "$_b2_tools/setup/after.sh"; fi
}

# The sentence is made in a subshell, where globbing and option changes disturb nobody.
_b2_unknown() {
    (
        set +eu +f
        if [ -n "${ZSH_VERSION-}" ]; then \setopt null_glob; fi
        all= near= start=${2:-without a name}
        set -- "$1" "$start"
        while [ "${#start}" -ge 3 ] && [ -z "$near" ]; do
            for place in "$_b2_top/${1%s}s"/*/receipt.json; do
                name=${place%/receipt.json}
                name=${name##*/}
                if [ "$name" = '*' ]; then continue; fi
                if [ "$start" = "$2" ]; then all="$all, $name"; fi
                case $name in "$start"* | *"-${2#*-}") near="$near or $name" ;; esac
            done
            start=${start%?}
        done
        if [ -n "$all" ]; then all="Available are: ${all#, }."; else all="None is installed in $_b2_top/${1%s}s."; fi
        echo "b2setup: There is no $1 $2.${near:+ Did you mean ${near# or }?} $all" >&2
    )
    return 1
}

_b2_change_option() {
    _b2_variable=$1
    _b2_wanted=${2-}
    if [ -z "$_b2_wanted" ]; then eval "echo \"\${$_b2_variable-}\""; return; fi
    case $_b2_variable:$_b2_wanted in
        BELLE2_OPTION:clang) _b2_program=clang++ ;;
        *:intel) _b2_program=icpx ;;
        *:opt | *:debug) _b2_program=: ;;
        *) echo "b2code-option: There is no option $_b2_wanted. Known are opt, debug, clang (not for externals), intel." >&2; return 1 ;;
    esac
    if ! command -v "$_b2_program" > /dev/null; then
        echo "b2code-option: The option $_b2_wanted needs the compiler $_b2_program, which is not on PATH. Install it or choose another option." >&2
        return 1
    fi
    _b2_option=${BELLE2_OPTION:-opt}
    _b2_externals_option=${BELLE2_EXTERNALS_OPTION:-opt}
    if [ "$_b2_variable" = BELLE2_OPTION ]; then _b2_option=$_b2_wanted; else _b2_externals_option=$_b2_wanted; fi
    if [ "${3-}" = --save ]; then
        _b2_place=${BELLE2_LOCAL_DIR-${BELLE2_ANALYSIS_DIR-}}
        if [ -z "$_b2_place" ]; then echo "b2code-option: There is no working copy set up in which to save the option." >&2; return 1; fi
        echo "$_b2_option $_b2_externals_option" > "$_b2_place/.option" || return 1
    fi
    if [ -n "${BELLE2_LOCAL_DIR-}" ]; then _b2_folder "$BELLE2_LOCAL_DIR"
    elif [ -n "${BELLE2_ANALYSIS_DIR-}" ]; then _b2_folder "$BELLE2_ANALYSIS_DIR"
    elif [ -n "${BELLE2_RELEASE-}" ]; then _b2_release "$BELLE2_RELEASE"
    elif [ -n "${BELLE2_EXTERNALS_VERSION-}" ]; then _b2_cached "$BELLE2_EXTERNALS_DIR"
    else echo "b2code-option: Nothing is set up. Say b2setup first." >&2; return 1; fi && _b2_enter
}

_b2_undo() {
    _b2_left="${B2SETS-} "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        case $_b2_name in '' | *[!A-Za-z0-9_]* | [0-9]*) continue ;; esac
        eval "_b2_known=\${B2N$_b2_name+x} _b2_old=\${B2O$_b2_name+x} _b2_new=\${B2N$_b2_name-} _b2_now=\${$_b2_name-}"
        if [ -z "$_b2_known" ]; then continue; fi
        if [ "$_b2_now" != "$_b2_new" ]; then echo "b2setup: $_b2_name was changed since the set-up and stays as it is." >&2
        elif [ -n "$_b2_old" ]; then _b2_restore_old "$_b2_name"
        else _b2_forget "$_b2_name"; fi
        _b2_forget "B2N$_b2_name" "B2O$_b2_name"
    done
    _b2_left="${B2LISTS-} "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        case $_b2_name in '' | *[!A-Za-z0-9_]* | [0-9]*) continue ;; esac
        eval "_b2_known=\${B2N$_b2_name+x}"
        if [ -n "$_b2_known" ]; then _b2_undo_list; fi
    done
    _b2_forget B2SETS B2LISTS
}

_b2_undo_list() {
    eval "_b2_old=\${B2O$_b2_name-} _b2_had=\${B2O$_b2_name+x} _b2_new=\$B2N$_b2_name _b2_now=\${$_b2_name-}"
    _b2_whole=$_b2_new
    if [ -n "$_b2_old" ] || [ "$_b2_name" = MANPATH ]; then _b2_whole=$_b2_new:$_b2_old; fi
    if [ "$_b2_now" = "$_b2_whole" ]; then
        if [ -n "$_b2_had" ]; then _b2_restore_old "$_b2_name"; else _b2_forget "$_b2_name"; fi
    else
        _b2_now=:$_b2_now:
        _b2_new=$_b2_new:
        while [ -n "$_b2_new" ]; do
            _b2_one=${_b2_new%%:*}
            _b2_new=${_b2_new#*:}
            case $_b2_now in
                *:"$_b2_one":*) _b2_now=${_b2_now%%:"$_b2_one":*}:${_b2_now#*:"$_b2_one":} ;;
            esac
        done
        _b2_now=${_b2_now#:}
        _b2_now=${_b2_now%:}
        if [ -n "$_b2_now$_b2_had" ]; then _b2_restore_value "$_b2_name" "$_b2_now"; else _b2_forget "$_b2_name"; fi
    fi
    _b2_forget "B2N$_b2_name" "B2O$_b2_name"
}

_b2_restore_old() { eval "export $1=\"\$B2O$1\""; }
_b2_restore_value() { eval "export $1=\"\$2\""; }
_b2_forget() { unset "$@"; }

if [ -n "${ZSH_VERSION-}" ] || { [ -n "${BASH_VERSION-}" ] && ! \shopt -qo posix; }; then
    eval 'function b2setup-externals { b2setup_externals "$@"; }
    function b2code-option { b2code_option "$@"; }
    function b2code-option-externals { b2code_option_externals "$@"; }'
else
    alias b2setup-externals=b2setup_externals b2code-option=b2code_option b2code-option-externals=b2code_option_externals
fi
