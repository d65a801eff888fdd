"""Named places where a test stops a process, to kill it there. Without FAILPOINT they cost one comparison.

FAILPOINT is the path of a file that holds the name of a place. The first process that comes by takes the file
for itself, by adding its process id to the file's name, and stops; the test ends that id.
"""

import os
import signal
import threading
from pathlib import Path

from flask import current_app


def reach(place: str) -> None:
    """Stop here if a test asked for this place."""
    path = current_app.config["SETTINGS"].failpoint
    if path is None:
        return
    file = Path(path)
    try:
        if file.read_text() == place:
            file.rename(f"{path}.{os.getpid()}")
            # To this thread, which then does nothing more; a signal to the process may reach another one first.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
    except FileNotFoundError:  # no place is asked for, or another process was first
        return
