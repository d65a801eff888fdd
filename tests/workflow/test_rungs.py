"""A rung of a ladder: whom it speaks to, on what condition, in which words; held, skipped, sent before its time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from secretariat.database import db
from secretariat.errors import Forbidden, Refused, Stale
from secretariat.mail import truth
from secretariat.mail.letter import Kind
from secretariat.models.deliverables import State
from secretariat.models.handing import HandedField
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reminders import Audience, OnlyIf, Reminder, ReminderRule
from secretariat.queries import reminders as queries
from secretariat.workflow import clearing, forecast, reminders, rungs, saving
from tests import factories

DUE = datetime(2025, 9, 19, 23, tzinfo=UTC)  # Friday, 18:00 in Lima
OPENED = datetime(2025, 8, 4, 14, tzinfo=UTC)


def lima(day: int, hour: int = 9) -> datetime:
    return datetime(2025, 9, day, hour + 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def house(session):
    for days in (-21, -7, -2):
        factories.add(ReminderRule(call_id=None, offset_days=days))


@pytest.fixture
def officer(session):
    return factories.user(Role.OFFICER)


@pytest.fixture
def rosa(session):
    return factories.user(Role.FOCAL_POINT, name="Rosa Quispe", language="es")


@pytest.fixture
def text(rosa):
    made = factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED, titles={"en": "Progress report"}))
    reminders.run(lima(1))
    for one in letters():
        one.state = "sent"
    return made


def letters() -> list[Message]:
    return list(db.session.query(Message).filter_by(kind=Kind.REMINDER).order_by(Message.id))


def wanted(days=-3, audience=Audience.FOCAL_POINTS, only_if=OnlyIf.NOT_SENT, **wording) -> rungs.Wanted:
    return rungs.Wanted(offset_days=days, audience=audience, only_if=only_if, wording=wording)


def rung(text, days, audience=Audience.FOCAL_POINTS) -> ReminderRule:
    found = [one for one in queries.ladder(text.call) if (one.offset_days, one.audience) == (days, audience)]
    return found[0]


def written(at: datetime) -> list[Message]:
    """Let a moment come, and return the letters that it brought."""
    before = len(letters())
    reminders.run(at)
    return letters()[before:]


# A ladder of the call's own.


def test_a_call_that_gets_a_rung_keeps_those_of_the_house_and_what_they_have_sent(text, officer):
    rungs.add(text.call, wanted(), by=officer, at=lima(8))
    assert [one.offset_days for one in queries.ladder(text.call)] == [-21, -7, -3, -2]
    assert {one.rule.call_id for one in db.session.query(Reminder)} == {text.call_id}
    assert [day for day in range(8, 20) if written(lima(day))] == [12, 16, 17]


def test_a_rung_whose_day_has_passed_when_it_is_written_down_speaks_to_nobody(text, officer):
    rungs.add(text.call, wanted(-14), by=officer, at=lima(8))
    assert written(lima(9)) == []
    assert written(lima(12)) != []


def test_another_call_keeps_the_ladder_of_the_house(text, officer):
    other = factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED))
    rungs.take_out(text.call, rung(text, -7), by=officer, at=lima(8))
    assert [one.offset_days for one in queries.ladder(text.call)] == [-21, -2]
    assert [one.offset_days for one in queries.ladder(other.call)] == [-21, -7, -2]


def test_the_last_rung_stays(text, officer):
    for days in (-21, -7):
        rungs.take_out(text.call, rung(text, days), by=officer, at=lima(8))
    with pytest.raises(Refused, match="last reminder"):
        rungs.take_out(text.call, rung(text, -2), by=officer, at=lima(8))


@pytest.mark.parametrize(
    ("days", "audience", "field"),
    [
        (-91, Audience.FOCAL_POINTS, "offset_days"),
        (31, Audience.FOCAL_POINTS, "offset_days"),
        (-7, Audience.FOCAL_POINTS, "offset_days"),
        (0, Audience.OFFICERS, "audience"),
        (-1, Audience.DELEGATION, "audience"),
    ],
)
def test_a_rung_that_cannot_be_is_refused_beside_its_control(text, officer, days, audience, field):
    with pytest.raises(Refused) as refused:
        rungs.add(text.call, wanted(days, audience), by=officer, at=lima(8))
    assert refused.value.field == field


def test_only_an_officer_changes_a_ladder(text, rosa):
    with pytest.raises(Forbidden):
        rungs.add(text.call, wanted(), by=rosa, at=lima(8))


def test_a_closed_call_has_no_rungs_to_change(text, officer):
    text.call.closed_at = lima(8)
    with pytest.raises(Stale, match="closed"):
        rungs.add(text.call, wanted(), by=officer, at=lima(8))


# Whom it speaks to, and when.


def test_an_approver_hears_of_a_text_that_is_not_cleared_and_of_no_other(text, officer):
    luz = factories.user(Role.APPROVER, language="es")
    rungs.add(text.call, wanted(-3, Audience.APPROVERS, OnlyIf.NOT_CLEARED), by=officer, at=lima(8))
    factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED))
    assert [one.about for one in written(lima(16)) if one.user_id == luz.id] == [[text.id]]
    text.state = State.CLEARED
    assert [one for one in written(lima(17)) if one.user_id == luz.id] == []


def test_an_approver_hears_of_a_text_that_was_cleared_before_its_question_was_renamed(text, officer):
    luz = factories.user(Role.APPROVER, language="es")
    rungs.add(text.call, wanted(-3, Audience.APPROVERS, OnlyIf.NOT_CLEARED), by=officer, at=lima(8))
    (asked,) = text.call.fields
    saving.save(text, asked, "Peru leads.", revision=0, by=luz, at=lima(8))
    clearing.clear(text, by=luz, at=lima(9))
    asked.labels = {"en": "What do you not do?"}
    assert [one.about for one in written(lima(16)) if one.user_id == luz.id] == [[text.id]]


def test_a_rung_whose_condition_does_not_hold_is_passed_over(text, officer):
    rungs.add(text.call, wanted(-3, only_if=OnlyIf.NOT_BEGUN), by=officer, at=lima(8))
    written(lima(12))
    text.state = State.DRAFT
    assert written(lima(16)) == []
    text.state = State.NOT_STARTED
    assert written(lima(16, 12)) == []


def test_a_condition_that_ends_before_the_letter_leaves_cancels_it(text, officer):
    rungs.add(text.call, wanted(-3, only_if=OnlyIf.NOT_BEGUN), by=officer, at=lima(8))
    written(lima(12))
    (letter,) = written(lima(16))
    text.state = State.DRAFT
    assert not truth.holds(letter, lima(16))
    assert letter.state == "cancelled"


def test_whoever_holds_a_question_is_led_to_it(text, officer, rosa):
    colleague = factories.user(Role.DELEGATE)
    question = text.call.fields[0]
    given = {"until": date(2025, 9, 17), "made_at": lima(8), "made_by_id": rosa.id}
    factories.add(HandedField(deliverable=text, field=question, user=colleague, **given))
    rungs.add(text.call, wanted(-3, Audience.ASSIGNED), by=officer, at=lima(8))
    written(lima(12))
    (letter,) = written(lima(16))
    assert letter.user_id == colleague.id
    assert f"/deliverables/{text.id}/handed" in letter.text


def test_the_delegation_hears_only_after_the_date(text, officer):
    head = factories.user(Role.DELEGATE)
    rungs.add(text.call, wanted(1, Audience.DELEGATION), by=officer, at=lima(8))
    assert {one.user_id for day in range(8, 22) for one in written(lima(day))} != {head.id}
    assert [one.user_id for one in written(lima(22))] == [head.id]


def test_one_person_who_is_two_readers_gets_one_mail(text, officer, rosa):
    factories.membership(rosa, Role.APPROVER, text.country)
    rungs.add(text.call, wanted(-7, Audience.APPROVERS), by=officer, at=lima(8))
    assert len(written(lima(12))) == 1
    assert db.session.query(Reminder).filter(Reminder.message_id == letters()[-1].id).count() == 2


def test_the_wording_of_a_rung_is_a_paragraph_after_the_first_line_with_its_fields_filled_in(text, officer):
    rungs.add(
        text.call,
        wanted(-3, en="Three days left for {country}.", es="Quedan tres días para {country}."),
        by=officer,
        at=lima(8),
    )
    written(lima(12))
    (letter,) = written(lima(16))
    first, own, rest = letter.text.split("\n\n")[3:6]
    assert first.startswith("Envíe Progress report (Peru) a más tardar el viernes 19 de septiembre")
    assert (own, rest.startswith("Peru: este correo")) == ("Quedan tres días para Peru.", True)
    assert "<p>Quedan tres días para Peru.</p>" in letter.html


# Held, sent now, skipped.


def test_a_held_rung_waits_and_speaks_when_it_is_released(text, officer):
    rungs.hold(text.call, rung(text, -7), by=officer, at=lima(8))
    assert written(lima(12)) == []
    rungs.release(text.call, rung(text, -7), by=officer, at=lima(15))
    assert len(written(lima(15))) == 1


def test_a_rung_sent_before_its_time_is_not_sent_again(text, officer):
    assert rungs.send_now(text.call, rung(text, -7), by=officer, at=lima(8)) == 1
    assert written(lima(12)) == []
    assert len(written(lima(17))) == 1


def test_a_country_that_is_skipped_gets_nothing_and_the_others_do(text, officer):
    brazil = factories.deliverable(text.call, by=factories.country("BR"))
    ana = factories.user(Role.FOCAL_POINT, factories.country("BR"))
    rungs.skip(text, rung(text, -7), "Elections", by=officer, at=lima(8))
    assert [one.user_id for one in written(lima(12))] == [ana.id]
    assert letters()[-1].about == [brazil.id]


def test_a_skip_can_be_taken_back(text, officer):
    rungs.skip(text, rung(text, -7), "Elections", by=officer, at=lima(8))
    rungs.undo_skip(text, rung(text, -7), by=officer, at=lima(9))
    assert len(written(lima(12))) == 1


def test_a_skip_wants_a_reason_and_a_rung_that_is_still_to_come(text, officer):
    with pytest.raises(Refused) as refused:
        rungs.skip(text, rung(text, -7), "  ", by=officer, at=lima(8))
    assert refused.value.field == "reason"
    with pytest.raises(Stale):
        rungs.skip(text, rung(text, -21), "Too late", by=officer, at=lima(8))


def test_a_letter_in_a_language_without_the_sentence_does_without_it(text, officer):
    rungs.change(text.call, rung(text, -7), wanted(-7, fr="Il ne reste que sept jours."), by=officer, at=lima(8))
    (letter,) = written(lima(12))
    assert (letter.language, "sept jours" in letter.text) == ("es", False)


def test_whoever_had_todays_mail_refused_was_not_told(text, officer):
    (first,) = written(lima(12))
    first.state = "refused"
    assert rungs.send_now(text.call, rung(text, -2), by=officer, at=lima(12, hour=11)) == 1
    assert [one.state for one in letters()][-2:] == ["refused", "waiting"]
    assert rungs.send_now(text.call, rung(text, -21), by=officer, at=lima(12, hour=12)) == 0


def test_a_letter_to_an_approver_says_about_how_many_texts_it_is_not_how_many_the_country_owes(text, officer):
    factories.user(Role.APPROVER)
    factories.deliverable(factories.call(due_at=datetime(2025, 10, 30, 23, tzinfo=UTC), opened_at=OPENED))
    rungs.add(text.call, wanted(-3, Audience.APPROVERS), by=officer, at=lima(8))
    written(lima(12))
    (letter,) = written(lima(16))
    said = " ".join(letter.text.split())
    assert "it is about 1 text of Peru. Whatever else is owed is told to the focal point." in said
    assert "still owed." not in said


def ready(call, **facts):
    """Return a draft of Peru's in which nothing is missing, of a call that asks nothing."""
    return factories.deliverable(call, state=State.DRAFT, **facts)


