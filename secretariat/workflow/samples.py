"""A letter of each kind about a real country, person and text, to see how words read before anybody gets them.

What there is nothing real for, such as the points of a review, is a stand-in that never enters the database.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import inspect
from sqlalchemy.orm.attributes import set_committed_value

from secretariat import links
from secretariat.mail import compose, reasons
from secretariat.mail.compose import voice, wording
from secretariat.mail.compose.words import Text, Words
from secretariat.mail.letter import Item, Letter
from secretariat.models.agendas import Circulation
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable, State, Version
from secretariat.models.forms import ReturnedForm
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.models.received import ReceivedMail
from secretariat.models.reminders import Audience
from secretariat.models.reviews import Comment, Review
from secretariat.queries import letters as queries
from secretariat.queries import people

M = TypeVar("M")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CODE = "0123456789abcdef" * 4
MARK = "= "  # before the value of a field, so that an empty one keeps its place


@dataclass(frozen=True)
class Sample:
    """Whom a letter is written to, about which text, at which moment; officer: whoever looks."""

    reader: User
    text: Deliverable
    officer: User
    at: datetime


def stand_in(model: type[M], **facts: object) -> M:
    """Return a row that is none: its facts are set without the database learning of it."""
    one = model()
    for name, value in facts.items():
        set_committed_value(one, name, value)
    return one


def of(country: Country, officer: User, at: datetime) -> Sample | None:
    """Return what a letter to a country may be about: a text that it owes before others; None where it has none."""
    found = queries.a_text_of(country, at)
    if found is None:
        return None
    if found.state not in WITH_THE_COUNTRY:
        found = _owed_again(found)
    reader = next(iter(people.of_country(country.id, at, Role.FOCAL_POINT)), officer)
    return Sample(reader, found, officer, at)


def _owed_again(text: Deliverable) -> Deliverable:
    """Return a stand-in for a text that was sent, as it was before that."""
    fresh = {"state": State.NOT_STARTED, "late": False, "answers": [], "versions": [], "sequence": 0}
    return _as(text, **fresh, extension_reason=None)


def _as(text: Deliverable, **facts: object) -> Deliverable:
    """Return a stand-in for a text, with facts that it does not have."""
    same = ("id", "call", "call_id", "country", "country_id", "due_at", "late", "answers", "versions", "sequence")
    kept = {name: getattr(text, name) for name in same}
    return stand_in(Deliverable, **kept | facts)


def letter(text: Text, about: Sample, language: str, words: Words | None = None) -> Letter:
    """Return a letter as it reads in a language; words: that are tried, else those in force."""
    with voice.speaking(language):
        if words is None:
            return MADE[text.key](about)
        with wording.trying(text.key, language, words):
            return MADE[text.key](about)


def examples(text: Text, about: Sample, language: str) -> dict[str, str]:
    """Return what each field of a letter stands for: a letter is tried in which each is a paragraph of its own."""
    each = "\n\n".join(f"{MARK}{{{name}}}" for name in text.fields)
    found = letter(text, about, language, Words("-", each))
    values = (one.removeprefix(MARK.strip()).strip() for one in (found.lead, *found.more))
    return dict(zip(text.fields, values, strict=True))


def _version(it: Sample) -> Version:
    facts = {"id": 0, "number": 1, "answers": [], "files": [], "sha256": CODE, "late": False, "rung": None}
    return stand_in(
        Version, **facts, deliverable=it.text, due_at=it.text.due_at, submitted_at=it.at, comments=[]
    )  # fmt: skip


def _review(it: Sample) -> Review:
    version = _version(it)
    said = {"audience": "country", "key": None, "quote": None, "text": _("Name the programme that this is about.")}
    version.comments.append(stand_in(Comment, **said, number=1, version=version))
    return stand_in(Review, version=version, at=it.at)


def _reminder(it: Sample, *, late: bool) -> Letter:
    """Remind as if it were the day before, or after, the date of the text; today, where that is so already."""
    due = it.text.due_at
    at = max(it.at, due + DAY) if late else min(it.at, due - DAY)
    return compose.reminder(it.reader, [it.text], at)


def _to_approver(it: Sample, *, clear: bool, late: bool) -> Letter:
    """Remind an approver of a stand-in that waits for them, or that nobody has begun."""
    text = _owed_again(it.text)
    if clear:
        for name, value in (("call", _asking_nothing(text.call, it.at)), ("state", State.DRAFT)):
            set_committed_value(text, name, value)
    at = max(it.at, text.due_at + DAY) if late else min(it.at, text.due_at - DAY)
    return compose.reminder(it.reader, [text], at, audience=Audience.APPROVERS)


def _asking_nothing(call: Call, at: datetime) -> Call:
    """Return a stand-in for a call in which each draft is complete; all else that a letter says of it stays."""
    same = {one.key: getattr(call, one.key) for one in inspect(Call).column_attrs}
    return stand_in(Call, **same | {"meeting": call.meeting, "opened_at": at, "closed_at": None, "fields": []})


def _extended(it: Sample) -> Letter:
    """Give more time for a reason: that of the text, or one that only stands for an officer's."""
    text = it.text
    if not text.extension_reason:
        text = _as(text, extension_reason=_reason())
    return compose.extended(text, it.reader, before=text.due_at - 7 * DAY)


