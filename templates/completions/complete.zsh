# SPDX-License-Identifier: LGPL-3.0-or-later
# Completion in zsh, with the new completion system where the user has started it, else with the old one, which needs no start but
# completes no command with a hyphen in its name. This file is read as sh; what TAB needs is loaded at the first one, as zsh.
_b2_tab() {
    \emulate -R zsh -c '. "$_b2_tools/setup/tab.zsh"'
    _b2_tab "$@"
}
_b2_tab_old() {
    \emulate -R zsh -c '. "$_b2_tools/setup/tab.zsh"'
    _b2_tab_old "$@"
}
if \typeset -f compdef > /dev/null; then compdef _b2_tab @{names}
else \compctl -K _b2_tab_old @{names}; fi
