"""Verdicts that are kept quiet and published together."""

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Forbidden, Refused, Stale
from secretariat.mail import outbox
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reviews import QuietVerdict, Review
from secretariat.queries import people, reviews, verdicts
from secretariat.rules.actions import Action
from secretariat.workflow import deliverables, hands, publishing
from secretariat.workflow import reviews as workflow
from secretariat.workflow import verdicts as written
from secretariat.workflow.reviews import Shown, Words
from tests.factories import NOW, call, country, deliverable, how_many, user
from tests.texts import focal_point, sent, taken


@pytest.fixture
def reviewer(session, app):
    with app.test_request_context():
        yield user(Role.REVIEWER, name="Daniel Ortiz")


@pytest.fixture
def officer(reviewer):
    return user(Role.OFFICER)


@pytest.fixture
def quiet(reviewer):
    return call(quiet=True)


def text_of(quiet, reviewer, code):
    made = deliverable(quiet, country(code))
    focal_point(made)
    return taken(made, by=reviewer).deliverable


def decide(text, action, by, seen=None, **words):
    shown = Shown(State.IN_REVIEW, text.versions[-1].number, seen and seen.mark)
    return workflow.decide(text, action, Words(**words), shown=shown, by=by, at=NOW)


def seen():
    return {one.id: one.mark for one in db.session.scalars(select(QuietVerdict))}


def waiting(who_is):
    asking = people.who(who_is, NOW)
    return db.session.scalars(reviews.waiting(asking)).unique().all(), verdicts.count(asking)


def test_a_quiet_verdict_changes_nothing_that_the_country_can_see(quiet, reviewer):
    text = text_of(quiet, reviewer, "PE")
    before = (text.state, text.changed_at, text.changed_by_id, text.sent_at, how_many(Message))
    decide(text, Action.REQUEST_CHANGES, reviewer, point="Say when.")
    assert (text.state, text.changed_at, text.changed_by_id, text.sent_at, how_many(Message)) == before
    assert (text.latest.points, how_many(Review)) == ([], 0)
    assert waiting(reviewer) == ([], 1)


def test_a_quiet_verdict_is_changed_by_deciding_again_having_seen_it(quiet, reviewer):
    text = text_of(quiet, reviewer, "PE")
    grace = user(Role.REVIEWER, name="Grace Campbell")
    seen = decide(text, Action.APPROVE, reviewer)
    hands.take_over(text, seen=reviewer.email, by=grace, at=NOW)
    decide(text, Action.REJECT, grace, seen, point="It answers another call.")
    (kept,) = db.session.scalars(select(QuietVerdict)).all()
    assert (kept.verdict, kept.reviewer_id) == ("rejected", grace.id)


@pytest.mark.parametrize("told_at_once", [False, True])
def test_of_two_reviewers_with_one_text_open_the_second_learns_what_the_first_decided(quiet, reviewer, told_at_once):
    text = text_of(quiet, reviewer, "PE")
    kept = decide(text, Action.REQUEST_CHANGES, reviewer, point="Say when.")
    quiet.quiet = not told_at_once
    with pytest.raises(Stale, match=r"Daniel Ortiz has decided meanwhile: Changes requested\."):
        decide(text, Action.APPROVE, user(Role.REVIEWER))
    assert (kept.verdict, kept.reviewer_id, text.state) == ("changes_requested", reviewer.id, State.IN_REVIEW)


def test_a_verdict_that_was_seen_and_changed_since_is_not_replaced(quiet, reviewer):
    text = text_of(quiet, reviewer, "PE")
    seen = decide(text, Action.APPROVE, reviewer).mark
    kept = decide(text, Action.REJECT, reviewer, db.session.scalars(select(QuietVerdict)).one(), point="Too late.")
    with pytest.raises(Stale, match="has decided meanwhile: Rejected"):
        workflow.approve(text, by=user(Role.REVIEWER), at=NOW, kept=seen)
    assert kept.verdict == "rejected"


def test_a_country_that_tries_to_decide_learns_nothing_of_a_verdict_that_is_kept(quiet, reviewer):
    text = text_of(quiet, reviewer, "PE")
    decide(text, Action.APPROVE, reviewer)
    with pytest.raises(Forbidden):
        workflow.approve(text, by=focal_point(text), at=NOW)


@pytest.mark.parametrize(("action", "why"), [(Action.REQUEST_CHANGES, "one point"), (Action.REJECT, "Write why")])
def test_a_quiet_verdict_needs_its_reason_as_a_loud_one_does(quiet, reviewer, action, why):
    with pytest.raises(Refused, match=why):
        decide(text_of(quiet, reviewer, "PE"), action, reviewer)
    assert how_many(QuietVerdict) == 0


def test_published_together_every_country_gets_its_own_verdict_and_letter(quiet, reviewer, officer):
    codes = ("PE", "BR", "HT")
    deeds = (Action.APPROVE, Action.REQUEST_CHANGES, Action.REJECT)
    texts = [text_of(quiet, reviewer, code) for code in codes]
    for text, action in zip(texts, deeds, strict=True):
        decide(text, action, reviewer, point="" if action == Action.APPROVE else "Say when.")
    outcome = publishing.publish(seen(), by=officer, at=NOW)
    assert (outcome.published, outcome.left, how_many(QuietVerdict)) == (3, [], 0)
    assert [one.state for one in texts] == [State.APPROVED, State.CHANGES_REQUESTED, State.REJECTED]
    assert {one.reviewer_id for one in db.session.scalars(select(Review))} == {reviewer.id}
    told = select(Message.kind).where(Message.kind.in_(("approved", "changes_requested", "rejected")))
    # Each country has two focal points here: whoever sent, and another one.
    assert sorted(db.session.scalars(told)) == sorted(["approved", "changes_requested", "rejected"] * 2)


