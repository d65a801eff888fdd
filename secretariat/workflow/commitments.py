"""Saying whether a promise in a country's text is one that was entered by hand, and taking it back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.models.commitments import Commitment, PromiseLink
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import User
from secretariat.queries import commitments as queries
from secretariat.queries import people
from secretariat.queries.commitments import Promise
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step


def answer(
    country: Country, entered: int, promise: tuple[int, int], *, same: bool, by: User, at: datetime
) -> PromiseLink:
    """Say whether an entry and a promise in a published text are one; said twice it changes nothing.

    promise: the id of its deliverable, and its place there. Raises Hidden where the country has no such entry or no
    such promise.
    """
    step.ask(Action.LINK_PROMISE, country, by=by, at=at)
    one, found = _entry(country, entered), _promise(country, promise, by, at)
    deliverable = found.version.deliverable
    values = {
        "commitment_id": one.id, "deliverable_id": deliverable.id, "row": found.row, "same": same, "at": at,
        "by_id": by.id,
    }  # fmt: skip
    row = insert(PromiseLink).values(values)
    said = row.on_conflict_do_update(constraint="one_answer_to_a_pair", set_={"same": same, "at": at, "by_id": by.id})
    link = db.session.scalars(said.returning(PromiseLink), execution_options={"populate_existing": True}).one()
    audit.write(Action.LINK_PROMISE, deliverable, by=by, at=at, same=same, entered=one.texts, promise=found.row["text"])
    return link


def take_back(country: Country, link_id: int, *, by: User, at: datetime) -> None:
    """Take an answer back, so that the question is open again. Raises Hidden where there is none."""
    step.ask(Action.LINK_PROMISE, country, by=by, at=at)
    link = db.session.get(PromiseLink, link_id)
    if link is None or link.commitment.country_id != country.id:
        raise Hidden
    db.session.delete(link)
    text = db.session.get_one(Deliverable, link.deliverable_id)
    audit.write("unlink_promise", text, by=by, at=at, promise=link.row["text"])


def _entry(country: Country, entered: int) -> Commitment:
    mine = select(Commitment).where(Commitment.id == entered, Commitment.country_id == country.id)
    found = db.session.scalars(mine).one_or_none()
    if found is None:
        raise Hidden
    return found


def _promise(country: Country, promise: tuple[int, int], by: User, at: datetime) -> Promise:
    written = queries.in_texts(country, people.who(by, at))
    mine = (one for one in written if one.published and (one.version.deliverable_id, one.place) == promise)
    found = next(mine, None)
    if found is None:
        raise Hidden
    return found
