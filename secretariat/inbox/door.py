"""Taking a mail from the mail server's pipe: no more of it than fits, and all of it read, so that no pipe breaks."""

import hashlib
from dataclasses import dataclass
from typing import IO

LARGEST = 16 * 1024 * 1024  # bytes: the largest form as an attachment, and some words
MOST_DRAINED = 256 * 1024 * 1024  # bytes: beyond it the pipe is left to break
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Taken:
    """A mail as it came. content: its beginning where it is not whole · size: bytes that were seen."""

    content: bytes
    size: int
    whole: bool

    @property
    def sha256(self) -> str:
        """By what it is known again when it is handed in once more."""
        return hashlib.sha256(self.content).hexdigest()


def take(stream: IO[bytes]) -> Taken:
    """Read a mail. What is too large is read on and thrown away, a piece at a time."""
    content = bytearray()
    while len(content) <= LARGEST and (chunk := stream.read(CHUNK)):
        content += chunk
    size = len(content)
    if size > LARGEST:
        while size < MOST_DRAINED and (chunk := stream.read(CHUNK)):
            size += len(chunk)
    return Taken(without_envelope(bytes(content)), size, size <= LARGEST)


def without_envelope(content: bytes) -> bytes:
    """Return a mail without the line 'From somebody Mon Sep 8 …' of a mailbox, which differs at each attempt."""
    return content.partition(b"\n")[2] if content.startswith(b"From ") else content
