"""A draft that is complete when its date passes, and that nobody sent: an officer takes it as sent, in one step."""

from dataclasses import dataclass
from datetime import datetime

from secretariat.mail import compose
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import User
from secretariat.rules.actions import Action
from secretariat.workflow import answering, deliverables, step


@dataclass(frozen=True)
class Writing:
    """Who wrote last in a draft, and when."""

    by: User
    at: datetime


def accept(deliverable: Deliverable, *, by: User, at: datetime, shown: str | None = None) -> Version:
    """Freeze a complete draft as it stands and hand it in, in the name of whoever wrote last; tell the country.

    It counts by the moment of the last word. Whoever accepts has read nothing of it; the country may withdraw it.
    """
    step.lock(deliverable)
    writing, number = last_writing(deliverable, by=by), len(deliverable.versions) + 1
    step.take(deliverable, Action.ACCEPT_UNSENT, by=by, at=at, shown=shown, number=number)
    answering.take_along(deliverable, by=writing.by, at=at, arrived=writing.at)
    once = f"accepted:{number}"
    version = deliverables.freeze(deliverable, by=writing.by, arrived=writing.at, once=once, accepted_by=by)
    deliverable.sent_at = at
    deliverables.tell(deliverable, lambda reader: compose.accepted(version, reader, at=at), by=by, at=at)
    return version


def last_writing(deliverable: Deliverable, *, by: User) -> Writing:
    """Return the last word or file of a draft; one in which nothing was asked has only its last step."""
    words = [Writing(one.saved_by, one.saved_at) for one in deliverable.answers]
    files = [Writing(one.added_by, one.added_at) for one in deliverable.attachments]
    step_before = Writing(deliverable.changed_by or by, deliverable.changed_at)
    return max([*words, *files], key=lambda one: one.at, default=step_before)
