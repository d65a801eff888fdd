"""What the engines say: kept in files, and quoted in one sentence when a start fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

KEPT = 1024 * 1024  # bytes; an older log is moved aside once
NO_ROOM = ("No space left on device", "Disk quota exceeded", "Check free disk space")
WEIGHTY = ("FATAL", "PANIC", "ERROR", "error:", "Fatal", "Can't", "Could not", "could not")


@contextmanager
def appended(log: Path) -> Iterator[IO[bytes]]:
    """Open a log for a program to write on, closed to others; a long one makes room first."""
    if log.exists() and log.stat().st_size > KEPT:
        log.replace(log.with_suffix(".old.log"))
    log.touch(mode=0o600)
    with log.open("ab") as file:
        yield file


def last(log: Path) -> str:
    """Return the last 40 lines."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-40:])


def why(log: Path, program: str) -> str:
    """Return one sentence for a program that did not start: its own last weighty line, and what to do."""
    lines = last(log).splitlines()
    if any(sign in line for line in lines for sign in NO_ROOM):
        return f"{program} did not start: there is no room left on the disk of {log.parent.parent}: free some first."
    weighty = [line for line in lines if any(sign in line for sign in WEIGHTY)] or lines or ["nothing was said"]
    return f"{program} did not start: {weighty[-1].strip()} (all its words stand in {log})."
