"""What reviewers do with a text, and what the country sees of it."""

import pytest
from sqlalchemy import insert, select

from secretariat.database import db
from secretariat.errors import Forbidden, Hidden, Refused, Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reviews import Comment, Review
from secretariat.rules.actions import Action
from secretariat.workflow import reviews as workflow
from secretariat.workflow.reviews import Shown, Words
from tests.factories import NOW, country, how_many, membership, user
from tests.texts import focal_point, sent, taken

TRIALS = 25


@pytest.fixture
def reviewer(session, app):
    with app.test_request_context():
        yield user(Role.REVIEWER, name="Daniel Ortiz")


@pytest.fixture
def version(reviewer):
    return taken(by=reviewer)


def decide(version, action, by, *, words=None, shown=None):
    shown = shown or Shown(State.IN_REVIEW, version.number)
    return workflow.decide(version.deliverable, action, words or Words(), shown=shown, by=by, at=NOW)


def test_a_text_that_was_taken_is_theirs_until_they_put_it_back(reviewer):
    text = sent().deliverable
    workflow.take(text, by=reviewer, at=NOW)
    assert (text.state, text.reviewer_id) == (State.IN_REVIEW, reviewer.id)
    workflow.release(text, by=reviewer, at=NOW)
    assert (text.state, text.reviewer_id) == (State.SUBMITTED, None)


def test_what_stands_in_the_boxes_is_added_first_then_the_verdict_sends_it(version, reviewer):
    words = Words("summary", internal="As last year.", point="Say when.")
    decide(version, Action.REQUEST_CHANGES, reviewer, words=words)
    made = [(one.audience, one.number, one.text, one.review_id is not None) for one in version.comments]
    assert made == [("internal", None, "As last year.", False), ("country", 1, "Say when.", True)]
    assert version.deliverable.state == State.CHANGES_REQUESTED


def test_points_are_not_the_countrys_before_the_verdict_and_exactly_they_are_after(version, reviewer):
    workflow.add(version, Words("summary", internal="Weak.", point="Say when."), by=reviewer, at=NOW)
    assert version.points == []
    decide(version, Action.REQUEST_CHANGES, reviewer, words=Words(point="Name the office."))
    assert [(one.number, one.key, one.text) for one in version.points] == [
        (1, "summary", "Say when."),
        (2, None, "Name the office."),
    ]


def test_a_point_that_a_colleague_added_meanwhile_is_sent_with_the_verdict(version, reviewer):
    assert version.comments == []  # the page was read before
    db.session.execute(
        insert(Comment).values(
            version_id=version.id, audience="country", number=1, text="Say when.", at=NOW, author_id=reviewer.id
        )
    )
    decide(version, Action.APPROVE, reviewer)
    assert [one.text for one in version.points] == ["Say when."]


def test_a_comment_on_a_question_that_the_version_does_not_have_is_nothing(version, reviewer):
    with pytest.raises(Hidden):
        workflow.add(version, Words("password", point="Say when."), by=reviewer, at=NOW)
    assert how_many(Comment) == 0


@pytest.mark.parametrize("text", ["a\0b", "a\x07b", "x" * (workflow.MOST_CHARACTERS + 1)], ids=["nul", "bell", "long"])
def test_what_no_comment_may_hold_is_refused_beside_its_box(version, reviewer, text):
    for words, box in ((Words(internal=text), "internal"), (Words(point=text), "point")):
        with pytest.raises(Refused) as refused:
            workflow.add(version, words, by=reviewer, at=NOW)
        assert refused.value.field == box


def test_a_point_written_at_a_version_that_was_replaced_is_not_put_to_the_new_one(version, reviewer):
    text = version.deliverable
    decide(version, Action.REQUEST_CHANGES, reviewer, words=Words(point="Say when."))
    second = taken(text, by=reviewer, words="We will in June.")
    with pytest.raises(Stale, match="Version 2 has come in since"):
        workflow.add(second, Words(point="Say when."), shown=Shown(State.IN_REVIEW, 1), by=reviewer, at=NOW)
    assert second.comments == []


@pytest.mark.parametrize("words", [Words(), Words(internal=" \n", point="\t")])
def test_empty_boxes_are_no_comment(version, reviewer, words):
    with pytest.raises(Refused, match="Write what you mean"):
        workflow.add(version, words, by=reviewer, at=NOW)


