"""What an open call's changes come to for one country, as its pages and the API tell it."""

from dataclasses import dataclass
from datetime import datetime

from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable, State
from secretariat.queries import calendars, calls
from secretariat.rules import changes
from secretariat.rules.net import to_tell


@dataclass(frozen=True)
class Changed:
    """What the changes of an open call come to, a sentence each; the number and the moment of the last."""

    number: int
    at: datetime
    sentences: list[str]


def news(text: Deliverable, language: str) -> Changed | None:
    """Return what the page of a country tells: of its draft since it looked last, of a sent text since the sending."""
    written_on = text.state in (*WITH_THE_COUNTRY, State.WITHDRAWN)
    sent = None if written_on else text.latest
    return since_looked(text, language, after=sent.submitted_at if sent else None)


def since_looked(text: Deliverable, language: str, *, after: datetime | None = None) -> Changed | None:
    """Return what the changes of the call come to since the country looked last; None where that is nothing.

    after: a moment before which nothing counts, such as that of the sending.
    """
    rows = calls.changes(text.call, since=text.seen_change)
    rows = [one for one in rows if after is None or one.at > after]
    found = to_tell(one for row in rows for one in row.changes)
    if not found:
        return None
    labels = {field.key: field.labels for field in text.call.fields}
    capital = changes.Capital.of(text, calendars.holidays(text.country_id))
    return Changed(rows[-1].number, rows[-1].at, changes.sentences(found, labels, language, capital))
