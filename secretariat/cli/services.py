"""What `up` runs: the engines, then web, worker and beat."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from secretariat.cli.supervisor import Service
from secretariat.embedded.engines import Engines
from secretariat.embedded.processes import launch

THREADS = 4  # More of them pass the interpreter around at each query: measured, 8 answer a fifth fewer pages.
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  gunicorn's heartbeat files, which a busy disk must not hold up


def bundled(engines: Engines) -> list[Service]:
    """Return the bundled engines, which stop last."""
    return [
        Service(engine.name, engine.spawn, engine.stop_signal, engine.patience, rank=1, settle=engine.wait)
        for engine in (engines.valkey, engines.postgres)
    ]


def application(environ: Mapping[str, str], door: int) -> list[Service]:
    """Return web, worker and beat; the web takes its connections from the open socket 'door'."""

    def service(name: str, command: list[str], *keep: int) -> Service:
        return Service(name, lambda: launch(command, output=subprocess.PIPE, environ=environ, keep=keep))

    return [
        service("web", web(environ, door), door),
        service("worker", worker(environ)),
        service("beat", python("-m", "celery", "-A", "workers.beat", "--quiet", "beat", *BEAT)),
    ]


def web(environ: Mapping[str, str], door: int) -> list[str]:
    """Return gunicorn's command: the house is read in once and shared by its processes."""
    memory = ["--worker-tmp-dir", str(SHARED_MEMORY)] if SHARED_MEMORY.is_dir() else []
    return python(
        "-m", "gunicorn", "secretariat.app:create_app()", "--bind", f"fd://{door}", "--preload", "--no-control-socket",
        "--config", "python:secretariat.cli.web",
        "--worker-class", "gthread", "--workers", environ.get("WEB_PROCESSES", "2"), "--threads", str(THREADS),
        "--timeout", "60", "--graceful-timeout", "8", "--log-level", "warning", *memory,
    )  # fmt: skip


def worker(environ: Mapping[str, str]) -> list[str]:
    """Return the worker's command: prefork, and none of the chatter between workers that nobody listens to.

    It runs as whoever starts the house, root too, in a container: Celery's warning of that is not repeated.
    """
    return python(
        "-Wignore::UserWarning:celery.platforms", "-m", "celery", "-A", "workers.app", "--quiet", "worker",
        "--pool", "prefork", "--concurrency", environ.get("WORKER_PROCESSES", "2"), "--loglevel", "WARNING",
        "--without-gossip", "--without-mingle", "--without-heartbeat",
    )  # fmt: skip


# The schedule is in the code; a file that remembers it would only be one more to be damaged by a kill.
BEAT = ("--scheduler", "celery.beat.Scheduler", "--loglevel", "WARNING", "--pidfile=")


def python(*arguments: str) -> list[str]:
    """Return a command for the same Python as this one."""
    return [sys.executable, *arguments]
