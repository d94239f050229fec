# SPDX-License-Identifier: LGPL-3.0-or-later
# What is said when something is wrong or asked for; loaded only then.
_b2_help() {
    \echo "usage: b2setup [RELEASE | FOLDER]    set up a central release, or the working copy found from here upwards"
    \echo "       b2setup --undo                restore every variable as it was (also: b2unsetup)"
    \echo "       b2setup-externals [VERSION]   set up externals without a release"
    \echo "       b2code-option [opt|debug|clang|intel] [--save]"
    \echo "       b2code-option-externals [opt|debug|intel] [--save]"
}

# The sentence is made in a subshell, where globbing and option changes disturb nobody. awk measures how far names are apart: the
# fewest letters to insert, remove, change or swap with their neighbour (Damerau, Comm. ACM 7 (1964) 171).
_b2_no_such() {
    (
        set +eu +f
        if [ -n "${ZSH_VERSION-}" ]; then \setopt null_glob; fi
        all= names= wanted=${2:-without a name}
        for place in "$_b2_home/${1%s}s"/*/receipt.json; do
            name=${place%/receipt.json}
            name=${name##*/}
            case $name in '*' | *"$_b2_newline"*) continue ;; esac
            all="$all, $name"
            names=$names$name$_b2_newline
        done
        near=$(printf %s "$names" | B2WANTED=$wanted LC_ALL=C command -p awk -f "$_b2_tools/setup/near.awk" 2> /dev/null)
        if [ -n "$all" ]; then all="Available are: ${all#, }."; else all="None is installed in $_b2_home/${1%s}s."; fi
        \echo "b2setup: There is no $1 $wanted.${near:+ Did you mean $near?} $all" >&2
    )
    return 1
}
