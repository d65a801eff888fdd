"""Advice: what is worth a look before a text is sent, and holds nothing back."""

from datetime import date

import pytest

from secretariat.models.calls import Call, CallField
from secretariat.models.countries import Country
from secretariat.models.deliverables import Answer, Attachment, Deliverable
from secretariat.models.files import StoredFile
from secretariat.rules import advice, answers
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("in_2025")
LARGE = "an unusually large amount; are all its zeros meant?"
LONG = "Peru leads the regional work on registering those who arrive, and pays for half of it. "


@pytest.fixture(autouse=True)
def speaking(app):
    with app.test_request_context():
        yield


def asked(number, kind="long_text", **facts):
    given = {"labels": {"en": f"Question {number}"}, "required": False, "details": {}}
    return CallField(id=number, key=f"q{number}", position=number, kind=kind, **given | facts)


def draft(*pairs, files=()):
    """Return a draft of Peru with answers to questions."""
    call = Call(fields=[field for field, _value in pairs])
    made = Deliverable(call=call, country=Country(alpha2="PE", time_zone="America/Lima"))
    made.answers = [Answer(field_id=field.id, value=value) for field, value in pairs if value is not None]
    made.__dict__["attachments"] = list(files)
    return made


def said(text):
    return [(one.field.key, one.sentence) for one in advice.before_sending(text, NOW, "en")]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (asked(1), "The programme is TBC.", "something in it looks unfinished: ‘TBC’"),
        (asked(1), "El monto está por confirmar.", "something in it looks unfinished: ‘por confirmar’"),
        (asked(1), "Nous verrons [...]", "something in it looks unfinished: ‘[...]’"),
        (asked(1, limit_words=20), "word " * 20, "20 of 20 words are used"),
        (asked(1, limit_characters=100), "o" * 97, "97 of 100 characters are used"),
        (asked(1, "money"), {"amount": "2500000000.00", "currency": "USD"}, LARGE),
        (asked(1, required_from=date(2025, 9, 12)), None, "must be answered from Friday 12 September on"),
        (asked(1, frozen_from=date(2025, 9, 12)), None, "can be answered only before Friday 12 September"),
    ],
)
def test_each_kind_of_advice_says_what_to_look_at(field, value, sentence):
    text = draft((field, value))
    assert said(text) == [("q1", sentence)]
    assert answers.missing(text, NOW) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (asked(1), "A stubcoat, a TBCX and [1] are words."),
        (asked(1, limit_words=20), "word " * 19),
        (asked(1, limit_words=20), "word " * 21),
        (asked(1, "money"), {"amount": "999999999.00", "currency": "USD"}),
        (asked(1, required_from=date(2025, 9, 8)), None),
        (asked(1, frozen_from=date(2025, 10, 8)), None),
        (asked(1), None),
    ],
)
def test_what_is_as_it_should_be_is_not_spoken_of(field, value):
    assert said(draft((field, value))) == []


def test_the_same_long_words_under_two_questions_are_named_at_the_second():
    text = draft((asked(1), LONG), (asked(2), LONG), (asked(3), "Yes."), (asked(4), "Yes."))
    assert said(text) == [("q2", "the same words as in ‘Question 1’")]


def test_a_file_that_is_heavy_or_cannot_be_shown_is_named():
    field = asked(1, "file")
    files = [
        Attachment(field_id=1, name="a.pdf", file=StoredFile(size=25_000_000, shown_state="ready")),
        Attachment(field_id=1, name="b.docx", file=StoredFile(size=9, shown_state="impossible")),
        Attachment(field_id=1, name="c.pdf", file=StoredFile(size=9, shown_state="ready")),
    ]
    assert said(draft((field, None), files=files)) == [
        ("q1", "a.pdf is large (25 MB); many read it on a slow line"),
        ("q1", "b.docx is taken, but the packet cannot show it; a PDF of it would be shown"),
    ]
