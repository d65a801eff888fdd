"""Assigning texts to reviewers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Forbidden, Refused
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.queries import assigning as queries
from secretariat.queries import people
from secretariat.workflow import assigning as workflow
from secretariat.workflow import deliverables, reviews
from tests.factories import NOW, call, country, deliverable, membership, user
from tests.texts import focal_point, sent, taken


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER)


@pytest.fixture
def daniel(officer):
    return user(Role.REVIEWER, name="Daniel Ortiz")


@pytest.fixture
def grace(officer):
    return user(Role.REVIEWER, name="Grace Campbell")


@pytest.fixture
def texts(officer):
    asked = call()
    return [sent(deliverable(asked, country(code))).deliverable for code in ("PE", "BR", "HT")]


def letters():
    """Return what reviewers were told: the kind, to whom, and how many texts it names."""
    told = select(Message).where(Message.kind.in_(("assigned", "released"))).order_by(Message.id)
    return [(one.kind, one.email, one.text.count("Contributions (")) for one in db.session.scalars(told)]


def test_whoever_gets_texts_is_told_once_about_all_of_them(texts, officer, daniel):
    outcome = workflow.assign([(one, daniel) for one in texts], by=officer, at=NOW)
    assert (outcome.changed, outcome.conflicts, outcome.moved) == (3, [], [])
    assert {(one.state, one.reviewer_id) for one in texts} == {(State.SUBMITTED, daniel.id)}
    assert letters() == [("assigned", daniel.email, 3)]


def test_whoever_loses_texts_gets_one_word_and_then_silence(texts, officer, daniel, grace):
    workflow.assign([(one, daniel) for one in texts], by=officer, at=NOW)
    workflow.assign([(one, grace) for one in texts[:2]], by=officer, at=NOW)
    assert letters()[1:] == [("assigned", grace.email, 2), ("released", daniel.email, 2)]
    before = db.session.scalars(select(Message.id).where(Message.user_id == daniel.id)).all()
    deliverables.withdraw(texts[0], by=focal_point(texts[0]), at=NOW)
    reviews.take(texts[1], by=grace, at=NOW)
    reviews.approve(texts[1], by=grace, at=NOW)
    assert db.session.scalars(select(Message.id).where(Message.user_id == daniel.id)).all() == before


def test_assigning_the_same_again_tells_nobody_anything(texts, officer, daniel):
    workflow.assign([(texts[0], daniel)], by=officer, at=NOW)
    assert workflow.assign([(texts[0], daniel)], by=officer, at=NOW).changed == 0
    assert letters() == [("assigned", daniel.email, 1)]


def test_a_text_goes_back_into_the_queue_from_whoever_had_begun(officer, daniel):
    text = taken(by=daniel).deliverable
    workflow.assign([(text, None)], by=officer, at=NOW)
    assert (text.state, text.reviewer_id) == (State.SUBMITTED, None)
    assert letters() == [("released", daniel.email, 1)]


def test_neither_ones_own_countrys_text_nor_what_one_sent_oneself_can_be_assigned(officer, texts):
    native = user(Role.REVIEWER)
    membership(native, Role.DELEGATE, country("PE"))
    sender = user(Role.REVIEWER)
    seat = membership(sender, Role.FOCAL_POINT, country("EC"))
    own = sent(deliverable(call(), country("EC")), by=sender).deliverable
    seat.until = NOW - timedelta(days=1)
    db.session.flush()
    db.session.expire_all()
    outcome = workflow.assign([(texts[0], native), (own, sender), (texts[1], native)], by=officer, at=NOW)
    assert (outcome.changed, outcome.conflicts) == (1, [texts[0], own])
    assert [one.reviewer_id for one in (texts[0], own, texts[1])] == [None, None, native.id]


def test_what_is_shared_evenly_honours_conflicts_and_what_each_has(officer, texts, daniel):
    native = user(Role.REVIEWER, name="Ana Vega")
    membership(native, Role.DELEGATE, country("PE"))
    taken(deliverable(call(), country("EC")), by=daniel)
    asking = people.who(officer, NOW)
    loaded = queries.load([daniel, native], asking)
    pairs = workflow.share(texts, [daniel, native], loaded, NOW)
    assert (loaded, [who.name for _text, who in pairs]) == (
        {daniel.id: 1, native.id: 0},
        ["Daniel Ortiz", "Ana Vega", "Ana Vega"],
    )


def test_a_text_that_moved_on_is_left_as_it_is(officer, texts, daniel):
    deliverables.withdraw(texts[0], by=focal_point(texts[0]), at=NOW)
    outcome = workflow.assign([(texts[0], daniel)], by=officer, at=NOW)
    assert (outcome.moved, texts[0].reviewer_id, letters()) == ([texts[0]], None, [])


def test_a_list_says_what_the_page_would_do_and_does_it(officer, texts, daniel, grace):
    pairs = [(texts[0], daniel), (texts[1], grace), (texts[2], None)]
    words = workflow.as_list(pairs)
    assert words.splitlines()[0] == f"{texts[0].symbol} {daniel.email}"
    assert workflow.read_list(f"\n{words.upper()}\r\n\n", texts, [daniel, grace]) == pairs
    spreadsheet = words.replace(" ", "\t")
    assert workflow.read_list(spreadsheet, texts, [daniel, grace]) == pairs


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("LAD/NONE daniel@example.org", "Line 2 names no text"),
        ("{symbol} stranger@example.org", "Line 2 names no reviewer"),
        ("{symbol}", "Line 2 names no text"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_assigned(officer, texts, daniel, line, why):
    words = f"{texts[0].symbol} {daniel.email}\n{line.format(symbol=texts[1].symbol)}"
    with pytest.raises(Refused, match=why):
        workflow.read_list(words, texts, [daniel])


def test_every_line_that_cannot_be_read_is_named_at_once(officer, texts, daniel):
    words = f"LAD/NONE {daniel.email}\n{texts[0].symbol} {daniel.email}\n{texts[1].symbol} stranger@example.org"
    with pytest.raises(Refused) as refused:
        workflow.read_list(words, texts, [daniel])
    assert refused.value.sentence == ("Line 1 names no text that waits for a verdict. Line 3 names no reviewer.")


def test_reviewers_do_not_assign(texts, daniel, grace):
    with pytest.raises(Forbidden):
        workflow.assign([(texts[0], grace)], by=daniel, at=NOW)
    assert db.session.scalars(select(Deliverable.reviewer_id)).unique().all() == [None]


def test_an_assigned_text_is_its_reviewers_own_and_the_next_version_comes_back_to_them(officer, texts, daniel, grace):
    workflow.assign([(texts[0], daniel)], by=officer, at=NOW)
    asking = people.who(daniel, NOW)
    mine = queries.texts(asking, whose="mine")
    assert db.session.scalars(mine).unique().all() == [texts[0]]
    reviews.take(texts[0], by=daniel, at=NOW)
    reviews.add(texts[0].latest, reviews.Words(point="Say when."), by=daniel, at=NOW)
    reviews.request_changes(texts[0], by=daniel, at=NOW)
    sent(texts[0], "In June.")
    assert db.session.scalars(mine).unique().all() == [texts[0]]