def _waived(it: Sample) -> Letter:
    """Waive a stand-in, so that its date is taken out of calendars as that of a waived text is."""
    return compose.waived(_as(it.text, state=State.WAIVED), it.reader, reason=_reason(), at=it.at)


def _circulated(it: Sample) -> Letter:
    meeting = it.text.call.meeting
    symbol = f"{it.text.call.symbol.rpartition('/')[0]}/AG.1"
    made = stand_in(Circulation, meeting=meeting, symbol=symbol, items=[{"kind": "item", "depth": 0}] * 12)
    return compose.circulated(made, it.reader)


def _refused(it: Sample, reply: str) -> Letter:
    facts = {"id": 0, "email": it.reader.email, "subject": it.text.call.title(voice.language()), "created_at": it.at}
    message = stand_in(Message, **facts, user_id=it.reader.id, user=it.reader, reply=reply)
    return replace(compose.address_refused([message], it.officer), path="/messages")


def _form_read(it: Sample, *, same: bool = False) -> Letter:
    returned = stand_in(ReturnedForm, id=0)
    spoken = voice.language()
    said = _("As it stands on the site.") if same else _("The answer, as it was read.")
    items = [Item(one.label(spoken), (said,)) for one in it.text.call.fields[:2]]
    made = compose.form_read(returned, it.reader, it.text, items, [], same=same)
    return replace(made, path=links.deliverable(it.text.id))


def _mail(it: Sample) -> ReceivedMail:
    facts = {"subject": it.text.call.title(voice.language()), "sender": it.reader.email, "why": reasons.STRANGER}
    return stand_in(ReceivedMail, **facts, user=it.reader, at=it.at)


def _not_filed(it: Sample) -> Letter:
    why = _("No answer was found in your mail.")
    return compose.mail_not_filed(_mail(it), it.reader, why, it.text, at=it.at)


def _due_moved(it: Sample) -> Letter:
    before = {it.text.id: it.text.due_at - 7 * DAY}
    return compose.due_moved(it.text.call.meeting, it.reader, [it.text], before, {})


def _reason() -> str:
    return _("The reason that the officer writes stands here.")


MADE: dict[str, Callable[[Sample], Letter]] = {
    "reminder": lambda it: _reminder(it, late=False),
    "reminder_overdue": lambda it: _reminder(it, late=True),
    "reminder_clear": lambda it: _to_approver(it, clear=True, late=False),
    "reminder_clear_overdue": lambda it: _to_approver(it, clear=True, late=True),
    "reminder_not_to_clear": lambda it: _to_approver(it, clear=False, late=False),
    "reminder_not_to_clear_overdue": lambda it: _to_approver(it, clear=False, late=True),
    "call_opened": lambda it: compose.call_opened(it.text.call, it.reader, it.text),
    "call_changed": lambda it: compose.call_changed(it.text, it.reader, []),
    "due_moved": _due_moved,
    "extended": _extended,
    "waived": _waived,
    "reopened": lambda it: compose.reopened(it.text, it.reader, reason=_reason(), at=min(it.at, it.text.due_at)),
    "receipt": lambda it: compose.receipt(_version(it), it.reader),
    "accepted": lambda it: compose.accepted(_version(it), it.reader, at=it.at),
    "changes_requested": lambda it: compose.changes_requested(_review(it), it.reader),
    "incomplete": lambda it: compose.incomplete(_review(it), it.reader),
    "approved": lambda it: compose.approved(_review(it), it.reader),
    "rejected": lambda it: compose.rejected(_review(it), it.reader),
    "clearance_asked": lambda it: compose.clearance_asked(it.text, it.reader, by=it.reader),
    "cleared": lambda it: compose.cleared(it.text, it.reader, by=it.reader, at=it.at),
    "handed": lambda it: compose.handed(
        it.text, it.reader, it.text.call.fields[:2], by=it.reader, until=(it.at + 7 * DAY).date()
    ),
    "invited_to_answer": lambda it: compose.invited_to_answer(
        it.text,
        it.reader,
        it.text.call.fields[:2],
        by=it.reader,
        until=(it.at + 7 * DAY).date(),
        link=compose.Link("/login", it.at + 7 * DAY),
    ),
    "handed_back": lambda it: compose.handed_back(it.text, it.reader, it.text.call.fields[:2], by=it.reader, at=it.at),
    "form_read": _form_read,
    "form_read_same": lambda it: _form_read(it, same=True),
    "mail_not_filed": _not_filed,
    "circulated": _circulated,
    "assigned": lambda it: compose.assigned([it.text], it.officer, at=it.at),
    "released": lambda it: compose.released([it.text], it.officer, at=it.at),
    "withdrawn": lambda it: compose.withdrawn(it.text, it.officer, at=it.at),
    "overdue": lambda it: compose.overdue(it.officer, [it.text], it.at),
    "address_refused": lambda it: _refused(it, "550 5.1.1 User unknown"),
    "mail_refused": lambda it: _refused(it, "552 5.2.2 Mailbox full"),
    "mail_kept": lambda it: compose.mail_kept(_mail(it), it.officer),
    "invitation": lambda it: compose.invitation(it.reader, "/login", until=it.at + 7 * DAY),
    "password_reset": lambda it: compose.password_reset(it.reader, "/login", at=it.at, until=it.at + HOUR),
    "address_corrected": lambda it: compose.address_corrected(
        it.reader, before="before@example.org", after=it.reader.email, at=it.at
    ),
}
