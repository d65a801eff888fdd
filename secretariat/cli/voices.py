"""Shows what several processes say on one screen, each line with the name of who says it."""

import os
import selectors
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

BY_CLICK = "Error: "


@dataclass
class Voice:
    """One process's words. last: its last line; error: what a command of ours named as its error."""

    name: str
    last: str = ""
    error: str = ""
    unfinished: str = ""

    def take(self, said: bytes) -> list[str]:
        """Return the lines that are now complete; at the end of the pipe, nothing said completes the last."""
        *lines, self.unfinished = (self.unfinished + said.decode(errors="replace")).split("\n")
        if not said:
            lines, self.unfinished = [self.unfinished], ""
        lines = [line.rstrip() for line in lines if line.strip()]
        self.last = lines[-1] if lines else self.last
        self.error = next((line.removeprefix(BY_CLICK) for line in lines if line.startswith(BY_CLICK)), self.error)
        return lines


class Voices:
    """Listens to all of them without waiting for any."""

    def __init__(self) -> None:
        """Begin with silence."""
        self.pipes = selectors.DefaultSelector()

    def add(self, voice: Voice, process: subprocess.Popen[bytes]) -> None:
        """Listen to a process whose output is a pipe; others write files of their own."""
        if process.stdout:
            os.set_blocking(process.stdout.fileno(), False)
            self.pipes.register(process.stdout, selectors.EVENT_READ, voice)

    def listen(self, seconds: float) -> None:
        """Wait at most so long for words, and show them."""
        for key, _ in self.pipes.select(seconds):
            said = os.read(key.fd, 65536)
            if not said:
                self._drop(key.fileobj)
            for line in key.data.take(said):
                # What a command names as its error is said once, at the end, by the front process.
                if not line.startswith(BY_CLICK):
                    say(f"{key.data.name:8} | {line}")

    def _drop(self, pipe: object) -> None:
        assert isinstance(pipe, IO) or hasattr(pipe, "close")
        self.pipes.unregister(pipe)  # type: ignore[arg-type]
        pipe.close()


def say(line: str) -> None:
    """Print a line; when nobody listens any more the house stands all the same."""
    with suppress(OSError, ValueError):
        print(line, flush=True)  # noqa: T201  this is what the command shows
