# SPDX-License-Identifier: LGPL-3.0-or-later
# Completion in fish: one small sh process says what can stand there.
function _b2_tab
    for _b2_one in (/bin/sh "$_b2_tools/setup/words.sh" (commandline -ct | string collect) (commandline -opc))
        switch $_b2_one
            case @file
                __fish_complete_path (commandline -ct)
            case @folder
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $_b2_one
        end
    end
end
for _b2_one in @{names}
    complete -c $_b2_one -f -a '(_b2_tab)'
end
set -e _b2_one
