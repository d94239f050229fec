# SPDX-License-Identifier: LGPL-3.0-or-later
# the software: imported, tagged, built and installed
# inputs: framework
# after: 03-externals
# makes: .quickstart/release .quickstart/installed/receipt.json
# progress: own
export VO_BELLE2_SW_DIR="$SITE" BELLE2_USER=member
exec 3>&1
release=$(b2site-import --tag auto "$SOURCE/framework" 2>&3)
b2install-release "$release" -j 2
ln -sfn "../releases/$release" "$SITE/.quickstart/installed"
printf '%s\n' "$release" >"$SITE/.quickstart/release"
printf 'highlight: installed %s\n' "$release"
