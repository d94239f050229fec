# SPDX-License-Identifier: LGPL-3.0-or-later
"""A release made from source: the files of its signed tag, built by SCons in a clean environment, the same bytes everywhere."""
from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, process, signing
from b2tools.environments import environment, setups
from b2tools.git import Git
from b2tools.installing import debugfiles
from b2tools.installing.releaseorders import TIME_LIMIT
from b2tools.places import receipts
from b2tools.places.installations import Installation, Means
from b2tools.relocating import relocation
from b2tools.sites import Site
from b2tools.versions import ExternalsVersion
from b2tools.workingcopies import checkouts

NOTE = "b2tools-inputs"
NOT_KEPT = (".git", "build", "compile_commands.json", ".sconsign.dblite")
BUILT = ("bin", "lib", "modules", ".objects")


@dataclass(frozen=True)
class Build:
    """A release to build: its name, where it is staged and where its log goes, as whom at the git server, with debug files,
    and how many seconds SCons may take."""

    site: Site
    name: str
    user: str
    staging: Path
    log: Path
    debug: bool = False
    time_limit: float = TIME_LIMIT

    def make(self, means: Means, held: ExitStack) -> dict[str, str]:
        """Fetch, check, build and tidy up; returns what the release was made from. The externals stay until `held` is closed.

        What an interrupted build of the same inputs left is used again. Raises `CannotClone`, `BadSignature`, `NotInstalled`,
        `BuildFailed`, `BuildHangs`, `PrefixLeft`.
        """
        git = self._fetch(means)
        signer = self._verify(git)
        identity = git.line("rev-parse", "--verify", f"refs/tags/{self.name}")
        commit = git.resolve(f"refs/tags/{self.name}")
        externals = git.line("cat-file", "blob", f"{commit}:.externals").strip()
        receipt = hold_externals(held, self.site, externals, means)
        inputs = {"tag": self.name, "tag_object": identity, "commit": commit, "signer": signer, "externals": externals,
                  "externals_manifest": receipt.inputs.get("manifest", ""), "debug": "yes" if self.debug else "no"}
        self._check_out(git, inputs)
        variables = self._variables(means, externals)
        self._scons(means, variables)
        self._finish(means, variables, self.site.externals / externals)
        return inputs

    def _fetch(self, means: Means) -> Git:
        """Fetch the tag, and nothing else, into the staging folder."""
        git = Git(self.staging, checkouts.environment(means.environ, self.site))
        with files.explained(self.staging):
            if not (self.staging / ".git" / "HEAD").is_file():
                files.remove(self.staging)
                self.staging.mkdir(parents=True)
                git.run("init", "--quiet", "--template=")
        url = self.site.software_url(self.user)
        means.progress(f"{self.name} from the server", 0, 0)
        ref = f"refs/tags/{self.name}"
        done = git.run(*ssh(self.site), "fetch", "--quiet", "--depth=1", "--no-tags", "--force", "--", url, f"+{ref}:{ref}",
                       check=False)
        if done.returncode:
            raise no_clone(url, done, self.user)
        means.progress(f"{self.name} from the server", 1, 1)
        return git

    def _verify(self, git: Git) -> str:
        if self.site.allowed_signers is None:
            raise errors.BadSignature(what=self.name, reason=f"{self.site.file} names no allowed signers")
        return signing.verify_tag(git, self.name, self.site.allowed_signers)

    def _check_out(self, git: Git, inputs: Mapping[str, str]) -> None:
        """The tag's files; what an interrupted build of the same inputs left stays, anything else goes."""
        note = self.staging / ".git" / NOTE
        wanted = "".join(f"{name} {value}\n" for name, value in inputs.items())
        if not note.is_file() or note.read_text("utf-8") != wanted:
            git.run("clean", "--quiet", "-ffdx")
        git.run("checkout", "--quiet", "--force", "--detach", f"refs/tags/{self.name}^{{commit}}")
        files.write(note, wanted)
        if not (self.staging / "SConstruct").exists():
            files.link("site_scons/SConstruct", self.staging / "SConstruct")

    def _variables(self, means: Means, externals: str) -> dict[str, str]:
        own = setups.complete(self.site, environment.compose(self.site, externals=externals, local=self.staging))
        more = {"BELLE2_RELEASE": self.name, "BELLE2_KEEP_OBJECTS": "yes", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
        return own.applied(means.clean(), self.site.top, self.user) | more | ({"BELLE2_DEBUG_INFO": "yes"} if self.debug else {})

    def _scons(self, means: Means, variables: Mapping[str, str]) -> None:
        """Run SCons; its output goes to the log, and its last lines into the error if it fails."""
        lines: list[str] = []
        with files.explained(self.log):
            # somebody may have put a link there
            files.remove(self.log)
        with files.explained(self.log), open(self.log, "x", encoding="utf-8") as record:

            def tell(line: str) -> None:
                lines.append(line)
                record.write(line + "\n")
                means.progress(f"build of {self.name}", len(lines), 0)

            scons = process.which("scons", f"building {self.name}", "The externals are incomplete.", path=variables["PATH"])
            facts = {"name": self.name, "command": "scons", "log": self.log}
            try:
                result = process.run([scons, f"-j{means.jobs}"], cwd=self.staging, env=variables, check=False, on_line=tell,
                                     timeout=self.time_limit)
            except errors.TimedOut:
                raise errors.BuildHangs(**facts, seconds=self.time_limit, output="\n".join(lines[-25:])) from None
        if result.returncode:
            output = "\n".join(result.text.strip().splitlines()[-25:])
            raise errors.BuildFailed(**facts, returncode=result.returncode, output=output)
        means.progress(f"build of {self.name}", 1, 1)

    def _finish(self, means: Means, variables: Mapping[str, str], externals: Path) -> None:
        """Separate debug files, compile Python so that neither times nor folders count, and look for names of this place."""
        if self.debug:
            debugfiles.separate(self.staging, BUILT, means.jobs)
        for name in NOT_KEPT:
            files.remove(self.staging / name)
        for folder in ("lib", "site_scons"):
            process.run(["python3", "-I", "-m", "compileall", "-qq", "--invalidation-mode", "unchecked-hash", "-s", self.staging,
                         self.staging / folder], env=variables, check=False)
        left = relocation.leftovers(self.staging, [self.staging, externals])
        if left:
            raise errors.PrefixLeft(tree=self.staging, places="\n".join(f"  {line}" for line in left[:relocation.SHOWN]))


def hold_externals(held: ExitStack, site: Site, version: str, means: Means) -> receipts.Receipt:
    """The receipt of externals, which nobody replaces or removes until `held` is closed; raises `NotInstalled`."""
    place = Installation(site.externals, version, site.group)
    if not ExternalsVersion.matches(version):
        raise environment.not_installed("externals", version, place.top)
    held.enter_context(place.used(means.waiting))
    receipt = place.receipt()
    if receipt is None:
        raise environment.not_installed("externals", version, place.top)
    return receipt


def ssh(site: Site) -> list[str]:
    """Options for git that make it use the site's own transport."""
    return ["-c", f"core.sshCommand={shlex.quote(str(site.ssh_command))}", "-c", "ssh.variant=simple"] if site.ssh_command else []


def no_clone(url: str, done: process.Result, user: str) -> errors.CannotClone:
    """The error for a git server that does not give what was asked for."""
    return errors.CannotClone(url=url, reason=done.stderr.decode("utf-8", "replace").strip(), user=user)
