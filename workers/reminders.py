"""Reminders: every minute, and at once when the demonstration's clock was moved."""

from secretariat import clock
from secretariat.workflow import overdue, reminders
from workers.task import task


@task("reminders.run")
def run() -> None:
    """Write the reminders whose moment has come."""
    at = clock.now()
    reminders.run(at)
    overdue.report(at)
