"""Letters about what moves while countries write: a call that changed, and a meeting on other days."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _

from secretariat import formats, links
from secretariat.mail.compose import dates, layout, voice
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.deliverables import HANDED_IN, Deliverable
from secretariat.models.meetings import Meeting
from secretariat.models.people import User
from secretariat.rules import changes

MOST = 20


@voice.for_reader
def call_changed(text: Deliverable, user: User, found: Sequence[changes.Change]) -> Letter:
    """Say to a country what the changes of a call that it answers come to."""
    labels = {field.key: field.labels for field in text.call.fields}
    capital = changes.Capital.of(text, voice.holidays(text.country))
    said = changes.sentences(found, labels, voice.language(), capital)
    more, sent = len(said) - MOST, text.state in HANDED_IN
    return layout.letter(
        Kind.CALL_CHANGED,
        user,
        voice.owed(text) | {"symbol": text.call.symbol},
        items=[Item(voice.short(one)) for one in said[:MOST]],
        button=_("See what is asked now"),
        path=links.deliverable(text.id),
        facts=(
            *((_("%(count)s more changes stand on the page.", count=more),) if more > 0 else ()),
            *((_("What you have sent stays as it is; withdraw it to answer anew."),) if sent else ()),
        ),
        date=dates.date_of(text, alarm=True) if _moved(found) and not sent else None,
    )


def _moved(found: Sequence[changes.Change]) -> bool:
    """Tell whether the date of the call is among what has changed."""
    return any(changes.DUE & {*one["before"], *one["after"]} for one in found if one["what"] == "call")


@voice.for_reader
def due_moved(
    meeting: Meeting,
    user: User,
    texts: Sequence[Deliverable],
    before: Mapping[int, datetime],
    days: Mapping[int, Sequence[changes.Change]],
) -> Letter:
    """Say to a country that a meeting is on other days, when each of its texts is due now, and from when it is fixed.

    before: when each was due until now, by its id · days: of the questions that moved along, by their call's id.
    """
    spoken, first = voice.language(), texts[0]
    items = [
        Item(
            voice.title(text),
            (
                voice.due(text),
                _("It was due %(moment)s.", moment=voice.moment(before[text.id], text.country)),
                *changes.moved_days(
                    days.get(text.call_id, ()), {one.key: one.labels for one in text.call.fields}, spoken
                ),
            ),
        )
        for text in texts[:MOST]
    ]
    begins = formats.day(meeting.starts_on, spoken, year=True)
    return layout.letter(
        Kind.DUE_MOVED,
        user,
        voice.owed(first) | {"meeting": meeting.title(spoken), "begins": begins},
        items=items,
        button=_("See what is owed"),
        path=links.deliverable(first.id),
        date=dates.date_of(first, alarm=True) if len(texts) == 1 else None,
    )
