# SPDX-License-Identifier: LGPL-3.0-or-later
# To be sourced by fish.
function deactivate
    if set -q VIRTUAL_ENV
        if set -l _b2_index (contains -i -- "$VIRTUAL_ENV/bin" $PATH)
            set -e PATH[$_b2_index]
        end
        set -e VIRTUAL_ENV
        set -e VIRTUAL_ENV_PROMPT
    end
    if set -q _b2_venv_home
        set -gx PYTHONHOME $_b2_venv_home
        set -e _b2_venv_home
    end
    if functions -q _b2_venv_prompt
        functions -e fish_prompt
        functions -c _b2_venv_prompt fish_prompt
        functions -e _b2_venv_prompt
    end
    if set -q _b2_venv_ours
        if test "$BELLE2_RELEASE" = "$_b2_venv_ours"
            b2setup --undo
        end
        set -e _b2_venv_ours
    end
    if test "$argv[1]" != nondestructive
        functions -e deactivate
    end
end
deactivate nondestructive
if not set -q BELLE2_RELEASE
    source @{tools_setup} --
    b2setup @{release}
    and set -g _b2_venv_ours @{release}
end
if test "$BELLE2_RELEASE" != @{release}
    echo "activate: This environment stands on "@{release}", but $BELLE2_RELEASE is set up. Say b2setup "@{release}" first." >&2
    functions -e deactivate
    false
else
    set -gx VIRTUAL_ENV @{place}
    set -gx VIRTUAL_ENV_PROMPT @{prompt}
    set -gx PATH "$VIRTUAL_ENV/bin" $PATH
    if set -q PYTHONHOME
        set -g _b2_venv_home $PYTHONHOME
        set -e PYTHONHOME
    end
    if functions -q fish_prompt; and not set -q VIRTUAL_ENV_DISABLE_PROMPT
        functions -c fish_prompt _b2_venv_prompt
        function fish_prompt
            printf '(%s) ' "$VIRTUAL_ENV_PROMPT"
            _b2_venv_prompt
        end
    end
end
