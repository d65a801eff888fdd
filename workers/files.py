"""Files: the clean copies that readers are given, and what nobody needs on the disk."""

import time

from flask import current_app

from secretariat import clock
from secretariat.packets import showing
from secretariat.workflow import files
from workers.task import task

# A day: longer than any request, and short enough that a full disk is not full of nothing.
UNKNOWN = 24 * 3600.0


@task("files.show", one_transaction=False)
def show(file_id: int) -> None:
    """Make the clean copy of a file."""
    showing.run(file_id, current_app.config["SETTINGS"])


@task("files.sweep", one_transaction=False)
def sweep() -> None:
    """Make the copies that no wake-up told of, and those that a lost worker left."""
    for file_id in showing.waiting(clock.real()):
        showing.run(file_id, current_app.config["SETTINGS"])


@task("files.tidy")
def tidy() -> None:
    """Remove what was left behind: contents without a row, unfinished files, pieces that nobody sends on."""
    files.tidy(current_app.config["SETTINGS"].storage, before=time.time() - UNKNOWN, now=clock.real())
