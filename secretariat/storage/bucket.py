"""Contents as objects of a bucket, each under its hash; a server that speaks S3 shows an object whole or not at all."""

import contextlib
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.store import S3Store

from secretariat.errors import Misconfigured, StorageAway, StorageFull
from secretariat.settings import BucketAddress
from secretariat.storage import CHUNK, Candidate, Kept, Storage
from secretariat.storage.objects import head, listed, read, remove, send, write

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

FILES, DOOMED, PROBE = "files", "doomed", "probe"
REFUSAL = re.compile(r"status code: (4\d\d [A-Za-z ]+)")
DAY = 24 * 3600.0
# Longer than a request that removes an object can be under way.
REMOVING = timedelta(seconds=90)
CONNECTING = timedelta(seconds=3)
# For a question and its answer, of which none is longer than CHUNK; for contents, which a slow line sends in parts.
ASKING, SENDING = timedelta(seconds=10), timedelta(seconds=30)
# Nothing is begun again once this has passed: what was asked ends within both.
AGAIN: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=5)}


@cache
def bucket_at(address: BucketAddress) -> "Bucket":
    """Return the bucket, once for a process: what speaks to it does not outlive a fork."""
    bucket = Bucket(address, _store(address, ASKING), _store(address, SENDING))
    bucket.sweep(time.time() - DAY)
    return bucket


def _store(address: BucketAddress, patience: timedelta) -> S3Store:
    config: S3Config = {"region": address.region}
    if address.endpoint:
        config["endpoint"] = address.endpoint
    if address.key_id and address.secret:
        config["access_key_id"], config["secret_access_key"] = address.key_id, address.secret
    if address.token:
        config["session_token"] = address.token
    limits: ClientConfig = {"connect_timeout": CONNECTING, "timeout": patience}
    return S3Store(
        address.bucket,
        prefix=address.prefix or None,
        config=config,
        client_options={"allow_http": (address.endpoint or "").startswith("http://"), **limits},
        retry_config=AGAIN,
    )


def refuse_wrong(address: BucketAddress) -> None:
    """Raise Misconfigured where the bucket is not there, or not ours to write; one that is away may come back."""
    try:
        write(bucket_at(address).store, PROBE, b"x")
    except StorageAway as away:
        answer = REFUSAL.search(str(away.__cause__))
        if answer:
            raise Misconfigured(
                f"The bucket {address.bucket} cannot be written ({answer[1]}): "
                "check STORAGE, AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            ) from away


@dataclass(frozen=True)
class Bucket(Storage):
    """Storage in a bucket. store: who asks · sender: who brings contents, and has the time of a slow line for it."""

    address: BucketAddress
    store: S3Store = field(repr=False, compare=False)
    sender: S3Store = field(repr=False, compare=False)

    @property
    def desk(self) -> Path:
        """A folder of this machine."""
        return self.address.scratch

    def keep(self, candidate: Candidate) -> Kept:
        """Keep a content that was looked at; once more where somebody removed the same one meanwhile."""
        name = f"{FILES}/{candidate.sha256}"
        send(self.store, self.sender, name, candidate.path)
        while self._doomed(candidate.sha256) or not self.has(candidate.sha256):
            time.sleep(0.1)
            send(self.store, self.sender, name, candidate.path)
        return Kept(candidate.sha256, candidate.size)

    def has(self, sha256: str) -> bool:
        """Tell whether a content is there."""
        return head(self.store, f"{FILES}/{sha256}") is not None

    def open(self, sha256: str) -> BufferedReader:
        """Open a content to read."""
        found = head(self.store, f"{FILES}/{sha256}")
        if found is None:
            raise FileNotFoundError(sha256)
        return read(self.store, [found])

    @contextlib.contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """Fetch a content for as long as it is looked at."""
        with self.writing() as (target, path):
            try:
                with self.open(sha256) as stream:
                    shutil.copyfileobj(stream, target, CHUNK)
                target.flush()
            except FileNotFoundError:
                path.unlink()
            yield path

    def writable(self) -> bool:
        """Tell whether an object can be written at this moment."""
        try:
            write(self.store, PROBE, b"x")
        except (StorageFull, StorageAway):
            return False
        return True

    def old(self, before: float) -> Iterator[str]:
        """Yield the contents that were kept before a moment (seconds since 1970)."""
        for one in listed(self.store, FILES):
            if one["last_modified"].timestamp() < before:
                yield one["path"].rpartition("/")[2]

    def drop(self, sha256: str, before: float) -> bool:
        """Remove a content that no row knows, unless somebody has sent it again in the meantime.

        Whoever keeps it after the mark is written waits until the mark is gone, and then looks whether it is there.
        """
        mark, name = f"{DOOMED}/{sha256}", f"{FILES}/{sha256}"
        write(self.store, mark, b"")
        try:
            found = head(self.store, name)
            if found is None or found["last_modified"].timestamp() >= before:
                return False
            remove(self.store, [name])
        finally:
            remove(self.store, [mark])
        return True

    def _doomed(self, sha256: str) -> bool:
        """Tell whether a content is being removed; a mark that has stood for long is of a process that died."""
        mark = head(self.store, f"{DOOMED}/{sha256}")
        return mark is not None and datetime.now(UTC) - mark["last_modified"] < REMOVING
