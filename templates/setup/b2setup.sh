# SPDX-License-Identifier: LGPL-3.0-or-later
# The set-up functions for sh, bash, zsh and ksh; they start no program and no second shell where compiled set-up files are there
# (docs/setup.md). b2setup says in `_b2_from` where it lies. All work goes through `_b2_run`, whatever the options of the user's shell are.
if [ -z "${ZSH_VERSION-}" ]; then
    _b2_flags=$-
    case $_b2_flags in *[aefu]*) set +aefu ;; esac
fi
_b2_suffix=sh
_b2_newline='
'

# The user's own functions and aliases of these names, and CDPATH, must not interfere.
_b2_resolve() {
    _b2_real=$(if [ -z "${KSH_VERSION-}" ]; then unset -f cd pwd echo 2> /dev/null || :; fi; CDPATH=; \cd -P -- "$1/" && \pwd -P && \echo x) || return 1
    _b2_real=${_b2_real%??}
}

# The tools' folder by real path, and without a second shell where no link is on the way but the one to the present version.
# What the environment names is `_b2_face`: the folder that always leads to the present version, unless another one was asked for.
_b2_locate() {
    _b2_tools=${1%/}
    case $_b2_tools/ in
        //* | [!/]* | *//* | */./* | */../*) _b2_resolve "$1" && _b2_tools=$_b2_real ;;
    esac
    _b2_one=$_b2_tools
    while [ -n "$_b2_one" ]; do
        if [ -h "$_b2_one" ]; then _b2_resolve "$_b2_tools" && _b2_tools=$_b2_real && break; fi
        _b2_one=${_b2_one%/*}
    done
    _b2_face=$_b2_tools
    if [ -h "$_b2_tools/setup" ]; then
        IFS= \read -r _b2_one < "$_b2_tools/setup/version" || _b2_one=
        if [ -n "$_b2_one" ] && [ "$_b2_tools/versions/$_b2_one/setup" -ef "$_b2_tools/setup" ]; then _b2_tools=$_b2_tools/versions/$_b2_one
        else _b2_resolve "$_b2_tools/setup" && _b2_tools=${_b2_real%/setup}; fi
    fi
    case $_b2_tools in
        */tools/versions/*) _b2_top=${_b2_tools%/tools/versions/*} ;;
        *) _b2_top=${_b2_tools%/*} ;;
    esac
    # dash and csh tell the real place only.
    if [ -z "${BASH_VERSION-}${ZSH_VERSION-}${KSH_VERSION-}" ] && [ "$_b2_top/tools/setup" -ef "$_b2_tools/setup" ]; then
        _b2_face=$_b2_top/tools
    fi
}

# bash would put the user's aliases into what is loaded later; zsh knows of none in here (`emulate -o no_aliases`).
_b2_source() { . "$1"; }
if [ -n "${BASH_VERSION-}" ]; then
    _b2_source() {
        if \shopt -q expand_aliases; then
            \shopt -u expand_aliases
            . "$1"
            \shopt -s expand_aliases
        else . "$1"; fi
    }
fi
_b2_load() { _b2_source "$_b2_tools/setup/$1.sh"; }

# Runs one of our functions as if the user had no options, and cleans up. zsh does that for functions by itself (`emulate -c`).
_b2_run() {
    _b2_shadow= _b2_kept=
    case ${BASH_VERSION-}${ZSH_VERSION-} in ?*) _b2_set_aside ;; esac
    case ${ZSH_VERSION-} in
        '')
            _b2_flags=$-
            case $_b2_flags in *[aefu]*) set +aefu ;; esac ;;
    esac
    "$@"
    _b2_code=$?
    _b2_clean
    case $_b2_kept in '') \unset -v _b2_kept; return "$_b2_code" ;; esac
    \builtin eval "$_b2_kept"
    \builtin unset -v _b2_kept
    \builtin return "$_b2_code"
}

# Functions of the user with the name of a builtin that is used here, for as long as the set-up runs.
_b2_set_aside() {
    if {
        \builtin typeset -f cd || \builtin typeset -f pwd || \builtin typeset -f echo || \builtin typeset -f printf || \builtin typeset -f read \
            || \builtin typeset -f alias || \builtin typeset -f command || \builtin typeset -f type || \builtin typeset -f unset \
            || \builtin typeset -f export || \builtin typeset -f set || \builtin typeset -f shift || \builtin typeset -f eval \
            || \builtin typeset -f return || \builtin typeset -f local || \builtin typeset -f typeset || \builtin typeset -f readonly \
            || \builtin typeset -f test || \builtin typeset -f '[' || \builtin typeset -f : || \builtin typeset -f .
    } > /dev/null 2>&1; then _b2_unshadow; fi
}
_b2_unshadow() {
    for _b2_one in cd pwd echo printf read alias command type unset export set shift eval return local typeset readonly test '[' : .; do
        if \builtin typeset -f -- "$_b2_one" > /dev/null 2>&1; then _b2_shadow="$_b2_shadow $_b2_one"; fi
    done
    \builtin eval "for _b2_one in $_b2_shadow; do _b2_kept=\"\$_b2_kept\$(\builtin typeset -f -- \"\$_b2_one\")\$_b2_newline\"; \builtin unset -f -- \"\$_b2_one\"; done"
}

_b2_clean() {
    if [ -z "${ZSH_VERSION-}" ]; then
        case $_b2_flags in *a*) _b2_on=a ;; *) _b2_on= ;; esac
        case $_b2_flags in *e*) _b2_on=${_b2_on}e ;; esac
        case $_b2_flags in *f*) _b2_on=${_b2_on}f ;; esac
        case $_b2_flags in *u*) _b2_on=${_b2_on}u ;; esac
    fi
    \unset _b2_from _b2_one _b2_real _b2_place _b2_mark _b2_safe _b2_line _b2_cache _b2_base _b2_below _b2_file _b2_user _b2_names _b2_old \
        _b2_new _b2_now _b2_had _b2_whole _b2_left _b2_name _b2_leads _b2_shadow _b2_plain _b2_hidden _b2_variable _b2_wanted _b2_program _b2_flags
    if [ -n "${_b2_on-}" ]; then set "-$_b2_on"; fi
}

b2setup() { _b2_run _b2_setup "$@"; }
b2unsetup() { _b2_run _b2_undo_all; }
b2setup_externals() { _b2_run _b2_externals "$@"; }
b2code_option() { _b2_run _b2_change_option BELLE2_OPTION "$@"; }
b2code_option_externals() { _b2_run _b2_change_option BELLE2_EXTERNALS_OPTION "$@"; }

_b2_setup() {
    case "${1-}" in
        --undo) _b2_undo_all; return ;;
        -h | --help) _b2_load messages; _b2_help; return ;;
        --) shift ;;
    esac
    _b2_option=opt
    _b2_externals_option=opt
    _b2_platform && _b2_choose "${1-}" && _b2_enter
}

_b2_find() { _b2_load find; _b2_find_upwards; }
_b2_folder() { _b2_load find; _b2_of_folder "$1"; }
_b2_externals() { _b2_load find; _b2_of_externals "${1-}"; }
_b2_undo_all() { _b2_load undo; _b2_undo_whole; }
_b2_change_option() { _b2_load options; _b2_option_changed "$@"; }
_b2_unknown() { _b2_load messages; _b2_no_such "$@"; }

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

_b2_platform() {
    _b2_home=$_b2_top
    if [ -n "${BELLE2_PLATFORM-}" ] || [ -d "$_b2_top/platforms" ]; then _b2_load platform; _b2_find_home; fi
}

_b2_choose() {
    _b2_file=$_b2_tools/setup/tools.$_b2_suffix
    case "$1" in
        '') _b2_find ;;
        */* | . | ..) _b2_folder "$1" ;;
        *)
            if [ -f "$_b2_home/releases/$1/receipt.json" ]; then _b2_release "$1"
            elif [ -f "$1/.release" ] || [ -f "$1/.externals" ] || [ -f "$1/.analysis" ]; then _b2_folder "$1"
            else _b2_unknown release "$1"; fi ;;
    esac
}

