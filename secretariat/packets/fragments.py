"""The folder of finished fragments: each PDF under the hash of what it was made from.

A fragment is written under another name and renamed, so it is there whole or not at all; a build that was
killed leaves what it had finished. The folder holds nothing that could not be made again.
"""

import os
from dataclasses import dataclass
from pathlib import Path

TAIL = 32


@dataclass(frozen=True)
class Fragments:
    """A folder of fragments."""

    folder: Path

    def path(self, key: str) -> Path:
        """Return where a fragment stands or would stand."""
        return self.folder / key[:2] / f"{key}.pdf"

    def get(self, key: str) -> Path | None:
        """Return a finished fragment, or None. One that lost its end when the machine fell is thrown away."""
        path = self.path(key)
        try:
            with path.open("rb") as file:
                file.seek(0, os.SEEK_END)
                file.seek(max(0, file.tell() - TAIL))
                whole = b"%%EOF" in file.read()
        except OSError:
            return None
        if not whole:
            path.unlink(missing_ok=True)
            return None
        os.utime(path)
        return path

    def note(self, key: str, word: str) -> None:
        """Note why a fragment cannot be made, so that nobody tries again."""
        put(self.path(key).with_suffix(".txt"), word.encode())

    def noted(self, key: str) -> str | None:
        """Return why a fragment cannot be made, or None where that is not known."""
        try:
            return self.path(key).with_suffix(".txt").read_text()
        except OSError:
            return None

    def sweep(self, before: float) -> int:
        """Throw away what was last used before a moment (seconds since 1970); return how many."""
        old = [path for path in self.folder.glob("??/*.*") if path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def put(path: Path, content: bytes) -> None:
    """Write a fragment so that nobody ever sees a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
