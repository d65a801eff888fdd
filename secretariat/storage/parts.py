"""Files of which a part has come: one growing file each, in a folder that all web processes share."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from secretariat.storage import full_disks_named

NAMES = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


@dataclass(frozen=True)
class Parts:
    """The folder of unfinished files, below that of storage."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.root / "parts"

    def path(self, token: str) -> Path:
        """Return where an unfinished file lies. Raises ValueError for a name that was not made by the house."""
        if not NAMES.match(token):
            raise ValueError(token)
        return self.folder / token

    def append(self, token: str, received: int, piece: bytes) -> None:
        """Write a piece behind the first `received` bytes, through to the disk.

        Whatever lies behind them already was written by a process that died before it could say so.
        """
        with full_disks_named():
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path(token), os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(handle, "wb") as target:
                target.truncate(received)
                target.seek(received)
                target.write(piece)
                target.flush()
                os.fsync(target.fileno())

    def size(self, token: str) -> int:
        """Return how many bytes lie there."""
        path = self.path(token)
        return path.stat().st_size if path.is_file() else 0

    def drop(self, token: str) -> None:
        """Remove an unfinished file."""
        self.path(token).unlink(missing_ok=True)

    def names(self) -> set[str]:
        """Return the unfinished files that are there."""
        return {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()
