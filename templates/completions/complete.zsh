# SPDX-License-Identifier: LGPL-3.0-or-later
# Completion in zsh, with the new completion system where the user has started it, else with the old one, which needs no start.
_b2_zsh_candidates() {
    if (( ! $+functions[_b2_candidates] )); then . "$_b2_tools/setup/words.sh"; fi
    emulate -L sh
    setopt null_glob
    local IFS=$' \t\n'
    _b2_candidates "$@"
}
_b2_tab() {
    _b2_zsh_candidates "$PREFIX" "${(@Q)words[1,CURRENT-1]}"
    local -a _b2_list=("${(@f)_b2_found%$'\n'}")
    if [[ -n $_b2_found ]]; then compadd -- "${_b2_list[@]}"; fi
    case $_b2_kind in
        file) _files ;;
        folder) _files -/ ;;
    esac
}
_b2_tab_old() {
    local _b2_line _b2_number
    read -cA _b2_line
    read -cn _b2_number
    _b2_zsh_candidates "$1" "${(@Q)_b2_line[1,_b2_number-1]}"
    reply=("${(@f)_b2_found%$'\n'}")
    if [[ -z $_b2_found ]]; then reply=(); fi
    case $_b2_kind in
        file) reply+=($1*(N)) ;;
        folder) reply+=($1*(N/)) ;;
    esac
}
if (( $+functions[compdef] )); then compdef _b2_tab @{names}
else compctl -K _b2_tab_old @{names}; fi
