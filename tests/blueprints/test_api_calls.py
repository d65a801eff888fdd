"""By the API: questions of every kind, and a call that is changed while it is open."""

from datetime import date, timedelta

import pytest

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.countries import Holiday
from secretariat.models.messages import Message
from secretariat.models.people import Role
from tests.blueprints.test_api import Program
from tests.factories import add, call, country, deliverable, how_many, user

pytestmark = pytest.mark.usefixtures("in_2025")
LABELS = {"en": "Which way?"}
CHOICE_3 = "details.choices[2].labels"


@pytest.fixture
def asked(session, app):
    with app.test_request_context():
        made = call()
        deliverable(made, country("PE"))
        db.session.commit()
        yield made


@pytest.fixture
def officer(app, asked):
    return Program(app, user(Role.OFFICER, name="Ana Torres"))


@pytest.fixture
def rosa(app, asked):
    return Program(app, user(Role.FOCAL_POINT, country("PE"), name="Rosa Quispe"))


def ask(officer, asked, kind, **more):
    return officer.send("POST", f"/calls/{asked.id}/questions", {"kind": kind, "labels": LABELS} | more)


@pytest.mark.parametrize(
    ("kind", "details", "kept"),
    [
        (
            "choice",
            {"choices": [{"labels": {"en": "Sea"}}, {"code": "air", "labels": {"en": " Air "}}]},
            {"choices": [{"code": "c1", "labels": {"en": "Sea"}}, {"code": "air", "labels": {"en": "Air"}}]},
        ),
        (
            "table",
            {"columns": [{"labels": {"en": "Year"}, "figures": True}, {"labels": {"en": "Who"}}]},
            {
                "columns": [
                    {"code": "c1", "labels": {"en": "Year"}, "figures": True},
                    {"code": "c2", "labels": {"en": "Who"}, "figures": False},
                ]
            },
        ),
        (
            "number",
            {"unit": {"en": "people"}, "decimals": 1, "least": "0", "most": "1,250,000.50"},
            {"unit": {"en": "people"}, "decimals": 1, "least": "0", "most": "1250000.50"},
        ),
        ("date", {}, {}),
        ("commitments", {}, {}),
    ],
)
def test_a_question_of_every_kind_is_asked_and_read_again(officer, asked, kind, details, kept):
    assert ask(officer, asked, kind, details=details) == (200, {"key": "which_way"})
    field = officer.get(f"/calls/{asked.id}")["fields"][-1]
    assert (field["kind"], field["details"]) == (kind, kept)
    sent_back = {name: field[name] for name in field if name not in {"key", "schema"}}
    code, told = officer.send("PUT", f"/calls/{asked.id}/questions/which_way", sent_back)
    assert (code, told["fields"][-1]) == (200, field)


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("choice", {}, "details.choices"),
        ("table", {}, "details.columns"),
        ("number", {"details": {"least": "2", "most": "1"}}, "details.most"),
        ("number", {"details": {"least": "many"}}, "details.least"),
        ("number", {"details": {"least": "0.2", "most": "0.8"}}, "details.most"),
        ("choice", {"details": {"choices": [{"labels": {"en": one}} for one in ("Sea", "Air", "sea")]}}, CHOICE_3),
        ("date", {"required_from": "2031-05-02", "frozen_from": "2031-05-01"}, "required_from"),
        ("date", {"frozen_from": "2024-05-01"}, "frozen_from"),
        ("date", {"frozen_from": "1999-01-01"}, "frozen_from"),
        ("text", {"labels": {"en": " "}}, "labels"),
        ("text", {"helps": {"en": "\x01"}}, "helps"),
    ],
)
def test_what_cannot_be_a_question_is_refused_and_its_part_is_named(officer, asked, kind, more, field):
    code, told = ask(officer, asked, kind, **more)
    assert (code, told["field"]) == (422, field)


def test_a_day_outside_the_houses_years_is_told_as_such_and_not_as_a_word_that_is_no_day(officer, asked):
    told = [ask(officer, asked, "date", frozen_from=day)[1]["error"] for day in ("1999-01-01", "soon")]
    assert told[0] == "Choose a day of the years 2022 to 2100."
    assert told[1] != told[0]


@pytest.mark.parametrize("state", ["waived", "approved", "submitted"])
def test_no_extension_is_given_to_a_text_that_is_not_the_countrys_to_write(officer, rosa, asked, state):
    text = deliverable(asked, country("CO"), state=state)
    due = text.due_at
    db.session.commit()
    body = {"until": "2040-10-01T20:00:00Z", "reason": "Elections"}
    code, told = officer.send("POST", f"/deliverables/{text.id}/extension", body)
    assert code == 422
    assert told["error"].startswith("This cannot be done while the text is: ")
    db.session.refresh(text)
    assert (text.due_at, how_many(Message)) == (due, 0)


