"""Files of which a part has come, so kept that any web process can take the next piece."""

import os
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib import import_module
from io import BufferedReader
from pathlib import Path
from typing import cast

from secretariat.settings import Place
from secretariat.storage import full_disks_named

NAMES = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


class Parts(ABC):
    """Unfinished files, by a token that the house has made."""

    @abstractmethod
    def append(self, token: str, received: int, piece: bytes) -> None:
        """Write a piece behind the first `received` bytes, so that no power cut takes it away.

        Whatever lies behind them already was written by a process that died before it could say so.
        """

    @abstractmethod
    def size(self, token: str) -> int:
        """Return how many bytes lie there."""

    @abstractmethod
    def open(self, token: str) -> BufferedReader:
        """Open what has come to read."""

    @abstractmethod
    def drop(self, token: str) -> None:
        """Remove an unfinished file."""

    @abstractmethod
    def names(self) -> set[str]:
        """Return the unfinished files that are there."""


def parts_at(place: Place) -> Parts:
    """Return the unfinished files at a place."""
    if isinstance(place, Path):
        return PartsInFolder(place)
    return cast("Parts", import_module("secretariat.storage.bucket_parts").of_bucket(place))


def checked(token: str) -> str:
    """Return a token. Raises ValueError for a name that was not made by the house."""
    if not NAMES.match(token):
        raise ValueError(token)
    return token


@dataclass(frozen=True)
class PartsInFolder(Parts):
    """One growing file each, in a folder below that of storage."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.root / "parts"

    def path(self, token: str) -> Path:
        """Return where an unfinished file lies."""
        return self.folder / checked(token)

    def append(self, token: str, received: int, piece: bytes) -> None:
        """Write a piece, through to the disk."""
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

    def open(self, token: str) -> BufferedReader:
        """Open what has come to read."""
        return self.path(token).open("rb")

    def drop(self, token: str) -> None:
        """Remove an unfinished file."""
        self.path(token).unlink(missing_ok=True)

    def names(self) -> set[str]:
        """Return the unfinished files that are there."""
        return {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()
