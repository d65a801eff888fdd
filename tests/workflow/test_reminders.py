"""Reminders: each rung once, to whoever still owes, one mail a day about everything."""

from datetime import UTC, datetime, timedelta

import pytest

from secretariat.database import db
from secretariat.mail.letter import Kind
from secretariat.models.countries import Holiday
from secretariat.models.deliverables import State
from secretariat.models.meetings import Meeting
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.models.reminders import Reminder, ReminderRule
from secretariat.queries import calls, home, people
from secretariat.workflow import deliverables, forecast, overdue, reasons, reminders
from tests import factories
from tests.texts import counted

pytestmark = pytest.mark.usefixtures("in_2025")

# Lima's 09:00; the call is due on Friday 19 September at 18:00 Lima.
DUE = datetime(2025, 9, 19, 23, tzinfo=UTC)
OPENED = datetime(2025, 8, 4, 14, tzinfo=UTC)
RUNGS = (-21, -7, -2, 0, 1)


def lima(day: int, hour: int = 9, month: int = 9) -> datetime:
    return datetime(2025, month, day, hour + 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ladder(session):
    return [factories.add(ReminderRule(call_id=None, offset_days=days)) for days in RUNGS]


@pytest.fixture
def rosa(session):
    return factories.user(Role.FOCAL_POINT, name="Rosa Quispe", language="es")


def owed(title="Progress report", due_at=DUE, opened_at=OPENED, by="PE", **facts):
    call = factories.call(due_at=due_at, opened_at=opened_at, titles={"en": title})
    return factories.deliverable(call, by=factories.country(by), **facts)


def letters(kind=Kind.REMINDER) -> list[Message]:
    return list(db.session.query(Message).filter_by(kind=kind).order_by(Message.id))


def rungs() -> list[tuple[int, bool]]:
    rows = db.session.query(Reminder).join(ReminderRule).order_by(Reminder.id)
    return [(one.rule.offset_days, one.message_id is not None) for one in rows]


def decide_until(moment: datetime) -> None:
    """Let the rungs before a moment be history."""
    reminders.run(moment)
    for one in letters():
        one.state = "sent"


def test_a_rung_leaves_at_nine_in_the_capital_and_not_a_minute_before(rosa):
    owed()
    decide_until(lima(1))
    assert reminders.run(lima(12) - timedelta(minutes=1)) == 0
    assert reminders.run(lima(12)) == 1
    assert letters()[-1].subject.endswith("viernes 19 de septiembre: Progress report (Peru)")


def test_a_rung_is_taken_once_however_often_it_is_asked(rosa):
    owed()
    decide_until(lima(1))
    assert [reminders.run(lima(12, hour)) for hour in (9, 9, 10, 18)] == [1, 0, 0, 0]


def test_the_whole_ladder_sends_one_letter_a_rung(rosa):
    owed()
    sent = [day for day in range(1, 30) for hour in (8, 9, 15) if reminders.run(lima(day, hour))]
    # The first run takes the missed rung of 29 August; the +1 falls on a Saturday and leaves on Monday.
    assert sent == [1, 12, 17, 19, 22]
    assert rungs() == [(-21, True), (-7, True), (-2, True), (0, True), (1, True)]


def test_after_downtime_the_latest_missed_rung_speaks_for_the_others(rosa):
    owed()
    assert reminders.run(lima(18)) == 1
    assert rungs() == [(-21, False), (-7, False), (-2, True)]


@pytest.mark.parametrize(
    "state", [State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.PUBLISHED, State.WAIVED, State.WITHDRAWN]
)
def test_whoever_owes_nothing_is_not_reminded(rosa, state):
    owed(state=state)
    assert reminders.run(lima(12)) == 0
    assert rungs() == []


@pytest.mark.parametrize("moment", ["opened_at", "closed_at"])
def test_a_call_that_is_not_open_reminds_nobody(rosa, moment):
    text = owed()
    setattr(text.call, moment, None if moment == "opened_at" else lima(1))
    assert reminders.run(lima(12)) == 0


def test_only_focal_points_of_the_country_are_reminded(rosa):
    owed()
    factories.user(Role.APPROVER)
    factories.user(Role.DELEGATE)
    factories.user(Role.FOCAL_POINT, factories.country("CR"))
    factories.user(Role.FOCAL_POINT, active=False)
    factories.user(Role.FOCAL_POINT, until=lima(11))
    martin = factories.user(Role.FOCAL_POINT, language="en")
    assert reminders.run(lima(12)) == 2
    assert {(one.user_id, one.language) for one in letters()} == {(rosa.id, "es"), (martin.id, "en")}


def test_each_capital_has_its_own_nine_o_clock(session):
    for code in ("PE", "BR", "MX"):
        factories.user(Role.FOCAL_POINT, factories.country(code))
        owed(by=code)
    decide_until(lima(1))
    noon = datetime(2025, 9, 12, 12, tzinfo=UTC)
    assert [reminders.run(noon + timedelta(hours=hours)) for hours in range(4)] == [1, 0, 1, 1]


def test_one_person_gets_one_mail_about_everything_that_is_owed(rosa):
    first, second = owed(), owed("Country sheet")
    later = owed("Commitments", due_at=DUE + timedelta(days=30))
    done = owed("Comments", state=State.SUBMITTED)
    decide_until(lima(1))
    assert reminders.run(lima(12)) == 1
    assert letters()[-1].about == [first.id, second.id, later.id]
    assert done.id not in letters()[-1].about


def test_what_is_overdue_stands_first_then_the_nearest_date_whatever_rung_has_come(rosa):
    late = owed("Long overdue", due_at=OPENED + timedelta(days=20))
    reason = owed("Country sheet")
    factories.add(ReminderRule(call_id=reason.call_id, offset_days=-7, wording={"es": "Quedan siete días: {day}."}))
    near = owed("Comments", due_at=DUE - timedelta(days=1, hours=8))
    decide_until(lima(11))
    reminders.run(lima(12))
    letter = letters()[-1]
    assert letter.about == [late.id, near.id, reason.id]
    assert letter.subject.endswith("Long overdue (Peru)")
    assert letter.subject.startswith("Vencido desde")
    first, own = " ".join(letter.text.split()), "Country sheet (Peru): Quedan siete días: viernes 19 de septiembre."
    assert "Envíe ahora Long overdue (Peru): está vencido desde" in first
    assert own in first


def test_a_second_rung_of_the_day_is_covered_by_the_letter_that_told_of_it(rosa):
    owed()
    later = owed("Commitments", due_at=DUE + timedelta(days=7, hours=-2))
    decide_until(lima(1))
    assert reminders.run(lima(12, 8) + timedelta(hours=1)) == 1
    later.due_at = DUE  # it is moved back in the middle of the day: its rung of this morning has come
    assert reminders.run(lima(12, 15)) == 0
    assert rungs()[-1] == (-7, False)


def test_a_rung_of_a_text_that_no_letter_told_of_waits_until_tomorrow(rosa):
    owed()
    decide_until(lima(1))
    reminders.run(lima(12))
    owed("Comments", due_at=DUE - timedelta(days=5), opened_at=lima(12, 10))
    chosen = db.session.query(ReminderRule).filter_by(offset_days=-2).one()
    assert reminders.run(lima(12, 15)) == 0
    assert [reminders.run(moment) for moment in (lima(13, 0), lima(13, 8))] == [0, 0]
    assert reminders.run(lima(15)) == 1
    assert chosen.id in {one.rule_id for one in db.session.query(Reminder)}


def test_a_rung_from_before_the_call_was_opened_is_passed_over(rosa):
    owed(opened_at=lima(10))
    assert reminders.run(lima(10, 12)) == 0
    assert rungs() == [(-21, False)]
    assert reminders.run(lima(12)) == 1


def test_a_rung_from_before_the_changes_were_requested_is_passed_over(rosa):
    text = owed(state=State.IN_REVIEW)
    text.state, text.changed_at = State.CHANGES_REQUESTED, lima(15)
    assert reminders.run(lima(15, 12)) == 0
    assert reminders.run(lima(17)) == 1


def test_an_extension_begins_the_ladder_anew_without_a_mail_at_once(rosa):
    text = owed()
    decide_until(lima(18))
    before = len(letters())
    text.due_at = DUE + timedelta(days=14)
    assert reminders.run(lima(18, 12)) == 0
    assert [day for day in range(19, 31) if reminders.run(lima(day))] == [26]
    assert len(letters()) == before + 1


def test_the_letter_of_an_extension_stands_for_the_rung_that_came_while_the_old_date_held(rosa, officer):
    text = owed()
    decide_until(lima(12))
    before = len(letters())
    deliverables.extend(text, until=DUE + timedelta(days=1), reason="Elections", by=officer, at=lima(15))
    assert (reminders.run(lima(15, 12)), len(letters(Kind.EXTENDED))) == (0, 1)
    assert [day for day in range(16, 24) if reminders.run(lima(day))] == [18, 19, 22]
    assert len(letters()) == before + 3


def test_a_rung_that_reaches_nobody_stays_open_until_there_is_somebody(session):
    owed()
    assert reminders.run(lima(12)) == 0
    assert rungs() == []
    factories.user(Role.FOCAL_POINT)
    assert reminders.run(lima(13)) == 1
    assert rungs() == [(-21, False), (-7, True)]


def test_a_holiday_moves_a_rung_to_the_next_working_day(rosa):
    text = owed()
    decide_until(lima(1))
    factories.add(Holiday(country_id=text.country_id, day=lima(12).date(), names={"en": "A holiday"}))
    assert [day for day in range(12, 17) if reminders.run(lima(day))] == [15]


def test_a_call_with_a_ladder_of_its_own_uses_that_one(rosa):
    text = owed()
    factories.add(ReminderRule(call_id=text.call_id, offset_days=-3))
    assert [day for day in range(1, 30) if reminders.run(lima(day))] == [16]


def test_a_letter_names_what_else_is_owed_in_the_order_of_its_dates(rosa):
    first, second = owed(), owed("Commitments", due_at=DUE + timedelta(days=30))
    decide_until(lima(1))
    assert reminders.run(lima(12)) == 1
    assert (letters()[-1].user, letters()[-1].about) == (rosa, [first.id, second.id])


def test_the_next_rungs_are_known_the_earliest_first(rosa):
    first, second = owed(), owed("Country sheet", due_at=DUE - timedelta(days=3))
    assert [(one.moment, one.text) for one in forecast.following(lima(8))] == [(lima(9), second), (lima(12), first)]


# The officers, at noon in Washington (11:00 in Lima in September).


@pytest.fixture
def officer(session) -> User:
    return factories.user(Role.OFFICER)


def test_an_officer_hears_at_noon_what_was_reminded_after_its_date(rosa, officer):
    text = owed()
    for day in range(1, 23):
        reminders.run(lima(day))
    assert [overdue.report(lima(22, hour)) for hour in (9, 10, 11, 12, 18)] == [0, 0, 1, 0, 0]
    assert overdue.report(lima(23, 12)) == 0
    (letter,) = letters(Kind.OVERDUE)
    assert (letter.user_id, letter.about) == (officer.id, [text.id])


def test_mornings_of_all_capitals_are_in_one_letter(officer):
    texts = [owed(by=code) for code in ("BR", "PE", "MX")]
    for code in ("BR", "PE", "MX"):
        factories.user(Role.FOCAL_POINT, factories.country(code))
    morning = datetime(2025, 9, 22, 12, tzinfo=UTC)
    assert sum(reminders.run(morning + timedelta(hours=hours)) for hours in range(4)) == 3
    assert overdue.report(morning + timedelta(hours=4)) == 1
    assert letters(Kind.OVERDUE)[0].about == [one.id for one in texts]


def test_an_officer_hears_nothing_where_nothing_is_overdue(rosa, officer):
    owed()
    reminders.run(lima(12))
    assert overdue.report(lima(12, 12)) == 0


def test_a_letter_holds_all_that_is_overdue_as_the_home_counts_it_and_tells_of_nothing_twice(rosa, officer):
    first, second, closed = owed(due_at=DUE - timedelta(days=1)), owed(), owed(due_at=DUE - timedelta(days=9))
    owed(due_at=lima(30))
    closed.call.closed_at = lima(20)
    remind_late(second, lima(22, 10))
    remind_late(first, lima(22, 12))
    remind_late(closed, lima(22, 10))
    assert [overdue.report(lima(22, 12)), overdue.report(lima(23, 12))] == [1, 0]
    (letter,) = letters(Kind.OVERDUE)
    assert (letter.subject, letter.about) == (
        "Follow up on Monday 22 September: 2 texts are overdue",
        [first.id, second.id],
    )
    assert at_home(lima(22, 12)) == [first.id, second.id]


def remind_late(text, at: datetime) -> None:
    """Let the rung after the due day have been decided at a moment."""
    rule = db.session.query(ReminderRule).filter_by(offset_days=1).one()
    row = {"offset_days": 1, "audience": rule.audience, "due_at": text.due_at, "decided_at": at}
    factories.add(Reminder(deliverable=text, rule=rule, **row))


def at_home(at: datetime) -> list[int]:
    """Return the texts that an officer's home lists as overdue."""
    officer = people.who(factories.user(Role.OFFICER), at)
    meeting = factories.found(Meeting, slug="fifth-ministerial")
    return [one.id for _sheet, texts in home.overdue(calls.of_meeting(meeting, officer), at) for one in texts]


def test_a_noon_that_was_missed_is_made_up_for(rosa, officer):
    owed()
    reminders.run(lima(22, 12))  # decided after noon, and the house is down until the next afternoon
    assert overdue.report(lima(22, 13)) == 0
    assert overdue.report(lima(23, 18)) == 1


# What it costs.


@pytest.mark.parametrize("codes", [("PE",), ("PE", "BR", "MX")])
def test_finding_out_what_is_due_takes_as_many_queries_for_one_text_as_for_three(session, codes):
    for code in codes:
        factories.user(Role.FOCAL_POINT, factories.country(code))
        owed(by=code)
    session.flush()
    session.expunge_all()
    with counted() as statements:
        speaking = list(reasons.readers(list(reasons.due(lima(12, 15))), lima(12, 15)))
        assert len(speaking) == len(codes)
    assert len(statements) == 7, statements


@pytest.mark.parametrize("people", [1, 4])
def test_letters_to_many_of_one_country_cost_as_many_queries_as_one_and_bear_the_name_of_each(session, people):
    owed()
    names = [f"Focal point {number}" for number in range(people)]
    for name in names:
        factories.user(Role.FOCAL_POINT, name=name)
    session.flush()
    session.expunge_all()
    with counted() as statements:
        assert reminders.run(lima(12, 15)) == people
    assert len(statements) == 18, statements  # once the words of all letters
    assert all(f"Dear {name}," in one.text and name in one.html for one, name in zip(letters(), names, strict=True))
