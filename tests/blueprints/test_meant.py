"""A due date that may be a slip of the keyboard is asked about beside its field, and taken all the same."""

import json
import re
from datetime import date, timedelta

import pytest

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.countries import LANGUAGES, Holiday
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.rules import meant
from tests.blueprints.test_calls import FORM, Desk
from tests.factories import NOW, add, call, country, deliverable, how_many, meeting, user

pytestmark = pytest.mark.usefixtures("in_2025")
ENDS = date(2025, 10, 24)
AFTER = "Tuesday 28 October, is after the end of the meeting, Friday 24 October: is that meant?"
YEAR = "Friday 30 October 2026, is more than a year away: is the year right?"


@pytest.fixture
def desk(app, session):
    meeting(host=country("CO"), starts_on=date(2025, 10, 23), ends_on=ENDS)
    country("PE")
    return Desk(app, user(Role.OFFICER))


@pytest.mark.parametrize(
    ("due", "asked"),
    [
        (ENDS, ""),
        (ENDS + timedelta(days=1), "after the end of the meeting"),
        (NOW.date() + timedelta(days=366), "after the end of the meeting"),
        (NOW.date() + timedelta(days=367), "more than a year away"),
    ],
)
def test_a_day_after_the_meeting_or_over_a_year_away_is_asked_about(due, asked):
    found = meant.doubt(due, ends_on=ENDS, today=NOW.date(), language="en")
    assert (asked in found, bool(found)) == (True, bool(asked))


@pytest.mark.parametrize(("day", "words"), [("2025-10-24", ""), ("2025-10-28", AFTER), ("2026-10-30", YEAR), ("x", "")])
def test_the_question_comes_while_the_day_is_chosen(desk, day, words):
    said = desk.client.get(f"/calls/that-day?day={day}").json["doubt"]
    assert (words in said, bool(said)) == (True, bool(words))


def test_a_distance_from_the_meeting_is_never_asked_about(desk):
    assert desk.client.get("/calls/that-day?due=distance&days=0&day=2025-10-28").json["doubt"] == ""


def test_the_day_is_held_against_the_meeting_of_the_call_and_not_the_coming_one(desk):
    meeting(slug="sixth", starts_on=date(2026, 5, 7), ends_on=date(2026, 5, 8))
    db.session.commit()
    said = [desk.client.get(f"/calls/that-day?meeting={one}&day=2026-05-01").json["doubt"] for one in ("sixth", "")]
    assert [bool(one) for one in said] == [False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_is_saved_all_the_same_and_asks_on_its_page_and_in_its_form(desk, language):
    late = FORM | {"day": "2025-10-28", "rung.0.on": "2025-10-28"}
    preview = desk.post(f"/calls/new?lang={language}", **late, do="preview")
    assert re.search(r'data-part="doubt">[^<]*28 [^<]*24 [^<]*\?</p>', preview.text)
    page = desk.post("/calls/new", **late).headers["Location"]
    assert db.session.scalars(db.select(Call.due_on)).one() == date(2025, 10, 28)
    assert AFTER in desk.get(f"{page}?lang=en")
    assert AFTER in desk.get(f"{page}/edit?lang=en")


def test_a_date_in_time_asks_nothing(desk):
    page = desk.post("/calls/new", **FORM).headers["Location"]
    assert "is that meant" not in desk.get(page)
    assert 'data-part="doubt" hidden></p>' in desk.get(f"{page}/edit")


def test_an_extension_to_a_day_that_may_be_a_slip_is_asked_about_before_its_mail_leaves(desk):
    text = deliverable(call())
    db.session.commit()
    path = f"/calls/{text.call_id}/PE"
    assert 'data-part="doubt" hidden></p>' in desk.get(path)
    refused = desk.post(f"{path}/extend", day="2025-10-28", hour="18:00")
    assert (refused.status_code, AFTER in refused.text) == (422, True)
    typed = {"day": "2025-10-28", "hour": "18:00", "reason": "Elections"}
    asked = desk.post(f"{path}/extend", **typed)
    assert (asked.status_code, "Tick that you mean this day" in asked.text, "Elections</textarea>" in asked.text) == (
        422, True, True,
    )  # fmt: skip
    assert how_many(Message) == 0
    assert desk.post(f"{path}/extend", **typed, sure="1").status_code == 302
    db.session.expire_all()
    assert text.due_at.date() == date(2025, 10, 28)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-09-27", "Saturday 27 September 2025 is a weekend in Lima."),
        ("2025-10-08", "Wednesday 8 October 2025 is a holiday in Lima: Battle of Angamos."),
        ("2025-09-29", ""),
    ],
)
def test_a_day_off_in_the_capital_is_said_while_an_extension_is_chosen_and_asked_about(desk, day, words):
    text = deliverable(call())
    add(Holiday(country_id=text.country_id, day=date(2025, 10, 8), names={"en": "Battle of Angamos"}))
    db.session.commit()
    said = desk.get(f"/calls/that-day?meeting={text.call.meeting.slug}&country=PE&day={day}")
    assert json.loads(said) == {"words": "", "doubt": words}
    answer = desk.post(f"/calls/{text.call_id}/PE/extend", day=day, hour="18:00", reason="Elections")
    assert answer.status_code == (422 if words else 302)