_b2_release() {
    _b2_file=$_b2_home/releases/$1/setup/$_b2_suffix
    if [ "$_b2_option:$_b2_externals_option" != opt:opt ] || [ ! -f "$_b2_file" ]; then _b2_cached "$_b2_home/releases/$1"; fi
}

_b2_cached() { _b2_load cached; _b2_compiled "$1"; }

# Changes the environment to that of `_b2_file`, wholly or not at all: what could go wrong is looked at before anything is changed.
_b2_enter() {
    _b2_set_names= _b2_list_names=
    _b2_read_names "$_b2_tools/setup/site.sh" && _b2_read_names "${_b2_file%"$_b2_suffix"}sh" || return 1
    if [ ! -r "$_b2_file" ]; then \echo "b2setup: The file $_b2_file cannot be read. Nothing was changed." >&2; return 1; fi
    _b2_names=
    if [ -n "${B2SETS-}${B2LISTS-}" ]; then _b2_load undo; _b2_only_names "${B2SETS-} ${B2LISTS-}"; fi
    if _b2_locked "$_b2_set_names $_b2_list_names$_b2_names"; then return 1; fi
    _b2_user=${BELLE2_USER:-${USER:-${LOGNAME:-$(command -p id -un 2> /dev/null || :)}}}
    _b2_led=
    if [ -n "${B2SETS-}${B2LISTS-}" ]; then _b2_undo switch; _b2_plain=; fi
    _b2_note_hidden "$_b2_set_names $_b2_list_names"
    if [ -n "$_b2_hidden" ]; then _b2_assign B2HIDDEN "${_b2_hidden# }"; fi
    if [ -e "$_b2_tools/setup/before.$_b2_suffix" ] || [ -e "$_b2_tools/setup/after.$_b2_suffix" ]; then _b2_load hooks; _b2_apply_hooked
    else _b2_apply; fi
    _b2_left="$_b2_led "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        if [ -n "$_b2_name" ]; then eval "_b2_put_first $_b2_name \"\$_b2_lead_$_b2_name\"; \unset _b2_lead_$_b2_name"; fi
    done
    _b2_finish
}

