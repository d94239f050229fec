# SPDX-License-Identifier: LGPL-3.0-or-later
# For tcsh: the set-up of a central release where nothing is set up yet and nothing is unusual, without any other program. Whatever is
# different goes the long way, through foreign.sh. b2setup has seen that `b2_own`, this folder, is its own. Quoted texts stand outside of
# blocks, because csh does not know quotes while it looks for the end of a block.
set b2_top = @{top}
set b2_tools = $b2_own:q
set b2_user = ""
if ($?USER) set b2_user = $USER:q
if ($#argv > 0 && $#b2_locked == 0 && ! $?B2SETS && ! $?B2LISTS && ! $?VIRTUAL_ENV && ! $?BELLE2_PLATFORM && ! -e ${b2_top:q}/platforms && ! -e ${b2_own:q}/setup/before.csh && ! -e ${b2_own:q}/setup/after.csh) then
    set b2_name = $argv[1]:q
    if (${b2_name:q} =~ [a-zA-Z]*-* && ${b2_name:q} !~ */* && -e ${b2_top:q}/releases/${b2_name:q}/receipt.json && -e ${b2_top:q}/releases/${b2_name:q}/setup/csh) set b2_fast = 1
    if ($?BELLE2_USER) then
        if (${BELLE2_USER:q} != "") set b2_user = $BELLE2_USER:q
    endif
    if (${b2_user:q} == "") set b2_fast = 0
endif
if ($b2_fast) then
    set b2_home = $b2_top:q
    set b2_face = $b2_own:q
    if (-e ${b2_top:q}/tools/setup) then
        if (-F ${b2_top:q}/tools/setup == -F ${b2_own:q}/setup) set b2_face = ${b2_top:q}/tools
    endif
    source ${b2_own:q}/setup/site.csh
    source ${b2_top:q}/releases/${b2_name:q}/setup/csh
    source ${b2_own:q}/setup/aliases.csh
    if ($?prompt) eval 'setenv B2PLACE $b2_tools:q ; eval "`/bin/sh -c $b2_call sh 1,0 settle`"'
    unset b2_home b2_face
    if ($b2_backslash) set backslash_quote
    unset b2_backslash
endif
unset b2_name b2_top b2_user
