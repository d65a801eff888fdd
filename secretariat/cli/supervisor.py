"""Keeps the processes of `secretariat up` running and leaves none behind."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Self

from secretariat.cli.voices import Voice, Voices, say
from secretariat.embedded.processes import kill_group, launch
from secretariat.errors import SecretariatError

WATCH = Path(__file__).with_name("watch.py")
PAUSE = 1.0  # seconds before a process that died is started again
TOO_OFTEN, WITHIN = 5, 60.0  # deaths, seconds
IMPATIENT = 1.0  # seconds after which a second wish to stop is one; make and a terminal both pass the first on


class Stopped(BaseException):
    """Somebody asked the front process to end. No Exception, so that nothing on the way takes it for a fault."""


class GaveUp(SecretariatError):
    """A process died again and again, or a step of the start failed; the text says which, and its last words."""


@dataclass
class Service:
    """A process that is to run as long as the house stands. Lower ranks stop first.

    settle: waits until a first start answers, and returns the process, which may be a second try.
    """

    name: str
    spawn: Callable[[], subprocess.Popen[bytes]]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    rank: int = 0
    settle: Callable[[subprocess.Popen[bytes]], subprocess.Popen[bytes]] | None = None
    process: subprocess.Popen[bytes] | None = None
    again_at: float = 0.0
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=TOO_OFTEN))

    def __post_init__(self) -> None:
        """Give it a voice."""
        self.voice = Voice(self.name)


class Supervisor:
    """Used as a context: on leaving, whatever the reason, everything is stopped in order."""

    def __init__(self, lock: int, full: Callable[[], str | None], *, follow: bool = False) -> None:
        """Take the lock that the watch holds too.

        full: says what to do where the disk has no room, and nothing where it has · follow: end when the parent, such
        as make, dies.
        """
        self.lock = lock
        self.full = full
        self.waits_for_room = False
        self.parent = os.getppid() if follow else None
        self.services: list[Service] = []
        self.voices = Voices()
        self.deferred = False
        self.asked: float | None = None
        self.hurry = False

    def __enter__(self) -> Self:
        """Listen to signals and start the watch."""
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(each) is not signal.SIG_IGN:
                signal.signal(each, self._asked_to_stop)
        command = [sys.executable, "-I", "-S", str(WATCH)]
        self.watch = subprocess.Popen(  # noqa: S603  a script of ours
            command, stdin=subprocess.PIPE, start_new_session=True, pass_fds=[self.lock]
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        """Stop everything, the engines last; a wish to stop is thereby fulfilled."""
        self.deferred = True
        for rank in sorted({service.rank for service in self.services}):
            self._stop([service for service in self.services if service.rank == rank])
        if self.watch.stdin:
            with suppress(BrokenPipeError):
                self.watch.stdin.close()
        self.watch.wait()
        return kind is not None and issubclass(kind, Stopped)

    def start(self, service: Service) -> None:
        """Start a service and keep it running from now on."""
        with self.undisturbed():
            self.services.append(service)
            self._adopt(service, service.spawn())

    def start_all(self, services: Sequence[Service]) -> None:
        """Start several at the same time, then wait for those that can be waited for."""
        for service in services:
            self.start(service)
        for service in services:
            self._settle(service)

    def once(self, name: str, command: Sequence[str], environ: Mapping[str, str]) -> None:
        """Run one step of the start to its end; raise GaveUp with its last words where it fails."""
        with self.undisturbed():
            step = Service(name, lambda: launch(command, output=subprocess.PIPE, environ=environ))
            process = step.spawn()
            self._adopt(step, process)
        try:
            self.tend(lambda: process.poll() is not None)
        finally:
            self._stop([step])
        if process.returncode:
            raise GaveUp(step.voice.error or f"The step '{name}' of the start failed; its words stand above.")

    def tend(self, until: Callable[[], bool]) -> None:
        """Show what the processes say and start again those that died, until something is so."""
        while not until():
            if self.parent is not None and os.getppid() != self.parent:
                raise Stopped
            self.voices.listen(0.1)
            for service in self.services:
                self._look_after(service)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Let a wish to stop wait until a started process is known."""
        self.deferred = True
        try:
            yield
        finally:
            self.deferred = False
        if self.asked is not None:
            raise Stopped

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self.asked is not None:
            self.hurry = time.monotonic() - self.asked > IMPATIENT
            return
        self.asked = time.monotonic()
        if not self.deferred:
            raise Stopped

    def _adopt(self, service: Service, process: subprocess.Popen[bytes]) -> None:
        service.process = process
        self._tell(f"+ {service.rank} {service.stop_signal:d} {service.patience} {process.pid}")
        self.voices.add(service.voice, process)

    def _settle(self, service: Service) -> None:
        if service.settle is None or service.process is None:
            return
        settled = service.settle(service.process)
        if settled is not service.process:
            self._tell(f"- {service.process.pid}")
            self._adopt(service, settled)

    def _tell(self, line: str) -> None:
        """Tell the watch; one that was killed is missed only when this process is killed as well."""
        if self.watch.stdin:
            with suppress(BrokenPipeError):
                self.watch.stdin.write(f"{line}\n".encode())
                self.watch.stdin.flush()

    def _look_after(self, service: Service) -> None:
        if service.process and service.process.poll() is not None:
            self._mourn(service, service.process)
        if service.process is None and time.monotonic() >= service.again_at and self._has_room():
            with self.undisturbed():
                self._adopt(service, service.spawn())

    def _has_room(self) -> bool:
        """Tell whether what died may start again; on a full disk it would only die once more."""
        full = self.full()
        if full and not self.waits_for_room:
            say(f"{full}; what ended meanwhile is then started again.")
        self.waits_for_room = full is not None
        return not self.waits_for_room

    def _mourn(self, service: Service, process: subprocess.Popen[bytes]) -> None:
        """Clear up after a process that died, and see to its next start."""
        self._stop([service])
        now = time.monotonic()
        service.process, service.again_at = None, now + PAUSE
        if not self._has_room():
            return
        service.deaths.append(now)
        if len(service.deaths) == TOO_OFTEN and now - service.deaths[0] < WITHIN:
            words = service.voice.error or service.voice.last or "none; look into its log"
            raise GaveUp(f"'{service.name}' died {TOO_OFTEN} times within a minute. Its last words: {words}")
        say(f"{service.name:8} | ended with {process.returncode} and is started again")

    def _stop(self, services: list[Service]) -> None:
        """Ask some services to end at the same time; after its patience, or in a hurry, each is killed."""
        running = [(service, service.process) for service in services if service.process]
        start = time.monotonic()
        for service, process in running:
            if process.poll() is None:
                process.send_signal(service.stop_signal)
        for service, process in running:
            while process.poll() is None and not self.hurry and time.monotonic() < start + service.patience:
                self.voices.listen(0.05)
            kill_group(process)
            self.voices.listen(0.02)
            self._tell(f"- {process.pid}")
