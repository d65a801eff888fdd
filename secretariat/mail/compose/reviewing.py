"""Letters to reviewers: what they are to read, and what not any more."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import links
from secretariat.mail.compose import layout, voice
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import User

MOST_TEXTS = 20


@voice.for_reader
def assigned(texts: Sequence[Deliverable], user: User, *, at: datetime) -> Letter:
    """Tell a reviewer which texts are theirs now, all in one letter."""
    return _shared(texts, user, Kind.ASSIGNED, at)


@voice.for_reader
def released(texts: Sequence[Deliverable], user: User, *, at: datetime) -> Letter:
    """Tell a reviewer which texts are not theirs any more; nothing about them follows."""
    return _shared(texts, user, Kind.RELEASED, at)


def _shared(texts: Sequence[Deliverable], user: User, kind: Kind, at: datetime) -> Letter:
    more = len(texts) - MOST_TEXTS
    beyond = ngettext("%(num)s more stands in the queue.", "%(num)s more stand in the queue.", more)
    return layout.letter(
        kind,
        user,
        {"day": voice.day(at, None), "count": str(len(texts))},
        items=[Item(voice.title(one)) for one in texts[:MOST_TEXTS]],
        button=_("Open the queue"),
        path=f"{links.REVIEWS}/",
        facts=(beyond,) if more > 0 else (),
    )