_b2_apply() {
    _b2_source "$_b2_tools/setup/site.sh"
    _b2_source "$_b2_file"
}

_b2_finish() {
    if [ -n "${VIRTUAL_ENV-}" ]; then _b2_load undo; _b2_settle; fi
    case ${_b2_interactive:-$-} in *i*) _b2_tell ;; esac
}

_b2_tell() {
    _b2_say "Belle II software: ${BELLE2_RELEASE-no release}${BELLE2_LOCAL_DIR+ with $BELLE2_LOCAL_DIR}${BELLE2_ANALYSIS_DIR+ with $BELLE2_ANALYSIS_DIR}"
    if [ -r "$_b2_tools/setup/advice.sh" ]; then _b2_load advice; _b2_advice 1>&2; fi
}

# The third line of a compiled file names what it changes.
_b2_read_names() {
    _b2_line=
    _b2_third_line "$1" || :
    case $_b2_line:$_b2_one:$_b2_mark:$_b2_left in
        'export B2SETS=:${B2SETS-} '*': B2LISTS=:${B2LISTS-}'*) ;;
        *) \echo "b2setup: The file $1 cannot be used: it is no whole set-up file. Nothing was changed. Install its release or the tools again." >&2; return 1 ;;
    esac
    _b2_set_names="$_b2_set_names${_b2_one#??????????}"
    _b2_list_names="$_b2_list_names${_b2_left#???????????}"
}

# No shell is asked to change a variable to find out whether it is read-only: dash and ksh would end.
_b2_locked() {
    _b2_hidden= _b2_plain=
    if _b2_all_plain "$1 B2SETS B2LISTS B2HIDDEN"; then _b2_plain=yes; return 1; fi
    if _b2_free "$1 B2SETS B2LISTS B2HIDDEN"; then return 1; fi
    _b2_load looks
    _b2_tell_locked "$1 B2SETS B2LISTS B2HIDDEN"
}

# The names of those variables that are set but not exported, as words; what was looked at already need not be looked at again.
_b2_note_hidden() {
    if [ -n "$_b2_plain" ]; then return 0; fi
    _b2_hidden=
    if ! _b2_all_plain "$1"; then _b2_load looks; _b2_find_hidden "$1"; fi
}

_b2_assign() { eval "\\export $1=\"\$2\""; }
_b2_forget() { \unset -v "$@"; }
_b2_say() { \echo "$1"; }

# Interactive bash and zsh get completions where they are installed.
_b2_complete() {
    if [ -n "${ZSH_VERSION-}" ] && [ -r "$_b2_tools/setup/complete.zsh" ]; then . "$_b2_tools/setup/complete.zsh"
    elif [ -n "${BASH_VERSION-}" ] && [ -r "$_b2_tools/setup/complete.bash" ]; then . "$_b2_tools/setup/complete.bash"; fi
}

_b2_locate "${_b2_from:-./}"
case $_b2_tools in
    *:*)
        \echo "b2setup: The folder '$_b2_tools' cannot be used: it holds a colon, which separates the folders of PATH. Move the site to a folder without it." >&2
        _b2_clean
        return 1 ;;
esac
if [ -n "${ZSH_VERSION-}" ] || { [ -n "${BASH_VERSION-}" ] && ! \shopt -qo posix; }; then
    eval 'function b2setup-externals { b2setup_externals "$@"; }
    function b2code-option { b2code_option "$@"; }
    function b2code-option-externals { b2code_option_externals "$@"; }'
else
    alias b2setup-externals=b2setup_externals b2code-option=b2code_option b2code-option-externals=b2code_option_externals
fi
if [ -n "${BASH_VERSION-}" ]; then _b2_load shell-bash
elif [ -n "${ZSH_VERSION-}" ]; then _b2_load shell-zsh
else _b2_load shell-posix; fi
case ${_b2_interactive:-$-} in *i*) if [ -z "${_b2_interactive-}" ]; then _b2_complete; fi ;; esac
_b2_clean
