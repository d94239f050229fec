# SPDX-License-Identifier: LGPL-3.0-or-later
# The commands of the C shells; `b2_tools` is the folder of the tools with a backslash before every odd sign, because csh reads what stands in
# backquotes inside double quotes once more.
if ($?tcsh) then
    alias b2_locked 'set b2_locked = ( "`set -r`" )'
else
    alias b2_locked 'set b2_locked = ( )'
endif
alias b2setup 'b2_locked ; eval "`/bin/sh $b2_tools/setup/foreign.sh csh $?prompt,$#b2_locked setup \!*`"'
alias b2setup-externals 'b2_locked ; eval "`/bin/sh $b2_tools/setup/foreign.sh csh $?prompt,$#b2_locked externals \!*`"'
alias b2code-option 'b2_locked ; eval "`/bin/sh $b2_tools/setup/foreign.sh csh $?prompt,$#b2_locked option \!*`"'
alias b2code-option-externals 'b2_locked ; eval "`/bin/sh $b2_tools/setup/foreign.sh csh $?prompt,$#b2_locked option-externals \!*`"'
alias b2unsetup 'b2setup --undo'
