"""Letters to a country about its text: what the Secretariat received, decided, extended, waived or gave back."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats, links
from secretariat.mail import lines
from secretariat.mail.compose import dates, layout, voice
from secretariat.mail.compose.words import Values
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.countries import said
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import User
from secretariat.models.reviews import Comment, QuietVerdict, Review
from secretariat.rules import deadlines, points

MOST_POINTS = 20


@voice.for_reader
def receipt(version: Version, user: User) -> Letter:
    """Confirm what arrived, when, and under which fingerprint."""
    deliverable = version.deliverable
    received = voice.moment(version.submitted_at, deliverable.country, year=True)
    return layout.letter(
        Kind.RECEIPT,
        user,
        voice.about(deliverable, version.submitted_at) | {"number": str(version.number), "received": received},
        button=_("Read what was sent"),
        path=links.deliverable(deliverable.id),
        facts=(_lateness(version), *_consequence(version), _files(version), *answered(version), *_marks(version)),
    )


def _lateness(version: Version) -> str:
    due = voice.moment(version.due_at, version.deliverable.country, year=True)
    if version.late:
        return _("It arrived late: it was due %(moment)s.", moment=due)
    return _("It arrived on time: it is due %(moment)s.", moment=due)


def _consequence(version: Version) -> tuple[str, ...]:
    """Return which line of the ladder applied, where the call has one."""
    rungs, applied = deadlines.thawed(version.rung)
    texts = rungs[applied].texts if applied is not None else {}
    return tuple(text for text in [said(texts, voice.language())] if text)


def _files(version: Version) -> str:
    spoken = voice.language()
    names = [f"{one['name']} ({formats.size(one['size'], spoken)})" for one in version.files]
    if not names:
        return _("No files were attached.")
    return _("Files: %(names)s.", names=voice.short(formats.listing(names, spoken)))


def answered(version: Version) -> tuple[str, ...]:
    """Say how many written answers to points went along."""
    count = len(points.answered_with(version))
    words = ngettext(
        "One written answer to a point of the Secretariat went along.",
        "%(num)s written answers to points of the Secretariat went along.",
        count,
    )
    return (words,) if count else ()


def _marks(version: Version) -> tuple[str, str]:
    grouped = " ".join(version.sha256[place : place + 4] for place in range(0, len(version.sha256), 4))
    return (
        _("Receipt number: %(symbol)s", symbol=version.symbol),
        _("Fingerprint (SHA-256): %(hash)s", hash=grouped),
    )


@voice.for_reader
def changes_requested(review: Review | QuietVerdict, user: User, *, until: datetime | None = None) -> Letter:
    """Send the numbered points of a review that the country can act on. until: a due moment that is not kept yet."""
    return _returned(review, user, Kind.CHANGES_REQUESTED, _("Answer the points"), until)


@voice.for_reader
def incomplete(review: Review | QuietVerdict, user: User) -> Letter:
    """Say what is missing; how good the rest is has not been judged."""
    return _returned(review, user, Kind.INCOMPLETE, _("Complete the text"))


def _returned(
    review: Review | QuietVerdict, user: User, kind: Kind, button: str, until: datetime | None = None
) -> Letter:
    deliverable = review.version.deliverable
    count, items, beyond = points_of(review)
    return layout.letter(
        kind,
        user,
        voice.owed(deliverable, until) | {"number": str(review.version.number), "count": str(count)},
        items=items,
        button=button,
        path=links.deliverable(deliverable.id),
        facts=beyond,
    )


def _point(point: Comment) -> Item:
    labels: dict[str, str] = next((one["labels"] for one in point.version.answers if one["key"] == point.key), {})
    spoken = voice.language()
    title = labels.get(spoken) or next(iter(labels.values()), _("On the whole text"))
    quoted = (_("On ‘%(words)s’:", words=voice.short(point.quote)),) if point.quote else ()
    return Item(title, (*quoted, *voice.shown(point.text)))


def _beyond(count: int) -> tuple[str, ...]:
    more = count - MOST_POINTS
    if more <= 0:
        return ()
    return (ngettext("%(num)s more point stands on the page.", "%(num)s more points stand on the page.", more),)


def points_of(review: Review | QuietVerdict) -> tuple[int, tuple[Item, ...], tuple[str, ...]]:
    """Return how many points a verdict brings, the first of them, and a word about those beyond."""
    found = [one for one in review.version.comments if one.audience == "country"]
    return len(found), tuple(_point(one) for one in found[:MOST_POINTS]), _beyond(len(found))


@voice.for_reader
def approved(review: Review | QuietVerdict, user: User) -> Letter:
    """Say that the text is approved."""
    return _decided(review, user, Kind.APPROVED)


@voice.for_reader
def rejected(review: Review | QuietVerdict, user: User) -> Letter:
    """Say that the text is rejected."""
    return _decided(review, user, Kind.REJECTED)


def _decided(review: Review | QuietVerdict, user: User, kind: Kind) -> Letter:
    deliverable = review.version.deliverable
    _count, items, beyond = points_of(review)
    return layout.letter(
        kind,
        user,
        voice.about(deliverable, review.at) | {"number": str(review.version.number)},
        items=items,
        button=_("Open the text"),
        path=links.deliverable(deliverable.id),
        facts=beyond,
    )


@voice.for_reader
def extended(deliverable: Deliverable, user: User, *, before: datetime) -> Letter:
    """Say until when the country has time now, and why. before: the due moment until then."""
    was = voice.moment(before, deliverable.country)
    until_now = (
        _("Until now it was due %(moment)s.", moment=was)
        if before < deliverable.due_at
        else _("This corrects an earlier mail, which named %(moment)s.", moment=was)
    )
    facts = (until_now, _reason(deliverable.extension_reason or ""))
    return _steered(deliverable, user, Kind.EXTENDED, voice.owed(deliverable) | {"before": was}, *facts)


@voice.for_reader
def waived(deliverable: Deliverable, user: User, *, reason: str, at: datetime) -> Letter:
    """Say that the country need not answer, and why."""
    return _steered(deliverable, user, Kind.WAIVED, voice.about(deliverable, at), _reason(reason))


@voice.for_reader
def reopened(deliverable: Deliverable, user: User, *, reason: str, at: datetime) -> Letter:
    """Say that the text is the country's again, until when, and why."""
    values = voice.about(deliverable, at) | {"by_when": _by_when(deliverable, at)}
    return _steered(deliverable, user, Kind.REOPENED, values, _reason(reason))


def _by_when(deliverable: Deliverable, at: datetime) -> str:
    """Say by when it may be sent: it may have been decided long after its date."""
    if deadlines.closed(deliverable.call, deliverable.due_at, at):
        return _("The date of this call has passed for good; ask the Secretariat for an extension.")
    moment = voice.moment(deliverable.due_at, deliverable.country)
    if at <= deliverable.due_at:
        return _("Send it by %(due)s.", due=moment)
    return _("It was due %(moment)s; it can still be sent.", moment=moment)


def _reason(reason: str) -> str:
    """Return the reason as it was given: the letter is where a country reads all of it."""
    return _("Reason: %(reason)s", reason=lines.one(reason))


def _steered(deliverable: Deliverable, user: User, kind: Kind, values: Values, *facts: str) -> Letter:
    return layout.letter(
        kind,
        user,
        values,
        button=_("Open the text"),
        path=links.deliverable(deliverable.id),
        facts=facts,
        date=dates.date_of(deliverable, alarm=True),
    )
