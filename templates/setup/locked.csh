# SPDX-License-Identifier: LGPL-3.0-or-later
# For tcsh, where a variable is read-only: if it is `path`, PATH cannot be changed, and tcsh would stop in the middle. Else go on.
set b2_path = 0
foreach b2_one ($b2_locked:q)
    if (${b2_one:q} =~ path[^A-Za-z0-9_]*) set b2_path = 1
end
if ($b2_path) then
    /bin/sh -c 'echo "b2setup: The variable path is read-only in this shell, so that PATH cannot be changed. Nothing was changed. Start a new shell to set up." >&2'
    unset b2_one b2_path b2_again
    unsetenv B2PLACE
    unsetenv B2WORD1
    unsetenv B2WORD2
    false
else
    unset b2_one b2_path
    eval $b2_again:q
endif
