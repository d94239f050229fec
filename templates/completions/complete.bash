# SPDX-License-Identifier: LGPL-3.0-or-later
# Completion in bash; what it knows is loaded at the first TAB.
_b2_tab() {
    if ! declare -F _b2_candidates > /dev/null; then . "$_b2_tools/setup/words.sh"; fi
    local _b2_all_words=("${COMP_WORDS[@]:0:COMP_CWORD}") IFS=$' \t\n'
    _b2_candidates "${COMP_WORDS[COMP_CWORD]}" "${_b2_all_words[@]}"
    local _b2_typed=${COMP_WORDS[COMP_CWORD]} _b2_one
    if [ "$_b2_typed" = = ]; then _b2_typed=; fi
    COMPREPLY=()
    while IFS= read -r _b2_one; do
        case $_b2_one in "$_b2_typed"?*) COMPREPLY+=("$_b2_one") ;; esac
    done <<< "$_b2_found"
    case $_b2_kind in
        file) compopt -o filenames; while IFS= read -r _b2_one; do COMPREPLY+=("$_b2_one"); done < <(compgen -f -- "$_b2_current") ;;
        folder) compopt -o filenames; while IFS= read -r _b2_one; do COMPREPLY+=("$_b2_one"); done < <(compgen -d -- "$_b2_current") ;;
    esac
}
complete -F _b2_tab @{names}
