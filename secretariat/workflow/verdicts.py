"""A verdict on a version: told to the country at once, or kept until the verdicts of a call are published together."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from secretariat.database import db
from secretariat.errors import Hidden, Refused, Stale
from secretariat.mail import compose, outbox
from secretariat.mail.compose import Letter
from secretariat.models.deliverables import Deliverable, State, Version
from secretariat.models.people import User
from secretariat.models.reviews import QuietVerdict, Review
from secretariat.queries import verdicts as queries
from secretariat.rules import states
from secretariat.rules.actions import Action
from secretariat.workflow import audit, hands, more_time, points, step

VERDICTS = {
    Action.APPROVE: "approved",
    Action.REQUEST_CHANGES: "changes_requested",
    Action.REJECT: "rejected",
}
ACTIONS = {verdict: action for action, verdict in VERDICTS.items()}


def pronounce(
    deliverable: Deliverable,
    action: Action,
    *,
    by: User,
    at: datetime,
    shown: str | None = None,
    kept: int | None = None,
) -> Review | QuietVerdict:
    """Decide on the latest version; where the call is quiet the country learns of it later.

    kept: the mark of the verdict that is kept already, as whoever decides saw it. Raises Stale for another one, and
    for a text that a colleague has.
    """
    step.lock(deliverable)
    other = _other(deliverable, kept)
    if other:
        step.ask(action, deliverable, by=by, at=at)  # who decided is nothing that the country learns here
        verdict = step.state_word(State(other.verdict))
        if other.reviewer.id == by.id:
            raise Stale(_("You decided this yourself in another tab: %(verdict)s.", verdict=verdict), own=True)
        raise Stale(_("%(name)s has decided meanwhile: %(verdict)s.", name=other.reviewer.name, verdict=verdict))
    hands.no_colleagues(deliverable, action, by=by, at=at)
    if deliverable.call.quiet:
        return keep(deliverable, action, by=by, at=at, shown=shown)
    return tell(deliverable, action, by=by, at=at, shown=shown)


def tell(deliverable: Deliverable, action: Action, *, by: User, at: datetime, shown: str | None = None) -> Review:
    """Take the step, send the points that wait, and write to the focal points."""
    version = _reasoned(deliverable, action)
    step.take(deliverable, action, by=by, at=at, shown=shown)
    return record(version, VERDICTS[action], by=by, at=at)


def record(version: Version, verdict: str, *, by: User, at: datetime) -> Review:
    """Write a verdict down, hand its points over, and write to the focal points."""
    (review,) = record_all([(version, verdict, by)], at=at)
    return review


def record_all(decided: Iterable[tuple[Version, str, User]], *, at: datetime) -> list[Review]:
    """Write verdicts down as a set; what is approved has no open points. decided: what about which version, by whom."""
    made, decided = [], list(decided)
    for version, verdict, by in decided:
        db.session.expire(version, ["review"])  # nobody asks, version by version, for what is not there yet
        made.append(Review(version_id=version.id, reviewer_id=by.id, verdict=verdict, at=at))
    db.session.add_all(made)
    db.session.flush()
    for review in made:
        for point in review.version.comments:
            if point.audience == "country":
                point.review_id = review.id
    for version, verdict, by in decided:
        if verdict == VERDICTS[Action.APPROVE]:
            points.settle(version.deliverable, by=by, at=at)
    returned = [(version, by) for version, verdict, by in decided if verdict in more_time.GIVES_BACK]
    more_time.give([(version.deliverable, by, more_time.reason(version)) for version, by in returned], at=at)
    readers = queries.readers(made, at)
    letters = [
        outbox.Post(letter(one, to), to, [one.version.deliverable_id])
        for one in made
        for to in readers.get(one.version.deliverable.country_id, [])
    ]
    outbox.put_all(letters, at=at)
    return made


def keep(deliverable: Deliverable, action: Action, *, by: User, at: datetime, shown: str | None = None) -> QuietVerdict:
    """Keep a verdict; the state, and whatever the country can see, stays as it was. A second one replaces the first."""
    step.lock(deliverable)
    step.ask(action, deliverable, by=by, at=at)
    if deliverable.state != State.IN_REVIEW or (shown and shown != deliverable.state):
        raise step.stale(deliverable, by=by, at=at)
    version = _reasoned(deliverable, action)
    guard = states.BY_ACTION[action].unless
    if reason := guard and guard(deliverable, at):
        raise Refused(reason)
    kept = version.quiet_verdict or QuietVerdict(version=version)
    kept.reviewer_id, kept.verdict, kept.at = by.id, VERDICTS[action], at
    db.session.add(kept)
    db.session.flush()
    audit.write("decide_quietly", deliverable, by=by, at=at, verdict=kept.verdict)
    return kept


def _other(deliverable: Deliverable, seen: int | None) -> QuietVerdict | None:
    """Return the verdict that is kept, where it is another one than was seen. seen: its mark, None for none."""
    version = deliverable.latest
    if version is None or deliverable.state != State.IN_REVIEW:
        return None
    db.session.expire(version, ["quiet_verdict"])  # a colleague may have decided meanwhile
    kept = version.quiet_verdict
    return kept if kept and kept.mark != seen else None


def _reasoned(deliverable: Deliverable, action: Action) -> Version:
    """Return the version that is decided on; raise Refused for a rejection without a reason."""
    version = deliverable.latest
    if version is None:
        raise Hidden
    db.session.expire(version, ["comments"])  # a colleague may have added a point meanwhile
    ask_for_reason(version, action)
    return version


def ask_for_reason(version: Version, action: Action) -> None:
    """Raise Refused for a rejection without a reason."""
    if action == Action.REJECT and not any(one.audience == "country" for one in version.comments):
        raise Refused(_("Write why in the box that the country sees; a rejection without a reason helps nobody."))


def letter(review: Review | QuietVerdict, person: User, *, until: datetime | None = None) -> Letter:
    """Return the letter that tells a verdict to somebody. until: the date that its publication would give."""
    match review.verdict:
        case "approved":
            return compose.approved(review, person)
        case "rejected":
            return compose.rejected(review, person)
        case "incomplete":
            return compose.incomplete(review, person)
        case _:
            return compose.changes_requested(review, person, until=until)
