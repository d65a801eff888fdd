"""The words of a held mail, changed by an officer: the page follows, the one link stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func

from secretariat.errors import Refused, Stale
from secretariat.mail import compose, edited, outbox, replies, truth
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.workflow import messages
from tests import factories
from tests.mail import letters
from tests.mail.test_compose import ALLOWED, LARGEST, Walk


@pytest.fixture
def officer(session):
    return factories.user(Role.OFFICER)


@pytest.fixture
def reader(officer):
    return factories.user(Role.FOCAL_POINT, name="Rosa Quispe", language="es")


def held(reader, *texts):
    letter = compose.reminder(reader, texts, factories.NOW)
    message = outbox.put(letter, to=reader, at=factories.NOW, about=[one.id for one in texts])
    message.state = "held"
    return message


def edit(message, officer, subject, words):
    messages.edit(message, subject, words, by=officer, at=factories.NOW)


def test_an_edited_mail_keeps_head_foot_and_link_and_its_page_says_the_same(officer, reader):
    message = held(reader, factories.deliverable())
    head, foot = message.text.split("\n\n")[0], message.text.partition("\n\n-- \n")[2]
    words = edited.body(message)
    assert words.startswith("Estimado/a Rosa Quispe,") or "Rosa Quispe" in words.splitlines()[0]
    edit(message, officer, "Plazo 1 < 2", words.replace("Rosa Quispe", "colega & amiga") + "\n\nLlámeme.")
    assert message.text.startswith(f"{head}\n\nPlazo 1 < 2\n\n")
    assert message.text.endswith(f"Llámeme.\n\n-- \n{foot}")
    assert (message.subject, message.edited_at) == ("Plazo 1 < 2", factories.NOW)
    walk = Walk()
    walk.feed(message.html)
    assert len(walk.links) == 1
    assert {tag: names - ALLOWED[tag] for tag, names in walk.seen.items() if names - ALLOWED[tag]} == {}
    assert "Plazo 1 &lt; 2" in message.html
    assert "<p>Llámeme.</p>" in message.html


def test_an_officer_types_paragraphs_and_the_text_of_the_mail_is_folded(officer, reader):
    message = held(reader, factories.deliverable())
    before, words = message.text, edited.body(message)
    assert max(map(len, words.splitlines())) > 72
    edit(message, officer, message.subject, words)
    assert message.text == before
    edit(
        message,
        officer,
        "A subject of many words " * 5,
        f"{words}\n\n{'Palabra ' * 40}\n\n1. {'Título ' * 15}\nBajo él",
    )
    assert max(map(len, message.text.splitlines())) <= 72
    assert "\n   Bajo él\n" in message.text


def test_an_edited_mail_keeps_its_layout(officer, reader):
    long = factories.call(titles={"en": "A title so long that the text of the mail must fold it, and then once more"})
    late = factories.deliverable(factories.call(due_at=factories.NOW - timedelta(days=1)))
    message = held(reader, late, factories.deliverable(long))
    page, words = message.html, edited.body(message)
    assert "2. A title so long that the text of the mail must fold it, and then once more (Peru)\n" in words
    edit(message, officer, message.subject, words)
    assert [one for one in page.splitlines() if one] == [one for one in message.html.splitlines() if one]


def test_an_officer_writes_lists_and_ends_lines(officer, reader):
    message = held(reader, factories.deliverable())
    point = f"{'Punto ' * 15}".strip()
    words = f"{edited.body(message)}\n\n- {point}\n- Otro\n\n1. Uno\n2. Dos\nbajo él\n\nSaludos,\nla Secretaría"
    edit(message, officer, message.subject, words)
    assert "<ul>\n<li>" in message.html.replace("\n\n", "\n")
    assert "<li>Otro</li>" in message.html
    assert "<b>Uno</b>" in message.html
    assert "<b>Dos</b><br>bajo él</li>" in message.html
    assert "<p>Saludos,<br>la Secretaría</p>" in message.html
    assert "\n- Otro\n" in message.text
    assert "\n2. Dos\n   bajo él\n\nSaludos,\nla Secretaría\n\n-- \n" in message.text
    assert edited.body(message) == words.replace("\n2. Dos", "\n\n2. Dos")


def test_whatever_kind_may_be_edited_says_on_its_page_what_its_text_says(officer, reader):
    seen = 0
    for letter in letters.every_kind(reader):
        message = outbox.put(letter, to=reader, at=factories.NOW)
        message.state = "held"
        if not edited.may_be(message):
            continue
        seen += 1
        page, text = message.html, message.text
        edit(message, officer, message.subject, edited.body(message))
        assert message.text == text, letter.kind
        assert "".join(message.html.split()) == "".join(page.split()), letter.kind
        walk = Walk()
        walk.feed(message.html)
        assert len(walk.links) == 1, letter.kind
        assert len(message.html.encode()) < LARGEST
    assert seen > 10


@pytest.mark.parametrize(
    ("subject", "change", "field"),
    [
        ("", lambda words: words, "subject"),
        ("x" * 301, lambda words: words, "subject"),
        ("=?utf-8?q?x=0ABcc?=", lambda words: words, "subject"),
        ("Send", lambda _words: "  ", "text"),
        ("Send", lambda _words: "No link any more.", "text"),
        ("Send", lambda words: words + " https://evil.example/", "text"),
        ("Send", lambda words: words + "\u202e", "text"),
        ("Send", lambda words: words + "x" * 16_000, "text"),
        ("Send <b>now</b>", lambda words: words, "subject"),
        ("Send", lambda words: words + "\n\nIt is <b>urgent</b>.", "text"),
        ("Send", lambda words: words + "\n\nSee javascript:alert(1).", "text"),
        ("Send", lambda words: words + "\n\nSee www.example.org.", "text"),
        ("Send", lambda words: words + "\n\nOne\u2028two.", "text"),
        ("Send", lambda words: words + "\n\nOne\rtwo.", "text"),
    ],
)
def test_what_no_mail_can_say_is_refused_beside_its_control(officer, reader, subject, change, field):
    message = held(reader, factories.deliverable())
    before = (message.subject, message.text, message.html)
    with pytest.raises(Refused) as refused:
        edit(message, officer, subject, change(edited.body(message)))
    assert refused.value.field == field
    assert (message.subject, message.text, message.html) == before


@pytest.mark.parametrize(
    ("control", "sentence"),
    [("text", "One’ stands a character that nobody sees (U+2028)"), ("subject", "may not stand in the head")],
)
def test_a_separator_that_nobody_sees_is_named_where_it_stands(officer, reader, control, sentence):
    message = held(reader, factories.deliverable())
    typed = {"subject": "Send", "text": edited.body(message)}
    typed[control] = f"{typed[control]}\n\nOne\u2028two." if control == "text" else "One\u2028two"
    with pytest.raises(Refused) as refused:
        edited.check(message, typed["subject"], typed["text"])
    assert (refused.value.field, sentence in refused.value.sentence) == (control, True)


@pytest.mark.parametrize("facts", [{"state": "waiting"}, {"attempts": 1}, {"kind": "receipt"}, {"state": "sent"}])
def test_only_a_held_mail_that_was_never_tried_and_proves_nothing_is_edited(officer, reader, facts):
    message = held(reader, factories.deliverable())
    for name, value in facts.items():
        setattr(message, name, value)
    factories.add(message)
    with pytest.raises(Stale):
        edit(message, officer, "Send", edited.body(message))


def tried(reader, **facts):
    message = held(reader, factories.deliverable())
    for name, value in ({"state": "waiting", "attempts": 2, "uncertain": True, "reply": "451 later"} | facts).items():
        setattr(message, name, value)
    return factories.add(message)


def anew(message, officer, subject="Send it soon"):
    return messages.write_anew(message, subject, edited.body(message), by=officer, at=factories.NOW)


@pytest.mark.parametrize("state", ["waiting", "held"])
def test_a_mail_that_was_tried_is_cancelled_and_one_with_other_words_takes_its_place_once(officer, reader, state):
    message = tried(reader, state=state)
    made = anew(message, officer)
    assert (message.state, message.reply, message.attempts) == ("cancelled", replies.REPLACED, 2)
    assert (made.state, made.subject, made.attempts, made.uncertain) == ("held", "Send it soon", 0, False)
    assert (made.about, made.kind, made.edited_at) == (message.about, message.kind, factories.NOW)
    assert edited.body(made) == edited.body(message)
    assert made.message_id != message.message_id
    assert anew(message, officer, "Again") is made
    assert made.subject == "Send it soon"
    assert edited.may_be(made)


@pytest.mark.parametrize(
    "facts",
    [
        {"attempts": 0},
        {"kind": "receipt"},
        {"state": "sent"},
        {"lease_until": func.now() + timedelta(seconds=40), "handed_at": func.now()},
    ],
)
def test_only_a_mail_that_was_tried_and_is_not_leaving_is_written_anew(officer, reader, facts):
    message = tried(reader, **facts)
    with pytest.raises(Stale):
        anew(message, officer)
    assert factories.how_many(Message) == 1


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, "somebody may have it with these words"),
        ({"attempts": 0}, "Hold it first"),
        ({"kind": "receipt", "state": "held"}, "It proves what came"),
        ({"attempts": 0, "state": "held"}, ""),
        ({"state": "sent"}, ""),
    ],
)
def test_why_the_words_of_a_mail_are_not_changed_is_said(officer, reader, facts, why):
    assert why in edited.why_not(tried(reader, **facts)) if why else not edited.why_not(tried(reader, **facts))


def test_an_edited_mail_that_became_partly_untrue_is_held_again_and_leaves_when_it_is_released(officer, reader):
    first, other = factories.deliverable(), factories.deliverable(factories.call())
    message = held(reader, first, other)
    edit(message, officer, "Send both", edited.body(message))
    message.state, first.state = "waiting", State.SUBMITTED
    assert not truth.holds(message, factories.NOW)
    assert (message.state, message.reply, message.subject) == ("held", replies.PARTLY, "Send both")
    messages.release(message, by=officer, at=factories.NOW)
    assert truth.holds(message, factories.NOW)
    assert message.subject == "Send both"