def test_questions_are_ordered_and_taken_out(officer, rosa, asked):
    ask(officer, asked, "text")
    path = f"/calls/{asked.id}"
    code, told = officer.send("PUT", f"{path}/order", {"keys": ["which_way", "summary"]})
    assert (code, [one["key"] for one in told["fields"]]) == (200, ["which_way", "summary"])
    assert officer.send("PUT", f"{path}/order", {"keys": ["summary"]})[0] == 409
    assert rosa.send("DELETE", f"{path}/questions/which_way", None)[0] == 403
    assert [one["key"] for one in officer.send("DELETE", f"{path}/questions/which_way", None)[1]["fields"]] == [
        "summary"
    ]
    assert officer.send("DELETE", f"{path}/questions/which_way", None)[0] == 404


def test_a_choice_that_a_country_may_have_used_is_not_taken_out(officer, rosa, asked):
    choices = [{"code": code, "labels": {"en": code}} for code in ("sea", "air", "land")]
    ask(officer, asked, "choice", details={"choices": choices}, required=False)
    (text,) = rosa.get("/deliverables")["deliverables"]
    assert rosa.put(text["id"], "which_way", "sea")[0] == 200
    without = {"kind": "choice", "labels": LABELS, "details": {"choices": choices[1:]}}
    assert officer.send("PUT", f"/calls/{asked.id}/questions/which_way", without)[0] == 422


def test_a_new_date_is_each_readers_own_working_day_and_as_the_call_has_it_for_the_secretariat(officer, rosa, asked):
    add(Holiday(country_id=country("PE").id, day=date(2031, 5, 16), names={"en": "A day off"}))
    asked.due_at, asked.due_on = None, date(2031, 5, 14)
    db.session.commit()
    assert officer.send("PATCH", f"/calls/{asked.id}", {"due_on": "2031-05-16"})[0] == 200
    ends = "18:00 in each capital"
    said = [one.get(f"/calls/{asked.id}/changes")["changes"][0]["sentences"] for one in (rosa, officer)]
    assert said == [
        ["It is due on Monday 19 May 2031, 18:00 Lima. Until now it was Wednesday 14 May 2031, 18:00 Lima."],
        [f"It is due on Friday 16 May 2031, {ends}. Until now it was Wednesday 14 May 2031, {ends}."],
    ]
    (text,) = rosa.get("/deliverables")["deliverables"]
    assert text["due_at"].startswith("2031-05-19T23:00")


def test_an_open_call_is_changed_each_country_is_told_and_marks_it_as_seen(officer, rosa, asked):
    before = officer.get(f"/calls/{asked.id}")
    ladder = [
        {"on": "2031-05-12", "texts": {"en": "Main packet"}, "goes": "main"},
        {"on": None, "texts": {"en": "Oral"}, "goes": "oral"},
    ]
    change = {"titles": {"en": "Speakers"}, "ladder": ladder, "mark": before["mark"]}
    code, told = officer.send("PATCH", f"/calls/{asked.id}", change)
    assert (code, told["titles"], told["ladder"], told["due_on"]) == (
        200, {"en": "Speakers"}, ladder, before["due_on"],
    )  # fmt: skip
    assert how_many(Message, kind="call_changed") == 1
    (seen,) = rosa.get(f"/calls/{asked.id}/changes")["changes"]
    assert seen["sentences"] == [
        "It is called: Speakers",
        "This follows now when the date passes. Until Monday 12 May 2031: Main packet Later: Oral",
    ]
    (text,) = rosa.get("/deliverables")["deliverables"]
    assert rosa.send("PUT", f"/deliverables/{text['id']}/changes", {"seen": 99}) == (200, {"seen": 1})
    code, told = officer.send("PATCH", f"/calls/{asked.id}", change)
    assert (code, told["error"].partition(" in ")[0]) == (409, "You changed this call yourself")
    assert rosa.send("PATCH", f"/calls/{asked.id}", {"soft": False})[0] == 403


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"due_on": "2031-10-10", "due_days": 3}, "due_days"),
        ({"number": 7}, "number"),
        (
            {
                "ladder": [
                    {"on": None, "texts": {"en": "Oral"}, "goes": "oral"},
                    {"on": "2031-05-12", "texts": {"en": "Main"}, "goes": "main"},
                ]
            },
            "ladder[1].on",
        ),
        ({"due_on": "2024-01-01"}, "due_on"),
        ({"due_at": "2024-01-01T00:00:00Z"}, "due_at"),
        ({"due_days": 730}, "due_days"),
        (
            {
                "due_on": "2031-05-12",
                "ladder": [
                    {"on": "2031-05-12", "texts": {"en": "Supplement"}, "goes": "supplement"},
                    {"on": None, "texts": {"en": "Main"}, "goes": "main"},
                ],
            },
            "ladder[1].goes",
        ),
        (
            {"due_on": "2031-05-13", "ladder": [{"on": "2031-05-12", "texts": {"en": "Main"}, "goes": "main"}]},
            "ladder[0].on",
        ),
    ],
)
def test_a_change_that_cannot_be_is_refused(officer, asked, change, field):
    code, told = officer.send("PATCH", f"/calls/{asked.id}", change)
    assert (code, told["field"]) == (422, field)


