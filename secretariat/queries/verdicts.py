"""Verdicts that are kept quiet: what is to be published, and who would read of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable, State, Version
from secretariat.models.people import Membership, Role, User
from secretariat.models.reviews import QuietVerdict, Review
from secretariat.queries.reviews import latest_id
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.rules.predicates import Who


def kept(who: Who, *, call_id: int | None = None, verdict: str = "") -> Select[QuietVerdict]:
    """Ask for what is kept quiet and still holds, by call and country; a text that was withdrawn since is not there."""
    found = (
        select(QuietVerdict)
        .join(QuietVerdict.version)
        .join(Version.deliverable)
        .where(QuietVerdict.version_id == latest_id(), Deliverable.state == State.IN_REVIEW)
        .where(policy.visible(who, Deliverable, Action.READ_REVIEW))
    )
    if call_id is not None:
        found = found.where(Deliverable.call_id == call_id)
    if verdict:
        found = found.where(QuietVerdict.verdict == verdict)
    return found.order_by(Deliverable.call_id, Deliverable.id)


def for_list(found: Select[QuietVerdict]) -> Select[QuietVerdict]:
    """Load with verdicts what their rows and letters show."""
    version = contains_eager(QuietVerdict.version)
    return found.options(
        joinedload(QuietVerdict.reviewer),
        version.contains_eager(Version.deliverable).joinedload(Deliverable.call),
        version.selectinload(Version.comments),
    )


def count(who: Who) -> int:
    """Return how many verdicts wait for their publication."""
    return db.session.scalar(select(func.count()).select_from(kept(who).order_by(None).subquery())) or 0


def of_ids(ids: Sequence[int]) -> Select[QuietVerdict]:
    """Ask for verdicts with whoever decided, and what they are."""
    decided = joinedload(QuietVerdict.reviewer).selectinload(User.memberships)
    found = select(QuietVerdict).where(QuietVerdict.id.in_(ids)).options(decided)
    return found.execution_options(populate_existing=True)  # one may have been changed since it was loaded


def readers(verdicts: Iterable[QuietVerdict | Review], at: datetime) -> dict[int, list[User]]:
    """Return the focal points to whom verdicts are told, by the id of their country."""
    countries = {one.version.deliverable.country_id for one in verdicts}
    held = (Membership.since <= at) & (Membership.until.is_(None) | (Membership.until > at))
    rows = db.session.execute(
        select(Membership.country_id, User)
        .join(User, User.id == Membership.user_id)
        .where(User.active, held, Membership.role == Role.FOCAL_POINT, Membership.country_id.in_(countries))
        .options(selectinload(User.memberships))
        .order_by(User.id)
        .distinct()
    )
    found: dict[int, list[User]] = defaultdict(list)
    for country_id, person in rows:
        found[country_id or 0].append(person)
    return found


def calls(who: Who) -> Sequence[Call]:
    """Return the calls that are open or of which a verdict is kept, in the order of their numbers."""
    ids = select(Deliverable.call_id).where(
        Deliverable.id.in_(kept(who).order_by(None).with_only_columns(Deliverable.id))
    )
    opened = Call.opened_at.is_not(None) & Call.closed_at.is_(None)
    return db.session.scalars(select(Call).where(opened | Call.id.in_(ids)).order_by(Call.number)).all()
