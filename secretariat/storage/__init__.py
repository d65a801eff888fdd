"""KEEP: files by content hash. A file is either there whole, with its hash as its name, or not there."""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from io import BufferedReader
from pathlib import Path
from typing import IO, BinaryIO, cast

from secretariat.errors import StorageFull, TooLarge
from secretariat.settings import Place

CHUNK = 1024 * 1024
# No room on the disk, none left of a quota, none above the limit that a process may write.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
UNFINISHED = ".part-"


@dataclass(frozen=True)
class Kept:
    """What was put into storage: SHA-256 in hexadecimal, and bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Candidate:
    """A content that is looked at before it is kept: where it lies for now, its SHA-256, and bytes."""

    path: Path
    sha256: str
    size: int


class Storage(ABC):
    """What keeps contents. Whatever is being written or looked at lies on the desk, a folder on this machine."""

    @property
    @abstractmethod
    def desk(self) -> Path:
        """Where files lie for now."""

    @abstractmethod
    def keep(self, candidate: Candidate) -> Kept:
        """Keep a content that was looked at. Raises StorageFull or StorageAway."""

    @abstractmethod
    def has(self, sha256: str) -> bool:
        """Tell whether a content is there."""

    @abstractmethod
    def open(self, sha256: str) -> BufferedReader:
        """Open a content to read, from any byte of it. Raises FileNotFoundError where it is missing."""

    @abstractmethod
    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """Give a content as a file of this machine, for a child to read; no file is there where it is missing."""

    @abstractmethod
    def old(self, before: float) -> Iterator[str]:
        """Yield the contents that were kept before a moment (seconds since 1970)."""

    @abstractmethod
    def drop(self, sha256: str, before: float) -> bool:
        """Remove a content that no row knows, unless somebody has sent it again in the meantime."""

    @abstractmethod
    def writable(self) -> bool:
        """Tell whether a file can be kept at this moment."""

    def put(self, stream: IO[bytes], *, limit: int | None = None) -> Kept:
        """Keep what a stream holds. Raises TooLarge where it is longer than `limit` bytes, and as `keep` does."""
        with self.candidate(stream, limit=limit) as candidate:
            return self.keep(candidate)

    def put_file(self, source: Path) -> Kept:
        """Keep a file's content."""
        with source.open("rb") as stream:
            return self.put(stream)

    @contextlib.contextmanager
    def candidate(self, stream: IO[bytes], *, limit: int | None = None) -> Iterator[Candidate]:
        """Write down what a stream holds, to be looked at; it is gone at the end unless it was kept."""
        with self.writing() as (target, temporary):
            digest, size = hashlib.sha256(), 0
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise TooLarge
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
            yield Candidate(temporary, digest.hexdigest(), size)

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """Give a name on the desk under which a child may write; what lies there at the end is removed."""
        with self.writing() as (_target, temporary):
            yield temporary

    def sound(self, sha256: str) -> bool:
        """Tell whether a content is there and still has its hash."""
        try:
            with self.open(sha256) as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def free(self) -> int:
        """Return how many bytes are free on the desk, over which every file comes."""
        self.desk.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.desk).free

    def sweep(self, before: float) -> int:
        """Remove what a process left on the desk when it died before a moment; return how many."""
        left = [path for path in self.desk.glob(f"{UNFINISHED}*") if path.stat().st_mtime < before]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    @contextlib.contextmanager
    def writing(self) -> Iterator[tuple[BinaryIO, Path]]:
        """Open a new file on the desk, which is gone at the end unless it was moved."""
        with full_disks_named():
            self.desk.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.desk, prefix=UNFINISHED)
            try:
                with os.fdopen(handle, "wb") as target:
                    yield target, Path(name)
            finally:
                Path(name).unlink(missing_ok=True)


@dataclass(frozen=True)
class Folder(Storage):
    """Storage in a folder that all web and worker processes share."""

    root: Path

    @property
    def desk(self) -> Path:
        """The folder itself, so that keeping is renaming."""
        return self.root

    def keep(self, candidate: Candidate) -> Kept:
        """Keep a content that was looked at."""
        with full_disks_named():
            self.path(candidate.sha256).parent.mkdir(exist_ok=True)
            candidate.path.rename(self.path(candidate.sha256))
        return Kept(candidate.sha256, candidate.size)

    def path(self, sha256: str) -> Path:
        """Return where a content lies, or would lie."""
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether a content is there."""
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BufferedReader:
        """Open a content to read."""
        return self.path(sha256).open("rb")

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """Give the file itself."""
        return contextlib.nullcontext(self.path(sha256))

    def writable(self) -> bool:
        """Tell whether a file can be kept at this moment; a full disk says no."""
        try:
            with self.writing() as (target, _temporary):
                target.write(b"x" * 4096)
                target.flush()
                os.fsync(target.fileno())
        except (OSError, StorageFull):
            return False
        return True

    def old(self, before: float) -> Iterator[str]:
        """Yield the contents that were kept before a moment (seconds since 1970)."""
        for path in self.root.glob("??/*"):
            if path.stat().st_mtime < before:
                yield path.name

    def drop(self, sha256: str, before: float) -> bool:
        """Remove a content that no row knows, unless somebody has sent it again in the meantime."""
        aside = self.root / f"{UNFINISHED}{sha256}"
        with contextlib.suppress(FileNotFoundError):
            self.path(sha256).rename(aside)
            if aside.stat().st_mtime < before:
                aside.unlink()
                return True
            aside.rename(self.path(sha256))
        return False


def store_at(place: Place) -> Storage:
    """Return the storage at a place. What speaks to buckets is large, and read in only where one is chosen."""
    if isinstance(place, Path):
        return Folder(place)
    return cast("Storage", import_module("secretariat.storage.bucket").bucket_at(place))


@contextlib.contextmanager
def full_disks_named() -> Iterator[None]:
    """Say StorageFull where the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        raise
