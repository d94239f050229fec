# SPDX-License-Identifier: LGPL-3.0-or-later
# The compiled file of anything that has none of its own: below the user's cache, under the real path; its name tells which files counted.
_b2_compiled() {
    if [ -n "${XDG_CACHE_HOME-}" ]; then _b2_cache=$XDG_CACHE_HOME/b2tools/setups
    elif [ -n "${HOME-}" ]; then _b2_cache=$HOME/.cache/b2tools/setups
    else
        _b2_cache=${TMPDIR:-/tmp}/b2tools-${LOGNAME:-${USER:-user}}
        if [ -h "$_b2_cache" ] || { [ -e "$_b2_cache" ] && [ ! -O "$_b2_cache" ]; }; then
            \echo "b2setup: The folder $_b2_cache belongs to somebody else, so that set-ups cannot be kept there. Set HOME or XDG_CACHE_HOME." >&2
            return 1
        fi
    fi
    _b2_base= _b2_below=
    if [ -f "$1/.analysis" ]; then _b2_under "$1"
    elif [ -f "$1/.release" ]; then IFS=' ' \read -r _b2_base _b2_line < "$1/.release" || :; fi
    _b2_cache=$_b2_cache$_b2_home/@for$1/${_b2_below:+@on$_b2_below/}@setup-$_b2_option-$_b2_externals_option-
    for _b2_one in r.release x.externals a.analysis o.option e.environment.toml ireceipt.json; do
        if [ -e "$1/${_b2_one#?}" ]; then _b2_cache=$_b2_cache${_b2_one%"${_b2_one#?}"}; fi
    done
    _b2_file=$_b2_cache.$_b2_suffix
    if [ -O "$_b2_file" ]; then
        for _b2_one in "$1/.release" "$1/.externals" "$1/.analysis" "$1/.option" "$1/.environment.toml" "$1/receipt.json" \
            "${_b2_below:-$1}/.release" "${_b2_below:-$1}/.externals" "${_b2_below:-$1}/.environment.toml" \
            "$_b2_home/releases/${_b2_base:-.}/receipt.json" "$_b2_tools/setup/site.sh" "$_b2_top/site.toml"; do
            if [ -e "$_b2_one" ] && [ ! "$_b2_file" -nt "$_b2_one" ]; then break; fi
            _b2_one=
        done
        if [ -z "$_b2_one" ]; then return 0; fi
    fi
    if [ -n "$_b2_below" ]; then set -- "$1" --local "$_b2_below"; else set -- "$1"; fi
    _b2_one=$1
    shift
    BELLE2_PLATFORM=${BELLE2_PLATFORM-} "$_b2_tools/bin/b2tools" setup-file --top "$_b2_top" --option "$_b2_option" \
        --externals-option "$_b2_externals_option" "$@" -- "$_b2_one" "$_b2_cache"
}

# An analysis on top of the release that its first line names; if the local release that is set up sits on the same one, that comes between.
_b2_under() {
    IFS=' ' \read -r _b2_base _b2_line < "$1/.analysis" || :
    if [ -z "$_b2_base" ] && [ -f "$1/.release" ]; then IFS=' ' \read -r _b2_base _b2_line < "$1/.release" || :; fi
    if [ -n "${BELLE2_LOCAL_DIR-}" ] && [ "${B2NBELLE2_LOCAL_DIR-}" = "$BELLE2_LOCAL_DIR" ] && [ "${BELLE2_RELEASE-}" = "$_b2_base" ] \
        && [ -f "$BELLE2_LOCAL_DIR/.release" ]; then _b2_below=$BELLE2_LOCAL_DIR; fi
}
