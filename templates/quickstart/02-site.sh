# SPDX-License-Identifier: LGPL-3.0-or-later
# a site: git server, accounts, keys, download area
# inputs: b2tools hooks templates site-configs
# makes: site.toml server/authorized_keys server/bin/shell server/git/software.git/hooks/pre-receive tools/b2setup tools/bin/b2tools
# writes: place
"$SITE/tools/venv/bin/python" -I -m b2tools site-create "$SITE" --name quickstart
"$SITE/tools/venv/bin/python" -I -m b2tools install-tools --top "$SITE"
