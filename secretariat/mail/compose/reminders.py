"""Letters about what is owed: to a country, and to the officer once the date has passed."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats, links
from secretariat.mail import fields
from secretariat.mail.compose import layout, notices, voice
from secretariat.mail.compose.words import Values
from secretariat.mail.compose.words import countries as words
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import User
from secretariat.models.reminders import Audience, ReminderRule
from secretariat.rules import answers, deadlines

MOST_ITEMS = 25
MOST_GAPS = 3
MARKS = "¿? \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


@voice.for_reader
def reminder(user: User, deliverables: Sequence[Deliverable], at: datetime, rung: ReminderRule | None = None) -> Letter:
    """Remind a person of everything that their countries owe; the first of the texts is the reason for today.

    rung: the one for which the first text stands there; its wording comes before an edited text and the house's words.
    """
    first = deliverables[0]
    values = notices.filled(user, deliverables) | voice.owed(first)
    values |= {"count": str(len(deliverables)), "country": _countries(deliverables)}
    return layout.letter(
        Kind.REMINDER,
        user,
        values,
        key="reminder_overdue" if first.overdue(at) else "reminder",
        opening=_worded(rung, values, late=first.overdue(at)),
        items=[_item(one, at) for one in _in_order(deliverables)[:MOST_ITEMS]],
        button=_begin_or_continue(first),
        path=links.handed(first.id) if rung and rung.audience == Audience.ASSIGNED else links.deliverable(first.id),
        facts=_ladder(first, at),
    )


def _countries(deliverables: Sequence[Deliverable]) -> str:
    spoken = voice.language()
    return formats.listing(sorted({one.country.name(spoken) for one in deliverables}), spoken)


def _worded(rung: ReminderRule | None, values: Values, *, late: bool) -> str:
    """Return the opening with the officers' sentence for a rung as a paragraph, where there is one for the reader.

    It stands after the first line, which says what to do and by when in every reminder.
    """
    own = rung.wording.get(voice.language(), "") if rung else ""
    if not own:
        return ""
    when = words.send_late(values) if late else words.send(values)
    return f"{when}\n\n{fields.fill(own, values)}\n\n{words.owing(values)}"


def _in_order(deliverables: Sequence[Deliverable]) -> list[Deliverable]:
    first, *others = deliverables
    return [first, *sorted(others, key=lambda one: one.due_at)]


def _item(deliverable: Deliverable, at: datetime) -> Item:
    return Item(voice.title(deliverable), (_standing(deliverable, at), _when(deliverable, at)))


def _when(deliverable: Deliverable, at: datetime) -> str:
    return voice.overdue_since(deliverable) if deliverable.overdue(at) else voice.due(deliverable)


def _begin_or_continue(first: Deliverable) -> str:
    title = first.call.title(voice.language())
    if first.state == State.NOT_STARTED:
        return _("Begin: %(title)s", title=title)
    return _("Continue: %(title)s", title=title)


def _standing(deliverable: Deliverable, at: datetime) -> str:
    match State(deliverable.state):
        case State.NOT_STARTED:
            return _("Not started.")
        case State.CHANGES_REQUESTED:
            return _("Changes requested.")
        case State.CLEARED:
            return _("Cleared, not sent.")
        case _:
            return _draft(deliverable, at)


def _draft(deliverable: Deliverable, at: datetime) -> str:
    gaps = answers.missing(deliverable, at)
    if not gaps:
        return _("A draft, complete, but not sent.")
    spoken = voice.language()
    names = [_asked(gap.field.label(spoken)) for gap in gaps[:MOST_GAPS]]
    return ngettext(
        "A draft, not sent; %(num)s thing is missing: %(names)s.",
        "A draft, not sent; %(num)s things are missing: %(names)s.",
        len(gaps),
        names=", ".join(names) + ("…" if len(gaps) > MOST_GAPS else ""),
    )


def _asked(question: str) -> str:
    """Return a question as a name in a list: without its marks, unless one stands in the middle of it."""
    bare = question.strip(MARKS)
    return question if "¿" in bare else bare


def _ladder(first: Deliverable, at: datetime) -> tuple[str, ...]:
    """Return what the coming dates decide, from the line that holds now on."""
    country, spoken = first.country, voice.language()
    rungs = deadlines.ladder(first.call, country, voice.holidays(country), first.due_at)
    now = deadlines.rung_at(rungs, at, first.call.grace_minutes) or 0
    lines = []
    for rung in rungs[now:]:
        text = rung.texts.get(spoken) or next(iter(rung.texts.values()), "")
        until = _("Until %(moment)s", moment=voice.moment(rung.until, country)) if rung.until else _("Later")
        lines.append(_("%(until)s: %(text)s", until=until, text=text))
    return tuple(lines)


@voice.for_reader
def overdue(officer: User, deliverables: Sequence[Deliverable], at: datetime) -> Letter:
    """Tell an officer which texts did not come, the longest overdue first."""
    return layout.letter(
        Kind.OVERDUE,
        officer,
        {"day": voice.day(at, None), "count": str(len(deliverables))},
        items=[Item(voice.title(one), (voice.due(one),)) for one in deliverables[:MOST_ITEMS]],
        button=_("See who owes what"),
        path=links.MINE,
    )
