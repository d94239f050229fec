# SPDX-License-Identifier: LGPL-3.0-or-later
"""Run one build command where it can write nothing but its own room; standard library only (see confinement.py).

    python3 -I confine.py ROOM PLACE FINDINGS [-w FOLDER] [-r FOLDER]... -- COMMAND...

In namespaces of its own the command sees the machine's file systems through overlays: what it writes lands in memory and is listed
in FINDINGS when it has ended; ROOM appears at PLACE and is really writable, the folders of -r inside it are not. There is no
network, and all processes end with the command. Exit code 125 and a reason on standard error: this machine does not allow it.
"""
import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import sys

NEWNS, NEWUSER, NEWPID, NEWNET, NEWIPC = 0x20000, 0x10000000, 0x20000000, 0x40000000, 0x8000000
BIND, REC, PRIVATE, NOSUID, NODEV = 4096, 16384, 1 << 18, 2, 4
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE, RDONLY = 442, -100, 0x8000, 1
PR_SET_PDEATHSIG = 1
OWN = ("/proc", "/sys", "/dev")
SCRATCH = ("/tmp", "/var/tmp", "/run", "/dev")
libc = ctypes.CDLL(None, use_errno=True)


def refused(what):
    sys.stderr.write(f"confine: {what}\n")
    sys.stderr.flush()
    os._exit(125)


def mount(source, target, kind=None, flags=0, data=None):
    words = [None if word is None else os.fsencode(word) for word in (source, target, kind)]
    if libc.mount(*words, ctypes.c_ulong(flags), None if data is None else data.encode()):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), target)


def close(target):
    """Make what is mounted at a place, and below it, read-only."""
    attributes = struct.pack("QQQQ", RDONLY, 0, 0, 0)
    if libc.syscall(MOUNT_SETATTR, AT_FDCWD, os.fsencode(target), AT_RECURSIVE, attributes, len(attributes)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), target)


def separate(user, group):
    """New namespaces; without rights of root in a user namespace in which the user stays who he is."""
    flags = NEWNS | NEWPID | NEWNET | NEWIPC
    if libc.unshare(flags) == 0:
        return
    if libc.unshare(flags | NEWUSER):
        refused(f"no namespaces: {os.strerror(ctypes.get_errno())}")
    with open("/proc/self/setgroups", "w") as file:
        file.write("deny")
    for name, number in (("uid_map", user), ("gid_map", group)):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(f"{number} {number} 1")


def loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        request = struct.pack("16sh14x", b"lo", 1)
        fcntl.ioctl(endpoint, 0x8914, request)


def mounts():
    """Mount points but for those that every machine makes anew, outer ones first."""
    with open("/proc/self/mountinfo", "rb") as file:
        points = {os.fsdecode(line.split()[4].decode("latin-1").encode("latin-1").decode("unicode_escape").encode("latin-1"))
                  for line in file}
    return [one for one in sorted(points) if one != "/" and not any((one + "/").startswith(own + "/") for own in OWN)]


def cover(point, root, layers):
    """Show one file system below `root` such that writing reaches it in appearance only, or else read-only."""
    layer = os.path.join(layers, str(len(os.listdir(layers))))
    upper, work = os.path.join(layer, "upper"), os.path.join(layer, "work")
    os.makedirs(upper)
    os.mkdir(work)
    os.chmod(upper, os.stat(point).st_mode & 0o7777)
    handles = [os.open(one, os.O_PATH) for one in (point, upper, work)]
    try:
        options = "lowerdir=/proc/self/fd/{},upperdir=/proc/self/fd/{},workdir=/proc/self/fd/{}".format(*handles)
        mount("overlay", root + point.rstrip("/"), "overlay", 0, options)
        return {"upper": upper, "point": point}
    except OSError:
        mount(point, root + point, None, BIND | REC)
        close(root + point)
        return None
    finally:
        for handle in handles:
            os.close(handle)


