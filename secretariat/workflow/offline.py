"""Forms that are filled in without the site: handed out, received back, and taken over question by question."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import OfflineForm, ReturnedForm
from secretariat.models.people import User
from secretariat.rules.actions import Action
from secretariat.workflow import audit, saving, step
from secretariat.workflow.saving import Clash

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that is taken for another
LENGTH = 10
MOST_LISTED = 100
Taken = tuple[CallField, Any, int]


def hand_out(deliverable: Deliverable, *, by: User, at: datetime) -> OfflineForm:
    """Note that somebody takes a form away, and what stood on the site then."""
    step.ask(Action.WRITE, deliverable, by=by, at=at)
    keys = {field.id: field.key for field in deliverable.call.fields}
    form = OfflineForm(
        code="".join(secrets.choice(LETTERS) for _letter in range(LENGTH)),
        deliverable_id=deliverable.id,
        made_for_id=by.id,
        made_at=at,
        revisions={keys[one.field_id]: str(one.revision) for one in deliverable.answers if one.field_id in keys},
    )
    db.session.add(form)
    db.session.flush()
    return form


def come_back(
    deliverable: Deliverable, code: str | None, texts: dict[str, str], *, name: str, by: User, at: datetime
) -> ReturnedForm:
    """Keep what a form says, so that it can be looked at; nothing of it counts yet.

    What stands under no question of the call is kept too, so that whoever looks sees what was not taken.
    Raises Refused for a form of another text, and for one in which nothing of this call can be found.
    """
    step.ask(Action.WRITE, deliverable, by=by, at=at)
    form = db.session.scalars(select(OfflineForm).where(OfflineForm.code == code)).one_or_none() if code else None
    if form is not None and form.deliverable_id != deliverable.id:
        raise Refused(other(form, deliverable), field="form")
    known = {field.key for field in deliverable.call.fields}
    if not any(box.partition(".")[0] in known for box in texts):
        raise Refused(
            _("No answer of this call was found in the file. Take the form anew, and leave its names in brackets."),
            field="form",
        )
    returned = ReturnedForm(
        deliverable_id=deliverable.id, form_id=form.id if form else None, by_id=by.id, at=at, name=name, texts=texts
    )
    db.session.add(returned)
    db.session.flush()
    return returned


def meant(code: str | None, here: Deliverable) -> Deliverable:
    """Return the text that a form with this code is of, where it is one of the same country; else the one given."""
    form = db.session.scalars(select(OfflineForm).where(OfflineForm.code == code)).one_or_none() if code else None
    return form.deliverable if form and form.deliverable.country_id == here.country_id else here


def other(form: OfflineForm, here: Deliverable) -> str:
    """Say that a form belongs elsewhere; another country's call is not named."""
    if form.deliverable.country_id != here.country_id:
        return _("This form belongs to another country's text.")
    return _("This form belongs to another text: %(symbol)s. Send it back there.", symbol=form.deliverable.symbol)


def returned(deliverable: Deliverable, returned_id: int) -> ReturnedForm | None:
    """Return a form that came back for a text."""
    wanted = select(ReturnedForm).where(ReturnedForm.id == returned_id, ReturnedForm.deliverable_id == deliverable.id)
    return db.session.scalars(wanted).one_or_none()


def all_returned(deliverable: Deliverable) -> Sequence[ReturnedForm]:
    """Return the forms that came back for a text, by mail too, the newest first."""
    wanted = select(ReturnedForm).where(ReturnedForm.deliverable_id == deliverable.id)
    return db.session.scalars(wanted.order_by(ReturnedForm.id.desc()).limit(MOST_LISTED)).all()


def take(form: ReturnedForm, deliverable: Deliverable, chosen: Iterable[Taken], *, by: User, at: datetime) -> list[str]:
    """Write what was chosen into the draft; return the keys in which a colleague has written meanwhile.

    chosen: the question, its value, and the revision of the answer that was seen beside it.
    """
    clashes, count = [], 0
    for field, value, revision in chosen:
        saved = saving.save(deliverable, field, value, revision=revision, by=by, at=at)
        count += 1
        if isinstance(saved, Clash):
            clashes.append(field.key)
    if not clashes:
        form.taken_at = at
    audit.write("take_form", deliverable, by=by, at=at, name=form.name, number=count - len(clashes))
    return clashes
