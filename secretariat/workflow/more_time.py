"""The new date that a country gets where its text is given back after its due moment, by a verdict or reopened.

Else it would be overdue at once, though it had sent on time. What its first version counted as stays.
"""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import User
from secretariat.queries import calendars
from secretariat.rules import deadlines
from secretariat.rules.actions import Action
from secretariat.workflow import audit

GIVES_BACK = ("changes_requested", "incomplete")


def dates(texts: Iterable[Deliverable], at: datetime) -> dict[int, datetime]:
    """Return until when texts that are given back at a moment are due, by id; those whose date is to come keep it.

    A call that is closed takes nothing more, whatever the date.
    """
    past = [one for one in texts if at > one.due_at and one.call.closed_at is None]
    off = calendars.all_holidays() if past else {}
    return {one.id: deadlines.until_changed(one.call, one.country, off.get(one.country_id, set()), at) for one in past}


def reason(version: Version) -> str:
    """Return why a text that is given back with a verdict has a new date, in the language of the version."""
    with force_locale(version.language):
        return _("Changes of version %(number)s were asked for after its date.", number=version.number)


def give(returned: Iterable[tuple[Deliverable, User, str]], *, at: datetime) -> None:
    """Move the dates of texts that are given back. returned: the text, who gives it back, and why it has more time."""
    returned = list(returned)
    until = dates([text for text, _by, _why in returned], at)
    for text, by, why in returned:
        if text.id not in until:
            continue
        moved = {"before": text.due_at.isoformat(), "after": until[text.id].isoformat()}
        audit.write(Action.EXTEND, text, by=by, at=at, reason=why, **moved)
        text.due_at, text.extension_reason = until[text.id], why
