# SPDX-License-Identifier: LGPL-3.0-or-later
# a working copy: two new modules, built and tested on top of the release
# inputs: b2tools templates hooks
# after: 04-release
release=$(cat "$SITE/.quickstart/release")
export BELLE2_USER=member
set +u
source "$SITE/tools/b2setup" "$release"
set -u
cd "$SITE/work"
# A working copy of an earlier run may hold somebody's work: it is put aside, never removed.
run=1
while [ -e "mycode.$run" ]; do run=$((run + 1)); done
[ ! -e mycode ] || mv mycode "mycode.$run"
b2code-create --packages framework mycode
cd mycode
git config user.name "Quick Start"
git config user.email member@example.org
set +u
b2setup
set -u
# Modules of an earlier run have landed on main: each run names its own.
counter=EventCounter
greeter=Greeter
while [ -e "framework/modules/$counter$run" ] || [ -e "framework/modules/${counter,,}$run" ]; do run=$((run + 1)); done
[ $run -eq 1 ] || { counter=$counter$run; greeter=$greeter$run; }
printf '%s\n%s\n' "$counter" "$greeter" >"$SITE/.quickstart/modules"
b2code-module-create framework "$counter"
b2code-module-create framework "$greeter" --python
scons -j2
b2test-units framework "--gtest_filter=*$counter*"
cat >"$SITE/work/local.py" <<END
import basf2
main = basf2.create_path()
main.add_module("EventInfoSetter", evtNumList=[5])
main.add_module("$counter")
basf2.process(main)
print(basf2.statistics)
END
basf2 "$SITE/work/local.py"
printf 'highlight: module %s of the local release ran on top of %s\n' "$counter" "$release"
