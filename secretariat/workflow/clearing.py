"""Clearance in the capital: by account, or on a printed page that is signed, photographed and filed by its code."""

import secrets
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete

from secretariat.database import db
from secretariat.errors import Refused, Unread
from secretariat.mail import compose, outbox
from secretariat.models.clearances import Clearance
from secretariat.models.countries import said
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.files import StoredFile
from secretariat.models.people import COUNTRY_ROLES, User
from secretariat.queries import clearances
from secretariat.rules import clearances as rules
from secretariat.rules import snapshots, states
from secretariat.rules.actions import Action
from secretariat.workflow import audit, deliverables, step


def mark(deliverable: Deliverable) -> str:
    """Return a mark of the draft as it stands: for every question how it is asked, and what is answered."""
    frozen, files = snapshots.snapshot(deliverable)
    return " ".join(
        f"{one['key']}:{deliverables.fingerprint([{**one, 'value': None}], [])[:12]}:"
        f"{deliverables.fingerprint([one], [file for file in files if file['key'] == one['key']])[:12]}"
        for one in frozen
    )


def clear(
    deliverable: Deliverable, *, by: User, at: datetime, shown: str | None = None, read: str | None = None
) -> Clearance:
    """Clear the text in the capital by account, and keep what was cleared.

    read: the mark of the draft that the person read. Raises Unread where somebody else has changed it since.
    """
    step.lock(deliverable)
    if read is not None and states.may_be_cleared(deliverable):
        step.ask(Action.CLEAR, deliverable, by=by, at=at)
        _ask_for_read(deliverable, read, by=by)
    asked = clearances.requests([deliverable])
    step.take(deliverable, Action.CLEAR, by=by, at=at, shown=shown)
    _answer(deliverable, asked.get(deliverable.id), by=by, at=at)
    made = record(deliverable, how="account", by=by, at=at)
    _give(made, by=by, at=at)
    return made


def _give(clearance: Clearance, *, by: User, at: datetime) -> None:
    clearance.given_at, clearance.given_by = at, by
    db.session.expire(clearance.deliverable, ["standing"])  # whether it stands was asked before this one was given


def _answer(deliverable: Deliverable, asked: Clearance | None, *, by: User, at: datetime) -> None:
    """End the request that a clearance answers, and tell whoever made it, while they belong to the country."""
    asker = asked.made_by if asked else by
    end_requests(deliverable)
    if asker.id != by.id and deliverable.country_id in asker.country_ids(at, *COUNTRY_ROLES):
        outbox.put(compose.cleared(deliverable, asker, by=by, at=at), to=asker, at=at, about=[deliverable.id])


def end_requests(deliverable: Deliverable) -> None:
    """End what was asked of approvers; the trail keeps who asked whom."""
    asked = (Clearance.deliverable_id == deliverable.id, Clearance.how == "account", Clearance.given_at.is_(None))
    db.session.execute(delete(Clearance).where(*asked))


def _ask_for_read(deliverable: Deliverable, read: str, *, by: User) -> None:
    """Raise Unread where an answer is another one than was read, unless they wrote it themselves, or a question is."""
    own = {one.field.key for one in deliverable.answers if one.saved_by_id == by.id}
    labels = {field.key: said(field.labels, by.language) for field in deliverable.call.fields}
    seen = {one.rpartition(":")[0] for one in read.split()}
    changed = [one.rpartition(":")[0] for one in mark(deliverable).split() if one not in read.split()]
    keys = [(one, one.partition(":")[0]) for one in changed]
    names = "; ".join(labels[key] for asked, key in keys if key not in own or asked not in seen)
    if names:
        raise Unread(_("Changed since you read the text: %(names)s. Read it again, then clear it.", names=names))


def ask(deliverable: Deliverable, *, by: User, at: datetime) -> Clearance:
    """Make the page that is printed and signed; the same one as long as the text stays as it is.

    Raises Refused where something is missing still, or nothing is new since changes were asked for.
    """
    ready(deliverable, Action.CLEAR_ON_PAPER, by=by, at=at)
    there = clearances.asked(deliverable, deliverables.fingerprint(*snapshots.snapshot(deliverable)))
    if there:
        return there
    audit.write("print_clearance", deliverable, by=by, at=at)
    return record(deliverable, how="paper", by=by, at=at)


def ready(deliverable: Deliverable, deed: Action, *, by: User, at: datetime) -> None:
    """Hold a text of which clearance may be asked; raise what says why not."""
    step.lock(deliverable)
    step.ask(deed, deliverable, by=by, at=at)
    if not states.may_be_cleared(deliverable):
        raise step.stale(deliverable, by=by, at=at)
    reason = states.not_ready_to_clear(deliverable, at)
    if reason:
        raise Refused(reason)


def record(deliverable: Deliverable, *, how: str, by: User, at: datetime) -> Clearance:
    """Keep the text as it stands, for a clearance that is given or asked for."""
    answers, files = snapshots.snapshot(deliverable)
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

    It is not where the text was changed or a question renamed since it was printed (the page then says what
    changed), is with the secretariat, or was read there and is as it was. A better picture takes the place of the
    first until the text is sent. Raises Hidden or Forbidden for somebody else's page, Refused for one that is filed
    already.
    """
    deliverable = step.lock(clearance.deliverable)
    step.ask(Action.CLEAR_ON_PAPER, deliverable, by=by, at=at)
    db.session.refresh(clearance)
    if clearance.given_at is not None:
        return _replace(clearance, picture, by=by, at=at)
    holds = rules.same_text((clearance.answers, clearance.files), snapshots.snapshot(deliverable))
    clears = holds and states.may_be_cleared(deliverable) and not states.nothing_new(deliverable)
    if clears:
        asked = clearances.requests([deliverable])
        step.take(deliverable, Action.CLEAR_ON_PAPER, by=by, at=at, sha256=picture.sha256)
        _answer(deliverable, asked.get(deliverable.id), by=by, at=at)
    else:
        audit.write("file_clearance", deliverable, by=by, at=at, sha256=picture.sha256)
    clearance.file = picture
    _give(clearance, by=by, at=at)
    return clears


def _replace(clearance: Clearance, picture: StoredFile, *, by: User, at: datetime) -> bool:
    """Put another picture of the page that holds in the place of a bad one; the trail keeps which there were."""
    deliverable = clearance.deliverable
    if deliverable.state != State.CLEARED or clearances.given(deliverable) is not clearance:
        raise Refused(_("This page is filed already; print another one if the text was changed."), field="photo")
    if clearance.file_id == picture.id:
        raise Refused(_("This picture is the one that is filed already."), field="photo")
    clearance.file = picture
    audit.write("replace_picture", deliverable, by=by, at=at, sha256=picture.sha256)
    return not rules.lapsed(deliverable)
