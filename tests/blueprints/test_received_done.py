"""Received mail that waits for a person, as pages: marked as done, opened again, counted, and what it is about."""

import re

import pytest

from secretariat.database import db
from secretariat.mail import reasons
from secretariat.models.audit import AuditEntry
from secretariat.models.people import Role
from tests.factories import NOW, add, call, country, deliverable, how_many, meeting, user
from tests.letters import received_mail
from tests.visitors import Visit, counting, words

LIST = "/messages/received"


@pytest.fixture
def ines(session, app):
    with app.test_request_context():
        meeting()
        yield user(Role.OFFICER, name="Inés Robles")


@pytest.fixture
def desk(app, ines):
    db.session.commit()
    return Visit(app, ines)


def put(**facts):
    made = add(received_mail(**facts))
    db.session.commit()
    return made


def subjects(page):
    return re.findall(r"(?:open|done|machine) \d", page)


def test_a_mail_is_marked_as_done_and_says_by_whom_and_the_message_takes_it_back(desk):
    mail = put()
    before = desk.read(f"{LIST}/{mail.id}")
    assert ("To be read: nobody here" in before, "Mark as done" in before) == (True, True)
    assert before.index("Who are you?") < before.index("What is known of it")
    answer = desk.post(f"{LIST}/{mail.id}/done", done="1")
    assert answer.headers["Location"] == f"{LIST}/{mail.id}"
    page = desk.read(f"{LIST}/{mail.id}")
    assert "‘A question’ is done. Open again" in page
    assert "Done: nobody here has the address that it came from. Inés Robles marked it as done" in page
    assert "Mark as done" not in page
    desk.post(f"{LIST}/{mail.id}/done", done="0")
    again = desk.read(f"{LIST}/{mail.id}")
    assert "‘A question’ is open again. Mark as done" in again
    assert ("To be read: nobody here" in again, "Inés Robles opened it again" in again) == (True, True)


def test_a_double_click_is_harmless_and_the_slower_officer_is_told_who_was_faster(app, desk):
    mail, grace = put(), user(Role.OFFICER)
    db.session.commit()
    for _twice in range(2):
        assert desk.post(f"{LIST}/{mail.id}/done", done="1").status_code == 302
    slower = Visit(app, grace).post(f"{LIST}/{mail.id}/done", done="1")
    assert slower.status_code == 409
    assert "Inés Robles was faster; it is now: Done." in words(slower.text)
    assert how_many(AuditEntry, action="mark_received") == 1


def test_what_waits_stands_first_and_the_address_narrows_to_open_or_done(desk, ines):
    put(subject="open 1")
    put(subject="done 2", done=True, marked_at=NOW, marked_by=ines)
    put(subject="machine 3", outcome="ignored", why=reasons.AUTOMATIC)
    put(subject="open 4")
    page = desk.read(LIST)
    assert subjects(page) == ["open 4", "open 1", "machine 3", "done 2"]
    assert "2 mails wait to be read by a person, 1 is done." in page
    assert "All (4) · To be read (2) · Done (1)" in page
    assert "Done nobody here has the address that it came from · Inés Robles, Mon 8 Sep" in page
    assert subjects(desk.read(f"{LIST}?state=all")) == subjects(page)
    assert subjects(desk.read(f"{LIST}?state=open")) == ["open 4", "open 1"]
    assert subjects(desk.read(f"{LIST}?state=done")) == ["done 2"]
    assert subjects(desk.read(f"{LIST}?state=open&q=OPEN+1")) == ["open 1"]


def test_marked_in_the_list_one_returns_to_the_same_view_of_it(desk):
    mail = put()
    seen = {"state": "open", "q": "question", "page": "1"}
    assert f'action="{LIST}/{mail.id}/done"' in desk.get(f"{LIST}?state=open&q=question").text
    assert desk.post(f"{LIST}/{mail.id}/done", done="1", **seen).headers["Location"] == (
        f"{LIST}?page=1&state=open&q=question"
    )
    page = desk.get(f"{LIST}?page=1&state=open&q=question").text
    assert "‘A question’ is done. Open again" in words(page)
    assert '<input type="hidden" name="state" value="open"><input type="hidden" name="q" value="question">' in page


