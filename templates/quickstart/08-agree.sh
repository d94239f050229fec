# SPDX-License-Identifier: LGPL-3.0-or-later
# an agreement: the package tagged for the monthly build
# inputs: b2tools
# after: 07-contribute
release=$(cat "$SITE/.quickstart/release")
export BELLE2_USER=librarian
set +u
source "$SITE/tools/b2setup" "$release"
set -u
cd "$SITE/work/mycode"
server=$(git remote get-url origin)
# Pushes as the librarian, but only here: whoever goes on in this working copy is the member again.
git remote set-url --push origin "${server/member@/librarian@}"
trap 'git config --unset-all remote.origin.pushurl' EXIT
cd framework
b2code-package-tag minor -m "Modules of the quickstart"
cd ..
b2build-monthly status
printf 'highlight: %s\n' "$(b2build-monthly status | grep -m1 framework)"
