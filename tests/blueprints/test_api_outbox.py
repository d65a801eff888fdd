"""By the API: the outbox as its reader and its officers see it, and whom mail reaches."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func

from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.messages import Message
from secretariat.models.people import Role
from tests.blueprints.test_api import Program
from tests.blueprints.test_reach import CHOICES, text_of
from tests.factories import NOW, add, country, how_many, meeting, user
from tests.letters import WORDS, letter_to
from tests.visitors import counting

DAY = timedelta(days=1)
HELD = {"kind": "notice", "state": "held", "attempts": 0, "sent_at": None}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        meeting()
        yield Program(app, user(Role.OFFICER, name="Inés Robles"))


@pytest.fixture
def rosa(app, officer):
    return Program(app, user(Role.FOCAL_POINT, country("PE"), name="Rosa Quispe", email="rosa@example.org"))


def put(program, **facts):
    made = add(letter_to(program.person, **facts))
    db.session.commit()
    return made.id


def state_of(number):
    db.session.expire_all()
    return db.session.get_one(Message, number).state


def deed(program, number, name):
    return program.send("POST", f"/messages/{number}/transitions", {"action": name})


def test_the_outbox_is_listed_and_narrowed_as_its_page_is(officer, rosa):
    put(officer, subject="To the officer")
    put(rosa, subject="Uncertain", uncertain=True)
    refused = put(rosa, subject="To Rosa", state="refused", reply="550 no such user")
    assert officer.get("/messages")["total"] == 3
    (one,) = officer.get("/messages?state=refused&q=peru 550")["messages"]
    assert one == {
        "id": refused, "kind": "receipt", "to": "Rosa Quispe", "address": "rosa@example.org", "language": "en",
        "subject": "To Rosa", "state": "refused", "tries": 1, "written_at": "2025-09-08T14:00:00Z",
        "sent_at": "2025-09-08T14:00:00Z", "edited_at": None, "reply": "550 no such user", "turn": None,
        "next_try_at": None,
        "uncertain": False,
    }  # fmt: skip
    assert [one["subject"] for one in officer.get("/messages?state=uncertain")["messages"]] == ["Uncertain"]
    assert [one["subject"] for one in rosa.get("/messages")["messages"]] == ["To Rosa", "Uncertain"]
    assert officer.send("GET", "/messages?state=lost", None)[0] == 422


def test_a_held_mail_of_uncertain_fate_is_told_as_both(officer, rosa):
    number = put(rosa, state="held", uncertain=True)
    told = officer.get(f"/messages/{number}")
    assert (told["state"], told["uncertain"], told["what_to_do"]) == (
        "held",
        True,
        "Ask whether it arrived: if it did, cancel it; if not, release it, and it is sent once more.",
    )
    for state in ("held", "uncertain"):
        assert [one["id"] for one in officer.get(f"/messages?state={state}")["messages"]] == [number]


def test_a_message_is_read_as_it_was_written_with_what_to_do_for_whoever_may(officer, rosa):
    number = put(rosa, state="refused", reply="552 5.2.2 mailbox full", calendar="BEGIN:VCALENDAR\r\n")
    told, hers = officer.get(f"/messages/{number}"), rosa.get(f"/messages/{number}")
    assert (told["text"], told["html"], told["brings_date"]) == ("It is here.", "<p>It is <b>here</b>.</p>", True)
    assert told["what_to_do"].startswith("Their mailbox is full")
    assert told | {"what_to_do": None} == hers
    theirs = put(officer)
    assert rosa.send("GET", f"/messages/{theirs}", None)[0] == 404


def test_the_date_that_a_message_brings_is_given_as_it_is_attached(app, officer, rosa):
    number, none = put(rosa, calendar="BEGIN:VCALENDAR\r\n"), put(rosa)
    answer = app.test_client().get(f"/api/v1/messages/{number}/deadline.ics", headers=rosa.headers)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "text/calendar", b"BEGIN:VCALENDAR\r\n")
    assert rosa.send("GET", f"/messages/{none}/deadline.ics", None)[0] == 404


def test_a_message_is_held_released_and_cancelled_and_what_is_too_late_is_409(officer, rosa):
    number = put(rosa, state="waiting", attempts=0, sent_at=None)
    for name, state in (("hold", "held"), ("release", "waiting"), ("send_now", "waiting"), ("cancel", "cancelled")):
        code, told = deed(officer, number, name)
        assert (code, told["state"], state_of(number)) == (200, state, state)
    assert deed(officer, number, "release")[0] == 409
    leaving = put(rosa, state="waiting", handed_at=func.now(), lease_until=func.now() + timedelta(seconds=40))
    code, told = deed(officer, leaving, "hold")
    assert (code, told["error"]) == (409, "This message is leaving at this moment; look again in a minute.")


def test_a_copy_is_made_once_and_is_what_comes_back(officer, rosa):
    number = put(rosa, state="refused", reply="550")
    rosa.person.email = "rosa.quispe@example.org"
    db.session.commit()
    first, second = (deed(officer, number, "send_again")[1] for _time in range(2))
    assert (first["id"], first["address"], first["state"]) == (second["id"], "rosa.quispe@example.org", "waiting")
    assert how_many(AuditEntry, action="send_again") == 1


def test_the_words_of_a_held_message_are_changed_and_its_link_is_not(officer, rosa):
    number = put(rosa, subject="Old", **WORDS | HELD)
    place = f"/messages/{number}/words"
    assert officer.get(f"/messages/{number}")["words"] == "Dear Rosa,\n\nOpen it\nhttp://localhost:8000/x"
    code, told = officer.send("PUT", place, {"subject": "New", "text": "Dear Rosa, without a link"})
    assert (code, told["field"]) == (422, "text")
    code, told = officer.send("PUT", place, {"subject": "New", "text": "Dear Rosa,\n\nNow\nhttp://localhost:8000/x"})
    assert (code, told["subject"], told["state"]) == (200, "New", "held")
    assert told["words"] == "Dear Rosa,\n\nNow\nhttp://localhost:8000/x"
    assert told["edited_at"] == "2025-09-08T14:00:00Z"
    late = {"subject": "Newer", "text": told["words"], "mark": "0" * 64}
    assert officer.send("PUT", place, late)[0] == 409
    assert officer.send("PUT", place, late | {"mark": told["mark"]})[1]["subject"] == "Newer"
    gone = put(rosa)
    assert officer.send("PUT", f"/messages/{gone}/words", {"subject": "New", "text": "x"})[0] == 409


def test_a_message_that_was_tried_says_why_it_is_not_edited_and_is_written_anew(officer, rosa):
    number = put(rosa, subject="Old", **WORDS | HELD | {"attempts": 2})
    told = officer.get(f"/messages/{number}")
    assert (told["through"], told["words"].partition(",")[0]) == ("anew", "Dear Rosa")
    assert "somebody may have it" in told["why_not"]
    words = {"subject": "New", "text": told["words"]}
    code, refused = officer.send("PUT", f"/messages/{number}/words", words)
    assert (code, refused["error"]) == (409, told["why_not"])
    code, made = officer.send("POST", f"/messages/{number}/anew", words)
    assert (code, made["subject"], made["state"], made["through"]) == (200, "New", "held", "words")
    assert state_of(number) == "cancelled"
    assert rosa.send("POST", f"/messages/{made['id']}/anew", words)[0] == 403


def test_everything_that_waits_is_held_and_released_together(officer, rosa):
    for _time in range(3):
        put(rosa, state="waiting", attempts=0, sent_at=None)
    put(rosa)
    assert officer.send("POST", "/messages/transitions", {"action": "hold"}) == (200, {"count": 3})
    assert (how_many(Message, state="held"), how_many(Message, state="sent")) == (3, 1)
    assert officer.send("POST", "/messages/transitions", {"action": "release"}) == (200, {"count": 3})
    assert officer.send("POST", "/messages/transitions", {"action": "cancel"})[0] == 422


def test_who_steers_the_outbox_is_as_on_the_pages(app, officer, rosa):
    auditor = Program(app, user(Role.AUDITOR))
    number, others = put(rosa, subject="x", **WORDS | HELD), put(officer, **HELD)
    for program, code, other in ((auditor, 403, 403), (rosa, 403, 404)):
        assert (deed(program, number, "release")[0], deed(program, others, "release")[0]) == (code, other)
        words = {"subject": "New", "text": "x"}
        assert program.send("PUT", f"/messages/{number}/words", words)[0] == code
        assert program.send("POST", "/messages/transitions", {"action": "release"})[0] == 403
        assert program.get(f"/messages/{number}")["words"] is None
    assert state_of(number) == "held"


@pytest.mark.parametrize("count", [1, 3])
def test_the_outbox_costs_as_many_queries_for_one_message_as_for_three(app, officer, count):
    for _each in range(count):
        person = user(Role.FOCAL_POINT, country("PE"))
        db.session.add(letter_to(person, state="waiting", attempts=0, sent_at=None))
    db.session.commit()
    with counting() as statements:
        assert officer.get("/messages")["total"] == count
    assert len(statements) == 4, statements


# --------------------------------------------------------------- whom mail reaches


@pytest.fixture
def haiti(officer):
    found = country("HT", names={"en": "Haiti", "fr": "Haïti"}, language="fr")
    user(Role.FOCAL_POINT, found, last_seen_at=NOW - DAY, name="Marie Jean")
    user(Role.APPROVER, found, last_seen_at=NOW - 200 * DAY, name="Frantz Delva")
    db.session.commit()
    return found


def test_the_reach_says_who_is_reached_in_each_country_and_why_others_are_not(officer, haiti):
    reach = officer.get("/reach")["reach"]
    assert [one["country"] for one in reach] == sorted(one["country"] for one in reach)
    told = officer.get("/reach/ht")
    assert told in reach
    assert (told["country"], told["living"], told["thin"]) == ("HT", 1, True)
    assert told["addresses"] == [
        {
            "name": "Marie Jean", "role": "focal_point", "gone": None, "since": "2025-09-07T14:00:00Z",
            "sentence": "signed in last on Sunday 7 September 2025",
        },
        {
            "name": "Frantz Delva", "role": "approver", "gone": "unused", "since": "2025-02-20T14:00:00Z",
            "sentence": "not used since Thursday 20 February 2025",
        },
    ]  # fmt: skip
    assert officer.send("GET", "/reach/ZZ", None)[0] == 404


def printed(app, program, body):
    return app.test_client().post("/api/v1/reach/HT/letter", headers=program.headers, json=body)


def test_the_letter_is_printed_in_the_language_of_the_country_and_stands_in_the_trail(app, officer, haiti):
    answer = printed(app, officer, {"to": "head", "until": "2025-09-30", "named": True})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    words = text_of(answer.data)
    for piece in ("Haïti", "mardi 30 septembre 2025", "Inés Robles", "Frantz Delva"):
        assert piece in words, piece
    assert how_many(AuditEntry, action="print_letter") == 1


@pytest.mark.parametrize(
    ("part", "value"), [("until", "2025-09-08"), ("until", "soon"), ("signed", " "), ("to", "nobody"), ("language", "")]
)
def test_a_choice_for_the_letter_that_cannot_be_names_its_part(app, officer, haiti, part, value):
    answer = printed(app, officer, CHOICES | {part: value})
    assert (answer.status_code, answer.json["field"]) == (422, part)
    assert how_many(AuditEntry, action="print_letter") == 0


def test_only_officers_print_and_only_they_and_auditors_look(app, officer, rosa, haiti):
    auditor = Program(app, user(Role.AUDITOR))
    for program, sees, prints in ((auditor, 200, 403), (rosa, 403, 404), (officer, 200, 200)):
        assert program.send("GET", "/reach", None)[0] == sees
        assert printed(app, program, CHOICES).status_code == prints
