# SPDX-License-Identifier: LGPL-3.0-or-later
# externals v01-00-00: ROOT, numpy and others, every file checked
# inputs: externals
# makes: externals/v01-00-00/receipt.json
# progress: own
export VO_BELLE2_SW_DIR="$SITE"
b2install-externals v01-00-00
