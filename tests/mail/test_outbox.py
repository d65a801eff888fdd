"""The outbox: a letter is written with the change that causes it, and goes with it."""

import pytest
from sqlalchemy import select

from secretariat.database import transaction
from secretariat.mail import compose, lines, outbox
from secretariat.mail.letter import READER, Kind, Letter
from secretariat.models.messages import Message
from secretariat.models.people import Role
from tests import factories


def letter(**facts) -> Letter:
    given = {
        "kind": Kind.APPROVED, "subject": "Approved on Monday", "heading": "Approved", "greeting": "Dear Rosa,",
        "lead": "It is approved.", "button": "Open", "path": "/deliverables/7",
    }  # fmt: skip
    return Letter(**given | facts)


def test_a_letter_waits_at_once_with_an_identity_of_its_own(session):
    reader = factories.user(Role.FOCAL_POINT, language="pt")
    message = outbox.put(letter(), to=reader, at=factories.NOW, about=[3, 5])
    assert (message.state, message.attempts, message.uncertain, message.about) == ("waiting", 0, False, [3, 5])
    assert (message.email, message.language, message.created_at) == (reader.email, "pt", factories.NOW)
    assert message.message_id.endswith("@example.org>")
    assert message.next_attempt_at is not None


def test_the_page_names_its_language_and_has_one_link_below_the_base_address(session):
    message = outbox.put(letter(), to=factories.user(language="fr"), at=factories.NOW)
    assert '<html lang="fr">' in message.html
    assert message.html.count("href=") == 1
    assert 'href="http://localhost:8000/deliverables/7"' in message.html
    assert "\nhttp://localhost:8000/deliverables/7\n" in message.text


def test_what_people_wrote_is_text_in_the_page(session):
    message = outbox.put(letter(lead="<script>alert(1)</script>"), to=factories.user(), at=factories.NOW)
    assert "<script" not in message.html
    assert "&lt;script&gt;" in message.html


def test_a_key_lets_one_letter_through(session):
    reader = factories.user()
    first = outbox.put(letter(), to=reader, at=factories.NOW, once="reminder:1:2025-09-12")
    second = outbox.put(letter(), to=reader, at=factories.NOW, once="reminder:1:2025-09-12")
    assert first is not None
    assert second is None
    assert factories.how_many(Message) == 1


def test_of_many_letters_each_bears_the_name_of_its_reader_as_text(session):
    plain, marked = factories.user(name="Rosa Quispe"), factories.user(name="<b>Luis & Ana</b>")
    said = letter(greeting=f"Dear {READER},")
    posts = [outbox.Post(said, plain, [3]), outbox.Post(said, marked, [5])]
    first, second = (session.get_one(Message, one) for one in outbox.put_all(posts, at=factories.NOW))
    assert (first.about, second.about) == ([3], [5])
    assert ("Dear Rosa Quispe,\n" in first.text, "Dear <b>Luis & Ana</b>,\n" in second.text) == (True, True)
    assert "<p>Dear &lt;b&gt;Luis &amp; Ana&lt;/b&gt;,</p>" in second.html
    assert first.message_id != second.message_id


def test_a_paragraph_in_which_the_reader_is_named_is_folded_like_the_others(session):
    reader = factories.user(name="María de los Ángeles Fernández de Quispe")
    said = letter(lead="One", more=("The printers wait for it, so please send it, " * 2 + f"{READER}, by Monday.",))
    (message,) = outbox.put_all([outbox.Post(said, reader, [3])], at=factories.NOW)
    text = session.get_one(Message, message).text
    assert max(len(line) for line in text.splitlines()) <= lines.WIDTH
    assert f"please send it, {reader.name}, by Monday." in " ".join(text.split())


def test_of_many_letters_those_whose_key_is_taken_are_left_out_in_their_places(session):
    reader = factories.user()
    outbox.put(letter(), to=reader, at=factories.NOW, once="taken")
    posts = [outbox.Post(letter(), reader, [], key) for key in ("free", "taken", None)]
    free, taken, without = outbox.put_all(posts, at=factories.NOW)
    assert (taken, factories.how_many(Message)) == (None, 3)
    assert session.get_one(Message, free).once == "free"
    assert session.get_one(Message, without).once is None


def test_letters_without_a_key_do_not_stand_in_each_others_way(session):
    reader = factories.user()
    outbox.put(letter(), to=reader, at=factories.NOW)
    outbox.put(letter(), to=reader, at=factories.NOW)
    assert factories.how_many(Message) == 2


def test_a_letter_is_gone_with_the_change_that_failed(app):
    def fail():
        with transaction():
            outbox.put(letter(), to=factories.user(), at=factories.NOW)
            raise ZeroDivisionError

    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            fail()
        with transaction(keep=False) as session:
            assert session.scalars(select(Message)).all() == []


def test_many_letters_of_one_change_wake_the_worker_once(session):
    for _each in range(3):
        outbox.put(letter(), to=factories.user(), at=factories.NOW)
    assert list(session().info["wakes"]) == [("mail.deliver", None)]


def test_a_letter_is_composed_in_the_language_of_its_reader_not_of_the_page(session, app):
    text, reader = factories.deliverable(), factories.user(Role.FOCAL_POINT, language="es")
    with app.test_request_context("/?lang=fr"):
        composed = compose.reminder(reader, [text], factories.NOW)
    assert "viernes 19 de septiembre" in composed.subject
