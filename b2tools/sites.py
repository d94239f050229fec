# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sites: where a collaboration's software lies on a machine and which servers it talks to, from `site.toml`."""
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from b2tools import config, errors, platforms, resources

FILE = "site.toml"
PLATFORMS = "platforms"
SYSTEM = Path("/etc/b2tools")
FORMAT = 1
SCHEMA: config.Schema = {
    "format": int, "name": str, "extend": str, "top": str,
    "git": {"server": str, "software": str, "externals": str, "analyses": str, "history": str, "ssh_command": str},
    "download": {"urls": [str], "proxies": {"*": str}},
    "signing": {"allowed_signers": str},
    "conditions": {"servers": [str], "payloads": [str]},
    "folders": {"scratch": str},
    "install": {"group": str},
    "environment": {"ld_library_path": bool, "exclude_packages": [str], "source_before": [str], "source_after": [str]},
}


@dataclass(frozen=True)
class Site:
    """One site. `top` holds `tools/ externals/ releases/`; `file` is the `site.toml` that describes it.

    `chosen` is the platform that the user named; without it that of this machine counts."""

    top: Path
    file: Path
    name: str
    server: str
    software: str
    externals_repository: str
    analyses: str
    ssh_command: Path | None
    download_urls: tuple[str, ...]
    proxies: Mapping[str, str]
    allowed_signers: Path | None
    conditions_servers: tuple[str, ...]
    payload_places: tuple[str, ...]
    scratch: Path | None
    ld_library_path: bool
    exclude_packages: tuple[str, ...]
    source_before: tuple[Path, ...]
    source_after: tuple[Path, ...]
    group: str | None = None
    history: str | None = None
    chosen: str | None = None

    @property
    def tools(self) -> Path:
        """Folder of the installed tools."""
        return self.top / "tools"

    @property
    def platform(self) -> str:
        """Tag of the platform whose installations it uses; raises `UnknownPlatform`."""
        return self.chosen or platforms.here()

    @property
    def home(self) -> Path:
        """Folder of this platform's `externals/ releases/`: `top`, unless it has one for the platform or one was chosen."""
        several = self.top / PLATFORMS
        if self.chosen or several.is_dir() and (several / self.platform).is_dir():
            return several / self.platform
        return self.top

    @property
    def homes(self) -> tuple[Path, ...]:
        """The folders of all platforms that hold `externals/ releases/`, the site's own first."""
        several = self.top / PLATFORMS
        below = sorted(place for place in several.iterdir() if place.is_dir()) if several.is_dir() else []
        return tuple(dict.fromkeys((self.home, self.top, *below)))

    def for_platform(self, tag: str) -> Site:
        """The site as another platform uses it; nothing is made. Raises `UnknownPlatform` for what cannot be a tag."""
        return self if platforms.checked(tag) == self.platform else replace(self, chosen=tag)

    @property
    def externals(self) -> Path:
        """Folder of all installed externals."""
        return self.home / "externals"

    @property
    def releases(self) -> Path:
        """Folder of all installed releases."""
        return self.home / "releases"

    def git_server(self, user: str) -> str:
        """Address of the git server for one account."""
        return self.server.replace("{user}", user)

    def software_url(self, user: str) -> str:
        """Address of the software repository."""
        return f"{self.git_server(user)}/{self.software}"

    def history_url(self, user: str) -> str:
        """Address of the repository with the history from before the software repository; raises `NoOlderHistory`."""
        if not self.history:
            raise errors.NoOlderHistory(name=self.name, file=self.file)
        if "://" in self.history or self.history.startswith("/"):
            return self.history.replace("{user}", user)
        return f"{self.git_server(user)}/{self.history}"

    def externals_url(self, user: str) -> str:
        """Address of the repository of the externals."""
        return f"{self.git_server(user)}/{self.externals_repository}"

    def analyses_url(self, user: str) -> str:
        """Address below which the repositories of analyses lie."""
        return f"{self.git_server(user)}/{self.analyses}"


