"""The new date that a country gets with a verdict which gives its text back after its due moment.

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


def give(returned: Iterable[tuple[Version, User]], *, at: datetime) -> None:
    """Move the dates of texts that are given back. returned: the version that was decided on, and by whom."""
    returned = list(returned)
    until = dates([version.deliverable for version, _by in returned], at)
    for version, by in returned:
        text = version.deliverable
        if text.id not in until:
            continue
        with force_locale(version.language):
            reason = _("Changes of version %(number)s were asked for after its date.", number=version.number)
        moved = {"before": text.due_at.isoformat(), "after": until[text.id].isoformat()}
        audit.write(Action.EXTEND, text, by=by, at=at, reason=reason, **moved)
        text.due_at, text.extension_reason = until[text.id], reason
