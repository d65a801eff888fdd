"""Letters about how a text came in or left again otherwise than by its country's 'send'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from flask_babel import gettext as _

from secretariat import links
from secretariat.mail.compose import layout, voice
from secretariat.mail.compose.deliverables import answered
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import User
from secretariat.models.reviews import Comment

LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class Link:
    """The way into an account: the path without its token, and until when it works, in the house's time."""

    path: str
    until: datetime


@voice.for_reader
def accepted(version: Version, user: User, *, at: datetime) -> Letter:
    """Tell a country that its complete draft was taken as sent, and how to undo that."""
    deliverable = version.deliverable
    stood = voice.moment(version.submitted_at, deliverable.country)
    return layout.letter(
        Kind.ACCEPTED,
        user,
        voice.about(deliverable, at) | {"number": str(version.number), "stood": stood},
        button=_("Read what was taken"),
        path=links.deliverable(deliverable.id),
        facts=(*answered(version), _("Receipt number: %(symbol)s", symbol=version.symbol)),
    )


@voice.for_reader
def clearance_asked(deliverable: Deliverable, user: User, *, by: User) -> Letter:
    """Ask an approver to read a text and to clear it."""
    return layout.letter(
        Kind.CLEARANCE_ASKED,
        user,
        voice.owed(deliverable) | {"by": by.name},
        button=_("Read and clear"),
        path=links.deliverable(deliverable.id),
    )


@voice.for_reader
def cleared(deliverable: Deliverable, user: User, *, by: User, at: datetime) -> Letter:
    """Tell whoever asked that the text is cleared, and that sending it remains."""
    values = voice.owed(deliverable) | {"day": voice.day(at, deliverable.country), "by": by.name}
    path = links.deliverable(deliverable.id)
    return layout.letter(Kind.CLEARED, user, values, button=_("Open the draft"), path=path)


@voice.for_reader
def handed(
    deliverable: Deliverable,
    user: User,
    fields: list[CallField],
    *,
    by: User,
    until: date,
    missing: Sequence[Comment] = (),
) -> Letter:
    """Ask a colleague for the answers to some questions. until: a day of the capital's, to its end.

    missing: what the secretariat said of them where it gave the text back.
    """
    due = datetime.combine(until, LAST_MINUTE, deliverable.country.zone)
    return layout.letter(
        Kind.HANDED,
        user,
        voice.about(deliverable, due) | {"due": voice.moment(due, deliverable.country), "by": by.name},
        items=_asked(fields, missing),
        button=_("Fill it in"),
        path=links.handed(deliverable.id),
        facts=_given_back(missing),
    )


def _asked(fields: list[CallField], missing: Sequence[Comment]) -> list[Item]:
    """Return the questions that somebody is asked for, each with what the secretariat said of it."""
    said = {one.key: tuple(voice.shown(one.text)) for one in missing}
    return [Item(one.label(voice.language()), said.get(one.key, ())) for one in fields]


def _given_back(missing: Sequence[Comment]) -> tuple[str, ...]:
    return (_("The Secretariat gave the text back, since this is missing or not complete."),) if missing else ()


@voice.for_reader
def invited_to_answer(
    deliverable: Deliverable,
    user: User,
    fields: list[CallField],
    *,
    by: User,
    until: date,
    link: Link,
    missing: Sequence[Comment] = (),
) -> Letter:
    """Ask a colleague who has no password yet, with the link to choose one. until: a day of the capital's."""
    due = datetime.combine(until, LAST_MINUTE, deliverable.country.zone)
    values = voice.about(deliverable, due) | {"due": voice.moment(due, deliverable.country), "by": by.name}
    return layout.letter(
        Kind.INVITATION,
        user,
        values | {"until": voice.moment(link.until, deliverable.country)},
        key="invited_to_answer",
        items=_asked(fields, missing),
        button=_("Choose a password and fill it in"),
        path=link.path,
        facts=(
            *_given_back(missing),
            _("Did you not expect this? Then do nothing: the address stops working by itself."),
        ),
    )


@voice.for_reader
def handed_back(deliverable: Deliverable, user: User, fields: list[CallField], *, by: User, at: datetime) -> Letter:
    """Tell whoever asked a colleague that the answers are in the draft, which they still send."""
    values = voice.about(deliverable, at) | {"due": voice.moment(deliverable.due_at, deliverable.country)}
    return layout.letter(
        Kind.HANDED_BACK,
        user,
        values | {"by": by.name},
        items=[Item(one.label(voice.language())) for one in fields],
        button=_("Read the draft"),
        path=links.deliverable(deliverable.id),
    )


@voice.for_reader
def withdrawn(deliverable: Deliverable, user: User, *, at: datetime) -> Letter:
    """Tell a reviewer that the text they have was taken back."""
    values, button = voice.about(deliverable, at), _("Open the queue")
    return layout.letter(Kind.WITHDRAWN, user, values, button=button, path=links.REVIEWS)
