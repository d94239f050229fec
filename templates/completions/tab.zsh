# SPDX-License-Identifier: LGPL-3.0-or-later
# What a TAB does in zsh: `_b2_tab` for the new completion system, `_b2_tab_old` for the old one.
\emulate -R sh -c '. "$_b2_tools/setup/words.sh"'
_b2_zsh_candidates() {
    setopt local_options null_glob
    local IFS=$' \t\n'
    _b2_candidates "$@"
}
_b2_tab() {
    eval "$_comp_setup"
    _b2_zsh_candidates "$PREFIX" "${(@Q)words[1,CURRENT-1]}"
    local -a _b2_list=("${(@f)_b2_found%$'\n'}")
    if [[ -n $_b2_found ]]; then compadd -- "${_b2_list[@]}"; fi
    case $_b2_kind in
        file) _files ;;
        folder) _files -/ ;;
    esac
}
_b2_tab_old() {
    local _b2_number
    local -a _b2_line
    read -cA _b2_line
    read -cn _b2_number
    _b2_zsh_candidates "$1" "${(@Q)_b2_line[1,_b2_number-1]}"
    reply=("${(@f)_b2_found%$'\n'}")
    if [[ -z $_b2_found ]]; then reply=(); fi
    case $_b2_kind in
        file) reply+=(${(b)1}*(N)) ;;
        folder) reply+=(${(b)1}*(N/)) ;;
    esac
}
