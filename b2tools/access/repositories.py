# SPDX-License-Identifier: LGPL-3.0-or-later
"""Bare repositories of the server: made whole or not at all, with the hooks and settings that protect them."""
from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from b2tools import files, resources
from b2tools.git import Git
from b2tools.variables import clean

HOOKS = ("pre-receive", "post-receive")
# core.hooksPath: a setting of the user who serves must not take our hooks away.
# allowAnySHA1InWant, allowFilter: partial clones fetch file contents one by one.
# hideRefs: only the server writes its records and the refs of requests.
# gc.reflogExpire, gc.reflogExpireUnreachable: what main was at decides which approvals are used up.
# unpackLimit, cruftPacks: what no ref of a push reaches stays as small as it came; autoGc: done outside of the limits of a push.
SETTINGS = {"core.hookspath": "hooks", "core.logallrefupdates": "true", "receive.fsckobjects": "true",
            "receive.advertisepushoptions": "false",
            "receive.denydeletecurrent": "refuse", "receive.maxinputsize": "268435456", "uploadpack.allowfilter": "true",
            "uploadpack.allowanysha1inwant": "true", "transfer.hiderefs": "refs/b2",
            "gc.reflogexpire": "never", "gc.reflogexpireunreachable": "never", "receive.unpacklimit": "1", "gc.cruftpacks": "true",
            "receive.autogc": "false"}


def create(place: Path, python: str, environment: dict[str, str], more: Mapping[str, str] | None = None) -> None:
    """Make the bare repository `place` with head main and `more` files; one that is there gets the present hooks and settings."""
    if not (place / "HEAD").is_file():
        # git completes a repository that lost its head where it lies, since its objects and refs are of value
        fresh = place if place.is_dir() else place.with_name(f".{place.name}.new")
        with files.explained(place):
            if fresh != place:
                files.remove(fresh)
                fresh.mkdir(parents=True)
            Git(fresh, clean(environment)).run("init", "-q", "--bare", "-b", "main", "--template=", ".")
            protect(fresh, python, environment)
            for name, content in (more or {}).items():
                files.write(fresh / name, content)
            if fresh != place:
                fresh.rename(place)
                files.sync_folder(place.parent)
    protect(place, python, environment)


def protect(place: Path, python: str, environment: dict[str, str]) -> None:
    """Install hooks (the interpreter's path goes into them) and settings; what is right already is not touched."""
    for name, content in hooks(python).items():
        if not _is_hook(place / "hooks" / name, content):
            put(place / "hooks" / name, content, 0o755)
    git = Git(place, clean(environment) | {"GIT_DIR": str(place)})
    present = _settings(git, "--local")
    for name, value in SETTINGS.items():
        if present.get(name) != value:
            git.run("config", "--local", "--replace-all", name, value)


def hooks(python: str) -> dict[str, str]:
    """The hooks of a repository by name, with the interpreter written into them."""
    return {name: baked(resources.folder("hooks") / name, python) for name in HOOKS}


def lacking(place: Path, python: str, environment: dict[str, str]) -> list[str]:
    """The hooks and settings of a repository that are not as `protect` makes them; `environment` is the one git is served in."""
    present = _settings(Git(place, environment | {"GIT_DIR": str(place)}))
    return ([f"hooks/{name}" for name, content in hooks(python).items() if not _is_hook(place / "hooks" / name, content)]
            + [name for name, value in SETTINGS.items() if present.get(name) != value])


def _is_hook(place: Path, content: str) -> bool:
    """Whether a hook is ours, or the link that gitolite makes to the one which starts ours."""
    if place.is_symlink():
        return is_put(place, (resources.folder("templates") / "server" / "gitolite" / "hook").read_text("utf-8"), 0o755)
    return is_put(place, content, 0o755)


def _settings(git: Git, *where: str) -> dict[str, str]:
    return dict(line.partition("\n")[::2] for line in git.names("config", *where, "--list", "-z"))


def below(folder: Path) -> Iterator[Path]:
    """All bare repositories below a folder, sorted; what is being made is none, and inside of one there is none."""
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if place.name.startswith(".") or place.is_symlink() or not place.is_dir():
            continue
        if place.name.endswith(".git"):
            if (place / "HEAD").is_file():
                yield place
        else:
            yield from below(place)


def baked(template: Path, python: str) -> str:
    """A script with the interpreter's path written into it, quoted for sh."""
    return template.read_text("utf-8").replace("@PYTHON@", shlex.quote(python))


def put(place: Path, content: str, mode: int = 0o644) -> None:
    """Write a file unless it is there with that content and mode."""
    if not is_put(place, content, mode):
        files.write(place, content, mode)


def is_put(place: Path, content: str, mode: int = 0o644) -> bool:
    """Whether a file is there with that content and mode."""
    return place.is_file() and place.read_bytes() == content.encode() and place.stat().st_mode & 0o777 == mode