@pytest.mark.usefixtures("in_2025")
def test_an_approver_is_asked_to_clear_what_can_be_cleared_and_told_what_the_rest_waits_for(text, officer):
    factories.user(Role.APPROVER)
    rungs.add(text.call, wanted(-3, Audience.APPROVERS), by=officer, at=lima(8))
    later = ready(factories.call(due_at=DUE + timedelta(days=9), opened_at=OPENED, fields=(), needs_clearance=True))
    ready(factories.call(due_at=DUE + timedelta(days=9), opened_at=OPENED, fields=(), titles={"en": "Not asked"}))
    written(lima(12))
    (letter,) = written(lima(16))
    assert letter.about == [later.id, text.id]
    assert letter.subject == "Clear by Sunday 28 September: Contributions (Peru)"
    said = " ".join(letter.text.split())
    assert "Clear Contributions (Peru) by Sunday 28 September, 18:00 Lima (19:00 in Washington)." in said
    assert "1. Contributions (Peru) It is complete and waits for you to clear it." in said
    assert "2. Progress report (Peru) Peru has not begun it: there is nothing for you to clear yet." in said
    assert f"Clear: Contributions http://localhost:8000/deliverables/{later.id} " in said
    assert "it is about 2 texts of Peru." in said
    assert truth.holds(letter, lima(16))
    assert letter.about == [later.id, text.id]


