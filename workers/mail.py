"""Mail: woken after each commit that wrote a letter, and by the sweep, which finds what no wake-up told of."""

import time
from contextlib import closing, nullcontext

from secretariat import queue
from secretariat.database import transaction
from secretariat.mail import deliver as mail
from workers.task import task

# Well below the visibility timeout; a long run then leaves room for other work, and goes on by itself.
LONGEST_RUN = 120.0


def run() -> None:
    """Deliver what is due, over one line."""
    end = time.monotonic() + LONGEST_RUN
    over = mail.line()
    with closing(over) if over else nullcontext():
        while mail.batch(over):
            if time.monotonic() > end:
                with transaction():
                    queue.wake("mail.deliver")
                return


@task("mail.deliver", one_transaction=False)
def deliver() -> None:
    """Deliver what is due."""
    run()


@task("mail.sweep", one_transaction=False)
def sweep() -> None:
    """Deliver what is due, whatever the broker has forgotten."""
    run()
