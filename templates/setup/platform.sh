# SPDX-License-Identifier: LGPL-3.0-or-later
# Where the externals and releases of this machine's platform lie, at a site that holds several.
_b2_find_home() {
    if [ -n "${BELLE2_PLATFORM-}" ]; then
        case $BELLE2_PLATFORM in
            *[!a-z0-9._-]* | [.-]*) \echo "b2setup: BELLE2_PLATFORM cannot be '$BELLE2_PLATFORM': a platform looks like debian-12. Nothing was changed." >&2; return 1 ;;
        esac
        _b2_home=$_b2_top/platforms/$BELLE2_PLATFORM
        return
    fi
    if [ -z "${_b2_here-}" ]; then _b2_ask_system; fi
    if [ -d "$_b2_top/platforms/$_b2_here" ]; then _b2_home=$_b2_top/platforms/$_b2_here; fi
}

# Where os-release says plainly what this is, no program is needed.
_b2_ask_system() {
    _b2_system= _b2_release_number= _b2_platform_id=
    for _b2_one in /etc/os-release /usr/lib/os-release; do
        if [ ! -r "$_b2_one" ]; then continue; fi
        while IFS='=' \read -r _b2_name _b2_line || [ -n "$_b2_name" ]; do
            case $_b2_line in \"*\") _b2_line=${_b2_line#\"}; _b2_line=${_b2_line%\"} ;; esac
            case $_b2_name in
                ID) _b2_system=$_b2_line ;;
                VERSION_ID) _b2_release_number=$_b2_line ;;
                PLATFORM_ID) _b2_platform_id=$_b2_line ;;
            esac
        done < "$_b2_one"
        break
    done
    case $_b2_platform_id:$_b2_system:$_b2_release_number in
        platform:el[1-9]:* | platform:el[1-9][0-9]:*) _b2_here=el-${_b2_platform_id#platform:el} ;;
        :debian:[1-9] | :debian:[1-9][0-9]) _b2_here=debian-$_b2_release_number ;;
        :ubuntu:[0-9][0-9].[0-9][0-9]) _b2_here=ubuntu-${_b2_release_number%.*}${_b2_release_number#*.} ;;
        *) _b2_here=$("$_b2_tools/bin/b2tools" install-print-os) || return 1
            _b2_here=${_b2_here%% *}-${_b2_here#* } ;;
    esac
}
