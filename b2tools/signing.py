# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one signature mechanism: SSH signatures on files and tags, checked against a file of allowed signers."""
from __future__ import annotations

import base64
import re
import tempfile
from pathlib import Path

from b2tools import errors, files, process
from b2tools.git import Git

PURPOSE = "signing and checking signatures"
NAMESPACE = "b2tools"
ARMOUR = re.compile(rb"-----BEGIN SSH SIGNATURE-----\n[A-Za-z0-9+/=\n]+-----END SSH SIGNATURE-----")
# a signature has a few hundred bytes, also of a large key
LIMIT = 1 << 16
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
    files.write(signature, sign(path.read_bytes(), key, namespace))
    return signature


def sign(content: bytes, key: Path, namespace: str = NAMESPACE) -> bytes:
    """The signature of some content; raises `NoKey` if the key cannot be used."""
    signed = _keygen("-q", "-Y", "sign", "-f", key, "-n", namespace, stdin=content, check=False)
    if signed.returncode:
        said = signed.stderr.decode("utf-8", "replace").strip().splitlines()
        raise errors.NoKey(what=f"a file for {namespace}", reason=f"the key {key} is of no use: {said[-1] if said else 'unknown'}")
    return signed.stdout


def verify_file(path: Path, signature: Path, allowed_signers: Path, namespace: str = NAMESPACE) -> str:
    """Who signed the file; raises `BadSignature` unless an allowed signer signed exactly this content in this namespace."""
    if not signature.is_file():
        raise errors.BadSignature(what=path, reason=f"{signature} does not exist")
    return verify(path.read_bytes(), signature.read_bytes(), allowed_signers, namespace, str(path))


def verify(content: bytes, signature: bytes, allowed_signers: Path, namespace: str = NAMESPACE, what: str = "the content") -> str:
    """Who signed the content; `what` names it in the sentence.

    `signature` may hold two signatures one after the other, as while a signed file is being replaced: one that belongs to the
    content suffices. Raises `BadSignature` unless an allowed signer signed exactly this content in this namespace.
    """
    if not allowed_signers.is_file():
        raise errors.BadSignature(what=what, reason=f"{allowed_signers} does not exist")
    reasons = []
    for block in ARMOUR.findall(signature[:LIMIT])[:2]:
        found = _namespace(block)
        if found != namespace.encode():
            reasons.append(f"it was made for {found.decode('utf-8', 'replace')!r} instead of {namespace!r}")
            continue
        principal, reason = _verify_block(content, block, allowed_signers, namespace)
        if principal is not None:
            return principal
        reasons.append(reason)
    raise errors.BadSignature(what=what, reason=reasons[0] if reasons else "there is no SSH signature in it")


def _verify_block(content: bytes, block: bytes, allowed_signers: Path, namespace: str) -> tuple[str | None, str]:
    """The principal who signed, or None and why not."""
    folder = Path(tempfile.gettempdir())
    with files.explained(folder), tempfile.NamedTemporaryFile(prefix="b2tools-", suffix=".sig", dir=folder) as file:
        file.write(block + b"\n")
        file.flush()
        found = _keygen("-Y", "find-principals", "-s", file.name, "-f", allowed_signers, check=False)
        principals = found.text.splitlines()
        if found.returncode or not principals:
            return None, f"its signer is not in {allowed_signers}"
        for principal in principals:
            verified = _keygen("-Y", "verify", "-f", allowed_signers, "-I", principal, "-n", namespace, "-s", file.name,
                               stdin=content, check=False)
            if verified.returncode == 0:
                return principal, ""
    return None, _why(verified.stderr.decode("utf-8", "replace"), principal, namespace)


def _why(said: str, principal: str, namespace: str) -> str:
    if "not permitted for use in signature namespace" in said:
        return f"{principal} may not sign for {namespace!r}"
    if "expired" in said or "not yet valid" in said:
        return f"the key of {principal} is not valid at this time"
    return "the signature does not belong to this content"


def _namespace(block: bytes) -> bytes:
    """What a signature was made for; empty if it cannot be read (format: PROTOCOL.sshsig of OpenSSH)."""
    try:
        blob = base64.b64decode(b"".join(block.split(b"\n")[1:-1]))
    except ValueError:
        return b""
    if blob[:6] != b"SSHSIG":
        return b""
    key = 10 + 4 + int.from_bytes(blob[10:14])
    return blob[key + 4:key + 4 + int.from_bytes(blob[key:key + 4])]


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
