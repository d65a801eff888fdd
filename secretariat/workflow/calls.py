"""Writing a call, opening it (from then on each addressed country owes a deliverable), and closing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flask_babel import gettext as _
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Refused, Stale
from secretariat.mail import compose, outbox
from secretariat.mail.compose import voice
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import User
from secretariat.queries import calendars
from secretariat.queries import calls as queries
from secretariat.rules import deadlines, opening
from secretariat.rules.actions import Action
from secretariat.workflow import audit, deliverables, step


@dataclass(frozen=True)
class Opened:
    """What opening a call did: the texts that are now owed, and how many mails were written."""

    texts: list[Deliverable]
    mails: int


def lock(call: Call) -> Call:
    """Lock a call's row until the commit, and read it and its questions anew: what was loaded may be stale."""
    db.session.flush()
    db.session.expire(call)
    return db.session.scalars(
        select(Call).where(Call.id == call.id).with_for_update(of=Call).execution_options(populate_existing=True)
    ).one()


def open_call(call: Call, countries: Sequence[Country], *, by: User, at: datetime) -> Opened:
    """Open a call to countries: each gets its deliverable and its due moment, and its focal points a mail.

    Raises Stale where it is open already; Refused where it asks nothing, addresses nobody, is due in the past,
    requires an answer that nobody can give, or contradicts itself.
    """
    step.ask(Action.OPEN_CALL, call, by=by, at=at)
    lock(call)
    if call.opened_at is not None:
        raise Stale(_("This call is open already; its countries have their mails."))
    if not call.fields:
        raise Refused(_("A call needs at least one question."))
    if not countries:
        raise Refused(_("Address the call to at least one country."), field="countries")
    texts = _owed_by(countries, call, at)
    if any(text.due_at <= at for text in texts):
        raise Refused(_("The date of this call has passed already; choose a later one."))
    _answerable(call, countries, at)
    call.opened_at, call.opened_by_id = at, by.id
    db.session.add_all(texts)
    db.session.flush()
    audit.write(Action.OPEN_CALL, call, by=by, at=at, countries=[one.alpha2 for one in countries])
    return Opened(texts, _tell(call, texts, by, at))


def _answerable(call: Call, countries: Sequence[Country], at: datetime) -> None:
    """Raise Refused where a question that must be answered is fixed already in a capital, or something contradicts."""
    latest = max(at.astimezone(country.zone).date() for country in countries)
    for field in opening.always_fixed(call, latest):
        raise Refused(opening.unanswerable(field, voice.language()))
    for look in opening.contradictions(call, voice.language()):
        raise Refused(look.sentence[:1].upper() + look.sentence[1:])


def _owed_by(countries: Sequence[Country], call: Call, at: datetime) -> list[Deliverable]:
    off = calendars.all_holidays()
    return [
        Deliverable(
            call_id=call.id,
            country_id=country.id,
            country=country,
            state=State.NOT_STARTED,
            due_at=deadlines.due_moment(call, country, off[country.id]),
            changed_at=at,
        )
        for country in countries
    ]


def _tell(call: Call, texts: Sequence[Deliverable], by: User, at: datetime) -> int:
    """Write one mail to each focal point but to whoever opens the call; return how many."""
    focal_points = queries.focal_points(at)
    said = cache(lambda text, spoken: compose.call_opened(call, voice.anybody(spoken), text))
    mails = [
        outbox.Post(said(text, person.language), person, [text.id])
        for text in texts
        for person in focal_points[text.country_id]
        if person.id != by.id
    ]
    return len(outbox.put_all(mails, at=at))


def close(call: Call, *, by: User, at: datetime) -> None:
    """Close a call: from now on it takes nothing more, whoever still owes it."""
    step.ask(Action.OPEN_CALL, call, by=by, at=at)
    lock(call)
    if call.opened_at is None:
        raise Refused(_("This call is not open yet."))
    if call.closed_at is not None:
        raise Stale(_("This call is closed already."))
    call.closed_at = at
    audit.write("close_call", call, by=by, at=at)


def open_again(call: Call, *, by: User, at: datetime) -> None:
    """Let a closed call take texts again; nobody is mailed."""
    step.ask(Action.OPEN_CALL, call, by=by, at=at)
    lock(call)
    if call.closed_at is None:
        raise Stale(_("This call is not closed."))
    call.closed_at = None
    audit.write("open_call_again", call, by=by, at=at)


def extend(text: Deliverable, *, until: datetime, reason: str, by: User, at: datetime) -> None:
    """Give a country more time. Raises Refused where the time is not later, or the whole call is closed."""
    if text.call.closed_at is not None:
        raise Refused(_("This call is closed for everybody; open it again first."))
    if until <= at:
        raise Refused(_("This moment has passed already; choose a later one."), field="until")
    deliverables.extend(text, until=until, reason=reason, by=by, at=at)
