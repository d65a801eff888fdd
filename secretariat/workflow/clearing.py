"""Clearance in the capital: by account, or on a printed page that is signed, photographed and filed by its code."""

import secrets
from datetime import datetime

from flask_babel import gettext as _

from secretariat.database import db
from secretariat.errors import Refused, Stale
from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.files import StoredFile
from secretariat.models.people import User
from secretariat.queries import clearances, people
from secretariat.rules import clearances as rules
from secretariat.rules import states
from secretariat.rules.actions import Action
from secretariat.workflow import audit, deliverables, step


def clear(deliverable: Deliverable, *, by: User, at: datetime, shown: str | None = None) -> Clearance:
    """Clear the text in the capital by account, and keep what was cleared."""
    step.take(deliverable, Action.CLEAR, by=by, at=at, shown=shown)
    made = _made(deliverable, how="account", by=by, at=at)
    made.given_at, made.given_by = at, by
    return made


def ask(deliverable: Deliverable, *, by: User, at: datetime) -> Clearance:
    """Make the page that is printed and signed; the same one as long as the text stays as it is.

    Raises Refused where something is missing still.
    """
    step.lock(deliverable)
    step.ask(Action.CLEAR_ON_PAPER, deliverable, by=by, at=at)
    if deliverable.state != State.DRAFT:
        raise Stale(step.faster(deliverable, to=people.who(by, at)))
    missing = states.something_is_missing(deliverable, at)
    if missing:
        raise Refused(missing)
    there = clearances.asked(deliverable, deliverables.fingerprint(*deliverables.snapshot(deliverable)))
    if there:
        return there
    audit.write("print_clearance", deliverable, by=by, at=at)
    return _made(deliverable, how="paper", by=by, at=at)


def _made(deliverable: Deliverable, *, how: str, by: User, at: datetime) -> Clearance:
    answers, files = deliverables.snapshot(deliverable)
    made = Clearance(
        deliverable=deliverable,
        code=rules.proven("".join(secrets.choice(rules.LETTERS) for _each in range(rules.LENGTH - 1))),
        how=how,
        fingerprint=deliverables.fingerprint(answers, files),
        answers=answers,
        files=files,
        made_at=at,
        made_by=by,
    )
    db.session.add(made)
    db.session.flush()
    return made


def file(clearance: Clearance, picture: StoredFile, *, by: User, at: datetime) -> bool:
    """File the picture of a signed page; tell whether the text is cleared by it.

    It is not where the text was changed since it was printed, or is with the secretariat: the page then says what
    changed. Raises Hidden or Forbidden for somebody else's page, Refused for one that is filed already.
    """
    deliverable = step.lock(clearance.deliverable)
    step.ask(Action.CLEAR_ON_PAPER, deliverable, by=by, at=at)
    db.session.refresh(clearance)
    if clearance.given_at is not None:
        raise Refused(_("This page is filed already; print another one if the text was changed."), field="photo")
    clearance.given_at, clearance.given_by, clearance.file = at, by, picture
    holds = clearance.fingerprint == deliverables.fingerprint(*deliverables.snapshot(deliverable))
    if holds and deliverable.state == State.DRAFT:
        step.take(deliverable, Action.CLEAR_ON_PAPER, by=by, at=at, sha256=picture.sha256)
        return True
    audit.write("file_clearance", deliverable, by=by, at=at, sha256=picture.sha256)
    return False