def test_a_request_for_changes_needs_a_point_that_the_country_can_act_on(version, reviewer):
    with pytest.raises(Refused, match="at least one point"):
        decide(version, Action.REQUEST_CHANGES, reviewer, words=Words(internal="Weak."))


def test_a_rejection_needs_its_reason(version, reviewer):
    with pytest.raises(Refused, match="Write why"):
        decide(version, Action.REJECT, reviewer)
    decide(version, Action.REJECT, reviewer, words=Words(point="It answers another call."))
    assert version.deliverable.state == State.REJECTED


def test_whoever_submitted_a_text_does_not_decide_on_it_whatever_else_they_are(reviewer):
    both = user(Role.REVIEWER)
    seat = membership(both, Role.FOCAL_POINT)
    version = sent(by=both)
    seat.until = NOW
    db.session.flush()
    workflow.take(version.deliverable, by=reviewer, at=NOW)
    for action in (Action.APPROVE, Action.REQUEST_CHANGES, Action.REJECT):
        with pytest.raises(Forbidden):
            decide(version, action, both, words=Words(point="Fine."))
    assert (how_many(Review), how_many(Comment)) == (0, 0)


def test_somebody_of_the_country_neither_comments_nor_decides(version):
    both = user(Role.REVIEWER)
    membership(both, Role.DELEGATE)
    with pytest.raises(Forbidden):
        workflow.add(version, Words(internal="Ours is fine."), by=both, at=NOW)
    with pytest.raises(Forbidden):
        decide(version, Action.APPROVE, both)


def test_a_verdict_on_a_version_that_was_replaced_meanwhile_is_refused_and_names_the_new_one(version, reviewer):
    text = version.deliverable
    decide(version, Action.REQUEST_CHANGES, reviewer, words=Words(point="Say when."))
    second = taken(text, by=reviewer, words="We will in June.", at=NOW)
    with pytest.raises(Stale, match="Version 2 has come in since"):
        decide(second, Action.APPROVE, reviewer, shown=Shown(State.IN_REVIEW, 1))
    assert how_many(Review) == 1


def test_a_point_that_the_country_has_read_cannot_be_taken_out(version, reviewer):
    (point,) = workflow.add(version, Words(point="Say when."), by=reviewer, at=NOW)
    decide(version, Action.REQUEST_CHANGES, reviewer)
    with pytest.raises(Stale, match="has read this already"):
        workflow.take_out(point, by=reviewer, at=NOW)


def test_each_focal_point_gets_one_mail_with_the_verdict(version, reviewer):
    focal_point(version.deliverable)
    decide(version, Action.APPROVE, reviewer)
    written = db.session.scalars(select(Message.kind).where(Message.kind != "receipt")).all()
    assert written == ["approved", "approved"]


def test_a_reviewer_of_another_country_may_decide_on_this_one(session, app):
    both = user(Role.REVIEWER)
    membership(both, Role.DELEGATE, country("BR"))
    with app.test_request_context():
        assert decide(taken(by=both), Action.APPROVE, both).verdict == "approved"


def test_who_has_a_text_is_told_to_colleagues_only(version, reviewer):
    text = version.deliverable
    with pytest.raises(Stale, match="Daniel Ortiz has this text; take it over first"):
        workflow.approve(text, by=user(Role.REVIEWER), at=NOW)
    for stranger in (focal_point(text), user(Role.OFFICER)):
        with pytest.raises(Forbidden):
            workflow.approve(text, by=stranger, at=NOW)


def test_approving_closes_every_point_that_is_still_open_and_the_trail_says_so(version, reviewer):
    workflow.add(version, Words(point="Say when."), by=reviewer, at=NOW)
    workflow.request_changes(version.deliverable, by=reviewer, at=NOW)
    again = sent(version.deliverable, "We will, in May.")
    workflow.take(again.deliverable, by=reviewer, at=NOW)
    workflow.approve(again.deliverable, by=reviewer, at=NOW)
    point = version.points[0]
    assert (point.closed_at, point.closed_by_id, point.answered_at) == (NOW, reviewer.id, None)
    db.session.commit()
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "close_point")).one()
    assert (trail.actor, trail.details["number"]) == ("Daniel Ortiz", 1)
