"""The deadline of a text as a date: to be kept, and to be taken out again once nothing is owed."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from secretariat import links
from secretariat.mail.compose import voice
from secretariat.mail.events import Date, alone
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable

# A date that ends with the deadline stands before it in the calendar, where a reader looks for what is still to do.
LENGTH = timedelta(minutes=30)
MEDIA = "text/calendar; charset=utf-8"
SPEAKS_UP = timedelta(days=1)


def owed(text: Deliverable) -> bool:
    """Tell whether a text has a deadline: not once it was sent, waived or withdrawn, or its call was closed."""
    return text.state in WITH_THE_COUNTRY and text.call.closed_at is None


def date_of(text: Deliverable, *, alarm: bool = False) -> Date:
    """Return the deadline in the language that is spoken now; a cancelled one where nothing is owed."""
    title, url = voice.title(text), links.absolute(links.deliverable(text.id))
    lines = [voice.due(text), text.symbol]
    if text.extension_reason:
        lines.append(_("More time was given: %(reason)s", reason=text.extension_reason))
    lines.append(_("Open the text: %(url)s", url=url))
    return Date(
        key=f"deliverable-{text.id}",
        title=_("Due: %(title)s", title=title),
        lines=tuple(lines) if owed(text) else (_("Nothing is owed here any more."), *lines[-1:]),
        url=url,
        starts=text.due_at - LENGTH,
        ends=text.due_at,
        sequence=text.sequence + text.call.sequence,
        status="CONFIRMED" if owed(text) else "CANCELLED",
        busy=False,
        alarm=SPEAKS_UP if alarm else None,
    )


def invitation(text: Deliverable, *, at: datetime) -> tuple[bytes, str, str]:
    """Return the file that puts a deadline into a calendar, or takes it out again; its name and its media type."""
    method = "PUBLISH" if owed(text) else "CANCEL"  # RFC 5546
    name = f"{text.symbol.replace('/', '-')}.ics"
    return alone(date_of(text, alarm=True), at=at), name, f"{MEDIA}; method={method}"
