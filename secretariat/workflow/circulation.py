"""Circulating an agenda: it is frozen as it stands, gets its symbol, and goes to the delegations."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from secretariat.database import db
from secretariat.errors import Refused, Stale
from secretariat.mail import compose, outbox
from secretariat.mail.compose import voice
from secretariat.models.agendas import Circulation
from secretariat.models.meetings import Document, Meeting
from secretariat.models.people import COUNTRY_ROLES, User
from secretariat.queries import agendas, people
from secretariat.rules.actions import Action
from secretariat.rules.agendas import fingerprint, frozen, held_back, is_agenda, rows, symbol
from secretariat.workflow import audit, step


def circulate(meeting: Meeting, status: str, *, by: User, at: datetime, shown: str | None = None) -> Circulation:
    """Freeze the agenda as it stands, give it its symbol, and tell the delegations.

    status: one of `rules.agendas.STATUSES` · shown: the fingerprint of the agenda that the person confirmed;
    another one by now raises Stale. Raises Refused with the reason where it is held back.
    """
    step.ask(Action.CIRCULATE, meeting, by=by, at=at)
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    last = agendas.last(meeting)
    found = rows(agendas.items(meeting), meeting)
    reason = held_back(status, found, last)
    if reason:
        raise Refused(reason)
    if shown is not None and shown != fingerprint(found):
        raise Stale(_("The agenda has changed since you looked at it; look again before it goes out."))
    number = last.number + 1 if last else 0
    becomes = symbol(meeting, number)
    _name_itself(meeting, becomes)
    made = Circulation(
        meeting=meeting,
        number=number,
        status=status,
        symbol=becomes,
        at=at,
        by_id=by.id,
        items=frozen(rows(agendas.items(meeting), meeting)),
    )
    db.session.add(made)
    db.session.flush()
    audit.write(Action.CIRCULATE, made, by=by, at=at, status=status)
    said = cache(lambda spoken: compose.circulated(made, voice.anybody(spoken)))
    outbox.put_all([outbox.Post(said(one.language), one, ()) for one in recipients(by=by, at=at)], at=at)
    return made


def _name_itself(meeting: Meeting, becomes: str) -> None:
    """Let the items whose document is the agenda name the version that it becomes; earlier ones keep their words.

    A document without a file is the agenda as such and takes the new symbol. One with a file stays what it is, and
    the items are given the new one in its place.
    """
    there = {one.language: one for one in agendas.papers(meeting) if one.symbol == becomes}
    for item in agendas.items(meeting):
        if any(is_agenda(one.symbol) and one.symbol != becomes for one in item.documents):
            found = [_current(one, becomes, there) if is_agenda(one.symbol) else one for one in item.documents]
            item.documents = list(dict.fromkeys(found))
            # Whoever has the item open sees that it changed.
            flag_modified(item, "titles")
    db.session.flush()


def _current(paper: Document, becomes: str, there: dict[str, Document]) -> Document:
    """Return the document of the version that an agenda becomes, in the language of an earlier one."""
    if paper.language not in there:
        if paper.file_id is not None:
            kept = ("meeting", "kind", "titles", "distribution", "language")
            paper = Document(**{name: getattr(paper, name) for name in kept})
            db.session.add(paper)
        paper.symbol = becomes
        there[paper.language] = paper
    return there[paper.language]


def recipients(*, by: User, at: datetime) -> Sequence[User]:
    """Return the delegations' people, whom a circulation is mailed to; whoever circulates needs no mail of it."""
    return [one for one in people.with_role(at, *COUNTRY_ROLES) if one.id != by.id]
