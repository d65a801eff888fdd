"""What the chair and the secretariat do for the presidency and its handover."""

import hashlib
import json
from datetime import datetime

from flask_babel import gettext as _

from secretariat.database import db
from secretariat.errors import Stale
from secretariat.models.people import User
from secretariat.models.presidencies import HandoverTask, Presidency
from secretariat.rules.actions import Action
from secretariat.workflow import audit, faster, step


def tick(task: HandoverTask, *, done: bool, by: User, at: datetime) -> bool:
    """Tick a line of the handover checklist off, or open it again; return False where it was so already."""
    step.ask(Action.TICK_HANDOVER, task.presidency, by=by, at=at)
    db.session.refresh(task, with_for_update=True)
    if (task.done_at is not None) == done:
        return False
    task.done_at, task.done_by_id = (at, by.id) if done else (None, None)
    db.session.flush()
    audit.write(Action.TICK_HANDOVER, task, by=by, at=at, line=task.text("en"), done=done)
    return True


def set_priorities(
    presidency: Presidency, priorities: dict[str, str], *, by: User, at: datetime, shown: str | None = None
) -> None:
    """Write the presidency's priorities, in languages.

    shown: the mark of the priorities that the person saw; others by now raise Stale.
    """
    step.ask(Action.EDIT_PRESIDENCY, presidency, by=by, at=at)
    db.session.refresh(presidency, with_for_update={"of": Presidency})
    if shown is not None and shown != mark(presidency):
        raise _stale(presidency, by)
    if priorities == presidency.priorities:
        return
    presidency.priorities = priorities
    db.session.flush()
    audit.write(Action.EDIT_PRESIDENCY, presidency, by=by, at=at, languages=sorted(priorities))


def _stale(presidency: Presidency, by: User) -> Stale:
    """Return what says that the priorities were changed meanwhile, and by whom."""
    last = faster.last(presidency, presidency.id, Action.EDIT_PRESIDENCY)
    if last is None or last.actor_id != by.id:
        return Stale(_("Somebody changed the priorities in the meantime; your text is kept below."))
    said = faster.when(last.at, by)
    sentence = _("You changed the priorities yourself in another tab, %(when)s; your text is kept below.", when=said)
    return Stale(sentence, own=True)


def mark(presidency: Presidency) -> str:
    """Return a mark of the priorities as they stand, by which a form says which ones the person saw."""
    canonical = json.dumps(presidency.priorities, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