def test_the_letter_that_was_looked_at_is_the_letter_that_leaves(quiet, reviewer, officer):
    text = text_of(quiet, reviewer, "PE")
    kept = decide(text, Action.REQUEST_CHANGES, reviewer, point="Say when.")
    readers = verdicts.readers([kept], NOW)[text.country_id]
    seen = [outbox.rendered(written.letter(kept, one), one)["text"] for one in readers]
    publishing.publish({kept.id: kept.mark}, by=officer, at=NOW)
    sent_out = db.session.scalars(select(Message.text).where(Message.kind == "changes_requested").order_by(Message.id))
    assert list(sent_out) == seen


def test_a_text_that_was_withdrawn_since_is_left_out_and_named(quiet, reviewer, officer):
    gone, stays = (text_of(quiet, reviewer, code) for code in ("PE", "BR"))
    ids = {kept.id: kept.mark for kept in [decide(one, Action.APPROVE, reviewer) for one in (gone, stays)]}
    deliverables.withdraw(gone, by=focal_point(gone), at=NOW)
    assert waiting(reviewer) == ([], 1)
    outcome = publishing.publish(ids, by=officer, at=NOW)
    assert (outcome.published, outcome.left) == (1, [gone])
    assert (gone.state, stays.state) == (State.WITHDRAWN, State.APPROVED)


def test_a_verdict_that_was_changed_since_the_officer_saw_it_is_left_out_and_named(quiet, reviewer, officer):
    changed, stays = (text_of(quiet, reviewer, code) for code in ("PE", "BR"))
    for text in (changed, stays):
        decide(text, Action.APPROVE, reviewer)
    before = seen()
    decide(changed, Action.REJECT, reviewer, changed.latest.quiet_verdict, point="It answers another call.")
    outcome = publishing.publish(before, by=officer, at=NOW)
    assert (outcome.published, outcome.left, outcome.changed) == (1, [], [changed])
    assert (changed.state, stays.state, how_many(QuietVerdict)) == (State.IN_REVIEW, State.APPROVED, 1)
    assert publishing.publish(seen(), by=officer, at=NOW).published == 1


def test_a_verdict_on_an_older_version_is_not_published_for_a_newer_one(quiet, reviewer, officer):
    text = text_of(quiet, reviewer, "PE")
    kept = decide(text, Action.APPROVE, reviewer)
    deliverables.withdraw(text, by=focal_point(text), at=NOW)
    taken(text, by=reviewer, words="Something else.")
    assert publishing.publish({kept.id: kept.mark}, by=officer, at=NOW).left == [text]
    assert waiting(reviewer) == ([text], 0)


def test_a_verdict_of_somebody_who_may_not_decide_any_more_is_left_out(quiet, reviewer, officer):
    text = text_of(quiet, reviewer, "PE")
    kept = decide(text, Action.APPROVE, reviewer)
    reviewer.memberships[0].until = NOW
    db.session.flush()
    assert publishing.publish({kept.id: kept.mark}, by=officer, at=NOW).left == [text]
    assert (text.state, how_many(QuietVerdict)) == (State.IN_REVIEW, 1)


def test_a_reviewer_reads_what_is_decided_but_does_not_publish(quiet, reviewer):
    kept = decide(text_of(quiet, reviewer, "PE"), Action.APPROVE, reviewer)
    with pytest.raises(Forbidden):
        publishing.publish({kept.id: kept.mark}, by=reviewer, at=NOW)
    with pytest.raises(Forbidden):
        publishing.set_quiet(quiet, quiet=False, by=reviewer, at=NOW)


def test_once_a_call_is_not_quiet_any_more_verdicts_are_told_at_once(quiet, reviewer, officer):
    publishing.set_quiet(quiet, quiet=False, by=officer, at=NOW)
    text = text_of(quiet, reviewer, "PE")
    decide(text, Action.APPROVE, reviewer)
    assert (text.state, how_many(QuietVerdict)) == (State.APPROVED, 0)


def test_a_quiet_verdict_on_a_page_that_is_stale_is_refused(quiet, reviewer):
    text = sent(deliverable(quiet)).deliverable
    with pytest.raises(Stale):
        workflow.approve(text, by=reviewer, at=NOW, shown=State.SUBMITTED)


def test_what_was_written_about_a_text_that_is_taken_back_stands_beside_the_next_version(quiet, reviewer):
    text = text_of(quiet, reviewer, "PE")
    first = text.versions[0]
    decide(text, Action.REQUEST_CHANGES, reviewer, point="Say when.", internal="Not yet good.")
    sender = first.submitted_by
    deliverables.withdraw(text, by=sender, at=NOW)
    again = sent(text, "In June.", by=sender, at=NOW)
    db.session.expire_all()
    assert [(one.text, one.number, one.review_id) for one in again.comments] == [("Say when.", 1, None)]
    assert [one.text for one in first.comments] == ["Not yet good."]
    assert (again.points, text.versions[0].points) == ([], [])
