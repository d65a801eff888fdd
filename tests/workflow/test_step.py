"""The one way in which a deliverable changes its state: locked, asked, guarded, and written down."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, update

from secretariat.database import db, transaction
from secretariat.errors import Forbidden, Hidden, Refused, Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import Answer, Deliverable, State
from secretariat.models.people import Role, User
from secretariat.models.reviews import Comment, Review
from secretariat.queries import people
from secretariat.rules.actions import Action
from secretariat.workflow import answering, deliverables, reviews, step
from tests.factories import NOW, add, call, country, deliverable, how_many, user

ROUNDS = 12


@pytest.fixture
def asked(session, app):
    with app.test_request_context():
        yield call(fields=("summary",))


@pytest.fixture
def reviewer(asked):
    return user(Role.REVIEWER, name="Daniel Ortiz")


def in_review(asked, home="PE"):
    """Return a text that was sent and taken, with a point for the country."""
    focal = user(Role.FOCAL_POINT, country(home))
    made = deliverable(asked, country(home), state=State.IN_REVIEW, sent_at=NOW)
    add(Answer(deliverable=made, field=asked.fields[0], value="Words.", saved_at=NOW, saved_by_id=focal.id))
    version = deliverables.freeze(made, by=focal, arrived=NOW, once="once")
    add(Comment(version=version, audience="country", number=1, text="Name the ministry.", at=NOW, author_id=focal.id))
    return made


def test_a_step_changes_the_state_and_says_who_when_and_from_what(session, asked, reviewer):
    text = deliverable(asked, state=State.SUBMITTED)
    step.take(text, Action.TAKE, by=reviewer, at=NOW)
    session.commit()
    entry = session.scalars(select(AuditEntry)).one()
    assert (text.state, text.changed_at, text.changed_by) == (State.IN_REVIEW, NOW, reviewer)
    assert (entry.action, entry.actor_id, entry.thing_id) == ("take", reviewer.id, text.id)
    assert entry.details == {"before": "submitted", "after": "in_review"}


def test_another_state_than_the_one_that_was_shown_is_stale_and_names_who_was_faster(asked, reviewer):
    text = deliverable(asked, state=State.SUBMITTED)
    step.take(text, Action.TAKE, by=reviewer, at=NOW)
    with pytest.raises(Stale, match=r"^Daniel Ortiz was faster; it is now: In review\.$"):
        step.take(text, Action.TAKE, by=user(Role.REVIEWER), at=NOW)
    with pytest.raises(Stale):
        step.take(text, Action.APPROVE, by=reviewer, at=NOW, shown="submitted")


def test_a_step_that_the_right_state_forbids_is_refused_with_the_state_and_nobody_was_faster(asked, reviewer):
    text = deliverable(asked, state=State.IN_REVIEW, changed_at=NOW, changed_by_id=reviewer.id)
    with pytest.raises(Refused, match=r"^This cannot be done while the text is: In review\.$"):
        step.take(text, Action.WAIVE, by=user(Role.OFFICER), at=NOW, shown="in_review", reason="x")


def test_nobody_is_told_that_they_were_faster_than_themselves(asked, reviewer):
    text = deliverable(asked, state=State.SUBMITTED)
    step.take(text, Action.TAKE, by=reviewer, at=NOW)
    with pytest.raises(
        Stale, match=r"^You changed this yourself in another tab, Mon 8 Sep.*, .{5}; it is now: In review\.$"
    ):
        step.take(text, Action.TAKE, by=reviewer, at=NOW, shown="submitted")


def test_the_country_is_not_told_who_in_the_secretariat_was_faster(asked, reviewer):
    text, focal = in_review(asked), user(Role.FOCAL_POINT, country("PE"))
    reviews.request_changes(text, by=reviewer, at=NOW)
    text.state = State.IN_REVIEW
    with pytest.raises(Stale, match=r"^The Secretariat was faster; it is now: In review\.$"):
        step.take(text, Action.WRITE, by=focal, at=NOW)
    with pytest.raises(Stale, match=r"^The Secretariat was faster; it is now: In review\.$"):
        answering.answer(text.latest.points[0], text="So.", by=focal, at=NOW)


def test_what_one_may_not_see_is_hidden_and_what_one_may_see_is_forbidden(asked):
    text = deliverable(asked, state=State.SUBMITTED)
    with pytest.raises(Hidden):
        step.take(text, Action.TAKE, by=user(Role.FOCAL_POINT, country("BR")), at=NOW)
    with pytest.raises(Forbidden):
        step.take(text, Action.TAKE, by=user(Role.FOCAL_POINT, country("PE")), at=NOW)
    with pytest.raises(Hidden):
        step.take(text, Action.TAKE, by=user(Role.REVIEWER, until=NOW), at=NOW)
    assert text.state == State.SUBMITTED


def test_a_guard_refuses_with_its_sentence_and_nothing_is_written(session, asked):
    focal = user(Role.FOCAL_POINT, country("PE"))
    text = deliverable(asked, state=State.DRAFT)
    with pytest.raises(Refused, match="1 thing is still missing"):
        step.take(text, Action.SUBMIT, by=focal, at=NOW)
    session.commit()
    assert (text.state, how_many(AuditEntry)) == (State.DRAFT, 0)


def test_what_was_loaded_before_the_lock_is_read_anew(session, asked, reviewer):
    text = deliverable(asked, state=State.SUBMITTED)
    session.commit()
    assert text.state == State.SUBMITTED
    with db.engine.begin() as other:
        other.execute(update(Deliverable).where(Deliverable.id == text.id).values(state="withdrawn"))
    with pytest.raises(Stale, match="it is now: Withdrawn"):
        step.take(text, Action.TAKE, by=reviewer, at=NOW)


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told_who(app, session, asked):
    """Approving against asking for changes against withdrawing, all at the same moment."""
    two = [user(Role.REVIEWER, name="Daniel Ortiz").id, user(Role.REVIEWER, name="Grace Campbell").id]
    for _round in range(ROUNDS):
        text = in_review(call(asked.meeting, fields=("summary",))).id
        focal = session.scalars(select(User.id).order_by(User.id.desc()).limit(1)).one()
        session.commit()
        starters = (
            (reviews.approve, two[0], text), (reviews.request_changes, two[1], text),
            (deliverables.withdraw, focal, text),
        )  # fmt: skip
        outcomes = at_once(app, starters)
        session.expire_all()
        won = [name for name, told in outcomes if told is None]
        assert len(won) == 1, outcomes
        whose = {name: who for (_deed, who, _text), (name, _told) in zip(starters, outcomes, strict=True)}
        told = {name: sentence for name, sentence in outcomes if sentence is not None}
        assert told == {name: faster(session, text, whose[name]) for name in told}
        assert how_many(Review, version_id=session.get_one(Deliverable, text).latest.id) == (won != ["withdraw"])


def faster(session, text, person):
    return step.faster(session.get_one(Deliverable, text), to=people.who(session.get_one(User, person), NOW))


def at_once(app, starters):
    """Start several deeds at the same moment; return the name of each and what it was told, or None."""
    barrier = Barrier(len(starters))

    def start(one):
        deed, person, text = one
        with app.test_request_context():
            try:
                with transaction():
                    found, by = db.session.get_one(Deliverable, text), db.session.get_one(User, person)
                    barrier.wait(10)
                    deed(found, by=by, at=NOW, shown="in_review")
            except Stale as stale:
                return deed.__name__, stale.sentence
            return deed.__name__, None

    with ThreadPoolExecutor(len(starters)) as pool:
        return list(pool.map(start, starters))
