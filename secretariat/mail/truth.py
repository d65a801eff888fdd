"""Whether what a letter says still holds when it leaves. Recipients are decided at sending time.

Asked at each attempt until a copy may have arrived: from then on its bytes are fixed.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, load_only

from secretariat.database import db
from secretariat.mail import compose, outbox, replies, reply_to, unheard, wishes
from secretariat.mail.letter import Kind, Letter
from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.notices import Notice
from secretariat.models.people import Role
from secretariat.models.reminders import Audience, Reminder, ReminderRule
from secretariat.rules import clearances as rules
from secretariat.rules import filters
from secretariat.rules.reminders import belongs, in_order, owed, reminds, reports, speaks_as

# Written once a day at most, each about all that is owed: a newer one makes the older needless.
DAILY = (Kind.REMINDER, Kind.OVERDUE)
# What is read of newer letters: not what they say.
READ = (
    Message.user_id, Message.kind, Message.about, Message.state, Message.once, Message.created_at, Message.handed_at,
    Message.uncertain, Message.edited_at, Message.next_attempt_at,
)  # fmt: skip
# How long after the next attempt of a newer letter an older one is looked at again.
LATER = timedelta(minutes=1)


@dataclass(frozen=True)
class Ground:
    """What letters stand on.

    texts: those that they are about, by id · rungs: those that speak, by letter and text · unwanted: (user, kind) of
    which somebody wants no mail · since: by (user, kind) the newer letters that have left or wait.
    """

    texts: dict[int, Deliverable]
    rungs: dict[int, dict[int, list[Reminder]]]
    unwanted: set[tuple[int, str]]
    since: dict[tuple[int, str], list[Message]]

    @classmethod
    def of(cls, messages: Sequence[Message]) -> "Ground":
        """Read it for all of them at once."""
        still_open = [one for one in messages if not one.fixed]
        since = _since(still_open)
        asked = {*still_open, *(one for some in since.values() for one in some if not _gone(one))}
        return cls(_texts(asked), _rungs(asked), wishes.unwanted(still_open), since)

    def about(self, message: Message) -> list[Deliverable]:
        """Return the texts that a message is about, in its order."""
        return [self.texts[one] for one in message.about if one in self.texts]

    def newer(self, message: Message) -> list[Message]:
        """Return the newer letters of its kind to its reader; by their order, since a clock may be set back."""
        return [one for one in self.since.get((message.user_id, message.kind), ()) if one.id > message.id]


def holds(message: Message, at: datetime, ground: Ground | None = None) -> bool:
    """Tell whether a message may leave. One that became untrue is cancelled, one partly untrue written anew.

    What a newer one says as well, it leaves to that: it is put off until that has left, and says the rest.

    ground: where it was read for several of them.
    """
    if message.fixed:
        return True
    ground = ground or Ground.of([message])
    if not message.user.active:
        _reopen(message, ground.about(message), at, ground)
        return _cancel(message, replies.CLOSED)
    if wishes.muted(message, ground.unwanted):
        return _cancel(message, replies.MUTED)
    still = STILL.get(message.kind)
    return still(message, at, ground) if still else True


def _texts(messages: Collection[Message]) -> dict[int, Deliverable]:
    numbers = {number for one in messages for number in one.about}
    rows = select(Deliverable).where(Deliverable.id.in_(numbers)).options(joinedload(Deliverable.call))
    return {one.id: one for one in db.session.scalars(rows)}


def _since(messages: Sequence[Message]) -> dict[tuple[int, str], list[Message]]:
    """Return the letters after the oldest of these, of the kinds that say each time all that is owed.

    A copy is none of them: it says what its first letter said.
    """
    found: dict[tuple[int, str], list[Message]] = defaultdict(list)
    mine = [one for one in messages if one.kind in DAILY]
    if mine:
        rows = select(Message).where(
            Message.user_id.in_({one.user_id for one in mine}),
            Message.kind.in_(DAILY),
            Message.state.in_(("waiting", "sent")),
            Message.id > min(one.id for one in mine),
        )
        for one in db.session.scalars(rows.options(load_only(*READ))):
            if one.copy_of is None:
                found[one.user_id, one.kind].append(one)
    return found


def _gone(message: Message) -> bool:
    return message.state == "sent" or message.fixed


def _rungs(messages: Collection[Message]) -> dict[int, dict[int, list[Reminder]]]:
    """Return the rungs that spoke when reminders were written, by letter and text.

    A rung names the first letter that spoke for it alone; the letters to others for whom it spoke are of its moment,
    and a copy speaks for what its first letter spoke for.
    """
    written = [(one, _first(one)) for one in messages if one.kind == Kind.REMINDER]
    about: dict[int, list[tuple[Message, Message]]] = defaultdict(list)
    for letter, first in written:
        for number in {*letter.about, *first.about}:
            about[number].append((letter, first))
    of_a_moment = Reminder.decided_at.in_({one.created_at for _, one in written}) & Reminder.deliverable_id.in_(about)
    spoke = Reminder.message_id.in_([one.id for _, one in written]) | (of_a_moment & Reminder.message_id.is_not(None))
    rows = select(Reminder).where(spoke).options(joinedload(Reminder.rule)).order_by(Reminder.id)
    found: dict[int, dict[int, list[Reminder]]] = defaultdict(lambda: defaultdict(list))
    for one in db.session.scalars(rows):
        for letter, first in about[one.deliverable_id]:
            if first.id == one.message_id or first.created_at == one.decided_at:
                found[letter.id][one.deliverable_id].append(one)
    return found


def _first(message: Message) -> Message:
    """Return the letter of which a message is a copy, or which it replaces, however often; else itself."""
    before = db.session.get(Message, message.copy_of) if message.copy_of else None
    return _first(before) if before else message


def _still_owed(message: Message, at: datetime, ground: Ground) -> bool:
    """Ask the rungs again that speak in a reminder; what it names beside them need only be owed, by who is told so."""
    still = _left_to_say(message, at, ground)
    if not still:
        return False
    spoken = ground.rungs.get(message.id, {})
    reasons = [(one, rung) for one in still if one.id in spoken for rung in _speaking(message, one, at, ground) if rung]
    audience = speaks_as(message.user, still, reasons, at)
    # What an approver can do about a text changes while their letter waits, and so does what is late.
    said_at = _first(message).created_at
    changing = audience == Audience.APPROVERS or any(said_at < one.due_at <= at for one in still)
    if len(still) < len(message.about) or (changing and message.edited_at is None):
        still = in_order(still, audience, at)
        return _write_anew(message, still, compose.reminder(message.user, still, at, reasons, audience))
    return True


def _left_to_say(message: Message, at: datetime, ground: Ground) -> list[Deliverable]:
    """Return the texts of which a message has to tell; none where it is cancelled, or waits for newer ones to leave."""
    about = ground.about(message)
    still = [one for one in about if _tells(message, one, at, ground)]
    _reopen(message, [one for one in about if one not in still], at, ground)
    if not still:
        _cancel(message, replies.NEEDLESS if any(map(owed, about)) else replies.HANDED_IN)
        return []
    told, waiting = _told_since(message, still, at, ground)
    if waiting:
        _wait(message, waiting)
        return []
    if told.issuperset(one.id for one in still):
        _cancel(message, replies.TOLD_SINCE)
    return [one for one in still if one.id not in told]


def _reopen(message: Message, texts: Sequence[Deliverable], at: datetime, ground: Ground) -> None:
    """Let the rungs speak again that spoke in a message of texts of which it tells nobody any more."""
    for one in texts:
        unheard.reopen(message, ground.rungs.get(message.id, {}).get(one.id, ()), one, at)


def _tells(message: Message, text: Deliverable, at: datetime, ground: Ground) -> bool:
    """Tell whether a letter may still tell its reader of a text."""
    if message.kind == Kind.OVERDUE:
        return reports(message.user, text, at)
    return any(reminds(message.user, text, at, rung) for rung in _speaking(message, text, at, ground))


def _speaking(message: Message, text: Deliverable, at: datetime, ground: Ground) -> list[ReminderRule | None]:
    """Return the rungs that speak in a reminder to its reader: its own, and others' of its moment which reach them.

    What a rung will say to them later on this day in another capital, one of the letter's own stands for.
    """
    spoken = ground.rungs.get(message.id, {})
    beside = [None, *{one.rule for rungs in spoken.values() for one in rungs}]
    return [one.rule for one in spoken.get(text.id, []) if _reaches(one, message, text, at)] or beside


def _told_since(
    message: Message, still: Sequence[Deliverable], at: datetime, ground: Ground
) -> tuple[set[int], list[Message]]:
    """Return of which texts newer letters have told, and those that wait and will tell of others.

    Never of what an officer wrote or sent again.
    """
    told: set[int] = set()
    waiting: list[Message] = []
    if message.edited_at is not None or message.copy_of is not None:
        return told, waiting
    newer = [one for one in ground.newer(message) if one.state == "sent" or not _will_be_held(one, at, ground)]
    for text in still:
        saying = [one for one in newer if _says(one, text, at, ground)]
        if any(one.state == "sent" for one in saying):
            told.add(text.id)
        else:
            waiting += saying[-1:]
    return told, waiting


def _says(newer: Message, text: Deliverable, at: datetime, ground: Ground) -> bool:
    """Tell whether a newer letter says something of a text, as things stand."""
    return text.id in newer.about and (_gone(newer) or _tells(newer, text, at, ground))


def _will_be_held(newer: Message, at: datetime, ground: Ground) -> bool:
    """Tell whether a letter that an officer changed is held for them, since it is partly untrue by now."""
    if _gone(newer) or newer.edited_at is None:
        return False
    return not all(_tells(newer, one, at, ground) for one in ground.about(newer))


def _wait(message: Message, newer: Sequence[Message]) -> None:
    """Put a message off until newer ones have left that say some of what it says.

    Until then they may be stopped or refused, or their reader's right may end under which they speak, but not that
    under which this one does.
    """
    now = db.session.scalars(select(func.now())).one()
    message.next_attempt_at = max(now, *(one.next_attempt_at for one in newer)) + LATER
    message.reply = replies.BEHIND


def _reaches(spoke: Reminder, message: Message, text: Deliverable, at: datetime) -> bool:
    return spoke.message_id == message.id or belongs(message.user, text, at, Audience(spoke.audience))


def _still_asked(message: Message, _at: datetime, _ground: Ground) -> bool:
    """Ask whether the request still stands: it ends when the text is cleared, and when it is taken back."""
    kind, number, *_reader = (message.once or "").split(":")
    if kind == rules.LETTER and db.session.get(Clearance, int(number)) is None:
        return _cancel(message, replies.UNDONE)
    return True


def _still_overdue(message: Message, at: datetime, ground: Ground) -> bool:
    still = _left_to_say(message, at, ground)
    if still and len(still) < len(message.about):
        return _write_anew(message, still, compose.overdue(message.user, still, at))
    return bool(still)


def _still_on_the_list(message: Message, at: datetime, _ground: Ground) -> bool:
    """Ask the list again that an officer wrote to; a copy that somebody sends by hand is not asked."""
    kind, number, *_user = (message.once or "").split(":")
    notice = db.session.get(Notice, int(number)) if kind == Kind.NOTICE else None
    if notice is None:
        return True
    of = message.user.country_ids(at, Role.FOCAL_POINT)
    listed = select(Deliverable).where(
        Deliverable.id.in_(message.about),
        Deliverable.country_id.in_(of),
        *filters.conditions(filters.View.read(notice.view), at),
    )
    still = db.session.scalars(listed.order_by(Deliverable.due_at, Deliverable.id)).all()
    if not still:
        return _cancel(message, replies.OFF_LIST)
    if len(still) < len(message.about):
        return _write_anew(message, still, compose.notice(notice, message.user, still, at))
    return True


def _write_anew(message: Message, still: Sequence[Deliverable], letter: Letter) -> bool:
    """Write a message about what is left of it; one whose words an officer changed is held for them to look at."""
    message.about = [one.id for one in still]
    if message.edited_at is not None:
        message.state, message.reply = "held", replies.PARTLY
        return False
    answerable = reply_to.may_answer(message.user, message.about, message.created_at)
    for column, value in outbox.rendered(letter, message.user, answerable=answerable).items():
        setattr(message, column, value)
    return True


STILL: dict[str, Callable[[Message, datetime, Ground], bool]] = {
    Kind.NOTICE: _still_on_the_list,
    Kind.REMINDER: _still_owed,
    Kind.OVERDUE: _still_overdue,
    Kind.CLEARANCE_ASKED: _still_asked,
}


def _cancel(message: Message, why: str) -> bool:
    message.state, message.reply = "cancelled", why
    return False
