# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one signature mechanism: SSH signatures on files and tags, checked against a file of allowed signers."""
from __future__ import annotations

from pathlib import Path

from b2tools import errors, files, process
from b2tools.git import Git

PURPOSE = "signing and checking signatures"
NAMESPACE = "b2tools"
# the user's configuration may name another format or program
SSH = ("-c", "gpg.format=ssh", "-c", "gpg.ssh.program=ssh-keygen")


def _keygen(*words: str | Path, stdin: bytes | None = None, check: bool = True) -> process.Result:
    return process.run(["ssh-keygen", *words], stdin=stdin, check=check, purpose=PURPOSE)


def make_key(place: Path, comment: str) -> None:
    """Make an Ed25519 key without passphrase at `place` (mode 0600) and `place`.pub; a key that is there stays."""
    public = place.with_name(place.name + ".pub")
    if place.is_file() and public.is_file():
        return
    with files.explained(place):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.unlink(missing_ok=True)
        made = _keygen("-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", place, check=False)
    if made.returncode:
        place.unlink(missing_ok=True)
        said = made.stderr.decode("utf-8", "replace")
        raise errors.DiskFull(path=place) if "No space left" in said else errors.NotWritable(path=place, reason=said.strip())


def public_key(place: Path) -> str:
    """Type and key of `place`.pub, without its comment."""
    return " ".join(place.with_name(place.name + ".pub").read_text("utf-8").split()[:2])


def allowed_line(principal: str, key: str, namespaces: tuple[str, ...] = ("git", NAMESPACE)) -> str:
    """A line of an allowed-signers file: this principal may sign in these namespaces with this key."""
    return f'{principal} namespaces="{",".join(namespaces)}" {key}'


def sign_file(path: Path, key: Path, namespace: str = NAMESPACE) -> Path:
    """Sign a file; the signature is written beside it with `.sig` added to the name, and its path returned."""
    signature = path.with_name(path.name + ".sig")
    files.write(signature, _keygen("-q", "-Y", "sign", "-f", key, "-n", namespace, stdin=path.read_bytes()).stdout)
    return signature


def verify_file(path: Path, signature: Path, allowed_signers: Path, namespace: str = NAMESPACE) -> str:
    """Who signed the file; raises `BadSignature` unless an allowed signer signed exactly this content in this namespace."""
    for place in (signature, allowed_signers):
        if not place.is_file():
            raise errors.BadSignature(what=path, reason=f"{place} does not exist")
    found = _keygen("-Y", "find-principals", "-s", signature, "-f", allowed_signers, check=False)
    principals = found.text.splitlines()
    if found.returncode or not principals:
        raise errors.BadSignature(what=path, reason=f"its signer is not in {allowed_signers}")
    verified = _keygen("-Y", "verify", "-f", allowed_signers, "-I", principals[0], "-n", namespace, "-s", signature,
                       stdin=path.read_bytes(), check=False)
    if verified.returncode:
        raise errors.BadSignature(what=path, reason="the signature does not belong to this content")
    return principals[0]


def verify_tag(git: Git, tag: str, allowed_signers: Path) -> str:
    """Who signed the tag (`release-01-00-00`).

    Raises `BadSignature` unless it is annotated, has the same name inside and is signed by an allowed signer.
    """
    if not allowed_signers.is_file():
        raise errors.BadSignature(what=tag, reason=f"{allowed_signers} does not exist")
    # by object id: a branch of the same name must not be looked at
    identity = git.run("rev-parse", "--verify", "--quiet", f"refs/tags/{tag}", check=False).text.strip()
    if not identity or git.line("cat-file", "-t", identity) != "tag":
        raise errors.BadSignature(what=tag, reason="there is no annotated tag of that name")
    inside = next((line[4:] for line in git.run("cat-file", "tag", identity).text.splitlines() if line.startswith("tag ")), "")
    if inside != tag:
        raise errors.BadSignature(what=tag, reason=f"the tag calls itself {inside}")
    signers = f"gpg.ssh.allowedSignersFile={allowed_signers.absolute()}"
    checked = git.run(*SSH, "-c", signers, "verify-tag", "--raw", identity, check=False)
    said = (checked.stderr + checked.stdout).decode("utf-8", "replace")
    marker = 'Good "git" signature for '
    if checked.returncode or marker not in said:
        raise errors.BadSignature(what=tag, reason="it is not signed, or not by an allowed signer")
    return said.split(marker, 1)[1].split(" with ", 1)[0]


def signing_options(key: Path) -> list[str]:
    """Options for `git` that make `tag -s` and `commit -S` sign with this key, whatever the user's configuration says."""
    return [*SSH, "-c", f"user.signingKey={key.absolute()}"]
