"""Writing a call before it is open."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier

import pytest
from sqlalchemy import select

from secretariat.database import db, transaction
from secretariat.errors import Forbidden, Refused, Stale
from secretariat.models.calls import Call, CallField
from secretariat.models.people import Role, User
from secretariat.models.reminders import ReminderRule
from secretariat.workflow import drafts as workflow
from secretariat.workflow.drafts import Question, Wanted
from tests.factories import NOW, add, call, meeting, user


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER, name="Inés Robles")


@pytest.fixture
def draft(officer):
    return call(fields=("first", "second", "third"), opened_at=None)


def wanted(**facts):
    given = {
        "number": 7, "titles": {"en": "Notes"}, "instructions": {}, "pillar_id": None, "due_at": None,
        "due_on": date(2025, 9, 19), "due_time": time(18), "grace_minutes": 60, "soft": True,
        "needs_clearance": False, "ladder": [{"on": None, "texts": {"en": "Read aloud."}}],
    }  # fmt: skip
    return Wanted(**given | facts)


def question(**facts):
    given = {"kind": "text", "labels": {"en": "What?"}, "helps": {}, "required": True, "limit_words": None}
    return Question(**given | facts)


def keys(draft):
    found = select(CallField.key).where(CallField.call_id == draft.id).order_by(CallField.position)
    return db.session.scalars(found).all()


def test_a_new_call_takes_questions_and_reminders_of_the_one_it_starts_from(draft, officer):
    add(ReminderRule(call_id=draft.id, offset_days=-3))
    made = workflow.create(draft.meeting, wanted(), source=draft, by=officer, at=NOW)
    assert (made.symbol, made.title("en"), made.opened_at) == ("LAD/MIN.5/CALL.7", "Notes", None)
    assert keys(made) == keys(draft) == ["first", "second", "third"]
    rules = db.session.scalars(select(ReminderRule.offset_days).where(ReminderRule.call_id == made.id)).all()
    assert rules == [-3]


def test_two_calls_of_a_meeting_have_not_one_number(draft, officer):
    with pytest.raises(Refused, match="has this number") as refused:
        workflow.create(draft.meeting, wanted(number=draft.number), source=None, by=officer, at=NOW)
    assert refused.value.field == "number"


def test_another_meeting_may_have_a_call_of_the_same_number(draft, officer):
    other = meeting("sixth-ministerial")
    made = workflow.create(other, wanted(number=draft.number), source=None, by=officer, at=NOW)
    assert made.number == draft.number


def test_whoever_saves_over_somebody_elses_change_is_told_whose(draft, officer):
    shown = workflow.stamp(draft)
    workflow.change(draft, wanted(titles={"en": "Ours"}), by=officer, at=NOW, shown=shown)
    db.session.commit()
    with pytest.raises(Stale, match="Inés Robles has changed this call"):
        workflow.change(draft, wanted(titles={"en": "Theirs"}), by=user(Role.OFFICER), at=NOW, shown=shown)
    assert draft.titles == {"en": "Ours"}


@pytest.mark.parametrize(
    "deed",
    [
        lambda one, by: workflow.change(one, wanted(), by=by, at=NOW),
        lambda one, by: workflow.ask(one, question(), by=by, at=NOW),
        lambda one, by: workflow.ask_otherwise(one.fields[0], question(), by=by, at=NOW),
        lambda one, by: workflow.drop(one.fields[0], by=by, at=NOW),
        lambda one, by: workflow.order(one, [field.id for field in reversed(one.fields)], by=by, at=NOW),
    ],
    ids=["words", "ask", "ask otherwise", "drop", "order"],
)
def test_a_closed_call_is_not_changed_any_more(officer, deed):
    opened = call(fields=("first", "second"), closed_at=NOW)
    with pytest.raises(Stale, match="so it cannot be changed"):
        deed(opened, officer)
    assert (opened.title("en"), keys(opened)) == ("Contributions", ["first", "second"])


def test_questions_are_added_below_and_moved_and_those_below_a_gap_move_up(draft, officer):
    workflow.ask(draft, question(labels={"en": "What will it cost?"}), by=officer, at=NOW)
    assert keys(draft) == ["first", "second", "third", "what_will_it_cost"]
    workflow.move(draft.fields[3], up=True, by=officer, at=NOW)
    workflow.move(draft.fields[0], up=True, by=officer, at=NOW)  # it is at the top already
    assert keys(draft) == ["first", "second", "what_will_it_cost", "third"]
    workflow.drop(draft.fields[1], by=officer, at=NOW)
    db.session.commit()
    found = db.session.execute(select(CallField.position, CallField.key).order_by(CallField.position)).all()
    assert [tuple(one) for one in found] == [(1, "first"), (2, "what_will_it_cost"), (3, "third")]


@pytest.mark.parametrize("choose", [lambda ids: ids[1:], lambda ids: [*ids, ids[0]], lambda ids: [*ids[1:], 999]])
def test_an_order_that_names_other_questions_than_there_are_is_refused(draft, officer, choose):
    with pytest.raises(Stale):
        workflow.order(draft, choose([one.id for one in draft.fields]), by=officer, at=NOW)
    assert keys(draft) == ["first", "second", "third"]


def test_two_officers_who_add_a_question_at_once_both_get_a_place_for_it(app, draft, officer):
    call_id, officer_id = draft.id, officer.id
    db.session.commit()
    barrier = Barrier(2)

    def add_one(label):
        with app.test_request_context(), transaction():
            one, by = db.session.get(Call, call_id), db.session.get(User, officer_id)
            assert len(one.fields) == 3
            barrier.wait(10)
            workflow.ask(one, question(labels={"en": label}), by=by, at=NOW)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add_one, ["Who?", "When?"]))
    db.session.expire_all()
    assert sorted(keys(draft)) == ["first", "second", "third", "when", "who"]


def test_a_question_that_was_taken_out_meanwhile_is_not_changed(app, draft, officer):
    field, call_id = draft.fields[0], draft.id
    field_id, colleague_id = field.id, user(Role.OFFICER).id
    db.session.commit()

    def drop_it():
        with app.test_request_context(), transaction():
            one = db.session.get(CallField, field_id)
            workflow.drop(one, by=db.session.get(User, colleague_id), at=NOW)

    assert field.call.fields[0] is field
    with ThreadPoolExecutor(1) as pool:
        pool.submit(drop_it).result(10)
    with pytest.raises(Stale, match="has changed this call"):
        workflow.ask_otherwise(field, question(), by=officer, at=NOW)
    assert call_id == draft.id


@pytest.mark.parametrize(
    ("label", "used", "key"),
    [
        ("¿Qué institución dirige el trabajo?", set(), "que_institucion_dirige_el_trabajo"[:32].strip("_")),
        ("State", set(), "state_2"),
        ("2026 figures", set(), "figures"),
        ("Summary", {"summary", "summary_2"}, "summary_3"),
        ("¿?", set(), "question"),
    ],
)
def test_a_question_gets_a_key_that_no_other_has_and_that_the_form_does_not_use_itself(label, used, key):
    assert workflow.key_for(label, used) == key


def test_only_an_officer_writes_calls(draft):
    with pytest.raises(Forbidden):
        workflow.ask(draft, question(), by=user(Role.REVIEWER), at=NOW)
    with pytest.raises(Forbidden):
        workflow.create(draft.meeting, wanted(), source=None, by=user(Role.FOCAL_POINT), at=NOW)
    assert db.session.scalars(select(Call)).all() == [draft]
