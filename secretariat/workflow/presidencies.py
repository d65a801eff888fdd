"""What the chair and the secretariat do for the presidency and its handover."""

from datetime import datetime

from secretariat.database import db
from secretariat.models.people import User
from secretariat.models.presidencies import HandoverTask, Presidency
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step


def tick(task: HandoverTask, *, done: bool, by: User, at: datetime) -> None:
    """Tick a line of the handover checklist off, or open it again."""
    step.ask(Action.TICK_HANDOVER, task.presidency, by=by, at=at)
    task.done_at, task.done_by_id = (at, by.id) if done else (None, None)
    db.session.flush()
    audit.write(Action.TICK_HANDOVER, task, by=by, at=at, done=done)


def set_priorities(presidency: Presidency, priorities: dict[str, str], *, by: User, at: datetime) -> None:
    """Write the presidency's priorities, in languages."""
    step.ask(Action.EDIT_PRESIDENCY, presidency, by=by, at=at)
    presidency.priorities = priorities
    db.session.flush()
    audit.write(Action.EDIT_PRESIDENCY, presidency, by=by, at=at, languages=sorted(priorities))
