"""What pages read of deliverables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from secretariat.database import db
from secretariat.models.calls import Call, CallChange, CallField
from secretariat.models.deliverables import WITH_THE_COUNTRY, Answer, Attachment, Deliverable, State, Version
from secretariat.rules import answers, clearances, policy
from secretariat.rules import points as rules
from secretariat.rules.actions import Action
from secretariat.rules.net import to_tell
from secretariat.rules.predicates import Who

MOST_SENT = 30
WITH_CALL = joinedload(Deliverable.call)
# What says how far a draft is, for any number of deliverables in the same number of queries.
WITH_DRAFT: tuple[ExecutableOption, ...] = (
    WITH_CALL.selectinload(Call.fields),
    selectinload(Deliverable.answers),
    selectinload(Deliverable.attachments),
    selectinload(Deliverable.standing),
    selectinload(Deliverable.versions).joinedload(Version.review),
    selectinload(Deliverable.versions).selectinload(Version.comments),
)


@dataclass(frozen=True)
class Owed:
    """Something a country owes: what is missing from its draft, and how many points wait for an answer.

    lapsed: whether it was cleared before its questions were changed ·
    changed: when the call was changed last, where the country has not seen it yet.
    """

    deliverable: Deliverable
    missing: int
    points: int
    open_points: int
    lapsed: bool
    changed: datetime | None


# A list names the versions and does not read them.
WITHOUT_TEXTS = selectinload(Deliverable.versions).options(defer(Version.answers), defer(Version.files))


def seen(who: Who) -> Select[Deliverable]:
    """Return the deliverables that somebody may see."""
    return select(Deliverable).where(policy.visible(who, Deliverable))


def one(deliverable_id: int, who: Who) -> Deliverable | None:
    """Return a deliverable with its draft and versions, or None where there is none for this person."""
    return db.session.scalars(
        seen(who)
        .where(Deliverable.id == deliverable_id)
        .options(
            *WITH_DRAFT,
            selectinload(Deliverable.answers).joinedload(Answer.saved_by),
            selectinload(Deliverable.attachments).joinedload(Attachment.added_by),
            selectinload(Deliverable.versions).joinedload(Version.submitted_by),
            joinedload(Deliverable.changed_by),
        )
    ).one_or_none()


def to_write(deliverable_id: int, who: Who) -> Deliverable | None:
    """Return a deliverable with its questions only: what saving one of its fields needs, every few seconds."""
    found = seen(who).where(Deliverable.id == deliverable_id).options(WITH_CALL.selectinload(Call.fields))
    return db.session.scalars(found).one_or_none()


def of_countries(country_ids: Iterable[int]) -> Sequence[Deliverable]:
    """Return what countries owe and gave, in the order of the due moments.

    Of calls that are closed only what was sent last: after ten years nobody reads all of it here.
    """
    theirs = Deliverable.country_id.in_(list(country_ids))
    sent = select(Deliverable.id).where(theirs, Deliverable.sent_at.is_not(None)).order_by(Deliverable.sent_at.desc())
    meant = theirs, Deliverable.call.has(Call.closed_at.is_(None)) | Deliverable.id.in_(sent.limit(MOST_SENT))
    with_them = Deliverable.state.in_(WITH_THE_COUNTRY)
    owed = select(Deliverable).where(*meant, with_them).options(*WITH_DRAFT, WITHOUT_TEXTS)
    rest = select(Deliverable).where(*meant, ~with_them).options(WITH_CALL, WITHOUT_TEXTS)
    found = (*db.session.scalars(owed), *db.session.scalars(rest))
    return sorted(found, key=lambda one: (one.due_at, one.id))


def owed(deliverables: Iterable[Deliverable], at: datetime) -> list[Owed]:
    """Return those that are with the country, with what is missing."""
    those = [one for one in deliverables if one.state in WITH_THE_COUNTRY]
    changed = changed_since(those)
    return [_owed(one, at, changed.get(one.id)) for one in those]


def _owed(deliverable: Deliverable, at: datetime, changed: datetime | None) -> Owed:
    points = rules.asked(deliverable)
    begun = deliverable.state != State.NOT_STARTED
    return Owed(
        deliverable,
        missing=len(answers.missing(deliverable, at)) if begun else 0,
        points=len(points),
        open_points=sum(map(rules.is_open, points)),
        lapsed=clearances.lapsed(deliverable),
        changed=changed,
    )


def changed_since(texts: Iterable[Deliverable]) -> dict[int, datetime]:
    """Return when calls were changed last, by the id of the text whose country reads of it what it has not seen."""
    seen = {text.id: (text.call_id, text.seen_change) for text in texts}
    numbers: dict[int, int] = {}
    for call_id, number in seen.values():
        numbers[call_id] = min(number, numbers.get(call_id, number))
    unseen = ((CallChange.call_id == one) & (CallChange.number > number) for one, number in numbers.items())
    rows = db.session.scalars(select(CallChange).where(or_(false(), *unseen)).order_by(CallChange.number)).all()
    found = {}
    for text_id, (call_id, number) in seen.items():
        since = [one for one in rows if one.call_id == call_id and one.number > number]
        if to_tell(one for row in since for one in row.changes):
            found[text_id] = since[-1].at
    return found


def field(deliverable: Deliverable, key: str) -> CallField | None:
    """Return a question of a deliverable's call."""
    return next((one for one in deliverable.call.fields if one.key == key), None)


def retired(deliverable: Deliverable, keys: Sequence[str]) -> Sequence[CallField]:
    """Return the questions of a deliverable's call that were taken out of it, of those keys."""
    if not keys:
        return []
    gone = (CallField.call_id == deliverable.call_id, CallField.key.in_(keys), CallField.retired_at.is_not(None))
    return db.session.scalars(select(CallField).where(*gone).order_by(CallField.id)).all()


def attachment(deliverable: Deliverable, attachment_id: int) -> Attachment | None:
    """Return a file of a deliverable, taken out or not."""
    return db.session.scalars(
        select(Attachment).where(Attachment.id == attachment_id, Attachment.deliverable_id == deliverable.id)
    ).one_or_none()


def readable(deliverable: Deliverable, attachment_id: int, who: Who) -> Attachment | None:
    """Return a file that somebody may read: the draft's are the country's, those of versions are shared."""
    found = attachment(deliverable, attachment_id)
    if found is None or policy.allowed(who, Action.READ_DRAFT, deliverable):
        return found
    sent = {file["attachment"] for version in deliverable.versions for file in version.files}
    return found if found.id in sent and policy.allowed(who, Action.READ_VERSION, deliverable) else None


def last_saved(deliverable: Deliverable) -> Answer | None:
    """Return the answer that was saved last."""
    return max(deliverable.answers, key=lambda one: one.saved_at, default=None)
