"""In whose hands a text is: on what a colleague has, one decides after taking it over, and they are told."""

from datetime import datetime

from flask_babel import gettext as _

from secretariat.errors import Stale
from secretariat.mail import compose, outbox
from secretariat.models.deliverables import WITH_THE_SECRETARIAT, Deliverable, State
from secretariat.models.people import User
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step


def no_colleagues(text: Deliverable, action: Action, *, by: User, at: datetime) -> None:
    """Raise Stale, which says who, where a colleague has a text that is locked already.

    Raises Hidden or Forbidden before that, since no country learns who has its text.
    """
    if text.state not in WITH_THE_SECRETARIAT or text.reviewer_id in {None, by.id}:
        return
    step.ask(action, text, by=by, at=at)
    if text.reviewer:
        raise Stale(_("%(name)s has this text; take it over first.", name=text.reviewer.name))


def take_over(text: Deliverable, *, seen: str, by: User, at: datetime) -> None:
    """Take a text from the colleague who has it; they are told once, and nothing about it afterwards.

    seen: the address of whoever had it when that was read. Raises Stale where somebody else has it by now, or where it
    waits for a verdict no more. What was put back meanwhile is simply taken.
    """
    step.lock(text)
    step.ask(Action.TAKE, text, by=by, at=at)
    before = text.reviewer
    if text.state not in WITH_THE_SECRETARIAT:
        raise step.stale(text, by=by, at=at)
    if before and before.id != by.id and before.email.casefold() != seen.casefold():
        raise Stale(_("%(name)s has it by now; read again before you take it over.", name=before.name))
    if text.state == State.SUBMITTED:
        step.take(text, Action.TAKE, by=by, at=at)
    text.reviewer_id = by.id
    if before and before.id != by.id:
        audit.write("take_text_over", text, by=by, at=at, before=before.name)
        outbox.put(compose.released([text], before, at=at), to=before, at=at)
