# SPDX-License-Identifier: LGPL-3.0-or-later
# The commands of the C shells. csh reads what stands in backquotes inside double quotes once more, and no newline may stand there: so the
# folder of the tools, `b2_tools`, goes to foreign.sh through the environment.
set b2_call = \''IFS= ; set -f; exec /bin/sh $B2PLACE/setup/foreign.sh csh $@'\'
if ($?tcsh) then
    alias b2_locked 'setenv B2PLACE $b2_tools:q ; set b2_locked = ( "`set -r`" )'
else
    alias b2_locked 'setenv B2PLACE $b2_tools:q ; set b2_locked = ( )'
endif
alias b2setup 'b2_locked ; eval "`/bin/sh -c $b2_call sh $?prompt,$#b2_locked setup \!*`"'
alias b2setup-externals 'b2_locked ; eval "`/bin/sh -c $b2_call sh $?prompt,$#b2_locked externals \!*`"'
alias b2code-option 'b2_locked ; eval "`/bin/sh -c $b2_call sh $?prompt,$#b2_locked option \!*`"'
alias b2code-option-externals 'b2_locked ; eval "`/bin/sh -c $b2_call sh $?prompt,$#b2_locked option-externals \!*`"'
alias b2unsetup 'b2setup --undo'
