"""The few things that are asked of a bucket; whatever goes wrong there is said by the names of the house."""

import contextlib
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store

from secretariat.errors import StorageAway, StorageFull
from secretariat.storage import CHUNK

if TYPE_CHECKING:
    from obstore import ObjectMeta

log = structlog.get_logger()
# How the servers call it that speak S3: by the status, or by the code of AWS, Ceph and MinIO.
NO_ROOM = re.compile(r"status code: 507|QuotaExceeded|InsufficientCapacity|StorageFull")
# Objects of 5 MiB and more go in parts, of which two are under way at once.
AT_ONCE = 2


@contextlib.contextmanager
def faults_named() -> Iterator[None]:
    """Say StorageFull where the bucket is full, and StorageAway where it does not answer, or not to us."""
    try:
        yield
    except (BaseError, OSError) as error:
        first, *_more = str(error).splitlines()
        log.error("storage_away", error=first)  # noqa: TRY400  its trace is the library's own
        raise (StorageFull if NO_ROOM.search(str(error)) else StorageAway) from error


def write(store: S3Store, name: str, content: Path | bytes) -> None:
    """Write an object, whole or not at all."""
    with faults_named():
        obstore.put(store, name, content, max_concurrency=AT_ONCE)


def send(store: S3Store, sender: S3Store, name: str, content: Path | bytes) -> None:
    """Write a content by the one who waits longer, once the bucket has answered.

    One that takes the line and says nothing is known by that soon, and a slow line has its time all the same.
    """
    head(store, name)
    write(sender, name, content)


def head(store: S3Store, name: str) -> "ObjectMeta | None":
    """Return what the bucket says of an object, or None."""
    with faults_named(), contextlib.suppress(FileNotFoundError):
        return obstore.head(store, name)
    return None


def listed(store: S3Store, below: str) -> "Iterator[ObjectMeta]":
    """Yield what the bucket says of each object below a name."""
    with faults_named():
        for some in obstore.list(store, below, chunk_size=1000):
            yield from some


def remove(store: S3Store, names: Sequence[str]) -> None:
    """Remove objects, those too that are not there."""
    with faults_named():
        obstore.delete(store, names)


def read(store: S3Store, objects: "Sequence[ObjectMeta]") -> io.BufferedReader:
    """Open objects to read, one behind the other."""
    return io.BufferedReader(Reading(store, objects), CHUNK)


class Reading(io.RawIOBase):
    """Reads objects as one file, from any byte of it."""

    def __init__(self, store: S3Store, objects: "Sequence[ObjectMeta]") -> None:
        self.store = store
        self.objects = objects
        self.size = sum(one["size"] for one in objects)
        self.at = 0

    def readable(self) -> bool:
        """Tell that this is for reading."""
        return True

    def seekable(self) -> bool:
        """Tell that reading may begin anywhere."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte."""
        self.at = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence] + offset
        return self.at

    def readall(self) -> bytes:
        """Read what is left, in few requests."""
        return b"".join(iter(lambda: self.read(CHUNK) or b"", b""))

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # what BufferedReader gives
        """Read what follows, to the end of the object in which it lies at most."""
        start = self.at
        for one in self.objects:
            if start < one["size"]:
                length = min(len(buffer), one["size"] - start)
                with faults_named():
                    got = obstore.get_range(self.store, one["path"], start=start, length=length)
                buffer[:length] = memoryview(got)
                self.at += length
                return length
            start -= one["size"]
        return 0
