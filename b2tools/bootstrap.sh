#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# From nothing to a running b2tools: checks the system, makes a virtual environment, starts the quickstart or a command.
#   sh b2tools/bootstrap.sh quickstart        environment in $SITE/tools/venv, then `b2tools quickstart`
#   sh b2tools/bootstrap.sh run COMMAND...    environment for development in .venv, then COMMAND
set -eu

fail() { printf '%s\n' "$@" >&2; exit 1; }

here=$(dirname -- "$0")/..
cd -- "$here"
here=$(pwd)
what=${1:?quickstart or run}
shift

# Prints the interpreter to use: $PYTHON, python3.11 or python3, whichever is a Python 3.11.
find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.11 /usr/bin/python3; do
        command -v -- "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
}

check_system() {
    lacking=
    for pair in git:git g++:g++ bash:bash ssh-keygen:openssh-client; do
        command -v "${pair%%:*}" >/dev/null 2>&1 || lacking="$lacking ${pair#*:}"
    done
    # Libraries of the system that ROOT's own libraries stand on.
    known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) || known=
    for pair in libX11.so.6:libx11-6 libXext.so.6:libxext6 libXrender.so.1:libxrender1 libSM.so.6:libsm6 libICE.so.6:libice6 \
                libexpat.so.1:libexpat1; do
        case $known in *"${pair%%:*}"* | '') ;; *) lacking="$lacking ${pair#*:}" ;; esac
    done
    python=$(find_python)
    if [ -z "$python" ]; then
        if command -v python3 >/dev/null 2>&1; then
            fail "Python 3.11 is needed (the externals carry binaries for it), but python3 is $(python3 --version 2>&1) and there is no python3.11." \
                 "Name one with: make ${what} PYTHON=/path/to/python3.11"
        fi
        lacking="$lacking python3 python3-venv python3-dev"
    else
        "$python" -c 'import venv, ensurepip' 2>/dev/null || lacking="$lacking python3-venv"
        "$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' 2>/dev/null \
            || lacking="$lacking python3-dev"
    fi
    if [ -z "$lacking" ]; then
        [ -z "${PYTHON:-}" ] || [ "$PYTHON" = "$python" ] || fail "PYTHON=$PYTHON is not a Python 3.11. Name one, or leave PYTHON out to use $python."
        return 0
    fi
    how="Install it with:" sudo="sudo "
    if [ "$(id -u 2>/dev/null)" = 0 ]; then
        sudo=
    elif ! command -v sudo >/dev/null 2>&1; then
        how="Install it, as root, with:" sudo=
    fi
    fail "This machine lacks:$lacking" "$how" "    ${sudo}apt-get update && ${sudo}apt-get install -y$lacking"
}

# Hash of everything that an environment is made from: names, modes of executables and contents.
inputs_hash() {
    { printf '%s %s\n' "$1" "$("$python" -c 'import sys; print(sys.version, sys.base_prefix)')"
      find b2tools hooks templates site-configs externals pyproject.toml -type f ! -name '*.pyc' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    } | sha256sum | cut -d' ' -f1
}

# Draws dots on a terminal when the command takes longer than two seconds. The command itself stays in front, where Ctrl-C reaches it.
with_dots() {
    [ -t 2 ] || { "$@"; return; }
    {
        sleep 2
        while sleep 1 && kill -0 $$ 2>/dev/null; do printf '.' >&2; done
    } &
    dots=$!
    result=0
    "$@" || result=$?
    kill $dots 2>/dev/null || true
    wait $dots 2>/dev/null || true
    printf '\r\033[K' >&2
    return $result
}

# Installs with pip's arguments $@ into $environment, whose python may not exist yet.
install_packages() {
    [ -d "$environment" ] || "$python" -m venv -- "$environment" || { rm -rf -- "$environment"; return 1; }
    "$environment/bin/python" -m pip install --disable-pip-version-check --no-input "$@"
}

logged_install() { install_packages "$@" >"$log" 2>&1; }

explain_failure() {
    if grep -q 'Retry(total=0,.* after connection broken by' "$log"; then
        reason=$(sed -n "s/.* after connection broken by.*: \([^:']*\)')'.*/ (\1)/p" "$log" | tail -n 1)
        fail "The Python packages could not be installed, because the network does not answer$reason." \
             "Try again when it does; finished downloads are kept. pip's own words are in $log."
    fi
    fail "The Python packages could not be installed; the end of $log:" "$(tail -n 15 -- "$log")"
}

# Makes the environment $1 with pip's arguments $2... unless it was made from the same inputs.
make_environment() {
    environment=$1
    key=$2
    shift 2
    made=
    mkdir -p -- "$(dirname -- "$environment")"
    # A second one waits here until the first has finished; the lock ends with its process.
    exec 9>"$environment-lock"
    flock 9
    [ "$(cat -- "$environment/made-from" 2>/dev/null)" != "$key" ] || { exec 9>&-; return 0; }
    made=yes failed=
    log=$environment-install.log
    # Nobody knows what an install that was killed has left.
    [ ! -e "$environment-unfinished" ] || rm -rf -- "$environment"
    : >"$environment-unfinished"
    rm -f -- "$environment/made-from"
    printf 'Python packages into %s ...\n' "$environment" >&2
    [ -x "$environment/bin/python" ] && "$environment/bin/python" -c '' 2>/dev/null || rm -rf -- "$environment"
    with_dots logged_install "$@" || failed=yes
    rm -f -- "$environment-unfinished"
    [ -z "$failed" ] || explain_failure
    printf '%s' "$key" >"$environment/made-from"
    exec 9>&-
}

check_system
case $what in
quickstart)
    SITE=${SITE:-site}
    case $SITE in /*) ;; *) SITE=$here/$SITE ;; esac
    case $SITE in *"'"*) fail "The site cannot be in $SITE: its path holds an apostrophe, and ROOT crashes at start-up in such a folder." \
                              "Choose a place without it: make quickstart SITE=/another/place (blanks, umlauts and double quotes work)." ;; esac
    started=$(date +%s)
    make_environment "$SITE/tools/venv" "$(inputs_hash site)" .
    B2_QUICKSTART_SECONDS=
    [ -z "$made" ] || B2_QUICKSTART_SECONDS=$(($(date +%s) - started))
    export B2_QUICKSTART_SECONDS
    exec "$SITE/tools/venv/bin/python" -I -m b2tools quickstart --source "$here" "$SITE"
    ;;
run)
    make_environment "$here/.venv" "$(sha256sum <pyproject.toml) $python" -e '.[test,docs]'
    PATH=$here/.venv/bin:$PATH
    export PATH
    exec "$@"
    ;;
*)
    fail "usage: bootstrap.sh quickstart | run COMMAND..."
    ;;
esac
