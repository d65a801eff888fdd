"""Verdicts that were kept quiet are published together: every country learns of its own in the same moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Forbidden, Hidden, Refused
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import User
from secretariat.models.reviews import QuietVerdict
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step, verdicts


@dataclass
class Outcome:
    """How many verdicts were published, and which texts were left out since they had moved on, or why else."""

    published: int = 0
    left: list[Deliverable] = field(default_factory=list)


def set_quiet(call: Call, *, quiet: bool, by: User, at: datetime) -> None:
    """Have the verdicts of a call kept, or told at once from now on; what is kept stays so until it is published."""
    step.ask(Action.PUBLISH_VERDICTS, None, by=by, at=at)
    if call.quiet != quiet:
        call.quiet = quiet
        audit.write("keep_verdicts" if quiet else "tell_verdicts", call, by=by, at=at)


def publish(ids: Iterable[int], *, by: User, at: datetime) -> Outcome:
    """Tell verdicts to their countries, each in the name of whoever decided. ids: of the verdicts.

    A text that moved on since, or whose reviewer may not decide on it any more, is left out and named. The rows are
    locked in one order, so that two who publish at once wait for each other instead of standing in each other's way.
    """
    step.ask(Action.PUBLISH_VERDICTS, None, by=by, at=at)
    outcome = Outcome()
    rows = select(QuietVerdict).join(QuietVerdict.version).where(QuietVerdict.id.in_(list(ids)))
    for kept in db.session.scalars(rows.order_by(Version.deliverable_id)).all():
        deliverable = kept.version.deliverable
        if _publish(kept, deliverable, at=at):
            outcome.published += 1
        else:
            outcome.left.append(deliverable)
    if outcome.published:
        audit.write(Action.PUBLISH_VERDICTS, "", by=by, at=at, count=outcome.published)
    return outcome


def _publish(kept: QuietVerdict, deliverable: Deliverable, *, at: datetime) -> bool:
    """Publish one verdict in a savepoint of its own; tell whether it could be."""
    action, reviewer = verdicts.ACTIONS[kept.verdict], kept.reviewer
    try:
        with db.session.begin_nested():
            step.lock(deliverable)
            if deliverable.versions[-1].id != kept.version_id:
                return False
            verdicts.tell(deliverable, action, by=reviewer, at=at)
            db.session.delete(kept)
    except (Refused, Forbidden, Hidden):
        return False
    return True
