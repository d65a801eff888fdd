"""Deadlines and meetings in people's own calendars: the file of one, and the feeds that programs fetch."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import update
from structlog import get_logger
from structlog.testing import capture_logs

from secretariat import failures
from secretariat.database import db
from secretariat.models.calendars import CalendarFeed
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.meetings import Meeting
from secretariat.models.people import Membership, Role, User
from secretariat.workflow import audit, circulation, saving
from secretariat.workflow import calls as call_workflow
from secretariat.workflow import deliverables as workflow
from tests.factories import NOW, call, country, deliverable, field, found, item, meeting, user
from tests.visitors import Visit, counting

DUE = datetime(2025, 9, 19, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def rosa(app, session):
    with app.test_request_context():
        person = user(Role.FOCAL_POINT, language="es")
        session.commit()
        return person


@pytest.fixture
def officer(app, session):
    with app.test_request_context():
        person = user(Role.OFFICER)
        session.commit()
        return person


@pytest.fixture
def text(app, session):
    with app.test_request_context():
        made = deliverable(call(titles={"en": "Plans, jobs; homes", "es": "Planes, empleos; viviendas"}), due_at=DUE)
        session.commit()
        return made.id


def event(answer):
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.data).events[0]


def taken(visit, text):
    """Return method, sequence, status, end and alarms of the file of a deadline."""
    answer = visit.get(f"/deliverables/{text}/deadline.ics")
    it = event(answer)
    method = str(Calendar.from_ical(answer.data)["METHOD"])
    return method, it["SEQUENCE"], str(it["STATUS"]), it["DTEND"].dt, len(it.subcomponents)


def address(visit, page="/account"):
    """Make an address on a page, and return its path."""
    slug = page.partition("/meetings/")[2]
    assert visit.post(f"/calendar/meetings/{slug}" if slug else "/calendar/mine").status_code == 302
    shown = re.search(r"http://localhost:\d+(/calendar/[\w-]{43}\.ics)</code>", visit.get(page).text)
    assert shown
    return shown[1]


def titles(visit, path):
    answer = visit.get(path)
    assert answer.status_code == 200
    return [str(one["SUMMARY"]) for one in Calendar.from_ical(answer.data).events]


def test_the_file_of_a_deadline_says_in_the_readers_language_what_is_due_when(app, rosa, text):
    visit = Visit(app, rosa)
    answer = visit.get(f"/deliverables/{text}/deadline.ics")
    it = event(answer)
    assert answer.headers["Content-Disposition"] == "attachment; filename=LAD-MIN.5-CALL.1-PER.ics"
    assert (str(it["UID"]), str(it["SUMMARY"])) == (
        f"deliverable-{text}@example.org",
        "Vence: Planes, empleos; viviendas (Peru)",
    )
    assert (it["DTSTART"].dt, it["DTEND"].dt) == (DUE - timedelta(minutes=30), DUE)
    assert b"DTEND:20250919T230000Z" in answer.data
    assert "18:00 Lima (19:00 en Washington)" in str(it["DESCRIPTION"])
    assert str(it["URL"]).endswith(f"/deliverables/{text}")
    assert "deadline.ics" in visit.get("/").text
    assert f"/deliverables/{text}/deadline.ics" in visit.get(f"/deliverables/{text}").text


def test_each_move_of_the_date_counts_and_the_end_of_owing_calls_it_off(app, session, rosa, officer, text):
    visit = Visit(app, rosa)
    assert taken(visit, text) == ("PUBLISH", 0, "CONFIRMED", DUE, 1)
    later = DUE + timedelta(days=3)
    with app.test_request_context():
        it = db.session.get(Deliverable, text)
        workflow.extend(it, until=later, reason="An election.", by=officer, at=NOW)
        session.commit()
    assert taken(visit, text) == ("PUBLISH", 1, "CONFIRMED", later, 1)
    with app.test_request_context():
        saving.save(it, it.call.fields[0], "Words.", revision=0, by=rosa, at=NOW)
        session.commit()
    assert taken(visit, text) == ("PUBLISH", 1, "CONFIRMED", later, 1)
    with app.test_request_context():
        workflow.submit(it, by=rosa, at=NOW, arrived=NOW, once="once")
        session.commit()
    assert taken(visit, text) == ("CANCEL", 2, "CANCELLED", later, 0)
    assert "Sacarlo de mi calendario" in visit.read(f"/deliverables/{text}")


def test_a_waived_text_and_a_closed_call_are_called_off_and_come_back(app, session, rosa, officer, text):
    visit = Visit(app, rosa)
    with app.test_request_context():
        asked = db.session.get(Deliverable, text).call
        call_workflow.close(asked, by=officer, at=NOW)
        session.commit()
    assert taken(visit, text)[:3] == ("CANCEL", 1, "CANCELLED")
    with app.test_request_context():
        call_workflow.open_again(db.session.get(Call, asked.id), by=officer, at=NOW)
        session.commit()
    assert taken(visit, text)[:3] == ("PUBLISH", 2, "CONFIRMED")
    with app.test_request_context():
        workflow.waive(db.session.get(Deliverable, text), reason="An election.", by=officer, at=NOW)
        session.commit()
    assert taken(visit, text)[:3] == ("CANCEL", 3, "CANCELLED")


def test_a_feed_holds_what_is_owed_and_the_meetings_and_nothing_of_others(app, session, rosa, text):
    with app.test_request_context():
        deliverable(call(titles={"en": "Closed"}, closed_at=NOW))
        deliverable(call(titles={"en": "Sent"}), state=State.SUBMITTED)
        deliverable(call(titles={"en": "Brazil's"}), country("BR"))
        session.commit()
    path = address(Visit(app, rosa))
    visitor = Visit(app)
    answer = visitor.get(path)
    assert titles(visitor, path) == ["Vence: Planes, empleos; viviendas (Peru)", "Fifth ministerial meeting, Cartagena"]
    assert str(Calendar.from_ical(answer.data)["X-WR-CALNAME"]) == "Secretaría: lo que vence"
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("private, no-cache", "noindex")
    again = visitor.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    session.execute(update(Deliverable).where(Deliverable.id == text).values(due_at=DUE + timedelta(days=1)))
    session.commit()
    assert visitor.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_a_deadline_keeps_its_hour_in_the_capital_when_the_clocks_change(app, session):
    with app.test_request_context():
        home = country("US")
        person = user(Role.FOCAL_POINT, home)
        asked = call(due_at=None, due_on=date(2025, 10, 31), opened_at=None)
        asked_later = call(due_at=None, due_on=date(2025, 11, 3), opened_at=None)
        officer = user(Role.OFFICER)
        for one in (asked, asked_later):
            call_workflow.open_call(one, [home], by=officer, at=NOW)
        session.commit()
        expected = {"UTC": ["20251103T230000Z", "20251031T220000Z"], "words": ["18:00 Washington"] * 2}
    answer = Visit(app).get(address(Visit(app, person)))
    deadlines = [one for one in Calendar.from_ical(answer.data).events if "deliverable" in str(one["UID"])]
    assert {
        "UTC": [one["DTEND"].to_ical().decode() for one in deadlines],
        "words": [re.search(r"\d\d:\d\d Washington", str(one["DESCRIPTION"]))[0] for one in deadlines],
    } == expected


def test_what_a_person_may_see_is_asked_at_each_fetch(app, session, rosa, text):
    path, visitor = address(Visit(app, rosa)), Visit(app)
    assert len(titles(visitor, path)) == 2
    session.execute(update(Membership).where(Membership.user_id == rosa.id).values(until=NOW))
    session.commit()
    assert titles(visitor, path) == []


def test_revoked_suspended_and_unknown_are_the_same_nothing(app, session, rosa):
    visit, visitor = Visit(app, rosa), Visit(app)
    first = address(visit)
    assert address(visit) == first
    kept = found(CalendarFeed, user_id=rosa.id)
    assert first.rpartition("/")[2].removesuffix(".ics") not in (kept.token_hash, "")
    session.execute(update(User).where(User.id == rosa.id).values(active=False))
    session.commit()
    suspended = visitor.get(first)
    session.execute(update(User).where(User.id == rosa.id).values(active=True))
    session.commit()
    assert visitor.get(first).status_code == 200
    assert visit.post(f"/calendar/{kept.id}/revoke").status_code == 302
    revoked, unknown = visitor.get(first), visitor.get(f"/calendar/{'x' * 43}.ics")
    assert [one.status_code for one in (suspended, revoked, unknown)] == [404] * 3
    bodies = {re.sub(rb'nonce="[^"]+"', b"", one.data).replace(first.encode(), b"") for one in (suspended, revoked)}
    assert len(bodies) == 1
    assert visit.post(f"/calendar/{kept.id}/revoke").status_code == 404
    second = address(visit)
    assert (second != first, visitor.get(second).status_code) == (True, 200)
    with app.test_request_context():
        assert audit.verify().trouble is None


def test_an_address_made_with_another_secret_is_not_shown_and_can_be_revoked(app, session, rosa):
    visit = Visit(app, rosa)
    address(visit)
    session.execute(update(CalendarFeed).values(token_hash="0" * 64))
    session.commit()
    assert "que ya no puede mostrarse aquí" in visit.read("/account")
    assert "/calendar/1" not in re.findall(r"[\w-]{43}\.ics", visit.get("/account").text)


def circulated(at: Meeting, officer: User) -> None:
    first = item(at, "Opening, and welcome", minutes=30, purposes={"en": "The chair opens."})
    item(at, "Speech", parent=first, minutes=30)
    item(at, "Lunch", kind="pause", minutes=60)
    item(at, "Regular pathways", minutes=90)
    circulation.circulate(at, "provisional", by=officer, at=NOW)


def test_the_feed_of_a_meeting_holds_its_days_and_the_sessions_that_were_circulated(app, session, rosa, officer):
    with app.test_request_context():
        there = meeting()
        circulated(there, officer)
        session.commit()
    visit = Visit(app, rosa)
    path = address(visit, "/meetings/fifth-ministerial")
    events = Calendar.from_ical(Visit(app).get(path).data).events
    assert [(str(one["SUMMARY"]), one["DTSTART"].to_ical().decode(), str(one["STATUS"])) for one in events] == [
        ("Fifth ministerial meeting, Cartagena", "20251023", "CONFIRMED"),
        ("1. Opening, and welcome", "20251023T140000Z", "CONFIRMED"),
        ("2. Regular pathways", "20251023T153000Z", "CONFIRMED"),
    ]
    assert str(events[1]["DESCRIPTION"]).split("\n")[:3] == ["The chair opens.", "1.1 Speech", "LAD/MIN.5/AG.1"]
    session.execute(update(Meeting).values(starts_on=date(2025, 11, 20), ends_on=date(2025, 11, 21)))
    session.commit()
    assert titles(Visit(app), path) == ["Fifth ministerial meeting, Cartagena"]
    session.execute(update(Membership).where(Membership.user_id == rosa.id).values(until=NOW))
    session.commit()
    assert Visit(app).get(path).status_code == 404


def test_a_draft_agenda_is_in_the_calendars_of_those_who_may_read_it_only(app, session, rosa, officer):
    with app.test_request_context():
        item(meeting(), "Opening", minutes=30)
        session.commit()
    seen = [titles(Visit(app), address(Visit(app, one), "/meetings/fifth-ministerial")) for one in (rosa, officer)]
    assert seen == [
        ["Fifth ministerial meeting, Cartagena"],
        ["Fifth ministerial meeting, Cartagena", "1. Opening"],
    ]
    assert Visit(app).post("/calendar/meetings/fifth-ministerial").status_code == 401


def test_nobody_revokes_the_calendar_of_somebody_else(app, session, rosa, officer):
    address(Visit(app, rosa))
    kept = found(CalendarFeed, user_id=rosa.id)
    assert Visit(app, officer).post(f"/calendar/{kept.id}/revoke").status_code == 404
    assert Visit(app).post(f"/calendar/{kept.id}/revoke").status_code == 401


def test_a_feed_costs_as_many_queries_for_three_deadlines_as_for_one(app, session, rosa, text):
    path, visitor = address(Visit(app, rosa)), Visit(app)
    with counting() as few:
        visitor.get(path)
    with app.test_request_context():
        for _number in range(2):
            field(deliverable(call()).call, "more")
        meeting("sixth", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 2))
        session.commit()
    with counting() as many:
        assert len(titles(visitor, path)) == 5
    assert len(few) == len(many) == 5


def test_an_address_is_made_while_a_letter_to_its_owner_is_being_written(app, rosa, broom):
    visit = Visit(app, rosa)
    with broom.connection.transaction():
        # As the row of a letter does, which names whom it goes to.
        broom.connection.execute("SELECT id FROM users WHERE id = %s FOR KEY SHARE", (rosa.id,))
        assert visit.post("/calendar/mine").status_code == 302


def test_a_lock_that_is_not_to_be_had_is_told_from_a_database_that_is_away(app, rosa, broom, monkeypatch):
    monkeypatch.setattr(failures, "log", get_logger())  # the one there may have been made for an earlier application
    visit = Visit(app, rosa)
    with broom.connection.transaction(), capture_logs() as lines:
        broom.connection.execute("SELECT id FROM users WHERE id = %s FOR UPDATE", (rosa.id,))
        answer = visit.post("/calendar/mine")
    assert (answer.status_code, "Somebody else is changing the same thing" in answer.text) == (423, True)
    (line,) = [one for one in lines if one["event"].startswith("database_")]
    assert {name: line[name] for name in ("event", "sqlstate", "route", "table")} == {
        "event": "database_busy", "sqlstate": "55P03", "route": "/calendar/mine", "table": "users",
    }  # fmt: skip
