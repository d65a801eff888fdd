"""Starts the command as people do, and looks at the processes it leaves."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
STAND_INS = Path(__file__).with_name("stand_ins.py")
UNWANTED = {"DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "INSTANCE", "PORT", "DEMO", "SECRET_KEY"}


def environ(**chosen: str | Path | int) -> dict[str, str]:
    """The test's environment without what another start may have left in it."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return kept | {"PYTHONPATH": str(ROOT)} | {name: str(value) for name, value in chosen.items()}


class Front:
    """A process that starts others, whose words are kept."""

    def __init__(self, *command: str | Path, log: Path, **chosen: str | Path | int) -> None:
        self.log = log
        # Whoever runs the tests under nohup or in the background of a script hands on that hang-ups or interrupts are
        # ignored, and the house would rightly do so.
        inherited = {one: signal.signal(one, signal.SIG_DFL) for one in (signal.SIGHUP, signal.SIGINT)}
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environ(**chosen),
                cwd=log.parent,
                start_new_session=True,
            )
        for one, handler in inherited.items():
            signal.signal(one, handler)

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, words: str, seconds: float = 60) -> str:
        """Wait until it has said something; return all it said."""
        eventually(lambda: words in self.said() or self.process.poll() is not None, seconds)
        assert words in self.said(), self.said()
        return self.said()

    def children(self, *, deep: bool = True) -> set[int]:
        """Its children, and deep their children's children."""
        return descendants(self.process.pid, deep=deep)

    def end(self, by: signal.Signals, seconds: float = 40) -> int:
        self.process.send_signal(by)
        return self.process.wait(seconds)

    def end_group(self, by: signal.Signals, seconds: float = 40) -> int:
        """End it as a terminal does, which signals the whole group."""
        os.killpg(self.process.pid, by)
        return self.process.wait(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGTERM)


def up(instance: Path, port: int, log: Path | None = None, **chosen: str | Path | int) -> Front:
    """`secretariat up`, with its words beside the instance."""
    instance.parent.mkdir(parents=True, exist_ok=True)
    log = log or instance.with_name(f"{instance.name}.{time.monotonic_ns()}.log")
    return Front("-m", "secretariat.cli", "up", log=log, INSTANCE=instance, PORT=port, **chosen)


def refused(instance: Path, port: int, log: Path | None = None, **chosen: str | Path | int) -> str:
    """The one sentence with which a start ends that cannot work."""
    with up(instance, port, log, **chosen) as front:
        assert front.process.wait(60) == 1, front.said()
    said = front.said()
    assert "Traceback" not in said
    errors = [line for line in said.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1, said
    return errors[0].removeprefix("Error: ")


def descendants(pid: int, *, deep: bool = True) -> set[int]:
    parents = {each: parent for each, parent, state in _processes() if state != "Z"}
    if not deep:
        return {each for each, parent in parents.items() if parent == pid}
    found, new = set(), {pid}
    while new:
        new = {each for each, parent in parents.items() if parent in new} - found
        found |= new
    return found


def _processes() -> list[tuple[int, int, str]]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found.append((int(entry.parent.name), int(fields[1]), fields[0]))
    return found


def alive(pids: set[int]) -> set[int]:
    """Those that still do something."""
    return pids & {pid for pid, _, state in _processes() if state != "Z"}


def eventually(done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"not within {seconds} seconds"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
