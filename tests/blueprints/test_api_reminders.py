"""By the API: the reminders of a call rung by rung, what lies ahead, mail that came in, one's own choice of mail."""

from datetime import timedelta

import pytest

from secretariat import clock
from secretariat.database import db
from secretariat.mail import reasons
from secretariat.mail.letter import Kind
from secretariat.models.forms import ReturnedForm
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reminders import ReminderRule
from secretariat.workflow import reminders, wishes
from tests.blueprints.test_api import Program
from tests.blueprints.test_rungs import owing
from tests.factories import NOW, add, country, deliverable, user
from tests.letters import received_mail
from tests.visitors import counting

WANTED = {"offset_days": -3, "audience": "focal_points", "only_if": "not_begun"}


@pytest.fixture(autouse=True)
def in_a_request(session, app):
    with app.test_request_context():
        yield


@pytest.fixture
def text():
    for days in (-7, -2, 1):
        add(ReminderRule(call_id=None, offset_days=days))
    return deliverable(owing())


@pytest.fixture
def rosa(app, text):
    return Program(app, user(Role.FOCAL_POINT, country("PE"), name="Rosa Quispe", language="es"))


@pytest.fixture
def officer(app, rosa):
    return Program(app, user(Role.OFFICER))


@pytest.fixture
def place(text):
    return f"/calls/{text.call_id}/reminders"


def days(ladder):
    return [one["offset_days"] for one in ladder["rungs"]]


def test_a_call_follows_the_ladder_of_the_house_until_it_gets_its_own(officer, place):
    before = officer.get(place)
    assert (before["own"], days(before)) == (False, [-7, -2, 1])
    code, ladder = officer.send("POST", place, WANTED | {"wording": {"en": "Three days,\n {name}."}})
    assert (code, ladder["own"], days(ladder)) == (200, True, [-7, -3, -2, 1])
    added = ladder["rungs"][1]
    assert added == WANTED | {"id": added["id"], "wording": {"en": "Three days, {name}."}, "held": False, "sent": 0}
    assert officer.get(place) == ladder


def test_a_rung_is_changed_held_released_and_taken_out(officer, place):
    rung = officer.send("POST", place, WANTED)[1]["rungs"][1]["id"]
    code, ladder = officer.send("PUT", f"{place}/{rung}", WANTED | {"offset_days": -4})
    assert (code, days(ladder)) == (200, [-7, -4, -2, 1])
    for deed, held in (("hold", True), ("release", False)):
        code, ladder = officer.send("POST", f"{place}/{rung}/transitions", {"action": deed})
        assert (code, ladder["letters"], ladder["rungs"][1]["held"]) == (200, 0, held)
    assert days(officer.send("DELETE", f"{place}/{rung}", None)[1]) == [-7, -2, 1]
    assert officer.send("DELETE", f"{place}/{rung}", None)[0] == 409


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"offset_days": -91}, "offset_days"),
        ({"offset_days": -7}, "offset_days"),
        ({"audience": "officers"}, "audience"),
        ({"audience": "everybody"}, "audience"),
        ({"wording": {"fr": "Bonjour {nobody}"}}, "wording.fr"),
    ],
)
def test_a_rung_that_cannot_be_names_the_part_that_is_wrong(officer, place, other, field):
    code, told = officer.send("POST", place, WANTED | other)
    assert (code, told["field"]) == (422, field)
    assert days(officer.get(place)) == [-7, -2, 1]


def test_a_rung_that_is_sent_now_reaches_whoever_owes_and_says_to_how_many(officer, text, place):
    rung = officer.get(place)["rungs"][0]["id"]
    code, told = officer.send("POST", f"{place}/{rung}/transitions", {"action": "send"})
    assert (code, told["letters"], told["rungs"][0]["sent"]) == (200, 1, 1)
    assert [one.user.name for one in db.session.query(Message).filter_by(kind=Kind.REMINDER)] == ["Rosa Quispe"]


