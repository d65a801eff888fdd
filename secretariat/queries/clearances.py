"""What pages read of clearances."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from secretariat.database import db
from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.files import StoredFile
from secretariat.models.messages import Message
from secretariat.models.people import Membership, Role, User
from secretariat.rules import clearances as rules
from secretariat.rules import states

WITH_PEOPLE = (joinedload(Clearance.given_by), joinedload(Clearance.made_by), joinedload(Clearance.file))


def by_code(code: str) -> Clearance | None:
    """Return the clearance that a printed page belongs to, whosever it is."""
    printed = select(Clearance).where(Clearance.code == code, Clearance.how == "paper")
    return db.session.scalars(printed.options(joinedload(Clearance.deliverable), *WITH_PEOPLE)).one_or_none()


def of_text(deliverable: Deliverable) -> Sequence[Clearance]:
    """Return all clearances of a text, given or only asked for, the newest first."""
    found = select(Clearance).where(Clearance.deliverable_id == deliverable.id).options(*WITH_PEOPLE)
    return db.session.scalars(found.order_by(Clearance.id.desc())).all()


def given(deliverable: Deliverable) -> Clearance | None:
    """Return the clearance that was given last to a text, or None."""
    found = select(Clearance).where(Clearance.deliverable_id == deliverable.id, Clearance.given_at.is_not(None))
    return db.session.scalars(
        found.options(*WITH_PEOPLE).order_by(Clearance.given_at.desc(), Clearance.id.desc()).limit(1)
    ).one_or_none()


def before_the(last: Clearance) -> Sequence[Clearance]:
    """Return the clearances that were given to a text before its last one, the newest first; not what they held."""
    given_ones = (Clearance.deliverable_id == last.deliverable_id, Clearance.given_at.is_not(None))
    found = select(Clearance).where(*given_ones, Clearance.id != last.id).options(*WITH_PEOPLE)
    without = (defer(Clearance.answers), defer(Clearance.files))
    return db.session.scalars(found.options(*without).order_by(Clearance.given_at.desc(), Clearance.id.desc())).all()


def waiting(deliverable: Deliverable, now: tuple[rules.Frozen, rules.Frozen]) -> Clearance | None:
    """Return the newest page with the answers of a text that waits for its signature, or None.

    One that would clear the text goes before one whose questions are other ones by now.
    """
    found = select(Clearance).where(Clearance.deliverable_id == deliverable.id, Clearance.given_at.is_(None))
    pages = db.session.scalars(found.where(Clearance.how == "paper").order_by(Clearance.id.desc())).all()
    alike = [one for one in pages if rules.same_answers((one.answers, one.files), now)]
    holding = (one for one in alike if rules.same_text((one.answers, one.files), now))
    return next(holding, alike[0] if alike else None)


def asked(deliverable: Deliverable, fingerprint: str) -> Clearance | None:
    """Return the page that was printed of a text as it stands and that nobody has filed yet, or None."""
    found = select(Clearance).where(Clearance.deliverable_id == deliverable.id, Clearance.given_at.is_(None))
    return db.session.scalars(
        found.where(Clearance.fingerprint == fingerprint, Clearance.how == "paper")
        .order_by(Clearance.id.desc())
        .limit(1)
    ).one_or_none()


def requests(texts: Iterable[Deliverable]) -> dict[int, Clearance]:
    """Return the request to clear by account that stands for each text, by the text's id; what it held is not read."""
    there = {one.id: one for one in texts if states.clearance_is_offered(one)}
    if not there:
        return {}
    rows = db.session.scalars(
        select(Clearance)
        .where(Clearance.deliverable_id.in_(there), Clearance.how == "account", Clearance.given_at.is_(None))
        .options(joinedload(Clearance.made_by), defer(Clearance.answers), defer(Clearance.files))
        .order_by(Clearance.id)
    )
    return {one.deliverable_id: one for one in rows if rules.still_asked(there[one.deliverable_id], one.made_at)}


def told(request: Clearance, country_id: int) -> list[str]:
    """Return the names of those who were asked, in the order of their accounts."""
    key = func.concat(rules.LETTER, ":", request.id, ":", Membership.user_id)
    asked = select(User.id, User.name).join(User.memberships).join(Message, Message.once == key)
    mine = (Membership.country_id == country_id) & (Membership.role == Role.APPROVER)
    return [one.name for one in db.session.execute(asked.where(mine).distinct().order_by(User.id))]


def picture(sha256: str) -> StoredFile | None:
    """Return a file that came already, by its hash."""
    return db.session.scalars(select(StoredFile).where(StoredFile.sha256 == sha256)).one_or_none()


def of_version(version: Version) -> Clearance | None:
    """Return the clearance of the text that a version froze, if its questions asked the same, or None."""
    found = select(Clearance).where(Clearance.deliverable_id == version.deliverable_id)
    given_ones = db.session.scalars(
        found.where(Clearance.given_at.is_not(None)).options(*WITH_PEOPLE).order_by(Clearance.given_at)
    )
    now = (version.answers, version.files)
    return next((one for one in given_ones if rules.same_text((one.answers, one.files), now)), None)


def before(version: Version) -> Clearance | None:
    """Return the clearance of the text that a version froze, or else the one that was given last before it was sent."""
    same = Clearance.fingerprint == version.sha256
    found = select(Clearance).where(Clearance.deliverable_id == version.deliverable_id)
    return db.session.scalars(
        found.where(Clearance.given_at <= version.submitted_at)
        .options(joinedload(Clearance.given_by))
        .order_by(same.desc(), Clearance.given_at.desc())
        .limit(1)
    ).one_or_none()
