"""Unfinished files in a bucket: each piece is an object, named by the byte at which it begins."""

from dataclasses import dataclass, field
from io import BufferedReader
from typing import TYPE_CHECKING

from obstore.store import S3Store

from secretariat.settings import BucketAddress
from secretariat.storage.bucket import bucket_at
from secretariat.storage.objects import listed, read, remove, send
from secretariat.storage.parts import Parts, checked

if TYPE_CHECKING:
    from obstore import ObjectMeta

PARTS = "parts"


def of_bucket(address: BucketAddress) -> "PartsInBucket":
    """Return the unfinished files of a bucket."""
    bucket = bucket_at(address)
    return PartsInBucket(bucket.store, bucket.sender)


@dataclass(frozen=True)
class PartsInBucket(Parts):
    """The pieces of each file below a name of its own."""

    store: S3Store = field(repr=False, compare=False)
    sender: S3Store = field(repr=False, compare=False)

    def append(self, token: str, received: int, piece: bytes) -> None:
        """Write a piece, in the place of one that begins at the same byte."""
        send(self.store, self.sender, f"{PARTS}/{checked(token)}/{received:015}", piece)

    def size(self, token: str) -> int:
        """Return how many bytes lie there."""
        return sum(one["size"] for one in self._chain(token))

    def open(self, token: str) -> BufferedReader:
        """Open what has come to read."""
        return read(self.store, self._chain(token))

    def drop(self, token: str) -> None:
        """Remove an unfinished file."""
        names = [one["path"] for one in listed(self.store, f"{PARTS}/{checked(token)}")]
        if names:
            remove(self.store, names)

    def names(self) -> set[str]:
        """Return the unfinished files that are there."""
        return {one["path"].split("/")[1] for one in listed(self.store, PARTS)}

    def _chain(self, token: str) -> "list[ObjectMeta]":
        """Return the pieces that follow upon each other from the first byte.

        Others are left from an attempt whose pieces were cut otherwise, before what had come was lost.
        """
        begin = {int(one["path"].rpartition("/")[2]): one for one in listed(self.store, f"{PARTS}/{checked(token)}")}
        chain: list[ObjectMeta] = []
        at = 0
        while at in begin and begin[at]["size"]:
            chain.append(begin[at])
            at += begin[at]["size"]
        return chain