@pytest.mark.usefixtures("in_2025")
def test_an_approver_who_can_clear_nothing_yet_is_told_why_and_is_asked_for_nothing(text, officer):
    factories.user(Role.APPROVER)
    rungs.add(text.call, wanted(-3, Audience.APPROVERS), by=officer, at=lima(8))
    written(lima(12))
    (letter,) = written(lima(16))
    said = " ".join(letter.text.split())
    assert letter.subject == "Nothing to clear yet, due Friday 19 September: Progress report (Peru)"
    assert "is due Friday 19 September, 18:00 Lima (19:00 in Washington). Peru has not begun it: there is" in said
    assert "Open: Progress report" in said
    assert "Send " not in said
    text.state = State.CLEARED  # meanwhile
    assert truth.holds(letter, lima(16))
    assert "It is cleared: only the focal point has something left to do" in " ".join(letter.text.split())


@pytest.mark.usefixtures("in_2025")
def test_a_letter_to_an_approver_after_the_date_says_so(text, officer):
    factories.user(Role.APPROVER)
    late = ready(factories.call(due_at=DUE, opened_at=OPENED, fields=(), titles={"en": "Late"}))
    rungs.add(late.call, wanted(3, Audience.APPROVERS), by=officer, at=lima(8))
    for day in range(8, 24):
        written(lima(day))
    letter = letters()[-1]
    assert letter.subject == "Clear now, overdue since Friday 19 September: Late (Peru)"
    assert "Clear Late (Peru) now: it is overdue since Friday 19 September" in " ".join(letter.text.split())


