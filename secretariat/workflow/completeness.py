"""Whether a text answers everything that was asked: judged apart from how well it does, and sooner."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.models.deliverables import WITH_THE_SECRETARIAT, Deliverable, Version
from secretariat.models.people import User
from secretariat.models.reviews import Comment, Completeness, Review
from secretariat.queries import people
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.workflow import audit, handing, hands, step, verdicts
from secretariat.workflow.handing import Machine
from secretariat.workflow.reviews import Shown, next_number, same_version, writable


def find_complete(deliverable: Deliverable, *, shown: Shown, by: User, at: datetime) -> Completeness:
    """Note that nothing is missing; the country is told nothing, the reviewers see it in the queue."""
    version = _begin(deliverable, shown, by=by, at=at)
    audit.write("find_complete", deliverable, by=by, at=at)
    return _judge(version, complete=True, by=by, at=at)


def send_back(
    deliverable: Deliverable,
    missing: Collection[str],
    words: str,
    *,
    shown: Shown,
    by: User,
    at: datetime,
    machine: Machine,
) -> Review:
    """Give a text back because something is missing: a point for each such question, and one letter.

    Whoever has such a question in the country is asked for it anew. Whoever may take texts takes it over first from a
    colleague who has it; an officer, who takes none, need not.

    missing: keys of questions · words: what the country reads at each; a sentence of ours where it is empty. Raises
    Refused where no question is named, Stale where it is not what the page showed any more.
    """
    version = _begin(deliverable, shown, by=by, at=at)
    if policy.allowed(people.who(by, at), Action.TAKE, deliverable):
        hands.no_colleagues(deliverable, Action.RETURN_INCOMPLETE, by=by, at=at)
    known = [answer["key"] for answer in version.answers if answer["key"] in missing]
    if not known:
        raise Refused(_("Tick the questions that are not answered."), field="missing")
    if words.strip():
        writable(words, "words")
    points = [_point(version, key, words.strip() or _standing(version), by=by, at=at) for key in known]
    db.session.expire(version, ["comments"])
    step.take(deliverable, Action.RETURN_INCOMPLETE, by=by, at=at, shown=shown.state)
    _judge(version, complete=False, by=by, at=at)
    review = verdicts.record(version, "incomplete", by=by, at=at)
    handing.ask_again(deliverable, points, by=by, at=at, machine=machine)
    return review


def _begin(deliverable: Deliverable, shown: Shown, *, by: User, at: datetime) -> Version:
    step.lock(deliverable)
    step.ask(Action.RETURN_INCOMPLETE, deliverable, by=by, at=at)
    if deliverable.state not in WITH_THE_SECRETARIAT or (shown.state and shown.state != deliverable.state):
        raise step.stale(deliverable, by=by, at=at)
    same_version(deliverable, shown)
    if deliverable.latest is None:
        raise Hidden
    return deliverable.latest


def _standing(version: Version) -> str:
    """Return what the country reads where the reviewer wrote nothing, in the language of its text."""
    with force_locale(version.language):
        return _("The answer is missing or not complete.")


def _point(version: Version, key: str, words: str, *, by: User, at: datetime) -> Comment:
    number = next_number(version)
    made = Comment(version=version, key=key, audience="country", number=number, text=words, at=at, author_id=by.id)
    db.session.add(made)
    db.session.flush()
    return made


def _judge(version: Version, *, complete: bool, by: User, at: datetime) -> Completeness:
    db.session.expire(version, ["completeness"])
    judged = version.completeness or Completeness(version=version)
    judged.complete, judged.by_id, judged.at = complete, by.id, at
    db.session.add(judged)
    db.session.flush()
    return judged