def build_root(room, place, closed, layers):
    """The command's file system; returns the layers in which its writing is caught."""
    root = os.path.join(layers, "root")
    store = os.path.join(layers, "layers")
    os.mkdir(root)
    os.mkdir(store)
    held = os.open(room, os.O_PATH)
    caught = []
    for name in sorted(os.listdir("/")):
        path = "/" + name
        if os.path.islink(path):
            os.symlink(os.readlink(path), root + path)
        elif os.path.isdir(path):
            os.mkdir(root + path)
            os.chmod(root + path, os.stat(path).st_mode & 0o7777)
            if path not in OWN:
                caught.append(cover(path, root, store))
    for point in mounts():
        if not (point + "/").startswith(layers + "/") and os.path.isdir(root + point) and point.count("/") > 1:
            try:
                caught.append(cover(point, root, store))
            except OSError:
                continue
    for folder in ("/dev", "/sys"):
        mount(folder, root + folder, None, BIND | REC)
    close(root + "/sys")
    mount("tmpfs", root + "/dev/shm", "tmpfs", NOSUID | NODEV)
    os.makedirs(root + place)
    mount(f"/proc/self/fd/{held}", root + place, None, BIND)
    for folder in closed:
        mount(root + place + "/" + folder, root + place + "/" + folder, None, BIND | REC)
        close(root + place + "/" + folder)
    mount("tmpfs", root + place + "/.layers", "tmpfs", NOSUID | NODEV, "size=4k")
    close(root + place + "/.layers")
    known = set(os.listdir(root))
    os.close(held)
    return root, [one for one in caught if one], known


def outside(caught, root, known):
    """Paths that were written, made or removed outside the room; new names directly in a folder for scratch are forgiven."""
    found = ["/" + name for name in sorted(set(os.listdir(root)) - known)]
    for layer in caught:
        for folder, folders, files in os.walk(layer["upper"]):
            below = os.path.relpath(folder, layer["upper"])
            for name in sorted(folders + files):
                path = os.path.normpath(os.path.join(layer["point"], below, name))
                scratch = [one for one in SCRATCH if path.startswith(one + "/")]
                if scratch and not os.path.lexists("/".join(path.split("/")[:scratch[0].count("/") + 2])):
                    continue
                if name in files or not os.path.isdir(path):
                    found.append(path)
    return found


def inside(root, place, folder, command):
    """The first process of the new process namespace: it starts the command, buries orphans, and everything ends with it."""
    try:
        mount("proc", root + "/proc", "proc", NOSUID | NODEV)
    except OSError:
        mount("/proc", root + "/proc", None, BIND | REC)
    loopback()
    os.chroot(root)
    os.chdir(os.path.join(place, folder))
    child = os.fork()
    if child == 0:
        for number in (signal.SIGINT, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        os.execvp(command[0], command)
    while True:
        done, status = os.wait()
        if done == child:
            os._exit(os.waitstatus_to_exitcode(status) % 256)


def main(words):
    room, place, findings = words[:3]
    cut = words.index("--")
    options, command = words[3:cut], words[cut + 1:]
    pairs = list(zip(options[::2], options[1::2]))
    folder = next((value for key, value in pairs if key == "-w"), ".")
    closed = [value for key, value in pairs if key == "-r"]
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    layers = os.path.join(room, ".layers")
    try:
        separate(os.getuid(), os.getgid())
        mount(None, "/", None, PRIVATE | REC)
        os.makedirs(layers, exist_ok=True)
        mount("tmpfs", layers, "tmpfs", NOSUID | NODEV, "mode=755")
        root, caught, known = build_root(room, place, closed, layers)
    except OSError as error:
        refused(f"{error.filename or ''}: {error.strerror}")
    first = os.fork()
    if first == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        try:
            inside(root, place, folder, command)
        except OSError as error:
            refused(f"{error.filename or ''}: {error.strerror}")
    _, status = os.waitpid(first, 0)
    with open(findings, "w", encoding="utf-8", errors="surrogateescape") as file:
        json.dump(outside(caught, root, known), file)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


main(sys.argv[1:])
