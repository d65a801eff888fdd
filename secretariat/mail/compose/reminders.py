"""Letters about what is owed: to a country, and to the officer once the date has passed."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats, links
from secretariat.mail import fields
from secretariat.mail.compose import approvers, layout, notices, voice
from secretariat.mail.compose.words import Values
from secretariat.mail.compose.words import countries as words
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import User
from secretariat.models.reminders import Audience
from secretariat.rules import answers, clearances, deadlines
from secretariat.rules.reminders import Reasons, in_order

MOST_ITEMS = 25
MOST_GAPS = 3
MARKS = "¿? \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


@voice.for_reader
def reminder(
    user: User,
    deliverables: Sequence[Deliverable],
    at: datetime,
    reasons: Reasons = (),
    audience: str = Audience.FOCAL_POINTS,
) -> Letter:
    """Remind a person of everything that waits for them, the most urgent text first.

    reasons: the rungs that speak, each with its text; their wording comes before an edited text and the house's words ·
    audience: as whom the letter speaks to its reader.
    """
    texts = in_order(deliverables, audience, at)
    first, clears = texts[0], audience == Audience.APPROVERS
    values = notices.filled(user, texts) | voice.owed(first)
    values |= {"count": str(len(texts)), "country": _countries(texts)}
    key = "reminder_overdue" if first.overdue(at) else "reminder"
    if clears:
        key, said = approvers.of(first, at)
        values |= said
    asked = any(text is first and rung.audience == Audience.ASSIGNED for text, rung in reasons)
    return layout.letter(
        Kind.REMINDER,
        user,
        values,
        key=key,
        opening=_worded(key, user, texts, reasons, values),
        items=[_item(one, at, clears=clears) for one in texts[:MOST_ITEMS]],
        button=approvers.button(first, at) if clears else _begin_or_continue(first),
        path=links.handed(first.id) if asked else links.deliverable(first.id),
        facts=_ladder(first, at, alone=len(texts) == 1),
    )


def _countries(deliverables: Sequence[Deliverable]) -> str:
    spoken = voice.language()
    return formats.listing(sorted({one.country.name(spoken) for one in deliverables}), spoken)


def _worded(key: str, user: User, texts: Sequence[Deliverable], reasons: Reasons, values: Values) -> str:
    """Return the opening with the officers' sentence for a rung as a paragraph, where there is one for the reader.

    It stands after the first line, which says what to do and by when in every reminder, and names its text where that
    is not the first one.
    """
    found = [(text, rung.wording.get(voice.language(), "")) for text, rung in reasons]
    told = next(((text, own) for text, own in found if own), None)
    if told is None:
        return ""
    text, own = told
    said = fields.fill(own, notices.filled(user, [text, *(one for one in texts if one is not text)]))
    named = said if text is texts[0] else _("%(title)s: %(words)s", title=voice.title(text), words=said)
    first, rest = words.REMINDERS[key]
    return f"{first(values)}\n\n{named}\n\n{rest(values)}"


def _item(deliverable: Deliverable, at: datetime, *, clears: bool) -> Item:
    standing = approvers.waits(deliverable, at) if clears else _standing(deliverable, at)
    return Item(voice.title(deliverable), (standing, _when(deliverable, at)))


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
        case State.CLEARED if clearances.lapsed(deliverable):
            return _("Cleared before its questions were changed, not sent.")
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


def _ladder(first: Deliverable, at: datetime, *, alone: bool) -> tuple[str, ...]:
    """Return what the coming dates decide, from the line that holds now on; among several texts, for which."""
    country, spoken = first.country, voice.language()
    rungs = deadlines.ladder(first.call, country, voice.holidays(country), first.due_at)
    now = deadlines.rung_at(rungs, at, first.call.grace_minutes) or 0
    lines = [] if alone or not rungs[now:] else [_("For %(title)s:", title=voice.title(first))]
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
