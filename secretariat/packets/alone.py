"""Cutting a child off from the network, before it opens what a stranger sent.

A process leaves for a network of its own, which has no way out: at once where it may, else through a user namespace,
which plain users may open on most systems. Where neither is allowed nothing here dials by itself; what might (an
office suite) is not started then.
"""

import ctypes
import os
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

NEW_NETWORK = 0x40000000
NEW_USER = 0x10000000
PATIENCE = 10.0
# An address of documentation (RFC 5737): it belongs to nobody, and where there is a network the packet just leaves.
NOWHERE = ("192.0.2.1", 9)


def cut() -> bool:
    """Leave the network; tell whether that was allowed. To be called before the process has threads."""
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None:
        return False
    user, group = os.getuid(), os.getgid()
    if unshare(NEW_NETWORK) == 0:
        return True
    if unshare(NEW_USER | NEW_NETWORK) != 0:
        return False
    # Without a map no file could be made: its owner would be nobody.
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny")
    (own / "uid_map").write_text(f"{user} {user} 1")
    (own / "gid_map").write_text(f"{group} {group} 1")
    return True


def connected() -> bool:
    """Tell whether this process could send anything anywhere: no packet is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(NOWHERE)
        except OSError:
            return False
    return True


@cache
def possible() -> bool:
    """Tell whether children can be cut off on this machine; a child tries it once."""
    command = [sys.executable, "-P", "-s", "-m", __name__]
    environ = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": os.defpath}
    try:
        tried = subprocess.run(command, env=environ, check=False, timeout=PATIENCE)  # noqa: S603  our own module
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


if __name__ == "__main__":
    sys.exit(0 if cut() else 1)
