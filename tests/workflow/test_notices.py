"""Writing to whoever stands on a list: once, to those who stand on it when it leaves, each in their language."""

import pytest

from secretariat.database import db
from secretariat.errors import Forbidden, Refused
from secretariat.mail import replies, truth
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.notices import Notice
from secretariat.models.people import Role
from secretariat.rules.filters import View
from secretariat.workflow import messages, notices
from secretariat.workflow.notices import Words
from tests.factories import NOW, call, country, deliverable, how_many, membership, user

OWED = View(state="owed")
WORDS = Words({"en": "Please reply: {calls}"}, {"en": "{country} owes {texts}.\n\nTell us, {name}."})


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER)


@pytest.fixture
def texts(officer):
    """Peru owes two texts and has one focal point; Brazil owes one and has two; Haiti has sent its own."""
    first, second = call(titles={"en": "Sheet"}), call(titles={"en": "Report"})
    made = [
        deliverable(first, country("PE")), deliverable(second, country("PE"), state=State.DRAFT),
        deliverable(first, country("BR")), deliverable(first, country("HT"), state=State.SUBMITTED),
    ]  # fmt: skip
    user(Role.FOCAL_POINT, country("PE"), name="Rosa", language="es")
    for name in ("Ana", "Beto"):
        user(Role.FOCAL_POINT, country("BR"), name=name)
    user(Role.DELEGATE, country("PE"))
    user(Role.FOCAL_POINT, country("HT"))
    user(Role.FOCAL_POINT, country("BR"), until=NOW)
    return made


def send(officer, once="a", view=OWED, words=WORDS):
    return notices.send(view, words, once=once, by=officer, at=NOW)


def written():
    return db.session.scalars(db.select(Message).order_by(Message.id)).all()


def test_each_focal_point_gets_one_letter_about_all_their_texts_on_the_list(officer, texts):
    _notice, found = send(officer)
    assert (len(found.people), found.reached) == (3, [])
    assert [(one.user.name, one.subject, len(one.about)) for one in written()] == [
        ("Ana", "Please reply: Sheet", 1),
        ("Beto", "Please reply: Sheet", 1),
        ("Rosa", "Please reply: Sheet y Report", 2),
    ]
    assert "Brazil owes 1 text." in written()[0].text
    assert "Tell us, Ana." in written()[0].html


def test_a_second_press_writes_nothing(officer, texts):
    assert len(send(officer)[1].people) == 3
    again, found = send(officer)
    assert (found, how_many(Message), how_many(Notice)) == (None, 3, 1)
    assert again.subjects == WORDS.subjects
    assert len(send(officer, once="b")[1].people) == 3


def test_whoever_is_on_the_list_no_more_when_it_leaves_does_not_get_it(officer, texts):
    send(officer)
    ana, beto, rosa = written()
    texts[2].state = State.SUBMITTED
    texts[0].state = State.WAIVED
    beto.user.memberships[0].until = NOW
    db.session.flush()
    assert [truth.holds(one, NOW) for one in (ana, beto, rosa)] == [False, False, True]
    assert (ana.state, ana.reply) == ("cancelled", replies.OFF_LIST)
    assert rosa.about == [texts[1].id]
    assert "Report" in rosa.text
    assert "Sheet" not in rosa.text


def test_whoever_changed_country_gets_nothing_about_the_old_one(officer, texts):
    send(officer)
    rosa = written()[2].user
    rosa.memberships[0].until = NOW
    membership(rosa, Role.FOCAL_POINT, country("HT"))
    db.session.expire(rosa, ["memberships"])
    assert not truth.holds(written()[2], NOW)


def test_a_copy_that_somebody_sends_by_hand_leaves_as_it_is(officer, texts):
    send(officer)
    first = written()[0]
    first.state = "sent"
    texts[2].state = State.SUBMITTED
    copy = messages.send_again(first, by=officer, at=NOW)
    assert truth.holds(copy, NOW)


def test_an_empty_list_and_anybody_but_an_officer_are_refused(officer, texts):
    with pytest.raises(Refused, match="Nobody stands on this list"):
        send(officer, view=View(country="XX"))
    for role in (Role.REVIEWER, Role.AUDITOR, Role.FOCAL_POINT):
        with pytest.raises(Forbidden):
            send(user(role), once=role)
    assert how_many(Message) == 0


@pytest.mark.parametrize(
    ("subjects", "texts", "field"),
    [
        ({}, {}, "text.en"),
        ({"es": "Asunto"}, {}, "text.es"),
        ({}, {"fr": "Texte"}, "subject.fr"),
        ({"en": "Dear {who}"}, {"en": "x"}, "subject.en"),
        ({"en": "x"}, {"en": "{country"}, "text.en"),
        ({"en": "x" * 151}, {"en": "x"}, "subject.en"),
        ({"en": "x"}, {"en": "x" * 4001}, "text.en"),
        ({"en": "=?utf-8?q?x=0ABcc:a@b.c?="}, {"en": "x"}, "subject.en"),
        ({"en": "x\u2028y\x07"}, {"en": "x"}, "subject.en"),
        ({"en": "x"}, {"en": "\x07"}, "text.en"),
    ],
)
def test_words_that_cannot_be_sent_are_refused_beside_their_control(officer, subjects, texts, field):
    with pytest.raises(Refused) as refused:
        Words.of(subjects, texts, reader="en")
    assert refused.value.field == field
