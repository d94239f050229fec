# SPDX-License-Identifier: LGPL-3.0-or-later
# a site: git server, accounts, keys, download area
# inputs: b2tools hooks templates site-configs
"$SITE/tools/venv/bin/python" -I -m b2tools site-create "$SITE" --name quickstart
"$SITE/tools/venv/bin/python" -I -m b2tools install-tools --top "$SITE"
