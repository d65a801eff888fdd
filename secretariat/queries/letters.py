"""What pages read of the letters' words."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, case, select

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable
from secretariat.models.letters import LetterText
from secretariat.models.messages import Message
from secretariat.models.people import User


def versions(key: str, language: str) -> Sequence[LetterText]:
    """Return all versions of a text, the newest first."""
    return db.session.scalars(_of(key, language)).all()


def newest(key: str, language: str) -> LetterText | None:
    """Return the version that holds, or None where nobody wrote any."""
    return db.session.scalars(_of(key, language).limit(1)).one_or_none()


def version(key: str, language: str, number: int) -> LetterText | None:
    """Return a version by its number."""
    return db.session.scalars(_of(key, language).where(LetterText.number == number)).one_or_none()


def _of(key: str, language: str) -> Select[LetterText]:
    rows = select(LetterText).where(LetterText.key == key, LetterText.language == language)
    return rows.order_by(LetterText.number.desc())


def a_text_of(country: Country, at: datetime) -> Deliverable | None:
    """Return a text of a country to show letters about: one that is owed before others, the next due first.

    One whose date has passed comes after those whose date is to come.
    """
    with_it = case((Deliverable.state.in_(WITH_THE_COUNTRY), 0), else_=1)
    rows = select(Deliverable).join(Deliverable.call).where(Deliverable.country_id == country.id)
    opened = rows.where(Call.opened_at.is_not(None)).order_by(
        with_it, Deliverable.due_at <= at, Deliverable.due_at, Deliverable.id
    )
    return db.session.scalars(opened.limit(1)).one_or_none()


def with_texts() -> Sequence[Country]:
    """Return the countries that a letter can be shown for."""
    has = select(Deliverable.id).join(Deliverable.call).where(Deliverable.country_id == Country.id)
    return db.session.scalars(select(Country).where(has.where(Call.opened_at.is_not(None)).exists())).all()


def tests_since(user: User, since: datetime) -> Sequence[datetime]:
    """Return when somebody had test mails sent to themselves since a moment, the oldest first."""
    rows = select(Message.created_at).where(Message.user_id == user.id, Message.kind == "trial")
    return db.session.scalars(rows.where(Message.created_at > since).order_by(Message.created_at)).all()
