"""Run as a script between fork and exec: become another user, be ended with the parent, become the program.

    launch.py SIGNAL PARENT UID GID CAPABILITY PROGRAM [ARGUMENT ...]

A script of its own, because Python between fork and exec is not safe in a parent with threads, and because
becoming another user forgets the parent-death signal, so the order matters. UID -1 keeps the user,
CAPABILITY -1 keeps none.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 28, 47, 2
# Without it access(2) asks what the user could do without the capability, and PostgreSQL asks so for its programs.
NO_SETUID_FIXUP = 1 << 2
CAPABILITY_VERSION = 0x20080522


class Header(ctypes.Structure):
    """What the kernel wants to read before a set of capabilities."""

    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def become(uid: int, gid: int, capability: int) -> None:
    """Give up root for another user, keeping at most one capability over the exec."""
    libc = ctypes.CDLL(None, use_errno=True)
    if capability >= 0:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        libc.prctl(PR_SET_SECUREBITS, NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if capability >= 0:
        bit = 1 << capability
        libc.capset(ctypes.byref(Header(CAPABILITY_VERSION, 0)), (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0))
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def die_with(parent: int, by: int) -> None:
    """Ask Linux to send a signal when the parent dies; elsewhere the watch does that alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, by, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """Do what the arguments say; never return."""
    by, parent, uid, gid, capability = map(int, sys.argv[1:6])
    if uid >= 0:
        become(uid, gid, capability)
    die_with(parent, by)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.execv(sys.argv[6], sys.argv[6:])  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    main()
