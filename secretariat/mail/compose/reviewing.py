"""Letters of a review: that something is missing, to the country; what they are to read and what not, to reviewers."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import links
from secretariat.mail.compose import subjects, voice
from secretariat.mail.compose.deliverables import points_of
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import User
from secretariat.models.reviews import QuietVerdict, Review

MOST_TEXTS = 20


@voice.for_reader
def incomplete(review: Review | QuietVerdict, user: User) -> Letter:
    """Say what is missing; how good the rest is has not been judged."""
    deliverable = review.version.deliverable
    count, items, paragraphs = points_of(review)
    subject = subjects.incomplete(count, voice.day(deliverable.due_at, deliverable.country), voice.title(deliverable))
    lead = _(
        "Something is missing in version %(number)s; the rest has not been judged yet.", number=review.version.number
    )
    return Letter(
        kind=Kind.INCOMPLETE,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=f"{lead} {voice.due(deliverable)}",
        items=items,
        button=_("Complete the text"),
        path=links.deliverable(deliverable.id),
        paragraphs=paragraphs,
    )


@voice.for_reader
def assigned(texts: Sequence[Deliverable], user: User, *, at: datetime) -> Letter:
    """Tell a reviewer which texts are theirs now, all in one letter."""
    return _shared(
        texts,
        user,
        Kind.ASSIGNED,
        subjects.assigned(len(texts), voice.day(at, None)),
        _("An officer assigned these texts to you. They stand first in your queue."),
    )


@voice.for_reader
def released(texts: Sequence[Deliverable], user: User, *, at: datetime) -> Letter:
    """Tell a reviewer which texts are not theirs any more; nothing about them follows."""
    return _shared(
        texts,
        user,
        Kind.RELEASED,
        subjects.released(len(texts), voice.day(at, None)),
        _("These texts are not yours any more; nothing is left for you to do about them, and no mail follows."),
    )


def _shared(texts: Sequence[Deliverable], user: User, kind: Kind, subject: str, lead: str) -> Letter:
    more = len(texts) - MOST_TEXTS
    beyond = (
        (ngettext("%(num)s more stands in the queue.", "%(num)s more stand in the queue.", more),) if more > 0 else ()
    )
    return Letter(
        kind=kind,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=lead,
        items=tuple(Item(voice.title(one)) for one in texts[:MOST_TEXTS]),
        button=_("Open the queue"),
        path=f"{links.REVIEWS}/",
        paragraphs=beyond,
    )
