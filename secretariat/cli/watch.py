"""Run as a script: end what `secretariat up` started, when that process dies without doing so itself.

It reads lines on its standard input, whose other end only the front process holds:

    + RANK SIGNAL SECONDS PID     this process group is to be ended; lower ranks first
    - PID                         it has ended

When the line is cut, it asks each leader to end by its signal, waits its seconds, and kills the group. Until it
is done it holds the lock of the instance, which it inherits.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from typing import NamedTuple, TextIO


class Ward(NamedTuple):
    """A process group, and how it ends well."""

    rank: int
    signal: int
    seconds: float
    pid: int


def read(lines: TextIO) -> list[Ward]:
    """Follow the lines until they are cut; return what is then left, in the order of ending."""
    wards: dict[int, Ward] = {}
    for line in lines:
        match line.split():
            case ["+", rank, by, seconds, pid]:
                wards[int(pid)] = Ward(int(rank), int(by), float(seconds), int(pid))
            case ["-", pid]:
                wards.pop(int(pid), None)
    return sorted(wards.values())


def lives(pid: int) -> bool:
    """Tell whether a process still does something: one that has ended and was not collected does not."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123  pathlib is slow to import
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except OSError:  # no /proc, or not ours to read
        return True


def end(wards: Iterator[Ward]) -> None:
    """End some groups at the same time."""
    group = list(wards)
    for ward in group:
        with suppress(ProcessLookupError):
            os.kill(ward.pid, ward.signal)
    start = time.monotonic()
    for ward in group:
        while lives(ward.pid) and time.monotonic() < start + ward.seconds:
            time.sleep(0.05)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(ward.pid, signal.SIGKILL)


def main() -> None:
    """Watch, and end the rest."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    for _, same in groupby(read(sys.stdin), key=lambda ward: ward.rank):
        end(same)


if __name__ == "__main__":
    main()
