# SPDX-License-Identifier: LGPL-3.0-or-later
# Build options of the release and of the externals.
_b2_option_changed() {
    _b2_variable=$1
    _b2_wanted=${2-}
    case $_b2_variable in BELLE2_OPTION) _b2_name=b2code-option ;; *) _b2_name=b2code-option-externals ;; esac
    if [ -z "$_b2_wanted" ]; then eval "_b2_say \"\${$_b2_variable-}\""; return; fi
    case $_b2_variable:$_b2_wanted in
        BELLE2_OPTION:clang) _b2_program=clang++ ;;
        *:intel) _b2_program=icpx ;;
        *:opt | *:debug) _b2_program=: ;;
        BELLE2_OPTION:*) \echo "$_b2_name: There is no option $_b2_wanted. Known are opt, debug, clang and intel." >&2; return 1 ;;
        *) \echo "$_b2_name: There is no option $_b2_wanted. Known are opt, debug and intel." >&2; return 1 ;;
    esac
    case ${3-} in '' | --save) ;; *) \echo "$_b2_name: There is no flag $3. Known is --save." >&2; return 1 ;; esac
    if ! command -v "$_b2_program" > /dev/null 2>&1; then
        \echo "$_b2_name: The option $_b2_wanted needs the compiler $_b2_program, which is not on PATH. Install it or choose another option." >&2
        return 1
    fi
    _b2_option=${BELLE2_OPTION:-opt}
    _b2_externals_option=${BELLE2_EXTERNALS_OPTION:-opt}
    if [ "$_b2_variable" = BELLE2_OPTION ]; then _b2_option=$_b2_wanted; else _b2_externals_option=$_b2_wanted; fi
    _b2_platform || return
    _b2_place=${BELLE2_ANALYSIS_DIR:-${BELLE2_LOCAL_DIR-}}
    if [ "${3-}" = --save ]; then
        if [ -z "$_b2_place" ]; then \echo "$_b2_name: There is no working copy set up in which to save the option." >&2; return 1; fi
        if ! \echo "$_b2_option $_b2_externals_option" 2> /dev/null > "$_b2_place/.option"; then
            \echo "$_b2_name: The file $_b2_place/.option cannot be written. Nothing was changed." >&2
            return 1
        fi
    fi
    if [ -n "$_b2_place" ]; then _b2_folder "$_b2_place"
    elif [ -n "${BELLE2_RELEASE-}" ]; then _b2_release "$BELLE2_RELEASE"
    elif [ -n "${BELLE2_EXTERNALS_VERSION-}" ]; then _b2_cached "$BELLE2_EXTERNALS_DIR"
    else \echo "$_b2_name: Nothing is set up. Say b2setup first." >&2; return 1; fi && _b2_enter
}
