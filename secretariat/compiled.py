"""Compiled templates, kept from start to start: a page that was shown once need not be compiled by every process.

What is kept is code: it is run only from a folder that nobody else writes to, and as it was written to the last byte.
"""

import hashlib
import os
import stat
from contextlib import suppress
from importlib import metadata
from pathlib import Path

from jinja2.bccache import Bucket, FileSystemBytecodeCache

SEAL = hashlib.sha256().digest_size
# A template is compiled with these: constants that go through a filter are what that filter made of them.
MADE_WITH = ("app.py", "formats.py", "furniture.py")


class Compiled(FileSystemBytecodeCache):
    """Keeps them in a folder of this user; where there is none, or no room, each process compiles for itself.

    Jinja compares the source with what was compiled, so that a changed template is compiled anew.
    """

    def __init__(self, folder: Path) -> None:
        """Make the folder where it is missing."""
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(str(folder))
        self.made_with = _made_with()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template in, unless its file is another's, or broken: a power cut leaves half a file."""
        with suppress(OSError):
            kept = Path(self._get_cache_filename(bucket)).read_bytes() if self._is_ours() else b""
            if kept[:SEAL] == self._seal(kept[SEAL:]):
                bucket.bytecode_from_string(kept[SEAL:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, unless the disk is full."""
        code, path = bucket.bytecode_to_string(), Path(self._get_cache_filename(bucket))
        making = path.with_name(f"{path.name}-{os.getpid()}.tmp")
        with suppress(OSError):
            if self._is_ours():
                making.write_bytes(self._seal(code) + code)
                making.replace(path)

    def _seal(self, code: bytes) -> bytes:
        return hashlib.sha256(self.made_with + code).digest()

    def _is_ours(self) -> bool:
        """Tell whether the folder is this user's, and nobody else writes to it."""
        found = Path(self.directory).lstat()
        alone = not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and alone


def _made_with() -> bytes:
    """Return a fingerprint of what compiles templates here: another Jinja, or filters that changed, compile anew."""
    digest = hashlib.sha256(metadata.version("jinja2").encode())
    for name in MADE_WITH:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.digest()
