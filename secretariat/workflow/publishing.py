"""Verdicts that were kept quiet are published together: every country learns of its own in the same moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select

from secretariat.database import db
from secretariat.errors import Forbidden, Hidden, Refused
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import User
from secretariat.models.reviews import QuietVerdict
from secretariat.queries import people
from secretariat.queries import verdicts as queries
from secretariat.rules.actions import Action
from secretariat.rules.predicates import Who
from secretariat.workflow import audit, step, verdicts


@dataclass
class Outcome:
    """How many verdicts were published, and which texts were left out since they had moved on, or why else.

    changed: those left out since another verdict than the one that was seen is kept by now.
    """

    published: int = 0
    left: list[Deliverable] = field(default_factory=list)
    changed: list[Deliverable] = field(default_factory=list)


def set_quiet(call: Call, *, quiet: bool, by: User, at: datetime) -> None:
    """Have the verdicts of a call kept, or told at once from now on; what is kept stays so until it is published."""
    step.ask(Action.PUBLISH_VERDICTS, None, by=by, at=at)
    if call.quiet != quiet:
        call.quiet = quiet
        audit.write("keep_verdicts" if quiet else "tell_verdicts", call, by=by, at=at)


def publish(seen: Mapping[int, int], *, by: User, at: datetime) -> Outcome:
    """Tell verdicts to their countries, each in the name of whoever decided. seen: their marks, by their ids.

    A text that moved on since, whose verdict was changed since it was seen, or whose reviewer may not decide on it any
    more, is left out and named. All of it is done as a set: as many queries for two hundred as for one.
    """
    step.ask(Action.PUBLISH_VERDICTS, None, by=by, at=at)
    ids = list(seen)
    asked = select(Version.deliverable_id).join(Version.quiet_verdict).where(QuietVerdict.id.in_(ids))
    texts = step.lock_all(db.session.scalars(asked))
    kept = {one.version_id: one for one in db.session.scalars(queries.of_ids(ids))}
    presides = people.presiding_country_id(at)
    outcome, told = Outcome(), []
    for text in texts:
        verdict = kept.get(text.versions[-1].id)
        if verdict and verdict.mark != seen[verdict.id]:
            outcome.changed.append(text)
        elif verdict and _stands(text, verdict, Who.of(verdict.reviewer, presides, at)):
            told.append(verdict)
        else:
            outcome.left.append(text)
    if told:
        outcome.published = _tell(told, at=at)
        audit.write(Action.PUBLISH_VERDICTS, "", by=by, at=at, count=outcome.published)
    return outcome


def _stands(text: Deliverable, kept: QuietVerdict, who: Who) -> bool:
    """Take the step that a verdict says; tell whether it could be taken."""
    action = verdicts.ACTIONS[kept.verdict]
    try:
        verdicts.ask_for_reason(text.versions[-1], action)
        step.take_locked(text, action, by=kept.reviewer, who=who)
    except (Refused, Forbidden, Hidden):
        return False
    return True


def _tell(kept: Sequence[QuietVerdict], *, at: datetime) -> int:
    """Write verdicts down and write to their countries; return how many there were."""
    verdicts.record_all([(one.version, one.verdict, one.reviewer) for one in kept], at=at)
    db.session.execute(delete(QuietVerdict).where(QuietVerdict.id.in_([one.id for one in kept])))
    return len(kept)
