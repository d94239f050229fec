# SPDX-License-Identifier: LGPL-3.0-or-later
"""Versions of the tools from a download area: a wheel and a lock file of what it needs, both pinned by the signed index."""
from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from b2tools import errors, files, process
from b2tools.network import download
from b2tools.network.download import Cache
from b2tools.network.sourcefiles import SourceFile
from b2tools.places import receipts
from b2tools.places.installations import MADE_BY, Means
from b2tools.publishing import catalogues
from b2tools.publishing.catalogues import Catalogue, Entry
from b2tools.relocating import shebangs
from b2tools.sites import Site
from b2tools.tooling import toolsets
from b2tools.versions import ToolsVersion

KIND = "tools"
ANY = "any"
LOCK_LIMIT = 1 << 20
# docs/formats.md has the grammar
LOCK = re.compile(rb"(?:#[^\n]*\n)?(?:[A-Za-z0-9][\w.-]*==[\w.!+-]+(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n)*")
PIP = ("-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile", "--only-binary=:all:")
# What would lead another interpreter or its pip astray.
STEERING = ("PYTHON", "VIRTUAL_ENV", "PIP_REQUIRE", "PIP_TARGET", "PIP_PREFIX", "PIP_USER")


def lock_name(wheel: str) -> str:
    """Name of the lock file that belongs to a wheel."""
    return f"{wheel.removesuffix('.whl')}.lock"


def available(catalogue: Catalogue) -> list[str]:
    """The versions that a signed index offers, oldest first."""
    found = {entry.name for entry in catalogue.entries if entry.kind == KIND and ToolsVersion.matches(entry.name)}
    return [str(version) for version in sorted(map(ToolsVersion.parse, found))]


def newer(catalogue: Catalogue, version: str) -> str | None:
    """The newest version that a signed index offers, if it is newer than `version`."""
    newest = (available(catalogue) or [version])[-1]
    return newest if ToolsVersion.parse(newest) > ToolsVersion.parse(version) else None


def install(site: Site, version: str, means: Means, *, switch: bool = True, allow_downgrade: bool = False) -> bool:
    """Install a version from the site's download area, whole or not at all, and switch to it; False if it was there already.

    Raises what `catalogues.fetch` and `download.fetch_all` raise, `NoSuchTools`, `ToolsDowngrade`, `ToolsNotInstalled`.
    """
    str(ToolsVersion.parse(version))
    if switch:
        toolsets.refuse_downgrade(toolsets.current(site.tools), version, allow_downgrade)
    made = version not in toolsets.installed(site.tools)
    if made:
        entry = find(catalogues.fetch(site, means), version, site)
        wheel, lock = _fetch(site, entry, means)
        with toolsets.staged(site.tools, version, means.waiting) as staging:
            if version not in toolsets.installed(site.tools):
                _make(site, staging, entry, _named(wheel, entry, staging), lock, means)
    if switch:
        toolsets.switch(site.tools, version, allow_downgrade)
    return made


def find(catalogue: Catalogue, version: str, site: Site) -> Entry:
    """The entry of a version; raises `NoSuchTools` with near ones."""
    entry = catalogue.find(KIND, version, ANY, ANY)
    if entry is None:
        raise errors.NoSuchTools(version=version, where=f"in the index of the site {site.name}",
                                 near=errors.near(version, available(catalogue)))
    return entry


def _fetch(site: Site, entry: Entry, means: Means) -> tuple[Path, bytes]:
    bases = [base.rstrip("/") for base in site.download_urls]
    lock = _lock(entry, [f"{base}/{lock_name(entry.file)}" for base in bases], means)
    urls = tuple(f"{base}/{entry.file}" if "://" in base else Path(f"{base}/{entry.file}").as_uri() for base in bases)
    wanted = SourceFile(os.path.basename(entry.file), entry.sha256, entry.size, urls)
    found = download.fetch_all([wanted], Cache(means.cache), means.python, means.jobs, means.progress, proxies=means.proxies)
    return found[entry.sha256], lock


def _lock(entry: Entry, urls: list[str], means: Means) -> bytes:
    """The lock file, whose SHA-256 the index names; the first address that gives another one is told."""
    wrong: list[errors.B2Error] = []
    for url in urls:
        try:
            content = download.small(url, LOCK_LIMIT, means.proxies)
        except errors.FetchFailed as error:
            wrong.append(error)
            continue
        found = hashlib.sha256(content).hexdigest()
        if found == entry.digest:
            _refuse_odd_lock(content, lock_name(os.path.basename(entry.file)))
            return content
        wrong.insert(0, errors.WrongHash(url=url, found=found, name=lock_name(entry.file), wanted=entry.digest))
    raise wrong[0]


