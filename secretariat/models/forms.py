"""Forms that are filled in without the site: those that were handed out, and those that came back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.deliverables import Deliverable


class OfflineForm(WithId, Model):
    """A form that somebody took away. `code` stands on it; revisions: those of the answers that were filled in.

    revisions: question's key → revision, as text, since it goes through JSON; a question without an answer is absent.
    """

    __tablename__ = "offline_forms"
    __table_args__ = (CheckConstraint("code ~ '^[0-9A-HJKMNP-TV-Z]{10}$'", name="code"),)

    code: Mapped[str] = mapped_column(unique=True)
    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"), index=True)
    made_for_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    revisions: Mapped[dict[str, str]]

    deliverable: Mapped[Deliverable] = relationship()


class ReturnedForm(WithId, Model):
    """A form that came back. Nothing of it counts until somebody has confirmed it: then `taken_at` is set.

    texts: name of a control → what stands there, as a form of the site would send it. form_id is None where the
    form bears no code that is known.
    """

    __tablename__ = "returned_forms"

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverables.id"), index=True)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("offline_forms.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    name: Mapped[str]
    texts: Mapped[dict[str, str]]
    taken_at: Mapped[datetime | None]

    form: Mapped[OfflineForm | None] = relationship()
