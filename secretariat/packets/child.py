"""Children that do what the calling process must not: run Typst, and read PDFs that strangers sent.

Typst's threads do not survive a fork, so nothing may be compiled where a worker forks from; and a hostile PDF
may take all memory or never end. A child is therefore a new program, started by name and spoken to in lines of
JSON. It works below a web process, a command and Celery's workers alike (whose processes may not have children
by multiprocessing), inherits no secret from the environment, limits its own memory and time, and leaves the network.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from secretariat.packets import alone

Job = dict[str, Any]
Answer = dict[str, Any]
ROOT = Path(__file__).parents[2]
MEBIBYTE = 1024 * 1024


class Child:
    """A running child and the job that it has in hand."""

    def __init__(self, module: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603  our own module, by our own interpreter
            [sys.executable, "-P", "-s", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={"PYTHONPATH": str(ROOT), "PATH": os.defpath, "LC_ALL": "C.UTF-8", "RAYON_NUM_THREADS": "1"},
        )
        self._heard = b""

    def fileno(self) -> int:
        """Return the descriptor on which the answer will be heard."""
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def tell(self, job: Job) -> bool:
        """Hand over a job; False where the child is dead."""
        assert self.process.stdin is not None
        text = memoryview(json.dumps(job).encode() + b"\n")
        try:
            while text:
                text = text[self.process.stdin.write(text) or 0 :]
        except BrokenPipeError:
            return False
        return True

    def hear(self) -> Answer | None:
        """Read what has arrived; return an answer once it is whole, and {"error": "died"} at the end."""
        heard = os.read(self.fileno(), 65536)
        if not heard:
            return {"error": "died"}
        self._heard += heard
        line, end, rest = self._heard.partition(b"\n")
        if not end:
            return None
        self._heard = rest
        answer: Answer = json.loads(line)
        return answer

    def end(self) -> None:
        """Kill the child and wait for it, so that no zombie stays."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.wait()


def serve(work: Callable[[Job], Answer], *, memory: int, seconds: int) -> None:
    """Be a child: do job after job until there are no more.

    memory: address space in MiB. seconds: processor time for all jobs together, as a last resort.
    """
    alone.cut()
    resource.setrlimit(resource.RLIMIT_AS, (memory * MEBIBYTE, memory * MEBIBYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever a library prints must not be taken for an answer
    for line in sys.stdin:
        answers.write(json.dumps(outcome(work, json.loads(line))) + "\n")


def outcome(work: Callable[[Job], Answer], job: Job) -> Answer:
    """Do a job; an error becomes an answer, so that one bad file does not end the child."""
    try:
        return work(job)
    except MemoryError:
        return {"error": "memory"}
    except OSError as error:
        return {"error": "disk", "detail": error.strerror or type(error).__name__}
    except Exception as error:  # noqa: BLE001  the parent decides what follows
        return {"error": "failed", "detail": f"{type(error).__name__}: {error}"[:500]}
