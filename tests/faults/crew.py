"""Real workers and beats, started and ended by tests."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from secretariat.cli import services
from secretariat.embedded.processes import kill_group, launch
from secretariat.settings import Settings

ROOT = Path(__file__).parents[2]
KEPT = {"PATH", "HOME", "LANG", "TMPDIR"}


def eventually(ask: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is so; fail where it does not become so."""
    end = time.monotonic() + seconds
    while not ask():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


@dataclass
class Crew:
    """The processes of one house: they share its engines, its server and its failpoint."""

    settings: Settings
    folder: Path
    environ: dict[str, str]
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    def of(cls, settings: Settings, folder: Path, smtp_url: str, **chosen: str) -> "Crew":
        environ = {name: value for name, value in os.environ.items() if name in KEPT} | {
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": settings.database_url.replace("+psycopg", ""),
            "REDIS_URL": settings.redis_url,
            "INSTANCE": str(settings.instance),
            "SECRET_KEY": settings.secret_key,
            "SMTP_URL": smtp_url,
            "MAIL_LEASE": "3",
            "SMTP_TIMEOUT": "2",
            "MAIL_PER_MINUTE": "0",
            "SWEEP_EVERY": "1",
            "WORKER_PROCESSES": "1",
            "FAILPOINT": str(folder / "failpoint"),
        }
        return cls(settings, folder, environ | chosen)

    def worker(self, **chosen: str) -> subprocess.Popen[bytes]:
        return self._start(services.worker(self.environ | chosen), chosen)

    def beat(self) -> subprocess.Popen[bytes]:
        command = services.python("-m", "celery", "-A", "workers.beat", "--quiet", "beat", *services.BEAT)
        return self._start(command, {})

    def run(self, *command: str) -> subprocess.Popen[bytes]:
        return self._start(services.python(*command), {})

    def _start(self, command: list[str], chosen: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = launch(command, output=log, environ=self.environ | chosen)
        self.running.append(process)
        return process

    def ended(self) -> list[int]:
        """Return the processes that have ended by themselves."""
        return [one.pid for one in self.running if one.poll() is not None]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a worker and its children as a power cut would."""
        kill_group(process)
        self.running.remove(process)

    def end(self) -> None:
        for process in self.running:
            kill_group(process)
        self.running.clear()

    def said(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    # A failpoint is armed by writing its name; whoever comes by stops, with its process id in the file's name.

    def arm(self, place: str) -> None:
        for old in self.folder.glob("failpoint*"):
            old.unlink()
        ready = self.folder / "ready"
        ready.write_text(place)
        ready.rename(self.folder / "failpoint")

    def stopped(self) -> int:
        """Return the id of the process that stopped at the failpoint."""
        eventually(lambda: any(self.folder.glob("failpoint.*")))
        pid = int(next(self.folder.glob("failpoint.*")).suffix[1:])
        eventually(lambda: Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T")
        return pid

    def worker_of(self, pid: int) -> subprocess.Popen[bytes]:
        """Return the worker that a child belongs to."""
        group = os.getpgid(pid)
        return next(one for one in self.running if one.pid == group)


def go_on(pid: int) -> None:
    """Let a process that stopped at a failpoint go on."""
    os.kill(pid, signal.SIGCONT)


def kill(pid: int) -> None:
    """End one process that a test stopped, and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