def test_a_rung_that_was_sent_is_moved_to_a_later_day_only_where_it_is_said_that_it_may_be_heard_again(officer, place):
    rung = officer.get(place)["rungs"][0]["id"]
    officer.send("POST", f"{place}/{rung}/transitions", {"action": "send"})
    moved = WANTED | {"offset_days": -5, "only_if": "not_sent"}
    code, told = officer.send("PUT", f"{place}/{rung}", moved)
    assert (code, told["field"]) == (422, "again")
    assert told["error"] == "One person who has had this reminder gets it a second time."
    code, told = officer.send("PUT", f"{place}/{rung}", moved | {"again": True})
    assert (code, days(told), told["rungs"][0]["sent"]) == (200, [-5, -2, 1], 1)
    assert officer.get("/reminders?days=30")["coming"][0]["leaves"] is True


def test_new_readers_of_a_rung_that_was_sent_hear_it_only_where_it_is_said_that_they_may(officer, text, place):
    user(Role.APPROVER, name="Luz Rojas")
    db.session.query(ReminderRule).filter_by(offset_days=-2).delete()
    text.due_at = clock.real() + timedelta(days=2)
    reminders.run(clock.real())
    db.session.commit()
    rung = officer.get(place)["rungs"][0]["id"]
    changed = WANTED | {"offset_days": -7, "only_if": "not_sent", "audience": "approvers"}
    code, told = officer.send("PUT", f"{place}/{rung}", changed)
    assert (code, told["field"]) == (422, "again")
    assert told["error"] == "One new reader gets this reminder at once."
    assert officer.send("PUT", f"{place}/{rung}", changed | {"again": True})[0] == 200
    assert reminders.run(clock.real()) == 1


def test_a_country_is_left_out_with_a_reason_that_lies_ahead_and_taken_in_again(officer, text, place):
    rung = officer.get(place)["rungs"][0]["id"]
    skipped = f"{place}/{rung}/skipped/PE"
    assert officer.send("PUT", skipped, {"reason": " "})[1]["field"] == "reason"
    assert officer.send("PUT", skipped, {"reason": "Elections"}) == (200, {"country": "PE"})
    first = officer.get("/reminders")["coming"][0]
    assert (first["rung"], first["left_out"], first["leaves"]) == (rung, "Elections", False)
    assert officer.send("DELETE", skipped, None) == (200, {"country": "PE"})
    assert officer.send("DELETE", skipped, None)[0] == 409
    assert officer.get("/reminders")["coming"][0]["leaves"] is True
    assert officer.send("PUT", f"{place}/{rung}/skipped/BR", {"reason": "None"})[0] == 404


def test_what_lies_ahead_says_which_of_which_text_when_and_to_whom(officer, rosa, text, place):
    first, second = officer.get("/reminders?days=30")["coming"][:2]
    assert (first["offset_days"], second["offset_days"]) == (-7, -2)
    assert (first["deliverable"], first["country"], first["call"]) == (text.id, "PE", text.call_id)
    assert first["people"] == [{"name": "Rosa Quispe", "language": "es", "takes_mail": True}]
    wishes.choose(rosa.person, [], at=NOW)
    db.session.commit()
    assert officer.get("/reminders?days=30")["coming"][0]["people"][0]["takes_mail"] is False
    assert officer.get("/reminders?days=1")["coming"] == []


def test_who_reads_reminders_and_who_changes_them_is_as_on_the_pages(app, rosa, officer, place):
    auditor = Program(app, user(Role.AUDITOR))
    assert days(auditor.get(place)) == [-7, -2, 1]
    assert auditor.send("POST", place, WANTED)[0] == 403
    assert rosa.send("GET", place, None)[0] == 403
    assert rosa.send("GET", "/reminders", None)[0] == 403


@pytest.mark.parametrize("codes", [("PE",), ("PE", "BR", "MX")])
def test_what_lies_ahead_costs_as_many_queries_for_one_text_as_for_three(app, codes):
    add(ReminderRule(call_id=None, offset_days=-7))
    call = owing()
    for code in codes:
        user(Role.FOCAL_POINT, country(code))
        deliverable(call, country(code))
    officer = Program(app, user(Role.OFFICER))
    with counting() as statements:
        assert len(officer.get("/reminders")["coming"]) == len(codes)
    assert len(statements) == 9, statements


