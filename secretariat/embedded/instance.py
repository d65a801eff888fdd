"""The folder in which one installation keeps all its data; one start at a time holds it."""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from secretariat.embedded.processes import wait_until
from secretariat.errors import Misconfigured

ROOM_FOR_A_START = 64 * 1024 * 1024
ROOM_FOR_A_FIRST_START = 256 * 1024 * 1024


@dataclass(frozen=True)
class Instance:
    """Names the places below the folder."""

    path: Path

    @property
    def run(self) -> Path:
        """What a running start needs and the next one may throw away."""
        return self.path / "run"

    @property
    def logs(self) -> Path:
        """The words of the engines."""
        return self.path / "log"

    def open(self) -> None:
        """Lay the folders, closed to others; raise Misconfigured where there is no room."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # As root, PostgreSQL runs as another user, who must pass through; what lies inside is closed to all.
        passable = 0o711 if os.geteuid() == 0 else 0o700
        for folder, mode in ((self.path, passable), (self.run, passable), (self.logs, 0o700)):
            try:
                folder.mkdir(mode=mode, exist_ok=True)
            except FileNotFoundError as error:  # what /proc and the like say of whatever is to be made in them
                raise Misconfigured(f"{folder} cannot be made: choose another folder with INSTANCE=…") from error
        if full := self.full():
            raise Misconfigured(f"{full}, then start again.")

    def full(self) -> str | None:
        """Return what to do where the disk has no room for the engines, the beginning of a sentence, or None."""
        least = ROOM_FOR_A_START if (self.path / "postgres").exists() else ROOM_FOR_A_FIRST_START
        if shutil.disk_usage(self.path).free >= least:
            return None
        return f"There is no room left on the disk of {self.path}: free {least // 2**20} MB or more"

    def passwords(self) -> dict[str, str]:
        """Return the engines' passwords, made at the first start and kept in a file that only its owner reads."""
        path = self.path / "passwords.json"
        if path.exists():
            return json.loads(path.read_text())
        if (self.path / "postgres").exists():
            raise Misconfigured(f"{path} is missing, and the database cannot be opened without it: restore that file.")
        made = {name: secrets.token_urlsafe(24) for name in ("superuser", "owner", "app", "valkey")}
        write_private(path, json.dumps(made))
        return made

    @contextmanager
    def hold(self) -> Iterator[int]:
        """Hold the folder for this start; yield the lock's file descriptor, for a watch to hold it too.

        Raises Misconfigured where another start holds it. After a kill -9 the watch of that start may still be
        clearing up, which is waited for.
        """
        self.open()
        lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if not wait_until(lambda: _locked(lock) or _holder(lock) is not None, seconds=60) or not _locked(lock):
                raise Misconfigured(
                    f"{self.path} is in use by process {_holder(lock)}: stop that one first (kill {_holder(lock)}), "
                    "or start beside it with another folder and port (INSTANCE=other PORT=8001)."
                )
            os.ftruncate(lock, 0)
            os.pwrite(lock, str(os.getpid()).encode(), 0)
            yield lock
        finally:
            os.close(lock)

    def is_held(self) -> bool:
        """Tell whether a start holds the folder at this moment."""
        path = self.path / "lock"
        if not path.exists():
            return False
        lock = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            return not _locked(lock)
        finally:
            os.close(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(lock: int) -> int | None:
    """Return the process that took the lock, if it still lives."""
    written = os.pread(lock, 20, 0)
    if not written.isdigit():
        return None
    try:
        os.kill(int(written), 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return int(written)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
