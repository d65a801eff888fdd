"""What pages read of commitments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from secretariat.database import db
from secretariat.models.calls import FieldKind
from secretariat.models.commitments import Commitment, PromiseLink
from secretariat.models.countries import Country, Pillar
from secretariat.models.deliverables import Deliverable, State, Version
from secretariat.models.reviews import QuietVerdict
from secretariat.queries.reviews import latest_id
from secretariat.rules import commitments as rules
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.rules.predicates import Who


def rows(*, country: str | None = None, pillar: int | None = None) -> Sequence[Commitment]:
    """Return what was promised with country, meeting, pillar and progress, in the order of its entry.

    country: alpha2 · pillar: its number.
    """
    query = select(Commitment).options(
        joinedload(Commitment.country),
        joinedload(Commitment.meeting),
        joinedload(Commitment.pillar),
        selectinload(Commitment.progress),
    )
    if country is not None:
        query = query.where(Commitment.country.has(Country.alpha2 == country))
    if pillar is not None:
        query = query.where(Commitment.pillar.has(Pillar.number == pillar))
    return db.session.scalars(query.order_by(Commitment.announced_on.desc(), Commitment.id)).all()


@dataclass(frozen=True)
class Promise:
    """A promise in a text: a row as `rules.kinds.tables.Commitments` has it; published, or only approved.

    place: from nought, among the promises of its version.
    """

    version: Version
    place: int
    row: dict[str, Any]
    published: bool

    @property
    def due_on(self) -> date | None:
        """By when it is promised."""
        return date.fromisoformat(self.row["due"]) if self.row["due"] else None


def in_texts(country: Country, who: Who) -> list[Promise]:
    """Return what a country promised in texts that are published, the newest text first.

    Whoever reads reviews also gets the promises of texts that are approved, or quietly so, and not published yet.
    Nobody else does, the country included: it would learn of a verdict that is kept quiet.
    """
    quietly = and_(Deliverable.state == State.IN_REVIEW, QuietVerdict.verdict == "approved")
    waits = or_(Deliverable.state == State.APPROVED, quietly)
    reads_reviews = policy.visible(who, Deliverable, Action.READ_REVIEW)
    found = (
        select(Version)
        .join(Version.deliverable)
        .outerjoin(Version.quiet_verdict)
        .where(Deliverable.country_id == country.id, Version.id == latest_id(), policy.visible(who, Deliverable))
        .where(Version.answers.contains([{"kind": FieldKind.COMMITMENTS}]))
        .where(or_(Deliverable.state == State.PUBLISHED, and_(waits, reads_reviews)))
        .options(contains_eager(Version.deliverable).joinedload(Deliverable.call))
        .order_by(Version.submitted_at.desc(), Version.id.desc())
    )
    return [
        Promise(version, place, row, version.deliverable.state == State.PUBLISHED)
        for version in db.session.scalars(found)
        for place, row in enumerate(_promised(version))
    ]


def _promised(version: Version) -> list[dict[str, Any]]:
    of = (one["value"] or () for one in version.answers if one["kind"] == FieldKind.COMMITMENTS)
    return [row for rows_ in of for row in rows_]


@dataclass(frozen=True)
class Paired:
    """A promise in a text beside what was entered by hand.

    link: what says that they are one · like: an entry that looks like it, and of which nobody has said that it is
    another promise.
    """

    promise: Promise
    link: PromiseLink | None
    like: Commitment | None


def paired(entered: Sequence[Commitment], written: Sequence[Promise]) -> list[Paired]:
    """Set the promises in a country's texts beside those entered by hand, in one query."""
    ids = [one.id for one in entered]
    answers = db.session.scalars(select(PromiseLink).where(PromiseLink.commitment_id.in_(ids))).all()
    return [_pair(entered, one, answers) for one in written]


def _pair(entered: Sequence[Commitment], promise: Promise, answers: Sequence[PromiseLink]) -> Paired:
    of = promise.version.deliverable_id
    mine = [one for one in answers if one.deliverable_id == of and one.row == promise.row]
    link = next((one for one in mine if one.same), None)
    others = {one.commitment_id for one in mine if not one.same}
    asks = promise.published and link is None
    like = next((one for one in entered if one.id not in others and rules.alike(one, promise.row)), None)
    return Paired(promise, link, like if asks else None)


def once(entered: Sequence[Commitment], pairs: Sequence[Paired]) -> int:
    """Count what a country promised in public: what was entered by hand and stands in a text too counts once."""
    return len(entered) + sum(1 for one in pairs if one.promise.published and one.link is None)


def promisers() -> Sequence[Country]:
    """Return the countries that have promised something."""
    return db.session.scalars(select(Country).where(Country.id.in_(select(Commitment.country_id)))).all()


def pillars() -> Sequence[Pillar]:
    """Return the pillars in their order."""
    return db.session.scalars(select(Pillar).order_by(Pillar.number)).all()
