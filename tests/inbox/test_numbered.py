"""Answers under the numbers of their questions, as people write them into a mail."""

import pytest

from secretariat.papers import numbered
from tests.factories import call, field

PLACES = {"choices": [
    {"code": "north", "labels": {"en": "The north", "es": "El norte"}},
    {"code": "south", "labels": {"en": "The south", "es": "El sur"}},
]}  # fmt: skip
COLUMNS = {"columns": [{"code": "what", "labels": {"en": "What"}, "figures": False}]}


@pytest.fixture
def fields(session, app):
    with app.test_request_context():
        asked = call(fields=())
        return [
            field(asked, "summary", labels={"en": "Summary", "es": "Resumen"}),
            field(asked, "cost", kind="money"),
            field(asked, "host", kind="yes_no"),
            field(asked, "places", kind="choices", details=PLACES),
            field(asked, "steps", kind="table", details=COLUMNS),
            field(asked, "visits", kind="number"),
        ]


def test_each_kind_of_answer_is_read_under_its_number(fields):
    text = (
        "Dear colleagues,\n\n1. Peru leads.\n\n- first\n2) 1.250.000,50 PEN\n3: Yes, in Lima.\nAgain.\n"
        "4. El norte, the south\n5. A road\n6 - 12\n"
    )
    texts, left = numbered.read(text, fields)
    assert texts == {
        "summary": "Peru leads.\n\n- first", "cost.amount": "1.250.000,50", "cost.currency": "PEN",
        "host.answer": "Yes", "host.explanation": "in Lima.\nAgain.",
        "places.choice.north": "1", "places.choice.south": "1", "visits": "12",
    }  # fmt: skip
    assert [one.key for one in left] == ["steps"]


@pytest.mark.parametrize(
    "below",
    [
        "> 6. 99",
        "On Monday, 8 September 2025, Secretariat wrote:\n6. 99",
        "El lun, 8 sept 2025 a las 9:00, Secretariat (<s@example.org>) escribió:\n6. 99",
        "-----Original Message-----\n6. 99",
        "________________________________\nDe: Secretariat\n6. 99",
        "From: Secretariat <s@example.org>\nSent: Monday\n6. 99",
        "-- \nRosa\n6. 99",
    ],
)
def test_the_mail_that_is_answered_is_no_answer(fields, below):
    assert numbered.read(f"1. Peru leads.\n{below}", fields)[0] == {"summary": "Peru leads."}


def test_a_list_within_an_answer_and_a_figure_with_a_stop_are_no_numbers_of_questions(fields):
    texts, _left = numbered.read("2. 3 USD\n6. 12\n1. not again\n2.5 neither\n77. nor this", fields)
    assert texts["visits"] == "12\n1. not again\n2.5 neither\n77. nor this"
    assert "summary" not in texts


def test_words_that_are_no_yes_no_no_and_no_choice_are_handed_on_as_they_are(fields):
    texts, _left = numbered.read("3. perhaps, if we can\n4. the north, the west", fields)
    assert texts == {"host.answer": "perhaps, if we can", "host.explanation": "", "places": "the north, the west"}


def test_a_question_that_was_written_before_its_answer_is_left_out(fields):
    assert numbered.read("1. Resumen: El Perú lidera.", fields)[0] == {"summary": "El Perú lidera."}


@pytest.mark.parametrize("text", ["", "Thank you, we will answer next week.", "1.", "7. too many", "0. none"])
def test_where_nothing_stands_under_a_number_nothing_is_read(fields, text):
    assert numbered.read(text, fields) == ({}, [])
