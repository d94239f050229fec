# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who may read and write what is installed: everybody reads, a site's group may install; the umask never matters."""
from __future__ import annotations

import errno
import grp
import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from b2tools import errors

READ = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
ENTER = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
SHARED = stat.S_ISGID | stat.S_IWGRP
TRUST = stat.S_ISUID | stat.S_ISVTX


def group_of(folder: Path, name: str | None = None) -> int | None:
    """The group that installations in a folder get: the one named, else that of a group-writable, set-gid folder; None for none.

    Raises `BadGroup` for a group that is not known here or that this process cannot give.
    """
    if name is None:
        place = _nearest(folder)
        return place.st_gid if place.st_mode & SHARED == SHARED else None
    try:
        number = grp.getgrnam(name).gr_gid
    except KeyError:
        raise errors.BadGroup(folder=folder, group=name, reason="this machine knows no such group") from None
    if os.geteuid() != 0 and number not in (os.getegid(), *os.getgroups()):
        raise errors.BadGroup(folder=folder, group=name, reason=f"{user_name(os.geteuid())} is not a member of it")
    return number


def require(folder: Path) -> None:
    """Raise `NoRights` unless this user may make something in a folder that is or will be."""
    place = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if os.access(place, os.W_OK | os.X_OK, effective_ids=True):
        return
    found = place.stat()
    if os.statvfs(place).f_flag & os.ST_RDONLY:
        raise errors.NotWritable(path=place, reason=os.strerror(errno.EROFS))
    shared = f" and the group {group_name(found.st_gid)}" if found.st_mode & stat.S_IWGRP else ""
    raise errors.NoRights(user=user_name(os.geteuid()), folder=folder, owner=user_name(found.st_uid),
                          reason=f"only {user_name(found.st_uid)}{shared} may write in {place}")


@contextmanager
def open_to_all(shared: bool = False) -> Iterator[None]:
    """What is made in the body can be read by all and, if shared, written by its group, whatever the umask is."""
    before = os.umask(0o002 if shared else 0o022)
    try:
        yield
    finally:
        os.umask(before)


def make_folder(folder: Path, group: int | None) -> None:
    """Make a folder, and those above it, in which members of a group may install; one that is there is shared if it is ours."""
    with open_to_all(group is not None):
        folder.mkdir(parents=True, exist_ok=True)
    found = folder.stat()
    if group is not None and os.geteuid() in (0, found.st_uid):
        _adjust(folder, found, group)


def settle(tree: Path, group: int | None) -> None:
    """Let everybody read a finished tree, and members of a group replace it; set-uid and sticky marks go.

    Raises `PermissionError` for what somebody else has put there unreadable.
    """
    _adjust(tree, tree.stat(), group)
    pending = [str(tree)]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_symlink():
                    continue
                found = entry.stat(follow_symlinks=False)
                _adjust(entry.path, found, group)
                if stat.S_ISDIR(found.st_mode):
                    pending.append(entry.path)


def _adjust(path: str | Path, found: os.stat_result, group: int | None) -> None:
    folder = stat.S_ISDIR(found.st_mode)
    mode = stat.S_IMODE(found.st_mode)
    least = mode | READ | (ENTER if folder or mode & stat.S_IXUSR else 0)
    least |= stat.S_IWUSR if folder else 0
    wanted = least & ~(TRUST | (0 if folder else stat.S_ISGID) | stat.S_IWOTH)
    wanted |= SHARED if folder and group is not None else 0
    try:
        if group is not None and found.st_gid != group:
            os.chown(path, -1, group, follow_symlinks=False)
            mode = -1
        if wanted != mode:
            os.chmod(path, wanted)
    except PermissionError:
        # made by another member of the group before an interruption: fine as long as everybody can read it
        if least != stat.S_IMODE(found.st_mode):
            raise


def is_own_folder(folder: Path) -> bool:
    """Whether it is a folder, not a link to one, of this user."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()


def user_name(number: int) -> str:
    """Name of a user, or `user 1234` for one without."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def group_name(number: int) -> str:
    """Name of a group, or its number for one without."""
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def _nearest(folder: Path) -> os.stat_result:
    return next(one for one in (folder, *folder.absolute().parents) if one.exists()).stat()
