"""What keeps the processes of a notebook apart from the rest, as far as the system lets any user.

On Linux: process numbers of their own (a namespace), so that they can signal nothing outside and
all end with the first of them; and no writing outside one folder (Landlock). A container may forbid
the first, an old kernel the second; macOS and Windows have neither. Where one is missing, the
notebook runs without it.
"""

import contextlib
import os
import struct
import sys

__all__ = ["fresh_proc", "limit", "own_process_numbers", "processes", "write_only_in"]

NEW_USER, NEW_PROCESSES, NEW_MOUNTS = 0x10000000, 0x20000000, 0x00020000  # man 2 unshare
PRIVATE = 0x00044000  # man 2 mount: with all that is mounted below
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # man 7 landlock
NO_NEW_PRIVILEGES = 38  # man 2 prctl
WRITE = 1 << 1
CHANGES = {1: WRITE | sum(1 << bit for bit in range(4, 13)), 2: 1 << 13, 3: 1 << 14}  # by version


def library():
    """The functions of the C library."""
    from ctypes import CDLL  # not everywhere that this module is imported

    return CDLL(None)


def own_process_numbers():
    """Number the processes forked from now on apart from all others; whether the system did."""
    if sys.platform != "linux":
        return False
    user, group, wanted = os.getuid(), os.getgid(), NEW_PROCESSES | NEW_MOUNTS
    if user == 0:  # may do it, and would lose the right to read what others own
        return not library().unshare(wanted)
    if library().unshare(wanted | NEW_USER):
        return False
    with contextlib.suppress(OSError):  # who we are stays the same inside
        for name, text in [
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ]:
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    return True


def fresh_proc():
    """Let /proc show the new numbers; whether it does."""
    mount = library().mount
    alone = mount(None, b"/", None, PRIVATE, None)  # nothing of this is seen outside
    return not (alone or mount(b"proc", b"/proc", b"proc", 0, None))


def processes():
    """How many processes /proc shows."""
    return sum(name.isdigit() for name in os.listdir("/proc"))


def write_only_in(folder):
    """Let this process and its children write in one folder only, and signal only each other."""
    if sys.platform != "linux":
        return
    from ctypes import c_size_t

    system = library().syscall
    version = system(CREATE_RULESET, None, c_size_t(0), 1)
    if version < 1:
        return
    changes = sum(bits for since, bits in CHANGES.items() if since <= version)
    wanted = struct.pack("QQQ", changes, 0, 3 if version >= 6 else 0)  # 3: signals, hidden sockets
    size = 24 if version >= 6 else 8
    rules = system(CREATE_RULESET, wanted, c_size_t(size), 0)
    for place, allowed in [(folder, changes), ("/dev/shm", changes), ("/dev", WRITE)]:
        with contextlib.suppress(OSError):
            place = os.open(place, os.O_PATH)
            system(ADD_RULE, rules, 1, struct.pack("=Qi", allowed, place), 0)
            os.close(place)
    library().prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    system(RESTRICT_SELF, rules, 0)
    os.close(rules)


def limit(megabytes):
    """Limit the memory and the size of files of this process, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        size = int(megabytes * 2**20)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