def test_mail_that_came_in_is_listed_narrowed_and_read(app, officer, rosa, text):
    form = add(ReturnedForm(deliverable_id=text.id, by_id=rosa.person.id, at=NOW, name="f", texts={}, taken_at=NOW))
    add(received_mail(raw=b"From: a@b.c\r\n\r\nx", text="Good day."))
    about = {"user": rosa.person, "deliverable": text, "returned": form, "subject": "My answers"}
    filed = add(received_mail(outcome="filed", why=reasons.FILED, **about))
    db.session.commit()
    assert officer.get("/messages/received")["total"] == 2
    (one,) = officer.get("/messages/received?outcome=confirmed&q=answers")["received"]
    assert (one["id"], one["account"], one["deliverable"], one["returned"]) == (
        filed.id, "Rosa Quispe", text.id, form.id,
    )  # fmt: skip
    assert (one["why"], one["confirmed_at"]) == ("answers were read, and are confirmed", "2025-09-08T14:00:00Z")
    (kept,) = officer.get("/messages/received?outcome=kept")["received"]
    assert officer.get(f"/messages/received/{kept['id']}") == kept | {"text": "Good day.", "about": None}
    original = app.test_client().get(f"/api/v1/messages/received/{kept['id']}/original", headers=officer.headers)
    assert original.data == b"From: a@b.c\r\n\r\nx"
    assert officer.send("GET", f"/messages/received/{filed.id}/original", None)[0] == 404
    assert rosa.send("GET", f"/messages/received/{kept['id']}", None)[0] == 404


def test_a_mail_that_was_left_to_a_person_is_marked_as_done_and_opened_again(app, officer, rosa):
    mail = add(received_mail())
    bounce = add(received_mail(outcome="bounced", why=reasons.CAME_BACK))
    grace = Program(app, user(Role.OFFICER))
    place = f"/messages/received/{mail.id}/done"
    assert [one["id"] for one in officer.get("/messages/received?state=open")["received"]] == [mail.id]
    code, told = officer.send("PUT", place, {"done": True})
    assert (code, told["waits"], told["done"], told["marked_by"]) == (200, False, True, officer.person.name)
    assert officer.send("PUT", place, {"done": True})[1]["marked_at"] == told["marked_at"]
    code, slower = grace.send("PUT", place, {"done": True})
    assert (code, slower["error"]) == (409, f"{officer.person.name} was faster; it is now: Done.")
    assert [one["id"] for one in officer.get("/messages/received?state=done")["received"]] == [mail.id]
    assert [one["id"] for one in officer.get("/messages/received?state=all")["received"]] == [bounce.id, mail.id]
    code, told = grace.send("PUT", place, {"done": False})
    assert (code, told["waits"], told["marked_by"]) == (200, True, grace.person.name)
    assert officer.send("PUT", f"/messages/received/{bounce.id}/done", {"done": True})[0] == 422
    assert rosa.send("PUT", place, {"done": True})[0] == 404
    assert officer.send("GET", "/messages/received?state=nonsense", None)[0] == 422


def test_the_list_of_received_mail_asks_as_often_for_one_as_for_three(officer):
    add(received_mail(user=user(Role.FOCAL_POINT), deliverable=deliverable()))
    db.session.commit()
    with counting() as few:
        officer.get("/messages/received")
    for _each in range(2):
        add(received_mail(user=user(Role.FOCAL_POINT), deliverable=deliverable()))
    db.session.commit()
    with counting() as many:
        officer.get("/messages/received")
    assert (len(few), len(many)) == (3, 3)


def test_an_account_says_which_letters_come_by_mail(rosa):
    before = rosa.get("/me/mail")["letters"]
    assert [one["kind"] for one in before if one["by_mail"]] == [
        "reminder",
        "call_opened",
        "call_changed",
        "circulated",
        "handed_back",
    ]
    code, told = rosa.send("PUT", "/me/mail", {"by_mail": ["reminder"]})
    assert (code, [one["kind"] for one in told["letters"] if one["by_mail"]]) == (200, ["reminder"])
    assert wishes.muted(rosa.person) == {"call_opened", "call_changed", "circulated", "handed_back"}
    assert rosa.send("PUT", "/me/mail", {"by_mail": ["receipt"]})[0] == 422
