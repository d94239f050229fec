# SPDX-License-Identifier: LGPL-3.0-or-later
# What the alias `deactivate` sources in csh and tcsh.
if ($?VIRTUAL_ENV) then
    setenv PATH "`/bin/sh -c $b2_venv_code`"
    unsetenv VIRTUAL_ENV
endif
if ($?b2_venv_prompt) then
    set prompt = "$b2_venv_prompt"
    unset b2_venv_prompt
endif
if ($?b2_venv_ours) then
    unset b2_venv_ours
    if ($?BELLE2_RELEASE) then
        if ("$BELLE2_RELEASE" == "$b2_venv_release") then
            b2setup --undo
        endif
    endif
endif
unset b2_venv b2_venv_release b2_venv_code
unalias deactivate
rehash
