"""How long a start takes, and what a running house keeps in memory.

Run: python -m benchmarks.start
"""

import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AIMS = {"first start": 20, "second start": 6, "start after a kill": 6, "worker": 200}
PARTS = {"web": "gunicorn", "worker": "quiet worker", "beat": "quiet beat", "postgres": "postgres -D"}
SETTLED = 15  # seconds after which the worker has begun all of its tasks


def main() -> None:
    """Start three times on one instance; print the figures beside the aims."""
    with tempfile.TemporaryDirectory() as folder:
        for name, figure, unit in measured(Path(folder) / "instance"):
            aim = f"   aim {AIMS[name]} {unit}" if name in AIMS else ""
            print(f"{name:<22} {figure:6.2f} {unit:3}{aim}", flush=True)


def measured(instance: Path) -> Iterator[tuple[str, float, str]]:
    """Yield each figure with its name and unit: seconds until /readyz answers 200, and memory."""
    with started(instance, signal.SIGINT) as (_, seconds):
        yield "first start", seconds, "s"
    with started(instance, signal.SIGKILL) as (front, seconds):
        yield "second start", seconds, "s"
        time.sleep(SETTLED)
        for part, words in PARTS.items():
            yield part, memory(front, words), "MiB"
    time.sleep(5)
    with started(instance, signal.SIGINT) as (_, seconds):
        yield "start after a kill", seconds, "s"


@contextmanager
def started(instance: Path, end: signal.Signals) -> Iterator[tuple[int, float]]:
    """Start the house, yield its process and the seconds until it was ready, and end it by a signal."""
    port = free_port()
    command = [sys.executable, "-m", "secretariat.cli", "up", "--instance", str(instance), "--port", str(port)]
    begin = time.monotonic()
    front = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not ready(port):
            assert front.poll() is None, "the house ended before it was ready"
            time.sleep(0.05)
        yield front.pid, round(time.monotonic() - begin, 2)
    finally:
        front.send_signal(end)
        front.wait()


def ready(port: int) -> bool:
    """Tell whether /readyz answers 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def memory(front: int, words: str) -> int:
    """Return the MiB that a part's processes keep, pages that they share counted once."""
    lines = [(pid, _read(pid, "cmdline").replace("\0", " ")) for pid in children(front)]
    part = next(pid for pid, line in lines if words in line)
    return sum(_proportional(pid) for pid in (part, *children(part))) // 1024


def children(parent: int) -> list[int]:
    """Return the processes that a process started."""
    return [int(pid) for pid in _read(parent, f"task/{parent}/children").split()]


def _proportional(pid: int) -> int:
    lines = _read(pid, "smaps_rollup").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _read(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
