"""Who has heard a rung of a ladder already: by its own letter, or another one of its moment about the same text."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import load_only

from secretariat.database import db
from secretariat.mail.letter import Kind
from secretariat.models.messages import COPIES, Message
from secretariat.models.reminders import Reminder

Heard = Mapping[tuple[int, int], set[int]]


def heard(rows: Iterable[Reminder]) -> Heard:
    """Return by text and rung the people who got what it said.

    A letter that was cancelled, or that a server refused, said nothing, unless a copy of it may have arrived; one that
    was sent again, or written anew in its place, says it.
    """
    spoken = [one for one in rows if one.message_id is not None]
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    if not spoken:
        return found
    numbers, moments = ([getattr(one, name) for one in spoken] for name in ("message_id", "decided_at"))
    letters = _letters(Message.id.in_(numbers) | Message.created_at.in_(moments))
    says = {letter.id: [one for one in spoken if _said(one, letter)] for letter in letters}
    while letters:
        for letter in letters:
            for one in says[letter.id] if letter.uncertain or letter.state not in {"cancelled", "refused"} else ():
                found[one.deliverable_id, one.rule_id].add(letter.user_id)
        letters = _letters(Message.once.in_([f"{how}:{one.id}" for one in letters for how in COPIES]))
        says |= {letter.id: says[letter.copy_of or 0] for letter in letters}
    return found


def _letters(which: ColumnElement[bool]) -> Sequence[Message]:
    read = load_only(Message.user_id, Message.created_at, Message.about, Message.state, Message.uncertain, Message.once)
    return db.session.scalars(select(Message).where(Message.kind == Kind.REMINDER, which).options(read)).all()


def _said(one: Reminder, letter: Message) -> bool:
    spoke = one.message_id == letter.id or one.decided_at == letter.created_at
    return spoke and one.deliverable_id in letter.about
