# SPDX-License-Identifier: LGPL-3.0-or-later
"""Reviews from the client's side: approvals, merge requests and statuses, asked of the server and told in words."""
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from b2tools import errors
from b2tools.access.requirement import visible
from b2tools.git import Git
from b2tools.sites import Site
from b2tools.workingcopies import checkouts, serverwords
from b2tools.workingcopies.serverwords import Way

# what also gitolite lets through
SAFE = "/@:,+=._-"
SIGNS = {True: "ok     ", False: "needed "}


@dataclass(frozen=True)
class Server:
    """The software repository of a site, as an account; in a clone of another server's repository that one, as its key says."""

    site: Site
    user: str
    environ: Mapping[str, str]
    folder: Path | None = None

    def ask(self, word: str, form: Sequence[str], *words: str) -> object:
        """The server's answer to a word; raises `PushRefused` with its sentence, `ServerUnreachable`."""
        way, repository = self._way()
        # a text may be empty, a word on the way may not
        told = [quote(one or " ", safe=SAFE) for one in (repository, *words)]
        return json.loads(serverwords.ask(way, [word, *form, *told]))

    def _way(self) -> tuple[Way, str]:
        if self.folder is not None:
            git = Git(self.folder, checkouts.environment(self.environ))
            origin = serverwords.of_origin(git, git.environment)
            if origin and origin.name != urlsplit(self.site.git_server(self.user)).hostname:
                return origin, origin.path
        return serverwords.of_site(self.site, self.user, self.environ), self.site.software

    def look(self, branch: str, target: str) -> dict[str, object]:
        """What a branch would change of the target, and whom that asks."""
        return self.ask("approve", (), branch, target)

    def approve(self, branch: str, target: str, commit: str, mark: str, packages: Sequence[str]) -> dict[str, object]:
        """Approve what was looked at."""
        return self.ask("approve", (), branch, target, commit, mark, *packages)

    def statuses(self, tree: str, check: str | None, state: str | None, url: str) -> list[dict[str, str]]:
        """The statuses of a tree, or the one that is set."""
        if check and state:
            return [self.ask("status", ("set",), tree, check, state, *filter(None, [url]))]
        return self.ask("status", ("show",), tree)

    def request(self, form: str, *words: str) -> object:
        """An answer about merge requests."""
        return self.ask("request", (form,), *words)


def open_request(server: Server, folder: Path, branch: str | None, target: str, message: str | None) -> dict[str, object]:
    """Open a request for a branch that was pushed; branch and message come from the working copy unless they are given.

    Raises `NothingToCheck` outside of a working copy, `PushRefused`.
    """
    if branch is None or message is None:
        git = checkouts.repository(folder, server.environ)
        branch = branch or git.run("symbolic-ref", "--quiet", "--short", "HEAD", check=False).text.strip()
        if not branch:
            raise errors.NothingToCheck(what="a branch", folder=folder)
    seen = server.look(branch, target)
    if message is None:
        # the commit that the server has may not be here
        message = git.run("log", "-1", "--format=%B", seen["commit"], check=False).text or branch
    title, _, text = message.strip().partition("\n")
    return server.request("open", branch, target, seen["commit"], title, text.strip())


def tree(name: str, folder: Path, environ: Mapping[str, str]) -> str:
    """Id of a tree: that of the commit or tree it names here, or the name itself if it is a whole id."""
    git = Git(folder, checkouts.environment(environ)).offline()
    found = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{tree}}", check=False).text.strip()
    if found or len(name) in (40, 64) and not name.strip("0123456789abcdef"):
        return found or name
    raise errors.NothingToCheck(what=name, folder=folder)


def mergeable(seen: dict[str, object]) -> dict[str, object]:
    """A request that can be approved and merged; raises `PushRefused` for one that has ended or does not fit its target."""
    if "commit" not in seen or "lists" not in seen:
        reason = seen.get("problem") or f"It is {seen['state']} since {seen['ended'] or 'its commits landed'}."
        raise errors.PushRefused(what=f"merge request {seen['number']}", reason=reason)
    return seen


def difference(seen: Mapping[str, object]) -> str:
    """Changed files and affected packages with their librarians and approvals."""
    hidden = sum(one["files"] for one in seen["lists"]) - len(seen["files"])
    lines = [visible(line) for line in seen["files"]] + ([f"... and {hidden} more files"] if hidden > 0 else [])
    for one in seen["lists"]:
        name = "the repository itself (.)" if one["list"] == "." else one["list"]
        approved = f"approved by {', '.join(one['approved'])}" if one["approved"] else "not approved"
        lines.append(f"affects {name}: {one['files']} file{'s' * (one['files'] != 1)}, {approved}; "
                     f"librarians: {', '.join(one['librarians']) or 'nobody'}")
    return "\n".join(lines)


def statuses(found: Sequence[Mapping[str, str]]) -> str:
    """One line per check."""
    lines = [f"{one['state']:8}{one['check']}" + (f" by {one['account']}, {one['time']}" if one["account"] else "") +
             (f", {one['url']}" if one["url"] else "") for one in found]
    return "\n".join(lines) or "No check of this tree is known."


def requests(found: Sequence[Mapping[str, object]]) -> str:
    """One line per request."""
    lines = [f"{one['number']:5} {one['state']:7}{visible(one['title'])} ({one['branch']} into {one['target']}, {one['account']})"
             for one in found]
    return "\n".join(lines) or "There are no open merge requests (--all lists those that have ended)."


def request(found: Mapping[str, object]) -> str:
    """Everything about one request."""
    ended = f", {found['state']}" + (f" by {found['by']} at {found['ended']}" if found["ended"] else "")
    # what somebody wrote must not look like what the server says
    written = [visible(line) for line in found["text"].split("\n")]
    text = "\n".join(f"  | {line}" for number, line in enumerate(written) if line or number and written[number - 1])
    lines = [f"Merge request {found['number']}: {visible(found['title'])}", f"{found['branch']} into {found['target']}, opened by "
             f"{found['account']} at {found['opened']}{ended}", *([text] if found["text"] else [])]
    if found["merge"]:
        lines.append(f"landed as {found['merge']}")
    if "problem" in found:
        lines.append(f"needed  {visible(found['problem'])}")
    if "lists" in found:
        lines += [f"at {found['commit']}, would land as tree {found['tree']}", "", difference(found), ""]
        demands = [one for one in found["decision"]["requirements"] if one["applies"]]
        lines += [f"{SIGNS[one['satisfied']]} {visible(one['sentence'])}" for one in demands]
        lines += [f"CI      {line}" for line in statuses(found["statuses"]).split("\n")]
    if "patch" in found:
        lines += ["", *(visible(line) for line in found["patch"].split("\n"))]
    return "\n".join(lines)
