# SPDX-License-Identifier: LGPL-3.0-or-later
# a contribution: refused, mended, pushed, judged by the server
# inputs: b2tools templates hooks
# after: 06-develop
release=$(cat "$SITE/.quickstart/release")
export BELLE2_USER=member
set +u
source "$SITE/tools/b2setup" "$release"
set -u
cd "$SITE/work/mycode"
{ read -r counter; read -r greeter; } <"$SITE/.quickstart/modules"
server=$(git remote get-url origin)
git config --unset-all remote.origin.pushurl || true

# Runs a command that must be refused; its words are kept in the log.
refused() {
    if "$@" >refusal.txt 2>&1; then
        cat refusal.txt
        printf 'This should have been refused: %s\n' "$*"
        exit 1
    fi
    cat refusal.txt
}

printf 'refusal.txt\n' >>"$(git rev-parse --git-path info/exclude)"
# An interrupted run may have committed and pushed its file: each run adds a new one.
run=
while git cat-file -e "HEAD:framework/scripts/${counter,,}_answer$run.py" 2>/dev/null; do run=$((run + 1)); done
answer=framework/scripts/${counter,,}_answer$run.py
mkdir -p framework/scripts
printf 'import os,sys\ndef  answer( ):\n    return {  "%s":42 }   \n' "$counter" >"$answer"
git add --sparse framework
refused git commit -m "Add $counter and $greeter"
printf 'highlight: the hook refused the commit: %s\n' "$(grep -m1 -oE '[^ ]+\.py:[0-9]+.*' refusal.txt)"
printf '"""The answer that %s looks for."""\n\n\ndef  answer( ):\n    return {  "%s":42 }   \n' "$counter" "$counter" >"$answer"
b2code-style-fix "$answer"
git add --sparse framework
git commit -m "Add $counter and $greeter"

branch=feature/first
[ -z "$(git ls-remote origin "refs/heads/$branch")" ] || branch=feature/first-$counter
git push origin "HEAD:refs/heads/$branch"
printf 'highlight: the member pushed %s: accepted\n' "$branch"
refused git push origin HEAD:refs/heads/main
printf 'highlight: the member pushed main: refused; %s\n' "$(grep -m1 '^remote: needed' refusal.txt | sed 's/^remote: needed *main: *//; s/ *$//')"
refused git -c core.hooksPath=/dev/null push origin HEAD:refs/heads/main
git push "${server/member@/librarian@}" HEAD:refs/heads/main
git fetch origin
printf 'highlight: the librarian pushed main: accepted\n'
