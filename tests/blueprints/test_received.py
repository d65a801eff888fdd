"""What came in, as pages: who reads it, and that nothing of it can do anything there."""

from datetime import timedelta

import pytest

from secretariat.database import db
from secretariat.mail import reasons
from secretariat.models.forms import ReturnedForm
from secretariat.models.people import Role
from tests.factories import NOW, add, deliverable, user
from tests.letters import letter_to, received_mail
from tests.visitors import Visit, counting


@pytest.fixture
def desk(app, session):
    with app.test_request_context():
        made = user(Role.OFFICER)
        db.session.commit()
        yield Visit(app, made)


def put(**facts):
    made = add(received_mail(**facts))
    db.session.commit()
    return made


def test_an_officer_sees_who_wrote_and_what_was_made_of_it(desk):
    rosa = user(Role.FOCAL_POINT, name="Rosa Quispe")
    text = deliverable()
    form = add(ReturnedForm(deliverable_id=text.id, by_id=rosa.id, at=NOW, name="f", texts={}, taken_at=None))
    put()
    put(outcome="filed", why=reasons.FILED, user=rosa, deliverable=text, returned=form, subject="My answers")
    page = desk.read("/messages/received")
    for words in (
        "1 mail waits to be read by a person, 1 was read as a form.",
        "A question somebody@example.com", "To be read nobody here has the address that it came from",
        "My answers Rosa Quispe", f"To be confirmed answers were read, and wait to be confirmed · {text.symbol}",
    ):  # fmt: skip
        assert words in page
    form.taken_at = NOW
    db.session.commit()
    assert "Confirmed answers were read, and are confirmed" in desk.read("/messages/received")
    assert "/messages/received" in desk.get("/messages").text


def test_a_mail_whose_answers_are_confirmed_waits_for_nobody(desk):
    rosa = user(Role.FOCAL_POINT)
    text = deliverable()
    for number, taken in enumerate((None, NOW, NOW)):
        form = add(ReturnedForm(deliverable_id=text.id, by_id=rosa.id, at=NOW, name="f", texts={}, taken_at=taken))
        mail = put(
            outcome="filed", why=reasons.FILED, user=rosa, deliverable=text, returned=form, subject=f"no {number}."
        )
    page = desk.read("/messages/received")
    assert ("To be confirmed (1)" in page, "Confirmed (2)" in page, "3 were read as forms" in page) == (
        True,
        True,
        True,
    )
    waits, done = (desk.read(f"/messages/received?outcome={one}") for one in ("filed", "confirmed"))
    assert ("no 0." in waits, "no 1." in waits, "no 1." in done, "no 0." in done) == (True, False, True, False)
    one = desk.read(f"/messages/received/{mail.id}")
    assert ("answers were read, and are confirmed." in one, "wait to be confirmed" in one) == (True, False)


def test_what_came_in_is_narrowed_by_what_was_made_of_it_and_by_words(desk):
    put(subject="kept one", sender="a@example.com")
    put(subject="machine", outcome="ignored", why=reasons.AUTOMATIC)
    page = desk.read("/messages/received?outcome=ignored")
    assert ("machine" in page, "kept one" in page) == (True, False)
    assert "kept one" in desk.read("/messages/received?q=A@EXAMPLE")
    assert "No mail fits this view." in desk.read("/messages/received?q=100%25")
    assert desk.get("/messages/received?outcome=nonsense&q=%00&page=-1").status_code == 200


def test_an_empty_list_says_what_will_stand_there(desk):
    assert "will stand here once the mail server hands them over" in desk.read("/messages/received")


def test_the_list_asks_as_often_for_one_as_for_many(desk):
    put(user=user(Role.FOCAL_POINT), deliverable=deliverable())
    with counting() as few:
        desk.get("/messages/received")
    for _each in range(3):
        put(user=user(Role.FOCAL_POINT), deliverable=deliverable())
    with counting() as many:
        desk.get("/messages/received")
    assert (len(few), len(many)) == (4, 4)


def test_the_list_is_paged(desk):
    for number in range(30):
        add(received_mail(at=NOW + timedelta(minutes=number), subject=f"no {number}."))
    db.session.commit()
    first, second = desk.read("/messages/received"), desk.read("/messages/received?page=2")
    assert ("1 to 25 of 30" in first, "no 29." in first, "no 4." in first) == (True, True, False)
    assert ("26 to 30 of 30" in second, "no 4." in second) == (True, True)


def test_a_mail_is_read_as_words_and_given_whole_as_a_file(desk):
    about = add(letter_to(user(Role.FOCAL_POINT), subject="Send by Friday"))
    hostile = "<script>alert(1)</script>"
    mail = put(subject=hostile, text=hostile, sender=hostile, raw=b"From: a@b.c\r\n\r\n<script>", about=about)
    page = desk.get(f"/messages/received/{mail.id}").text
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)
    assert f'href="/messages/{about.id}"' in page
    given = desk.get(f"/messages/received/{mail.id}/original")
    assert (given.data, given.mimetype) == (b"From: a@b.c\r\n\r\n<script>", "application/octet-stream")
    assert given.headers["Content-Disposition"] == f"attachment; filename=received-{mail.id}.eml"
    assert given.headers["Content-Security-Policy"].endswith("sandbox")


def test_a_mail_of_which_nothing_is_kept_gives_no_file(desk):
    mail = put(outcome="ignored", why=reasons.AUTOMATIC, text="")
    page = desk.read(f"/messages/received/{mail.id}")
    assert ("Ignored: a machine answered, not a person." in page, "mail program" in page) == (True, False)
    assert desk.get(f"/messages/received/{mail.id}/original").status_code == 404


@pytest.mark.parametrize(("role", "code"), [(Role.AUDITOR, 200), (Role.REVIEWER, 403), (Role.FOCAL_POINT, 403)])
def test_officers_and_auditors_read_it_and_nobody_else(app, desk, role, code):
    person = user(role)
    mail = put(raw=b"x")
    visit = Visit(app, person)
    hidden = {200: 200, 403: 404}[code]
    found = [visit.get(f"/messages/received{rest}").status_code for rest in ("", f"/{mail.id}", f"/{mail.id}/original")]
    assert found == [code, hidden, hidden]
