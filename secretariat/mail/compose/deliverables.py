"""Letters to a country about its text: what the Secretariat received, decided, extended, waived or gave back."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats, links
from secretariat.mail.compose import dates, subjects, voice
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.countries import said
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import User
from secretariat.models.reviews import Comment, QuietVerdict, Review
from secretariat.rules import deadlines

MOST_POINTS = 20


@voice.for_reader
def receipt(version: Version, user: User) -> Letter:
    """Confirm what arrived, when, and under which fingerprint."""
    deliverable = version.deliverable
    what, country = voice.title(deliverable), deliverable.country
    subject = subjects.receipt(voice.day(version.submitted_at, country), what, str(version.number))
    lead = _(
        "The Secretariat received version %(number)s on %(moment)s.",
        number=version.number,
        moment=voice.moment(version.submitted_at, country, year=True),
    )
    return Letter(
        kind=Kind.RECEIPT,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=lead,
        button=_("Read what was sent"),
        path=links.deliverable(deliverable.id),
        paragraphs=(_lateness(version), *_consequence(version), _files(version), *_marks(version)),
    )


def _lateness(version: Version) -> str:
    due = voice.moment(version.due_at, version.deliverable.country)
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


def _marks(version: Version) -> tuple[str, str]:
    grouped = " ".join(version.sha256[place : place + 4] for place in range(0, len(version.sha256), 4))
    return (
        _("Receipt number: %(symbol)s", symbol=version.symbol),
        _("Fingerprint (SHA-256): %(hash)s", hash=grouped),
    )


@voice.for_reader
def changes_requested(review: Review | QuietVerdict, user: User) -> Letter:
    """Send the numbered points of a review that the country can act on."""
    deliverable = review.version.deliverable
    count, items, paragraphs = points_of(review)
    day = voice.day(deliverable.due_at, deliverable.country)
    subject = subjects.changes_requested(count, day, voice.title(deliverable))
    lead = _("The Secretariat read version %(number)s and requests changes.", number=review.version.number)
    return Letter(
        kind=Kind.CHANGES_REQUESTED,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=f"{lead} {voice.due(deliverable)}",
        items=items,
        button=_("Answer the points"),
        path=links.deliverable(deliverable.id),
        paragraphs=paragraphs,
    )


def _point(point: Comment) -> Item:
    labels: dict[str, str] = next((one["labels"] for one in point.version.answers if one["key"] == point.key), {})
    spoken = voice.language()
    title = labels.get(spoken) or next(iter(labels.values()), _("On the whole text"))
    quoted = (_("On ‘%(words)s’:", words=voice.short(point.quote)),) if point.quote else ()
    return Item(title, (*quoted, voice.short(point.text)))


def _beyond(count: int) -> tuple[str, ...]:
    more = count - MOST_POINTS
    if more <= 0:
        return ()
    return (ngettext("%(num)s more point stands on the page.", "%(num)s more points stand on the page.", more),)


def points_of(review: Review | QuietVerdict) -> tuple[int, tuple[Item, ...], tuple[str, ...]]:
    """Return how many points a verdict brings, the first of them, and a word about those beyond."""
    points = [one for one in review.version.comments if one.audience == "country"]
    return len(points), tuple(_point(one) for one in points[:MOST_POINTS]), _beyond(len(points))


@voice.for_reader
def approved(review: Review | QuietVerdict, user: User) -> Letter:
    """Say that the text is approved."""
    what, day = _named(review)
    return _decided(
        review,
        user,
        Kind.APPROVED,
        subjects.approved(day, what),
        _("The Secretariat approved version %(number)s. Nothing is left to do.", number=review.version.number),
    )


@voice.for_reader
def rejected(review: Review | QuietVerdict, user: User) -> Letter:
    """Say that the text is rejected."""
    what, day = _named(review)
    return _decided(
        review,
        user,
        Kind.REJECTED,
        subjects.rejected(day, what),
        _("The Secretariat rejected version %(number)s; the page says why.", number=review.version.number),
    )


def _named(review: Review | QuietVerdict) -> tuple[str, str]:
    deliverable = review.version.deliverable
    return voice.title(deliverable), voice.day(review.at, deliverable.country)


def _decided(review: Review | QuietVerdict, user: User, kind: Kind, subject: str, lead: str) -> Letter:
    deliverable = review.version.deliverable
    _count, items, paragraphs = points_of(review)
    return Letter(
        kind=kind,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=lead,
        items=items,
        button=_("Open the text"),
        path=links.deliverable(deliverable.id),
        paragraphs=paragraphs,
    )


@voice.for_reader
def extended(deliverable: Deliverable, user: User, *, before: datetime) -> Letter:
    """Say until when the country has time now, and why. before: the due moment until then."""
    country = deliverable.country
    lead = _("The Secretariat gives you more time.")
    return _steered(
        deliverable,
        user,
        Kind.EXTENDED,
        subjects.extended(voice.day(deliverable.due_at, country), voice.title(deliverable)),
        f"{lead} {voice.due(deliverable)}",
        _("Until now it was due %(moment)s.", moment=voice.moment(before, country)),
        _reason(deliverable.extension_reason or ""),
    )


@voice.for_reader
def waived(deliverable: Deliverable, user: User, *, reason: str, at: datetime) -> Letter:
    """Say that the country need not answer, and why."""
    return _steered(
        deliverable,
        user,
        Kind.WAIVED,
        subjects.waived(voice.day(at, deliverable.country), voice.title(deliverable)),
        _("The Secretariat waived this text: nothing is owed here any more, and no reminder of it follows."),
        _reason(reason),
    )


@voice.for_reader
def reopened(deliverable: Deliverable, user: User, *, reason: str, at: datetime) -> Letter:
    """Say that the text is the country's again, until when, and why."""
    lead = _("The Secretariat gives this text back to you: you may write and send it once more.")
    return _steered(
        deliverable,
        user,
        Kind.REOPENED,
        subjects.reopened(voice.day(at, deliverable.country), voice.title(deliverable)),
        f"{lead} {_by_when(deliverable, at)}",
        _reason(reason),
    )


def _by_when(deliverable: Deliverable, at: datetime) -> str:
    """Say by when it may be sent: it may have been decided long after its date."""
    if deadlines.closed(deliverable.call, deliverable.due_at, at):
        return _("The date of this call has passed for good; ask the Secretariat for an extension.")
    if at <= deliverable.due_at:
        return voice.due(deliverable)
    moment = voice.moment(deliverable.due_at, deliverable.country)
    return _("It was due %(moment)s; it can still be sent.", moment=moment)


def _reason(reason: str) -> str:
    """Return the reason as it was given: the letter is where a country reads all of it."""
    return _("Reason: %(reason)s", reason=" ".join(reason.split()))


def _steered(deliverable: Deliverable, user: User, kind: Kind, subject: str, lead: str, *paragraphs: str) -> Letter:
    return Letter(
        kind=kind,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=lead,
        button=_("Open the text"),
        path=links.deliverable(deliverable.id),
        paragraphs=paragraphs,
        date=dates.date_of(deliverable, alarm=True),
    )
