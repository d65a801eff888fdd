"""/account/mail and /stop: which letters come by mail, and the address that has them stop."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from secretariat import clock, links
from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.messages import MutedKind
from secretariat.models.people import Role
from secretariat.models.reminders import ReminderRule
from tests.factories import NOW, add, deliverable, user
from tests.letters import letter_to
from tests.visitors import Visit, words

BY_MACHINE = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def rosa(session, app):
    with app.test_request_context():
        made = user(Role.FOCAL_POINT, name="Rosa Quispe", email="rosa@example.org", language="es")
        db.session.commit()
        yield made


def muted(person):
    db.session.expire_all()
    return set(db.session.scalars(select(MutedKind.kind).where(MutedKind.user_id == person.id)))


def address(person, **facts):
    message = add(letter_to(person, **{"kind": "reminder", "language": "es"} | facts))
    db.session.commit()
    return urlsplit(links.stop(message.id)).path


def test_she_chooses_which_letters_come_and_the_trail_says_so(app, rosa):
    hers = Visit(app, rosa)
    page = hers.read("/account/mail?lang=en")
    assert "You still get the last one before each date" in page
    assert "Texts are overdue" not in page
    hers.post("/account/mail", kind=["call_opened", "circulated", "handed_back", "overdue"])
    assert muted(rosa) == {"reminder", "call_changed"}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "choose_mail")).one()
    assert (entry.actor, entry.details) == ("Rosa Quispe", {"kinds": ["call_changed", "reminder"]})
    hers.post("/account/mail", kind=["reminder", "call_opened", "call_changed", "circulated", "handed_back"])
    assert muted(rosa) == set()


def test_opening_the_address_asks_in_her_language_and_changes_nothing(app, rosa):
    page = app.test_client().get(address(rosa))
    assert page.status_code == 200
    assert "rosa@example.org" in words(page.text)
    assert "¿" in words(page.text)
    assert muted(rosa) == set()


def test_a_mail_program_stops_the_kind_in_one_step_without_a_session_and_twice_is_once(app, rosa):
    path = address(rosa)
    for _time in range(2):
        answer = app.test_client().post(path, data=BY_MACHINE)
        assert (answer.status_code, answer.headers.get("Location")) == (200, None)
    assert muted(rosa) == {"reminder"}
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "stop_mail")).all()) == 1


def test_a_mail_that_is_read_on_the_web_stops_them_from_its_own_site(app, rosa):
    answer = app.test_client().post(address(rosa), data=BY_MACHINE, headers={"Origin": "https://webmail.example"})
    assert (answer.status_code, muted(rosa)) == (200, {"reminder"})


def test_another_token_and_a_letter_that_one_needs_are_the_same_as_nothing(app, rosa):
    path, receipt = address(rosa), address(rosa, kind="receipt")
    client = app.test_client()
    for wrong in (path[:-1] + ("A" if path[-1] != "A" else "B"), path.replace("/stop/", "/stop/9"), receipt):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, data=BY_MACHINE).status_code == 404
    assert muted(rosa) == set()


def test_a_press_without_what_mail_programs_send_needs_the_forms_token(app, rosa):
    assert app.test_client().post(address(rosa), data={}).status_code == 400
    assert muted(rosa) == set()


def test_a_country_whose_focal_points_all_want_no_reminders_shows_among_the_coming(app, rosa):
    deliverable(due_at=clock.now() + timedelta(days=9))
    for days in (-7, -2):
        add(ReminderRule(call_id=None, offset_days=days))
    add(MutedKind(user_id=rosa.id, kind="reminder", at=NOW))
    officer = user(Role.OFFICER)
    db.session.commit()
    desk = Visit(app, officer)
    assert "Nobody there wants reminders by mail" in desk.read("/messages/reminders")
    user(Role.FOCAL_POINT)
    db.session.commit()
    assert "Nobody there wants reminders by mail" not in desk.read("/messages/reminders")


def test_the_button_of_the_page_stops_them_too(app, rosa):
    path = address(rosa)
    answer = Visit(app).post(path)
    assert (answer.status_code, muted(rosa)) == (200, {"reminder"})


def test_whoever_opens_the_address_again_is_told_that_they_have_stopped(app, rosa):
    path, visit = address(rosa), Visit(app)
    asks = '<form method="post" data-once>'
    assert asks in visit.get(path).text
    visit.post(path)
    assert (asks in visit.get(path).text, muted(rosa)) == (False, {"reminder"})
