"""Saving an answer of a draft, also where a colleague saved it meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Answer, Deliverable
from secretariat.models.people import User
from secretariat.rules import answers, merging
from secretariat.rules.actions import Action
from secretariat.rules.kinds.rows import MOST_ROWS
from secretariat.rules.merging import Asked
from secretariat.workflow import deliverables


@dataclass(frozen=True)
class Clash:
    """Two wrote in the same field: what stands there now, by whom, and at which revision.

    own: whoever writes has written that too, elsewhere · rows: of an answer in rows, those that both changed.
    """

    value: Any
    revision: int
    name: str
    saved_at: datetime
    own: bool = False
    rows: list[Asked] = field(default_factory=list)


@dataclass(frozen=True)
class Base:
    """The answer that a page was sent with, in `answers.marks`, and what was chosen for rows that both changed."""

    marks: str
    chosen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Mapping[str, str], key: str) -> "Base | None":
        """Return what a form says of a field, or None where it does not say what it was sent with."""
        marks, choose = form.get(f"{key}.base"), f"{key}.choose."
        if marks is None:
            return None
        return cls(marks, {name.removeprefix(choose): one for name, one in form.items() if name.startswith(choose)})


def save(
    deliverable: Deliverable,
    field: CallField,
    value: Any,
    *,
    revision: int,
    by: User,
    at: datetime,
    deed: Action = Action.WRITE,
    base: Base | None = None,
) -> Answer | Clash:
    """Save one field of the draft. Different fields merge, and rows; the same words changed by two answer with a Clash.

    base: what the person saw; where nothing says that, revision does: that of the answer, 0 for none · deed: the
    right by which they write. Raises Stale where the text is with the secretariat.
    """
    deliverables.begin(deliverable, by=by, at=at, deed=deed)
    deliverables.not_frozen(deliverable, field, at)
    answer = next((one for one in deliverable.answers if one.field_id == field.id), None)
    if answer is None:
        answer = Answer(deliverable=deliverable, field=field, value=value, revision=1, saved_at=at, saved_by_id=by.id)
        db.session.add(answer)
    else:
        settled = _settled(answer, value, revision=revision, base=base, by=by)
        if isinstance(settled, Clash) or settled == answer.value:
            return settled if isinstance(settled, Clash) else answer
        answer.value, answer.revision, answer.saved_at, answer.saved_by_id = settled, answer.revision + 1, at, by.id
        answer.earlier_id = None
    deliverable.changed_at, deliverable.changed_by_id = at, by.id
    db.session.flush()
    return answer


def _settled(answer: Answer, value: Any, *, revision: int, base: Base | None, by: User) -> Any:
    """Return what an answer is to be once somebody's text came to it, or a Clash."""
    if answer.value == value:
        return value
    if base is None:
        return value if answer.revision == revision else standing(answer, by)
    kind, now = answer.field.kind, answers.marks(answer.field.kind, answer.value)
    if base.marks == now:
        return value
    if answers.in_rows(kind):
        return _merged(answer, value, base, by)
    return answer.value if answers.marks(kind, value) == base.marks else standing(answer, by)


def _merged(answer: Answer, value: Any, base: Base, by: User) -> Any:
    """Return the rows of both, or a Clash with those that both changed."""
    merged = merging.merge(base.marks.split(), value, answer.value or [], base.chosen)
    if merged.asked:
        return standing(answer, by, merged.asked)
    if len(merged.rows) > MOST_ROWS:
        sentence = _("At most %(most)s rows fit, and somebody has added rows meanwhile.", most=MOST_ROWS)
        raise Refused(sentence, field=answer.field.key)
    return merged.rows


def standing(answer: Answer, to: User, rows: list[Asked] | None = None) -> Clash:
    """Return what stands in a field now, to be held beside another text. to: who reads that."""
    own = answer.saved_by_id == to.id
    return Clash(answer.value, answer.revision, answer.saved_by.name, answer.saved_at, own, rows or [])
