"""Mail: woken after each commit that wrote a letter, and by the sweep, which finds what no wake-up told of."""

from secretariat import queue
from secretariat.database import transaction
from secretariat.mail import deliver as mail
from workers.task import task

# Seconds: well below the visibility timeout; a long run then leaves room for other work, and goes on by itself.
LONGEST_RUN = 120.0


def run() -> None:
    """Deliver what is due."""
    if not mail.all_due(seconds=LONGEST_RUN):
        with transaction():
            queue.wake("mail.deliver")


@task("mail.deliver", one_transaction=False)
def deliver() -> None:
    """Deliver what is due."""
    run()


@task("mail.sweep", one_transaction=False)
def sweep() -> None:
    """Deliver what is due, whatever the broker has forgotten."""
    run()
