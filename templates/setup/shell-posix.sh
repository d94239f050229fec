# SPDX-License-Identifier: LGPL-3.0-or-later
# dash and ksh, which tell about their variables only in a subshell (in ksh that is no process).
_b2_free() { (eval "\\unset -v $1") 2> /dev/null; }
# With empty values the list cannot be misread, whatever the user's values hold.
_b2_all_plain() { return 1; }
_b2_ask_exported() {
    _b2_exported=$_b2_newline$(
        _b2_left="$1 "
        while [ -n "$_b2_left" ]; do
            _b2_name=${_b2_left%% *}
            _b2_left=${_b2_left#* }
            if [ -n "$_b2_name" ]; then eval "if [ -n \"\${$_b2_name+x}\" ]; then $_b2_name=; fi"; fi
        done
        export -p
    )$_b2_newline
}
_b2_is_exported() {
    case $_b2_exported in
        *"${_b2_newline}export $1=''$_b2_newline"* | *"${_b2_newline}export $1=$_b2_newline"*) ;;
        *) return 1 ;;
    esac
}
if [ -n "${KSH_VERSION-}" ]; then
    _b2_unexport() { \typeset +x "$1"; }
else
    _b2_unexport() { eval "_b2_now=\$$1; \unset -v $1; $1=\$_b2_now"; }
fi
_b2_third_line() {
    {
        IFS= \read -r _b2_line
        IFS= \read -r _b2_line
        IFS='"' \read -r _b2_line _b2_one _b2_mark _b2_left _b2_whole
    } 2> /dev/null < "$1"
}