def test_a_view_without_mail_says_what_that_means(desk, ines):
    assert "No mail was left to a person." in desk.read(f"{LIST}?state=open")
    assert "marked as done will stand here" in desk.read(f"{LIST}?state=done")
    put(done=True, marked_at=NOW, marked_by=ines)
    assert "Every mail that was left to a person is done." in desk.read(f"{LIST}?state=open")
    assert "No mail fits this view." in desk.read(f"{LIST}?state=open&q=nothing")


def test_from_one_that_is_done_the_way_leads_to_the_one_that_waits_longest(desk, ines):
    done = put(done=True, marked_at=NOW, marked_by=ines)
    assert "Read the next one" not in desk.read(f"{LIST}/{done.id}")
    oldest = put()
    put()
    page = desk.get(f"{LIST}/{done.id}").text
    assert re.search(r'href="([^"]+)">Read the next one', page)[1] == f"{LIST}/{oldest.id}"
    assert "Read the next one" not in desk.read(f"{LIST}/{oldest.id}")


def test_only_what_waits_is_counted_on_the_first_page_and_beside_the_way_to_it(app, desk, ines):
    put(outcome="bounced", why=reasons.CAME_BACK)
    put(done=True, marked_at=NOW, marked_by=ines)
    assert "Nothing waits" in desk.read("/")
    assert "Received mail ·" in desk.read("/messages")
    put()
    home = desk.read("/")
    assert ("One thing waits" in home, "One mail waits to be read. The oldest since" in home) == (True, True)
    assert f'href="{LIST}?state=open"' in desk.get("/").text
    put()
    assert "2 mails wait to be read." in desk.read("/")
    assert "Received mail (2 wait) ·" in desk.read("/messages")
    reader = user(Role.AUDITOR)
    db.session.commit()
    assert "to be read" not in Visit(app, reader).read("/")


def test_an_auditor_reads_who_marked_what_and_gets_no_button(app, ines):
    mail, reader = put(), user(Role.AUDITOR)
    db.session.commit()
    visit = Visit(app, reader)
    assert [f"{LIST}/{mail.id}/done" in visit.get(path).text for path in (LIST, f"{LIST}/{mail.id}")] == [False, False]
    assert visit.post(f"{LIST}/{mail.id}/done", done="1").status_code == 403


def test_a_machines_mail_has_no_button_and_cannot_be_marked(desk):
    mail = put(outcome="ignored", why=reasons.AUTOMATIC)
    assert [f"{LIST}/{mail.id}/done" in desk.get(path).text for path in (LIST, f"{LIST}/{mail.id}")] == [False, False]
    assert desk.post(f"{LIST}/{mail.id}/done", done="1").status_code == 422


def test_a_mail_leads_to_the_text_the_call_and_the_country_that_it_is_about(desk):
    text = deliverable(call(), country("PE"))
    page = desk.get(f"{LIST}/{put(why=reasons.WORDS_ONLY, deliverable=text).id}").text
    for url in (f"/calls/{text.call_id}/PE", f"/calls/{text.call_id}", "/countries/PE"):
        assert f'<a href="{url}">' in page


def test_without_a_text_it_leads_to_the_country_of_the_account_that_wrote(desk):
    rosa = user(Role.FOCAL_POINT, country("PE"))
    assert '<a href="/countries/PE">Peru</a>' in desk.get(f"{LIST}/{put(user=rosa).id}").text
    assert "/countries/" not in desk.get(f"{LIST}/{put().id}").text


def test_the_list_asks_as_often_for_one_that_is_done_as_for_many(desk, ines):
    asked = []
    for count in (1, 3):
        for _each in range(count):
            put(done=True, marked_at=NOW, marked_by=user(Role.OFFICER))
        with counting() as statements:
            desk.get(f"{LIST}?state=done")
        asked.append(len(statements))
    assert asked == [4, 4]