def _refuse_odd_lock(content: bytes, name: str) -> None:
    """pip would follow options in it: to another index, to other files, without hashes."""
    end = LOCK.match(content).end()
    if end < len(content):
        line = content[end:].split(b"\n")[0].decode("utf-8", "replace")
        raise errors.WrongContents(archive=name, what="a line", found=repr(line[:200]), wanted="a package with version and hashes")


def _named(wheel: Path, entry: Entry, staging: Path) -> Path:
    """The wheel under its own name, which pip reads."""
    place = staging / os.path.basename(entry.file)
    with files.explained(place):
        place.write_bytes(wheel.read_bytes())
    return place


def _make(site: Site, staging: Path, entry: Entry, wheel: Path, lock: bytes, means: Means) -> None:
    venv, python = staging / "venv", staging / "venv" / "bin" / "python"
    requirements = staging / "requirements.txt"
    files.write(requirements, lock + f"{_pip_path(wheel)} --hash=sha256:{entry.sha256}\n".encode())
    environ = clean(means.environ)
    means.progress(f"tools {entry.name}", 0, 0)
    for words in ([means.python, "-I", "-m", "venv", venv], [python, *PIP, "--require-hashes", "-r", requirements],
                  [python, "-I", "-m", "pip", "check", "--disable-pip-version-check"]):
        _run(entry.name, words, environ)
    for file in (wheel, requirements):
        file.unlink()
    _make_movable(venv, toolsets.place(site.tools, entry.name) / "venv")
    _run(entry.name, [python, "-I", "-m", "b2tools", "tools-faces", "--top", site.top, staging], environ)
    said = _run(entry.name, [python, "-I", "-m", "b2tools", "--version"], environ).text.split()
    if said[-1:] != [entry.name]:
        raise errors.ToolsNotInstalled(version=entry.name, command="b2tools --version", code=0, output=" ".join(said))
    receipts.write(staging, KIND, entry.name, platform=ANY, made_by=MADE_BY, environment={},
                   inputs={"wheel": entry.sha256, "lock": entry.digest}, progress=means.progress)
    means.progress(f"tools {entry.name}", 1, 1)


def _pip_path(path: Path) -> str:
    """A path in a requirements file: a URL, as a blank would end a plain one."""
    return f"b2tools @ {path.absolute().as_uri()}"


def clean(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment for another interpreter: pip's settings and proxies stay, what would lead this interpreter astray goes."""
    return {name: value for name, value in environ.items() if not name.startswith(STEERING)}


def _run(version: str, words: list, environ: Mapping[str, str]) -> process.Result:
    done = process.run(words, env=environ, check=False, purpose="installing the tools")
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()[-15:]
        shown = " ".join(os.path.basename(str(word)) for word in words[:6])
        raise errors.ToolsNotInstalled(version=version, command=shown, code=done.returncode, output="\n".join(said))
    return done


def _make_movable(venv: Path, final: Path) -> None:
    """Let the programs find their interpreter beside them, and compile the modules under the name of their final place."""
    for file in list((venv / "bin").iterdir()):
        if file.name.lower().startswith("activate"):
            file.unlink()
        elif file.is_file() and not file.is_symlink():
            content = shebangs.plain_head(file.read_bytes(), venv / "bin" / "python")
            moved = shebangs.relocated(f"bin/{file.name}", content, {str(venv): ""})
            if moved != content:
                files.write(file, moved, 0o755)
    settings = venv / "pyvenv.cfg"
    files.write(settings, "".join(line for line in settings.read_text("utf-8").splitlines(True) if not line.startswith("command ")))
    process.run([venv / "bin" / "python", "-I", "-m", "compileall", "-qq", "-f", "-s", venv, "-p", final, venv / "lib"],
                check=False)


def table(site: Site, means: Means) -> list[dict[str, str]]:
    """The versions that are installed or known to be offered, newest first, with their state; it asks no network."""
    there, now = toolsets.installed(site.tools), toolsets.current(site.tools)
    known = catalogues.cached(site, means) if site.allowed_signers else None
    offered = available(known[0]) if known else []
    names = sorted({*there, *offered}, key=ToolsVersion.parse, reverse=True)
    states = {name: "installed" if name in there else "available" for name in names} | ({now: "current"} if now in names else {})
    return [{"version": name, "state": states[name]} for name in names]