def test_what_is_odd_in_a_call_is_asked_of_officers_alone(officer, rosa, asked):
    assert ask(officer, asked, "date", required_from="2040-05-02")[0] == 200
    [odd] = officer.get(f"/calls/{asked.id}")["advice"]
    assert (odd["key"], odd["stops"], "must be answered only from" in odd["sentence"]) == ("which_way", False, True)
    assert rosa.get(f"/calls/{asked.id}")["advice"] == []


def test_what_is_not_said_in_a_language_is_advised_before_the_opening_as_on_the_page(officer, asked):
    before = {"meeting": asked.meeting.slug, "titles": {"en": "Sheet", "es": "Ficha", "pt": "Ficha"}, "due_days": 30}
    _code, made = officer.send("POST", "/calls", before | {"number": 9})
    sentence = "the title: not written in French; whoever reads that gets another language"
    assert {"key": None, "sentence": sentence, "stops": False} in made["advice"]


def test_what_the_changes_come_to_is_read_by_the_country_alone_and_no_more_once_it_is_seen(officer, rosa, asked):
    (text,) = rosa.get("/deliverables")["deliverables"]
    path = f"/deliverables/{text['id']}/changes"
    assert rosa.get(path) == {"changes": None}
    for title in ("Who speaks", "Speakers"):
        assert officer.send("PATCH", f"/calls/{asked.id}", {"titles": {"en": title}})[0] == 200
    told = rosa.get(path)["changes"]
    assert (told["number"], told["sentences"]) == (2, ["It is called: Speakers"])
    assert officer.send("GET", path, None)[0] == 403
    rosa.send("PUT", path, {"seen": told["number"]})
    assert rosa.get(path) == {"changes": None}


def test_a_call_is_due_some_days_before_its_meeting(officer, asked):
    wanted = {"meeting": asked.meeting.slug, "titles": {"en": "Speakers"}, "due_days": 30, "number": 9}
    code, told = officer.send("POST", "/calls", wanted)
    made = db.session.get_one(Call, told["id"])
    assert (code, told["number"], told["due_days"]) == (200, 9, 30)
    assert (asked.meeting.starts_on - made.due_on).days == 30
    assert officer.send("POST", "/calls", wanted)[1]["field"] == "number"


def test_a_meeting_is_moved_after_it_was_seen_what_moves_along(officer, rosa, asked):
    wanted = {"meeting": asked.meeting.slug, "titles": {"en": "Speakers"}, "due_days": 30, "number": 9}
    made = officer.send("POST", "/calls", wanted)[1]["id"]
    ask(officer, db.session.get_one(Call, made), "text", frozen_from="2031-05-02")
    place, before = f"/meetings/{asked.meeting.slug}/dates", asked.meeting.starts_on
    saturday = before + timedelta(days=30 + (5 - before.weekday()) % 7)
    seen = {one["call"]: one for one in officer.get(f"{place}?starts_on={saturday}")["moves"]}
    assert (seen[asked.id]["after"], seen[asked.id]["questions"]) == (None, [])
    due = saturday - timedelta(days=30)
    assert (seen[made]["after"], "PE" in seen[made]["weekend"]) == (due.isoformat(), due.weekday() >= 5)
    assert [(one["begins"], one["stays"], one["too_soon"]) for one in seen[made]["questions"]] == [
        ("frozen_from", False, False)
    ]
    assert {one["after"] for one in officer.get(place)["moves"]} == {None, (before - timedelta(days=30)).isoformat()}
    days = {"starts_on": saturday.isoformat(), "ends_on": saturday.isoformat()}
    code, told = officer.send("PUT", place, days)
    assert (code, told["meeting"]["starts_on"], told["mailed"]) == (200, saturday.isoformat(), 0)
    assert db.session.get_one(Call, made, populate_existing=True).due_on == due
    assert officer.send("PUT", place, days | {"ends_on": before.isoformat()})[1]["field"] == "ends_on"
    assert rosa.send("PUT", place, days)[0] == 403
