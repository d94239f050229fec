# SPDX-License-Identifier: LGPL-3.0-or-later
"""Install a release: the software at its signed tag from the site's server, built in a clean environment, one rename."""
from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import checkouts, environment, errors, files, process, receipts, setups, signing, space
from b2tools.git import Git
from b2tools.installations import MADE_BY, Installation, Means, arch
from b2tools.sites import Site
from b2tools.versions import BuildVersion, LightVersion, PrereleaseVersion, ReleaseVersion

ROOM = 1_000_000_000
NOTE = "b2tools-inputs"
KINDS = (BuildVersion, PrereleaseVersion, LightVersion, ReleaseVersion)
NOT_KEPT = (".git", "build", "compile_commands.json", ".sconsign.dblite")


@dataclass(frozen=True)
class Order:
    """A release to install: where, which, and as whom at the git server."""

    site: Site
    name: str
    user: str

    @property
    def place(self) -> Installation:
        """Where it lies and is staged."""
        return Installation(self.site.releases, self.name)

    @property
    def log(self) -> Path:
        """Everything that the build said."""
        return self.place.top / f".{self.name}.log"


def is_current(order: Order) -> bool:
    """Whether the release is installed, made with the externals that are installed now."""
    receipt = order.place.receipt()
    if receipt is None:
        return False
    externals = order.site.externals / receipt.inputs.get("externals", "-")
    return receipts.read(externals) is not None and receipt.inputs.get("externals_receipt") == receipts.digest(externals)


def install(order: Order, means: Means) -> receipts.Receipt:
    """Install a release, or do nothing if it is there.

    Waits for another install of the same one; after an interruption it goes on where it stopped.
    Raises `CannotClone`, `UnknownRelease`, `BadSignature`, `NotInstalled` (its externals), `BuildFailed` and others.
    """
    place = order.place
    files.refuse_apostrophe(place.top)
    if is_current(order):
        return place.receipt()
    known = available(order.site, order.user, means.environ)
    if order.name not in known:
        url = order.site.software_url(order.user)
        raise errors.UnknownRelease(repository=url, version=order.name, near=errors.near(order.name, known))
    with place.locked(means.waiting):
        if not is_current(order):
            try:
                _make(order, means)
            except errors.B2Error:
                files.remove(place.staging)
                raise
    return place.receipt()


def _make(order: Order, means: Means) -> None:
    place, site = order.place, order.site
    space.require(place.top, ROOM, f"building {order.name}")
    git = _fetch(order, means)
    signer = _verify(order, git)
    identity = git.line("rev-parse", "--verify", f"refs/tags/{order.name}")
    commit = git.resolve(f"refs/tags/{order.name}")
    externals = git.line("cat-file", "blob", f"{commit}:.externals").strip()
    if receipts.read(site.externals / externals) is None:
        raise environment.not_installed("externals", externals, site.externals)
    inputs = {"tag": order.name, "tag_object": identity, "commit": commit, "signer": signer, "externals": externals,
              "externals_receipt": receipts.digest(site.externals / externals)}
    _check_out(place.staging, git, inputs)
    _build(order, means, externals)
    for name in NOT_KEPT:
        files.remove(place.staging / name)
    receipt = {"platform": arch(), "made_by": MADE_BY, "inputs": inputs, "environment": environment.table(place.staging)}
    setups.compile(site, place.staging, order.name)
    receipts.write(place.staging, "release", order.name, **receipt, progress=means.progress)
    place.commit()


def _fetch(order: Order, means: Means) -> Git:
    """Fetch the tag, and nothing else, into the staging folder."""
    staging, site = order.place.staging, order.site
    git = Git(staging, checkouts.environment(means.environ, site))
    with files.explained(staging):
        if not (staging / ".git" / "HEAD").is_file():
            files.remove(staging)
            staging.mkdir(parents=True)
            git.run("init", "--quiet", "--template=")
    url = site.software_url(order.user)
    means.progress(f"{order.name} from the server", 0, 0)
    ref = f"refs/tags/{order.name}"
    done = git.run(*_ssh(site), "fetch", "--quiet", "--depth=1", "--no-tags", "--force", "--", url, f"+{ref}:{ref}", check=False)
    if done.returncode:
        raise _no_clone(url, done, order.user)
    means.progress(f"{order.name} from the server", 1, 1)
    return git