@pytest.mark.usefixtures("in_2025")
@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Nothing to clear, overdue since Friday 19 September: "),
        ("es", "Nada que visar, vencido desde el viernes 19 de septiembre: "),
        ("pt", "Nada para autorizar, em atraso desde sexta-feira, 19 de setembro: "),
        ("fr", "Rien à viser, en retard depuis le vendredi 19 septembre\u00a0: "),
    ],
)
def test_a_letter_to_an_approver_who_can_clear_nothing_says_after_the_date_that_it_has_passed(
    text, officer, language, subject
):
    factories.user(Role.APPROVER, language=language)
    rungs.add(text.call, wanted(3, Audience.APPROVERS), by=officer, at=lima(8))
    for day in range(8, 24):
        written(lima(day))
    letter = letters()[-1]
    assert letter.subject.startswith(subject)
    assert truth.holds(letter, lima(23))


# The days ahead.


def test_the_days_ahead_name_what_run_will_write(text, officer, rosa):
    rungs.add(text.call, wanted(-3, only_if=OnlyIf.NOT_BEGUN), by=officer, at=lima(8))
    rungs.skip(text, rung(text, -2), "Elections", by=officer, at=lima(8))
    steps = forecast.by_day(forecast.ahead(lima(8), 14))
    assert [(day, [(one.rung.offset_days, one.people) for one in those]) for day, those in steps] == [
        (date(2025, 9, 12), [(-7, 1)]),
        (date(2025, 9, 16), [(-3, 1)]),
        (date(2025, 9, 17), [(-2, 0)]),
    ]
    assert [day for day in range(9, 20) if written(lima(day))] == [12, 16]


def test_the_last_of_the_days_ahead_is_whole(text):
    assert [one.day for one in forecast.ahead(lima(8, hour=7), 4)] == [date(2025, 9, 12)]
    assert forecast.ahead(lima(8, hour=18), 3) == []


def test_a_rung_that_is_held_or_skipped_is_not_the_next_one(text, officer):
    rungs.hold(text.call, rung(text, -7), by=officer, at=lima(8))
    assert [one.moment for one in forecast.following(lima(8))] == [lima(17)]
    rungs.skip(text, rung(text, -2), "Elections", by=officer, at=lima(8))
    assert forecast.following(lima(8)) == []
