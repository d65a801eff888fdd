"""Compiled templates, kept from start to start: a page that was shown once need not be compiled by every process."""

from contextlib import suppress
from pathlib import Path

from jinja2.bccache import Bucket, FileSystemBytecodeCache


class Compiled(FileSystemBytecodeCache):
    """Keeps them in a folder that only this user writes; where it cannot, each process compiles for itself.

    Jinja compares the source with what was compiled, so that a changed template is compiled anew.
    """

    def __init__(self, folder: Path) -> None:
        """Make the folder where it is missing."""
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(str(folder))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, unless the disk is full."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
