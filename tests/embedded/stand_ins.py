"""Run as a script: a front process with stand-ins for web and worker, so that each way to end it can be tried."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from secretariat.cli.supervisor import Service, Supervisor
from secretariat.cli.voices import say
from secretariat.embedded import Engines, Instance
from secretariat.embedded.processes import launch

# A parent with a child that both outlive a polite request, and one that goes at once.
STUBBORN = "trap '' TERM; sleep 600 & echo up; while :; do sleep 600 & wait; done"
POLITE = "trap 'exit 0' TERM; sleep 600 & echo up; wait"
SHORT = "echo the last words; exit 3"


def engines(folder: Path) -> None:
    """Start the engines, tell their numbers, and wait."""
    with Instance(folder).hold():
        both = Engines(Instance(folder))
        both.start()
        say(" ".join(str(process.pid) for process in both.running.values()))
        signal.pause()


def house(folder: Path, *scripts: str, follow: bool = False) -> None:
    """Keep one shell per script running; a file called full beside the folder stands for a disk that is."""

    def full() -> str | None:
        return "Free some" if folder.with_name("full").exists() else None

    with Instance(folder).hold() as lock, Supervisor(lock, full, follow=follow) as keeper:
        keeper.start_all([_service(str(number), script) for number, script in enumerate(scripts)])
        keeper.tend(lambda: False)


def _service(name: str, script: str) -> Service:
    command = ["/bin/sh", "-c", script]
    return Service(
        name, lambda: launch(command, output=subprocess.PIPE), patience=float(os.environ.get("PATIENCE", "1"))
    )


def parent(folder: Path) -> None:
    """Stand where make stands: start a front process that follows this one, and wait for it."""
    command = [sys.executable, __file__, "follower", str(folder), STUBBORN]
    raise SystemExit(subprocess.call(command))


if __name__ == "__main__":
    what, folder, *scripts = sys.argv[1:]
    match what:
        case "engines":
            engines(Path(folder))
        case "house":
            house(Path(folder), *scripts)
        case "follower":
            house(Path(folder), *scripts, follow=True)
        case "parent":
            parent(Path(folder))
