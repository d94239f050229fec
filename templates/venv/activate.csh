# SPDX-License-Identifier: LGPL-3.0-or-later
# To be sourced by csh and tcsh.
set b2_venv = @{place}
set b2_venv_release = @{release}
# csh reads the content of a variable in backquotes again, hence the quotes inside.
set b2_venv_code = \''p=":$PATH:"; v=":$VIRTUAL_ENV/bin:"; case $p in *"$v"*) p="${p%%"$v"*}:${p#*"$v"}"; p=${p#:}; p=${p%:} ;; *) p=$PATH ;; esac; printf %s "$p"'\'
if ($?VIRTUAL_ENV) then
    setenv PATH "`/bin/sh -c $b2_venv_code`"
    unsetenv VIRTUAL_ENV
endif
if (! $?BELLE2_RELEASE) then
    source @{tools_setup} --
    b2setup $b2_venv_release
    set b2_venv_ours
endif
if (! $?BELLE2_RELEASE) setenv BELLE2_RELEASE ""
if ("$BELLE2_RELEASE" == "$b2_venv_release") then
    alias deactivate 'source ${b2_venv:q}/bin/deactivate.csh'
    setenv VIRTUAL_ENV ${b2_venv:q}
    setenv PATH ${b2_venv:q}/bin:${PATH:q}
    if ($?prompt && ! $?VIRTUAL_ENV_DISABLE_PROMPT) then
        set b2_venv_prompt = "$prompt"
        set prompt = "(@{prompt_plain}) $prompt"
    endif
    rehash
else
    /bin/sh -c 'echo "activate: This environment stands on $1, but ${2:-nothing} is set up. Say b2setup $1 first." >&2' sh $b2_venv_release "$BELLE2_RELEASE"
    if ("$BELLE2_RELEASE" == "") unsetenv BELLE2_RELEASE
    false
endif