def find(environ: Mapping[str, str], home: Path | None) -> Site:
    """The site of an environment: the first `site.toml` of BELLE2_CONFIG_DIR, VO_BELLE2_SW_DIR, ~/.config/b2tools, /etc/b2tools,
    else the shipped default; never the current folder. BELLE2_PLATFORM chooses the platform.
    Raises `BadConfig`, `UnknownPlatform`."""
    top = environ.get("VO_BELLE2_SW_DIR") or None
    wanted = environ.get("BELLE2_PLATFORM") or None
    chosen = platforms.checked(wanted) if wanted else None
    folders = [environ.get("BELLE2_CONFIG_DIR"), top, home and home / ".config" / "b2tools", SYSTEM]
    for folder in folders:
        if folder and Path(folder).is_absolute() and (Path(folder) / FILE).is_file():
            return read(Path(folder) / FILE, Path(top) if top else None, home, chosen)
    return read(resources.folder("site-configs") / "default.toml", Path(top) if top else None, home, chosen)


def at(top: Path) -> Site:
    """The site of a folder that holds a `site.toml`; raises `SiteMissing` without one."""
    top = top.absolute()
    if not (top / FILE).is_file():
        raise errors.SiteMissing(folder=top, file=FILE)
    return read(top / FILE, top, None)


def read(file: Path, top: Path | None, home: Path | None, chosen: str | None = None) -> Site:
    """The site that a file describes, for a `chosen` platform; `top` wins over the file's own."""
    data = _merged(file, ())
    folder = file.parent

    def below(text: str | None) -> Path | None:
        return _place(text, folder, home) if text else None

    def get(table: str, key: str, default: Any = "") -> Any:
        return data.get(table, {}).get(key, default)
    return Site(
        top=top or below(data.get("top")) or folder, file=file, name=data.get("name", "default"),
        server=get("git", "server"), software=get("git", "software"), externals_repository=get("git", "externals"),
        analyses=get("git", "analyses"), ssh_command=below(get("git", "ssh_command")),
        download_urls=tuple(_address(url, folder) for url in get("download", "urls", [])), proxies=get("download", "proxies", {}),
        allowed_signers=below(get("signing", "allowed_signers")),
        conditions_servers=tuple(get("conditions", "servers", [])), payload_places=tuple(get("conditions", "payloads", [])),
        scratch=below(get("folders", "scratch")), ld_library_path=get("environment", "ld_library_path", False),
        exclude_packages=tuple(get("environment", "exclude_packages", [])),
        source_before=tuple(_place(one, folder, home) for one in get("environment", "source_before", [])),
        source_after=tuple(_place(one, folder, home) for one in get("environment", "source_after", [])),
        group=get("install", "group") or None, history=get("git", "history") or None, chosen=chosen)


def shipped() -> list[str]:
    """Names of the shipped sites, which a `site.toml` may extend."""
    return sorted(file.stem for file in resources.folder("site-configs").glob("*.toml"))


def _merged(file: Path, seen: tuple[str, ...]) -> dict[str, Any]:
    document = config.read(file, SCHEMA)
    data = document.data
    base = data.get("extend")
    wrong = []
    if data.get("format", FORMAT) != FORMAT:
        wrong.append((("format",), f"format is {data['format']}, but these tools know format {FORMAT}; use newer tools"))
    if base is not None and base not in shipped():
        wrong.append((("extend",), f"there is no shipped site {base!r}. {errors.near(base, shipped())}"))
    elif base in seen:
        wrong.append((("extend",), f"the site {base!r} extends itself"))
    document.refuse(wrong)
    return _over(_merged(resources.folder("site-configs") / f"{base}.toml", (*seen, base)), data) if base else data


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {key: _over(base[key], own[key]) for key in base.keys() & own.keys() if isinstance(base[key], dict)}
    return base | own | both


def _place(text: str, folder: Path, home: Path | None) -> Path:
    if home and (text == "~" or text.startswith("~/")):
        return home / text[2:]
    return Path(os.path.normpath(folder / text))


def _address(url: str, folder: Path) -> str:
    return url if "://" in url or url.startswith("pypi:") else str(folder / url)
