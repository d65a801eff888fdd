"""KEEP: files by content hash. A file is either there whole, with its hash as its name, or not there."""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from secretariat.errors import StorageFull, TooLarge

CHUNK = 1024 * 1024
FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Kept:
    """What was put into storage: SHA-256 in hexadecimal, and bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Folder:
    """Storage in a folder that all web and worker processes share."""

    root: Path

    def put(self, stream: IO[bytes], *, limit: int | None = None) -> Kept:
        """Keep what a stream holds. Raises StorageFull, or TooLarge where it is longer than `limit` bytes."""
        with self._writing() as (target, temporary):
            digest, size = hashlib.sha256(), 0
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise TooLarge
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
            kept = Kept(digest.hexdigest(), size)
            self.path(kept.sha256).parent.mkdir(exist_ok=True)
            temporary.rename(self.path(kept.sha256))
        return kept

    def put_file(self, source: Path) -> Kept:
        """Keep a file's content."""
        with source.open("rb") as stream:
            return self.put(stream)

    def path(self, sha256: str) -> Path:
        """Return where a content lies, or would lie."""
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether a content is there."""
        return self.path(sha256).is_file()

    def sound(self, sha256: str) -> bool:
        """Tell whether a content is there and still has its hash."""
        if not self.has(sha256):
            return False
        with self.path(sha256).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256

    def writable(self) -> bool:
        """Tell whether a file can be kept at this moment; a full disk says no."""
        try:
            with self._writing() as (target, _temporary):
                target.write(b"x" * 4096)
                target.flush()
                os.fsync(target.fileno())
        except (OSError, StorageFull):
            return False
        return True

    def free(self) -> int:
        """Return how many bytes are free."""
        return shutil.disk_usage(self.root).free

    @contextlib.contextmanager
    def _writing(self) -> Iterator[tuple[BinaryIO, Path]]:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.root, prefix=".part-")
            try:
                with os.fdopen(handle, "wb") as target:
                    yield target, Path(name)
            finally:
                Path(name).unlink(missing_ok=True)
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull from error
            raise
