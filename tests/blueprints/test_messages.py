"""The outbox as pages: who reads what, and what officers do about it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from secretariat import clock
from secretariat.database import db
from secretariat.formats import when
from secretariat.models.audit import AuditEntry
from secretariat.models.house import OutboxHold
from secretariat.models.messages import Message
from secretariat.models.people import Role
from tests.factories import NOW, country, how_many, user
from tests.letters import WORDS, letter_to
from tests.visitors import Visit, counting


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        made = user(Role.OFFICER, name="Inés Robles")
        db.session.commit()
        yield made


@pytest.fixture
def desk(app, officer):
    return Visit(app, officer)


@pytest.fixture
def rosa(officer):
    made = user(Role.FOCAL_POINT, name="Rosa Quispe", email="rosa@example.org", language="es")
    db.session.commit()
    return made


def put(person, **facts):
    made = letter_to(person, **facts)
    db.session.add(made)
    db.session.commit()
    return made


def waiting(person, **facts):
    return put(person, **{"state": "waiting", "attempts": 0, "sent_at": None} | facts)


def again(message):
    db.session.expire_all()
    return db.session.get(Message, message.id)


def test_an_officer_reads_all_and_a_focal_point_what_was_sent_to_her(app, desk, officer, rosa):
    put(rosa, subject="To Rosa")
    put(officer, subject="To the officer")
    assert "To Rosa" in desk.read("/messages")
    assert "To the officer" in desk.read("/messages")
    hers = Visit(app, rosa).read("/messages?lang=en")
    assert ("To Rosa" in hers, "To the officer" in hers) == (True, False)
    assert "1 message was written to you" in hers


def test_an_empty_outbox_says_what_will_stand_there(app, officer):
    person = user(Role.OBSERVER)
    db.session.commit()
    assert "Receipts, reminders and what the reviewers say" in Visit(app, person).read("/messages")


def test_the_status_counts_what_waits_was_refused_or_is_uncertain(desk, rosa):
    waiting(rosa)
    waiting(rosa, uncertain=True)
    put(rosa, state="refused", reply="550 no such user")
    put(rosa, state="sent", uncertain=True)
    page = desk.read("/messages")
    assert "2 wait, 1 was refused, 1 is uncertain." in page
    assert "550 no such user" in page


def test_a_held_mail_of_uncertain_fate_says_both_and_what_to_do(desk, rosa):
    held = put(rosa, state="held", uncertain=True)
    page = desk.read(f"/messages/{held.id}")
    for words in (
        "Somebody holds it, and it may have arrived already: the line broke after the last byte.",
        "State Held Uncertain",
        "Ask whether it arrived: if it did, cancel it; if not, release it, and it is sent once more.",
        "Release it",
    ):  # fmt: skip
        assert words in page, words
    for state in ("held", "uncertain"):
        page = desk.read(f"/messages?state={state}")
        assert ("Held Uncertain" in page, "Uncertain (1)" in page) == (True, True)


STATES = ["waiting", "held", "sent", "uncertain", "refused", "cancelled"]


@pytest.mark.parametrize("state", STATES)
def test_the_address_narrows_by_state(desk, rosa, state):
    for one in ("waiting", "held", "sent", "refused", "cancelled"):
        put(rosa, state=one, subject=f"is-{one}-here")
    put(rosa, state="sent", uncertain=True, subject="is-uncertain-here")
    page = desk.read(f"/messages?state={state}")
    assert [
        one for one in ("waiting", "held", "sent", "uncertain", "refused", "cancelled") if f"is-{one}-here" in page
    ] == [state]


def test_the_address_narrows_by_address_and_subject(desk, rosa, officer):
    put(rosa, subject="100% ready")
    put(officer, subject="other")
    assert "100% ready" in desk.read("/messages?q=ROSA@")
    assert "100% ready" in desk.read("/messages?q=0%25 READY")
    assert "No message fits" in desk.read("/messages?q=_")


def test_each_word_is_found_in_any_of_the_fields_the_servers_answer_among_them(desk, rosa, officer):
    put(rosa, subject="Send the report", state="refused", reply="550 5.1.1 no such user")
    put(rosa, subject="Send the annex", state="refused", reply="552 mailbox full")
    put(officer, subject="Send the report")
    for words, count in (("550", 1), ("quispe send", 2), ("peru 550 report rosa@", 1), ("550 annex", 0)):
        assert desk.read(f"/messages?q={words}").count("Send the") == count, words


def test_the_address_narrows_by_the_name_and_the_country_of_whom_a_mail_is_to(app, desk, officer):
    with app.test_request_context():
        haiti = country("HT", names={"en": "Haiti", "fr": "Haïti"})
        marie = user(Role.FOCAL_POINT, haiti, name="Marie José Pétion")
        joao = user(Role.DELEGATE, country("BR"), name="João 100%")
        former = user(Role.APPROVER, haiti, until=NOW - timedelta(days=9), name="Frantz Delva")
        for one in (marie, joao, former, officer):
            put(one, subject=f"to-{one.id}-here")

    def found(words):
        page = desk.read(f"/messages?q={words}")
        return {one for one in (marie, joao, former, officer) if f"to-{one.id}-here" in page}

    assert found("marie jose") == found("JOSÉ P") == {marie}
    assert found("haiti") == found("HAÏTI") == {marie, former}
    assert found("Brazil") == found("João") == found("100%25") == {joao}
    assert found("robles") == {officer}
    assert found("o_o") == found("%25%25") == set()


def test_the_list_is_paged_and_asks_as_often_for_one_as_for_many(desk, rosa):
    put(rosa)
    with counting() as few:
        desk.get("/messages")
    for number in range(60):
        db.session.add(letter_to(rosa, created_at=NOW + timedelta(minutes=number), subject=f"no {number}."))
    db.session.commit()
    with counting() as many:
        first = desk.read("/messages")
    assert len(few) == len(many)
    assert ("no 59." in first, "no 0." in first) == (True, False)
    assert "no 0." in desk.read("/messages?page=3")
    assert desk.get("/messages?page=99").status_code == desk.get("/messages?page=-1").status_code == 200


def test_a_message_is_shown_as_it_is_read_in_its_language_with_what_became_of_it(desk, rosa):
    message = put(rosa, subject="Recibido", text="Está aquí.", language="es", reply="250 ok", attempts=2)
    answer = desk.get(f"/messages/{message.id}")
    assert '<span lang="es">Recibido</span>' in answer.text
    for words in ("Está aquí.", "250 ok", message.message_id.strip("<>"), "rosa@example.org"):
        assert words in answer.text
    assert f'src="/messages/{message.id}/page" sandbox ' in answer.text
    assert desk.get(f"/messages/{message.id}/page").text == message.html


def test_what_stands_in_a_mail_can_do_nothing_in_the_page(desk, rosa):
    message = put(
        rosa, subject="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>", html="<script>x</script>"
    )
    page = desk.get(f"/messages/{message.id}").text
    assert "<script>alert" not in page
    assert "<img" not in page
    policy = desk.get(f"/messages/{message.id}/page").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; sandbox;")


def test_holding_releasing_and_cancelling_stand_in_the_trail(desk, rosa):
    message = waiting(rosa)
    for deed, state in (("hold", "held"), ("release", "waiting"), ("cancel", "cancelled")):
        assert desk.post(f"/messages/{message.id}/{deed}").status_code == 302
        assert again(message).state == state
    deeds = select(AuditEntry.action).where(AuditEntry.thing_kind == "messages").order_by(AuditEntry.number)
    assert list(db.session.scalars(deeds)) == ["hold", "release_message", "cancel"]


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        ("sent", ["hold", "release", "cancel", "send-now"]),
        ("held", ["hold", "send-now", "send-again"]),
        ("waiting", ["release", "send-again"]),
        ("refused", ["hold", "release", "cancel", "send-now"]),
        ("cancelled", ["hold", "release", "cancel", "send-now"]),
    ],
)
def test_what_is_too_late_is_answered_by_409_and_changes_nothing(desk, rosa, state, refused):
    message = put(rosa, state=state)
    assert [desk.post(f"/messages/{message.id}/{deed}").status_code for deed in refused] == [409] * len(refused)
    assert again(message).state == state


def test_a_message_that_is_leaving_at_this_moment_is_left_alone(desk, rosa):
    leaving = waiting(rosa, attempts=1, handed_at=func.now(), lease_until=func.now() + timedelta(seconds=40))
    waiting(rosa)
    assert desk.post(f"/messages/{leaving.id}/hold").status_code == 409
    assert desk.post(f"/messages/{leaving.id}/cancel").status_code == 409
    assert "Held: 1." in desk.client.post("/messages/hold", data={"csrf_token": desk.token}, follow_redirects=True).text
    assert again(leaving).state == "waiting"


def test_everything_that_waits_is_held_and_released_together(desk, rosa):
    for _time in range(3):
        waiting(rosa)
    put(rosa)
    desk.post("/messages/hold")
    assert (how_many(Message, state="held"), how_many(Message, state="sent")) == (3, 1)
    desk.post("/messages/release")
    assert how_many(Message, state="waiting") == 3


def test_trying_now_makes_a_message_due(desk, rosa):
    message = waiting(rosa, attempts=3, next_attempt_at=func.now() + timedelta(hours=5))
    desk.post(f"/messages/{message.id}/send-now")
    db.session.rollback()  # the clock of a transaction stands still
    assert db.session.scalar(select(Message.next_attempt_at <= func.now()).where(Message.id == message.id))


def test_a_copy_goes_to_the_present_address_once_under_a_message_id_of_its_own(desk, rosa):
    message = put(rosa, state="refused", reply="550", attempts=1, about=[7])
    rosa.email = "rosa.quispe@example.org"
    db.session.commit()
    places = {desk.post(f"/messages/{message.id}/send-again").location for _time in range(2)}
    assert len(places) == 1
    copy = db.session.scalars(select(Message).where(Message.id != message.id)).one()
    assert (copy.email, copy.state, copy.attempts, copy.about) == ("rosa.quispe@example.org", "waiting", 0, [7])
    assert (copy.subject, copy.text, copy.html) == (message.subject, message.text, message.html)
    assert copy.message_id != message.message_id
    assert again(message).state == "refused"
    assert how_many(AuditEntry, action="send_again") == 1


def test_an_auditor_reads_everything_and_moves_nothing(app, rosa):
    auditor = user(Role.AUDITOR)
    db.session.commit()
    visit = Visit(app, auditor)
    message = waiting(rosa)
    page = visit.get(f"/messages/{message.id}").text
    assert 'action="/messages' not in page
    assert visit.post(f"/messages/{message.id}/hold").status_code == 403
    assert visit.post("/messages/hold").status_code == 403
    assert again(message).state == "waiting"


def test_the_reminders_that_come_are_shown_to_officers_only(app, desk, rosa):
    assert "Nobody is reminded in the next 14 days" in desk.read("/messages/reminders")
    assert Visit(app, rosa).get("/messages/reminders").status_code == 403


@pytest.mark.usefixtures("in_2025")
def test_a_copy_that_was_not_released_says_so_to_those_who_see_all(app, session, desk, rosa):
    session.add(OutboxHold(backup_at=NOW, restored_at=NOW, verified=True))
    session.commit()
    words = "This system was restored from a backup of Monday 8 September, 10:00."
    assert words in desk.read("/messages")
    assert "restored from a backup" not in Visit(app, rosa).read("/messages?lang=en")


def test_an_officer_edits_a_held_message_and_the_trail_keeps_both_fingerprints(desk, officer, rosa):
    message = waiting(rosa, kind="notice", state="held", subject="Old", **WORDS)
    assert "Edit it" in desk.read(f"/messages/{message.id}")
    assert "Dear Rosa," in desk.get(f"/messages/{message.id}/edit").text
    wrong = desk.post(f"/messages/{message.id}/edit", subject="New", text="Dear Rosa, without a link")
    assert (wrong.status_code, "leave its line as it was" in wrong.text) == (422, True)
    desk.post(f"/messages/{message.id}/edit", subject="New", text="Dear Rosa,\n\nNow\nhttp://localhost:8000/x")
    after = again(message)
    assert (after.subject, after.state) == ("New", "held")
    assert after.text.startswith("Secretariat\nDeclaration\n\nNew\n\nDear Rosa,\n\nNow\n")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "edit_message")).one()
    assert len({entry.details["before"], entry.details["after"]}) == 2


def test_of_two_officers_who_edit_one_message_the_second_reads_what_the_first_wrote_and_keeps_her_words(
    app, desk, rosa
):
    place = f"/messages/{waiting(rosa, kind='notice', state='held', subject='Old', **WORDS).id}/edit"
    seen = re.search(r'name="mark" value="(\w+)"', desk.get(place).text)[1]
    first = {"subject": "First", "text": "Dear Rosa,\n\nFirst\nhttp://localhost:8000/x", "mark": seen}
    second = {"subject": "Second", "text": "Dear Rosa,\n\nSecond\nhttp://localhost:8000/x", "mark": seen}
    assert [desk.post(place, **first).status_code for _twice in range(2)] == [302, 302]
    told = desk.post(place, **second)
    assert told.status_code == 409
    assert "were changed after you opened it" in told.text
    assert told.text.index("Second") < told.text.index("What it says now") < told.text.index("Dear Rosa,\n\nFirst")
    empty = desk.post(place, **second | {"text": ""})
    assert (empty.status_code, seen in empty.text) == (422, True)
    desk.post(place, **second | {"mark": re.search(r'name="mark" value="(\w+)"', told.text)[1]})
    assert db.session.scalars(select(Message.subject)).all() == ["Second"]
    assert (
        db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "edit_message")).all()
        == ["edit_message"] * 2
    )


def test_the_page_of_a_tried_message_says_why_it_is_not_edited_and_leads_to_one_in_its_place(app, desk, rosa):
    message = waiting(rosa, kind="notice", attempts=2, subject="Old", **WORDS)
    place = f"/messages/{message.id}"
    page = desk.read(place)
    for words in ("somebody may have it with these words", "Cancel it and write anew"):
        assert words in page
        assert words not in Visit(app, rosa).read(f"{place}?lang=en")
    assert desk.get(f"{place}/edit").status_code == 409
    form = desk.get(f"{place}/anew").text
    for words in ("say in the first line what has changed", 'value="Old"', "Dear Rosa,"):
        assert words in form, words
    assert desk.post(f"{place}/anew", subject="New", text="No link").status_code == 422
    assert again(message).state == "waiting"
    answer = desk.post(f"{place}/anew", subject="New", text="Sorry.\n\nOpen it\nhttp://localhost:8000/x")
    copy = db.session.scalars(select(Message).where(Message.once == f"anew:{message.id}")).one()
    assert (answer.status_code, answer.location) == (302, f"/messages/{copy.id}")
    assert (copy.subject, copy.state, again(message).state) == ("New", "held", "cancelled")
    assert "one with other words takes its place" in desk.read(place)
    assert "wrote one with other words in its place" in desk.read("/audit")
    assert desk.get(f"{place}/anew").status_code == 409


def test_what_left_or_waits_cannot_be_edited(desk, rosa):
    message = waiting(rosa)
    assert "Edit it" not in desk.read(f"/messages/{message.id}")
    assert desk.get(f"/messages/{message.id}/edit").status_code == 409
    assert desk.post(f"/messages/{message.id}/edit", subject="New", text="x").status_code == 409


def test_a_letter_that_gathers_for_the_hour_says_when_it_leaves(app, desk, rosa):
    at = clock.real() + timedelta(minutes=50)
    message = put(rosa, state="waiting", attempts=0, sent_at=None, next_attempt_at=at)
    page = desk.read(f"/messages/{message.id}")
    assert ("within a minute" in page, bool(re.search(r"It waits, and leaves \w+ \d+ \w+", page))) == (False, True)
    answer = desk.client.get("/readyz").json
    assert answer["oldest_unsent_seconds"] is None


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("550 5.1.1 no such user", "ask for the right one, correct it"),
        ("552 5.2.2 mailbox full", "Their mailbox is full"),
        ("554 5.7.1 rejected by policy", "takes no mail from here"),
        ("no server took it for 72 hours (451 later)", "see whether other mail leaves"),
        ("521 no", "whoever runs your mail server"),
    ],
)
def test_a_refused_message_shows_the_servers_words_and_what_to_do(app, desk, rosa, reply, words):
    message = put(rosa, state="refused", reply=reply)
    page = desk.read(f"/messages/{message.id}")
    assert reply.partition(" (")[0] in page
    assert words in page
    assert words not in Visit(app, rosa).read(f"/messages/{message.id}?lang=en")


def test_what_waits_can_be_held_beside_what_is_held_and_neither_is_the_main_button(desk, rosa):
    for _each in range(3):
        waiting(rosa)
    held = waiting(rosa, state="held")
    assert _steering(desk) == [("Hold the 3 that wait", False), ("Release the one that is held", False)]
    desk.post("/messages/hold")
    assert _steering(desk) == [("Release the 4 that are held", False)]
    desk.post("/messages/release")
    assert _steering(desk) == [("Hold the 4 that wait", False)]
    assert again(held).state == "waiting"


def _steering(desk):
    """Return the buttons that hold or release many, each with whether it is the main one."""
    page = desk.get("/messages").text
    forms = re.findall(
        r'action="/messages/(?:hold|release)">.*?<button class="btn( btn-primary)?"[^>]*>([^<]+)<', page, re.DOTALL
    )
    return [(label.strip(), bool(main)) for main, label in forms]


def test_the_list_says_when_a_letter_leaves_and_of_one_that_does_not_when_it_was_written(desk, rosa):
    soon = clock.real() + timedelta(minutes=29)
    waiting(rosa, subject="Later", next_attempt_at=soon, created_at=NOW)
    waiting(rosa, subject="Soon", created_at=NOW)
    put(rosa, subject="Stopped", state="held", created_at=NOW, sent_at=None)
    page = desk.read("/messages")
    later = when(soon, clock.SECRETARIAT_ZONE, "en", short=True)
    written = when(NOW, clock.SECRETARIAT_ZONE, "en", short=True)
    assert (f"leaves {later}" in page, page.count("leaves within a minute")) == (True, 1)
    assert page.count(f"written {written}") == 1
    db.session.add(OutboxHold(backup_at=NOW, restored_at=NOW, verified=True))
    db.session.commit()
    assert "leaves" not in desk.read("/messages").partition("Soon")[2]


@pytest.mark.parametrize(("deed", "state"), [("hold", "held"), ("cancel", "cancelled")])
def test_a_deed_that_is_pressed_twice_is_done_once_and_leads_to_the_message(desk, rosa, deed, state):
    message = put(rosa, state="waiting", sent_at=None)
    place = f"/messages/{message.id}"
    answers = [desk.post(f"{place}/{deed}") for _press in range(2)]
    assert [(one.status_code, one.location) for one in answers] == [(302, place)] * 2
    db.session.refresh(message)
    assert (message.state, how_many(AuditEntry, action=deed)) == (state, 1)


def test_whoever_was_slower_than_somebody_else_is_led_back_to_the_message(app, desk, rosa):
    message = put(rosa, state="waiting", sent_at=None)
    other = user(Role.OFFICER)
    db.session.commit()
    assert Visit(app, other).post(f"/messages/{message.id}/cancel").status_code == 302
    late = desk.post(f"/messages/{message.id}/cancel")
    assert (late.status_code, f'href="/messages/{message.id}"' in late.text) == (409, True)


def test_a_server_that_was_not_reached_is_not_said_to_have_spoken(desk, rosa):
    away = put(rosa, state="waiting", sent_at=None, attempts=1, reply="[Errno 111] Connection refused")
    spoken = put(rosa, state="waiting", sent_at=None, attempts=1, reply="451 busy")
    page = desk.read(f"/messages/{away.id}")
    assert ("it refuses connections" in page, "The server said" in page, "Errno" in page) == (True, False, False)
    assert "The server said 451 busy" in desk.read(f"/messages/{spoken.id}")