def _ssh(site: Site) -> list[str]:
    """Options for git that make it use the site's own transport."""
    return ["-c", f"core.sshCommand={shlex.quote(str(site.ssh_command))}", "-c", "ssh.variant=simple"] if site.ssh_command else []


def _no_clone(url: str, done: process.Result, user: str) -> errors.CannotClone:
    return errors.CannotClone(url=url, reason=done.stderr.decode("utf-8", "replace").strip(), user=user)


def _verify(order: Order, git: Git) -> str:
    if order.site.allowed_signers is None:
        raise errors.BadSignature(what=order.name, reason=f"{order.site.file} names no allowed signers")
    return signing.verify_tag(git, order.name, order.site.allowed_signers)


def _check_out(staging: Path, git: Git, inputs: Mapping[str, str]) -> None:
    """The tag's files; what an interrupted build of the same inputs left stays, anything else goes."""
    note = staging / ".git" / NOTE
    wanted = "".join(f"{name} {value}\n" for name, value in inputs.items())
    if not note.is_file() or note.read_text("utf-8") != wanted:
        git.run("clean", "--quiet", "-ffdx")
    git.run("checkout", "--quiet", "--force", "--detach", f"refs/tags/{inputs['tag']}^{{commit}}")
    files.write(note, wanted)
    if not (staging / "SConstruct").exists():
        files.link("site_scons/SConstruct", staging / "SConstruct")


def _build(order: Order, means: Means, externals: str) -> None:
    """Run SCons; its output goes to the log, and its last lines into the error if it fails."""
    place, site = order.place, order.site
    own = setups.complete(site, environment.compose(site, externals=externals, local=place.staging))
    variables = own.applied(means.clean(), site.top, order.user) | {"BELLE2_RELEASE": order.name, "BELLE2_KEEP_OBJECTS": "yes"}
    lines = 0
    with files.explained(order.log), open(order.log, "w", encoding="utf-8") as record:

        def tell(line: str) -> None:
            nonlocal lines
            lines += 1
            record.write(line + "\n")
            means.progress(f"build of {order.name}", lines, 0)

        scons = process.which("scons", f"building {order.name}", "The externals are incomplete.", path=variables["PATH"])
        result = process.run([scons, f"-j{means.jobs}"], cwd=place.staging, env=variables, check=False, on_line=tell)
    if result.returncode:
        output = "\n".join(result.text.strip().splitlines()[-25:])
        raise errors.BuildFailed(name=order.name, command="scons", returncode=result.returncode, log=order.log, output=output)
    process.run(["python3", "-I", "-m", "compileall", "-qq", "-s", place.staging, place.staging / "lib"], env=variables,
                check=False)
    means.progress(f"build of {order.name}", 1, 1)


def plan(order: Order) -> str:
    """What `install` would do, in one sentence."""
    if is_current(order):
        return f"{order.name} is installed in {order.place.final}; nothing would be done."
    return f"Would build {order.name} from {order.site.software_url(order.user)} in {order.place.final}."


def available(site: Site, user: str, environ: Mapping[str, str]) -> list[str]:
    """The releases that the site's server has, oldest first within each kind; raises `CannotClone`."""
    git = Git(site.top, checkouts.environment(environ, site))
    url = site.software_url(user)
    listed = git.run(*_ssh(site), "ls-remote", "--tags", "--refs", "--", url, check=False)
    if listed.returncode:
        raise _no_clone(url, listed, user)
    tags = [line.partition("refs/tags/")[2] for line in listed.text.splitlines()]
    return [str(version) for kind in KINDS for version in sorted(kind.parse(tag) for tag in tags if kind.matches(tag))]
