# SPDX-License-Identifier: LGPL-3.0-or-later
# a working copy: two new modules, built, tested, run
# inputs: b2tools templates hooks
# after: 04-release
# takes: 80
release=$(cat "$SITE/.quickstart/release")
export BELLE2_USER=member
set +u
source "$SITE/tools/b2setup" "$release"
set -u
cd "$SITE/work"
# A working copy of an earlier run may hold somebody's work: it is put aside, never removed.
aside=1
while [ -e "mycode.$aside" ]; do aside=$((aside + 1)); done
[ ! -e mycode ] || mv mycode "mycode.$aside"
b2code-create --packages framework mycode
cd mycode
git config user.name "Quick Start"
git config user.email member@example.org
set +u
b2setup
set -u
# Modules of an earlier run have landed on main: each run names its own.
counter=EventCounter greeter=Greeter run=1
while [ -e "framework/modules/${counter,,}" ] || [ -e "framework/scripts/${greeter,,}.py" ]; do
    run=$((run + 1))
    counter=EventCounter$run greeter=Greeter$run
done
printf '%s\n%s\n' "$counter" "$greeter" >"$SITE/.quickstart/modules"
b2code-module-create framework "$counter"
b2code-module-create framework "$greeter" --python
# A changed data class: the process below must hold one copy of its library, the local one.
class=framework/dataobjects/include/ProfileInfo.h
sed -i 's|    double getTimeInSec() const .*|&\n    unsigned long getMemoryInMB() const { return m_memory / 1024; }|' "$class"
scons -j2
b2test-units framework "--gtest_filter=*$counter*"
b2test-scripts framework --filter "$(printf '%s' "$greeter" | tr '[:upper:]' '[:lower:]')"
cat >"$SITE/work/local.py" <<END
import basf2
from ROOT import Belle2
from ${greeter,,} import $greeter
main = basf2.create_path()
main.add_module("EventInfoSetter", evtNumList=[5])
main.add_module("$counter")
main.add_module($greeter())
basf2.process(main)
print(basf2.statistics)
print("memory in MB by the changed class:", Belle2.ProfileInfo(2048, 0, 0.).getMemoryInMB())
libraries = {line.split(None, 5)[5].strip() for line in open("/proc/self/maps") if "/lib" in line and "framework" in line}
for name in ("libframework.so", "libframework_dataobjects.so"):
    copies = [path for path in libraries if path.endswith("/" + name)]
    assert len(copies) == 1 and "/mycode/" in copies[0], copies
    print("one copy:", copies[0])
END
basf2 "$SITE/work/local.py"
git checkout --quiet -- "$class"
printf 'highlight: modules %s and %s of the local release ran on top of %s\n' "$counter" "$greeter" "$release"
