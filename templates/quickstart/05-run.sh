# SPDX-License-Identifier: LGPL-3.0-or-later
# events: generated, selected, written, read back, plotted
# inputs: b2tools templates
# after: 04-release
# takes: 5
release=$(cat "$SITE/.quickstart/release")
set +u
source "$SITE/tools/b2setup" "$release"
set -u
# matplotlib would make a folder for settings in the home folder.
export MPLCONFIGDIR="${XDG_CACHE_HOME:-$HOME/.cache}/matplotlib"
mkdir -p "$SITE/work/run"
cd "$SITE/work/run"
basf2 "$BELLE2_RELEASE_DIR/framework/examples/generate.py"
basf2 "$BELLE2_RELEASE_DIR/framework/examples/read.py"
ls -l ./*.root ./*.png
printf 'highlight: the plot is work/run/%s\n' *.png
