"""take(): the one way in which a deliverable changes its state."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import SessionTransaction, joinedload, selectinload

from secretariat.database import db
from secretariat.errors import Refused, Stale
from secretariat.models.deliverables import Deliverable, State, Version
from secretariat.models.people import COUNTRY_ROLES, User
from secretariat.queries import people
from secretariat.rules import policy, states
from secretariat.rules.actions import Action
from secretariat.rules.predicates import Who
from secretariat.workflow import audit
from secretariat.workflow.faster import when

# Whose text it is and which call it answers never changes: these need not be read anew.
FIXED = {"call", "country"}
COLUMNS = tuple(Deliverable.__mapper__.column_attrs.keys())
RELATED = tuple(set(Deliverable.__mapper__.relationships.keys()) - FIXED)
# What stands behind a text's own columns; its versions are added to where they are made.
OURS = ("reviewer", "changed_by", "answers", "attachments", "handed", "standing")


def lock(deliverable: Deliverable) -> Deliverable:
    """Lock a deliverable's row until the commit, and read it anew: what was loaded before may be stale.

    What this transaction has locked already nobody else can have changed: only what rows of ours may have changed is
    forgotten then.
    """
    db.session.flush()
    if _is_held(deliverable.id):
        db.session.expire(deliverable, OURS)
        return deliverable
    db.session.expire(deliverable, RELATED)
    db.session.refresh(deliverable, COLUMNS, with_for_update={"of": Deliverable})
    _locked().setdefault(_level(), set()).add(deliverable.id)
    return deliverable


def lock_all(ids: Iterable[int]) -> Sequence[Deliverable]:
    """Lock many deliverables at once and in one order, read anew with their calls, versions and comments."""
    db.session.flush()
    found = db.session.scalars(
        select(Deliverable)
        .where(Deliverable.id.in_(list(ids)))
        .order_by(Deliverable.id)
        .options(joinedload(Deliverable.call), selectinload(Deliverable.versions).selectinload(Version.comments))
        .with_for_update(of=Deliverable)
        .execution_options(populate_existing=True)
    ).all()
    _locked().setdefault(_level(), set()).update(one.id for one in found)
    return found


def _is_held(number: int) -> bool:
    """Tell whether this transaction, or a savepoint of it that still counts, has locked a deliverable."""
    level: SessionTransaction | None = _level()
    while level is not None:
        if number in _locked().get(level, ()):
            return True
        level = level.parent
    return False


def _level() -> SessionTransaction:
    session = db.session()
    return session.get_nested_transaction() or session.get_transaction() or session.begin()


def _locked() -> WeakKeyDictionary[SessionTransaction, set[int]]:
    """Return which deliverables each transaction or savepoint has locked."""
    held: WeakKeyDictionary[SessionTransaction, set[int]] = db.session().info.setdefault("locked", WeakKeyDictionary())
    return held


def ask(action: Action, thing: Any, *, by: User, at: datetime) -> None:
    """Ask the policy whether a person may; raise Hidden or Forbidden where not. The web is one door of four."""
    policy.demand(people.who(by, at), action, thing)


def take(
    deliverable: Deliverable,
    action: Action,
    *,
    by: User,
    at: datetime,
    shown: str | None = None,
    counts_at: datetime | None = None,
    right: Action | None = None,
    **details: Any,
) -> None:
    """Take a step: lock the row, ask policy, table and guard, write state and trail.

    shown: the state that the person saw; another one since then raises Stale, which names who was faster; from the
    right one a step that the table forbids raises Refused.
    counts_at: when it arrived, where that came before `at`: waiting for a lock makes nobody late.
    right: by which somebody takes the step, where it is not that of its own name.
    Raises Hidden, Forbidden, Stale, or Refused with the guard's sentence.
    """
    lock(deliverable)
    who = people.who(by, at)
    take_locked(deliverable, action, by=by, who=who, shown=shown, counts_at=counts_at, right=right, **details)


def take_locked(
    deliverable: Deliverable,
    action: Action,
    *,
    by: User,
    who: Who,
    shown: str | None = None,
    counts_at: datetime | None = None,
    right: Action | None = None,
    **details: Any,
) -> None:
    """Take a step with a deliverable whose row is locked already. who: what `by` is at the moment that counts."""
    policy.demand(who, right or action, deliverable)
    transition, at = states.BY_ACTION[action], who.at
    before = State(deliverable.state)
    if shown == before and before not in transition.before:
        raise Refused(not_now(deliverable))
    if before not in transition.before or (shown and shown != before):
        raise stale(deliverable, by=by, at=at)
    reason = transition.unless and transition.unless(deliverable, counts_at or at)
    if reason:
        raise Refused(reason)
    deliverable.state = transition.after
    deliverable.changed_at = at
    deliverable.changed_by_id = by.id
    audit.write(action, deliverable, by=by, at=at, before=before, after=transition.after, **details)


def stale(deliverable: Deliverable, *, by: User, at: datetime) -> Stale:
    """Return what is raised where a deliverable is another one than a form showed: nobody is faster than themselves."""
    if deliverable.changed_by_id != by.id:
        return Stale(faster(deliverable, to=people.who(by, at)))
    said, now = when(deliverable.changed_at, by), state_word(State(deliverable.state))
    sentence = _("You changed this yourself in another tab, %(when)s; it is now: %(state)s.", when=said, state=now)
    return Stale(sentence, own=True)


def faster(deliverable: Deliverable, *, to: Who | None = None) -> str:
    """Say who changed a deliverable last, and where it stands now.

    to: whoever asks; the country does not learn who in the secretariat it was.
    """
    now = state_word(State(deliverable.state))
    if deliverable.changed_by is None:
        return _("This has changed in the meantime; it is now: %(state)s.", state=now)
    if to and not names_are_known(deliverable, to):
        return _("The Secretariat was faster; it is now: %(state)s.", state=now)
    return _("%(name)s was faster; it is now: %(state)s.", name=deliverable.changed_by.name, state=now)


def not_now(deliverable: Deliverable) -> str:
    """Say that a step is none of those of the state; nobody was faster."""
    return _("This cannot be done while the text is: %(state)s.", state=state_word(State(deliverable.state)))


def names_are_known(deliverable: Deliverable, to: Who) -> bool:
    """Tell whether somebody may learn who changed a text last: colleagues know each other, reviewers have no name."""
    country, last = deliverable.country_id, deliverable.changed_by
    outside = country not in to.countries_as(*COUNTRY_ROLES)
    return outside or last is None or any(one.country_id == country for one in last.memberships)


def state_word(state: State) -> str:
    """Return the word for a state in the reader's language."""
    return {
        State.NOT_STARTED: _("Not started"),
        State.DRAFT: _("Draft"),
        State.CLEARED: _("Cleared"),
        State.SUBMITTED: _("Submitted"),
        State.IN_REVIEW: _("In review"),
        State.CHANGES_REQUESTED: _("Changes requested"),
        State.APPROVED: _("Approved"),
        State.PUBLISHED: _("Published"),
        State.REJECTED: _("Rejected"),
        State.WITHDRAWN: _("Withdrawn"),
        State.WAIVED: _("Waived"),
        State.REOPENED: _("Reopened"),
    }[state]
