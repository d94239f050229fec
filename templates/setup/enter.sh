# SPDX-License-Identifier: LGPL-3.0-or-later
# Changes the environment to that of `_b2_file`, wholly or not at all: what could go wrong is looked at before anything is changed.
_b2_change() {
    _b2_known_names= _b2_set_names= _b2_list_names=
    _b2_read_names "$_b2_tools/setup/site.sh" && _b2_read_names "${_b2_file%"$_b2_suffix"}sh" || return 1
    if [ ! -r "$_b2_file" ]; then echo "b2setup: The file $_b2_file cannot be read. Nothing was changed." >&2; return 1; fi
    _b2_names=
    if [ -n "${B2SETS-}${B2LISTS-}" ]; then _b2_only_names "${B2SETS-} ${B2LISTS-}"; fi
    if _b2_locked "$_b2_set_names $_b2_list_names$_b2_names"; then return 1; fi
    _b2_user=${BELLE2_USER:-${USER:-${LOGNAME:-$(PATH=/usr/bin:/bin; id -un 2> /dev/null || :)}}}
    _b2_led=
    if [ -n "${B2SETS-}${B2LISTS-}" ]; then _b2_load undo; _b2_undo switch; fi
    _b2_note_hidden "$_b2_set_names $_b2_list_names"
    if [ -n "$_b2_hidden" ]; then _b2_assign B2HIDDEN "${_b2_hidden# }"; fi
    if [ -e "$_b2_tools/setup/before.$_b2_suffix" ] || [ -e "$_b2_tools/setup/after.$_b2_suffix" ]; then _b2_load hooks; _b2_apply_hooked
    else _b2_apply; fi
    _b2_left="$_b2_led "
    while [ -n "$_b2_left" ]; do
        _b2_name=${_b2_left%% *}
        _b2_left=${_b2_left#* }
        if [ -n "$_b2_name" ]; then eval "_b2_put_first $_b2_name \"\$_b2_lead_$_b2_name\"; unset _b2_lead_$_b2_name"; fi
    done
    _b2_finish
}

_b2_apply() {
    . "$_b2_tools/setup/site.sh"
    . "$_b2_file"
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
    { IFS= read -r _b2_line; IFS= read -r _b2_line; IFS= read -r _b2_line; } 2> /dev/null < "$1"
    case $_b2_line in
        *'B2SETS-} '*'"'*'B2LISTS-} '*'"') ;;
        *) echo "b2setup: The file $1 cannot be used: it is no whole set-up file. Nothing was changed. Install its release or the tools again." >&2; return 1 ;;
    esac
    _b2_one=${_b2_line#*'B2SETS-} '}
    _b2_set_names="$_b2_set_names ${_b2_one%%\"*}"
    _b2_one=${_b2_line#*'B2LISTS-} '}
    _b2_list_names="$_b2_list_names ${_b2_one%%\"*}"
}
