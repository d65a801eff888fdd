"""Answers under the numbers of their questions, as people write them into a mail."""

import pytest

from secretariat.papers import numbered, outside, plain
from secretariat.papers.outside import Outside
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
        "places.choice.north": "1", "places.choice.south": "1", "visits": "12", "^": "Dear colleagues,",
    }  # fmt: skip
    assert [one.key for one in left] == ["steps"]


@pytest.mark.parametrize(
    "below",
    [
        "> 6. 99",
        "On Monday, 8 September 2025, Secretariat wrote:\n6. 99",
        "El lun, 8 sept 2025 a las 9:00, Secretariat (<s@example.org>) escribió:\n6. 99",
        "-----Original Message-----\n6. 99",
        "________________________________\n6. 99",
        "From: Secretariat <s@example.org>\nSent: Monday\n6. 99",
    ],
)
def test_the_mail_that_is_answered_is_no_answer(fields, below):
    left_out = {} if below.startswith(">") else {">": "6. 99"}
    assert numbered.read(f"1. Peru leads.\n{below}", fields)[0] == {"summary": "Peru leads."} | left_out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3. No\n2. 5 PEN", {
            "host.answer": "No", "host.explanation": "", "cost.amount": "5", "cost.currency": "PEN",
        }),
        ("6. 12\n1. Peru leads.", {"visits": "12", "summary": "Peru leads."}),
        ("1. Done\n7. Another matter\nmore", {"summary": "Done", "": "7. Another matter\nmore"}),
        ("1. Done\n99. No such question\n6. 12", {"summary": "Done", "visits": "12", "": "99. No such question"}),
        ("1. Done\n1. again", {"summary": "Done\n1. again"}),
        ("6. 12\n2.5 of them\n77. and this", {"visits": "12\n2.5 of them", "": "77. and this"}),
        ("7. Another matter\n6. 12", {"visits": "12", "": "7. Another matter"}),
        ("5) Workshops 300\n7) a word\nmore\n6) 12", {"visits": "12", "": "7) a word\nmore"}),
        ("6. 12\n6. 13", {"visits": "12", "": "6. 13"}),
    ],
)  # fmt: skip
def test_a_number_begins_its_answer_in_whatever_order_and_what_has_no_question_is_not_lost(fields, text, found):
    assert numbered.read(text, fields)[0] == found


@pytest.mark.parametrize(
    "words",
    [
        "Our steps:\n1. train\n2. build\n3. open",
        "Our steps:\n\n1. train\n\n2. build",
        "Our steps: \n1) train\n2) build\n\nAnd then:\n1) rest",
    ],
)
def test_a_list_that_a_colon_announces_stays_in_its_answer(fields, words):
    asked = [fields[1], fields[5], fields[2], fields[0]]
    assert numbered.read(f"4. {words}\n\n2. 12", asked)[0] == {"summary": words, "visits": "12"}


def test_a_list_after_the_first_answer_stays_in_its_answer_however_far_it_counts(fields):
    asked = [fields[0], fields[2], fields[1], fields[5]]
    texts = numbered.read("1. Peru leads.\n2. Yes, we\n1. train\n2. build\n3. open\n\n3. 6 PEN", asked)[0]
    assert texts == {
        "summary": "Peru leads.", "host.answer": "Yes", "host.explanation": "we\n1. train\n2. build\n3. open",
        "cost.amount": "6", "cost.currency": "PEN",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2. 6 PEN\n\nRegards", {"cost.amount": "6", "cost.currency": "PEN", "~": "Regards"}),
        ("6.\n\n12\n\nRegards,\nRosa", {"visits": "12", "~": "Regards,\nRosa"}),
        ("4. El norte\n\nRegards", {"places.choice.north": "1", "~": "Regards"}),
        ("6. 12\n\nCall me.", {"visits": "12", "": "Call me."}),
        ("1. Peru leads.\n\n-- \n", {"summary": "Peru leads."}),
        ("1. Peru leads.\n\n-- \nRosa", {"summary": "Peru leads.", "~": "Rosa"}),
        ("1. Peru leads.\nSaludos\n--\nRosa\n+51 1", {"summary": "Peru leads.", "~": "Saludos\nRosa\n+51 1"}),
        ("-- \nRosa\n> 1. Summary\n1. Peru leads.\nThanks\n", {"summary": "Peru leads.", "~": "Thanks\nRosa"}),
    ],
)
def test_a_farewell_does_not_spoil_an_answer_of_one_line(fields, text, found):
    assert numbered.read(text, fields)[0] == found


@pytest.mark.parametrize(
    "end",
    [
        "Saludos, Rosa", "Saludos cordiales,\nRosa Quispe\nMinisterio", "Un cordial saludo\n\nRosa", "Atentamente",
        "Muchas gracias.", "Kind regards,\n\nRosa\n+51 1 204", "Best,\nRosa", "Thank you!", "Atenciosamente,\nAna",
        "Com os melhores cumprimentos\nAna", "Obrigada, Ana", "Cordialement\nLuc", "Bien à vous,\nLuc",
        "Veuillez agréer, Madame, l’expression de mes salutations distinguées.\nLuc", "*Saludos,*\nRosa",
    ],
)  # fmt: skip
def test_the_end_of_a_mail_is_kept_apart_from_the_last_answer(fields, end):
    assert numbered.read(f"6. 12\n1. Peru leads.\n{end}\n", fields)[0] == {
        "visits": "12", "summary": "Peru leads.", "~": end,
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Regards the border, not the port.",
        "Saludos son palabras.",
        "Gracias a la cooperación regional se avanza.",
        "Thanks\nto a long line of words below which no signature ever has, as it goes on and on.",
        "Thanks,\none\ntwo\nthree\nfour\nfive",
    ],
)
def test_what_only_begins_as_an_end_does_stays_in_the_answer(fields, words):
    assert numbered.read(f"1. Peru leads.\n{words}", fields)[0] == {"summary": f"Peru leads.\n{words}"}


def test_what_stands_in_a_signature_is_no_answer_but_shown_as_left_out(fields):
    found = numbered.read("1. Peru leads.\n-- \nRosa\n6. 99\n", fields)[0]
    assert found == {"summary": "Peru leads.", "~": "Rosa\n6. 99"}


def test_words_that_are_no_yes_no_no_and_no_choice_are_handed_on_as_they_are(fields):
    texts, _left = numbered.read("3. perhaps, if we can\n4. the north, the west", fields)
    assert texts == {"host.answer": "perhaps, if we can", "host.explanation": "", "places": "the north, the west"}


def test_a_question_that_was_written_before_its_answer_is_left_out(fields):
    assert numbered.read("1. Resumen: El Perú lidera.", fields)[0] == {"summary": "El Perú lidera."}


@pytest.mark.parametrize(
    "written",
    [
        "Summary: Peru leads.",
        "Summary Peru leads.",
        "Summary - Peru leads.",
        "SUMMARY. Peru leads.",
        "Summary.- Peru leads.",
        "Summary\nPeru leads.",
        "*Summary:* Peru leads.",
        "**Summary**: Peru leads.",
        "Summary\u00a0: Peru leads.",
    ],
)
def test_a_question_is_left_out_where_a_mark_or_the_end_of_the_line_closes_it(fields, written):
    said = numbered.read(f"1. {written}", fields)[0]["summary"]
    assert said == ("Summary Peru leads." if written == "Summary Peru leads." else "Peru leads.")


def test_a_list_below_a_question_keeps_the_mark_of_its_first_point(fields):
    assert numbered.read("1. Summary\n- train\n- build", fields)[0] == {"summary": "- train\n- build"}


@pytest.mark.parametrize(
    "words", ["Resumen nuevo por correo", "Summaryless position", "Summary-based work", "Summary.pdf holds it"]
)
def test_an_answer_that_begins_with_the_words_of_its_question_stays_whole(fields, words):
    assert numbered.read(f"1. {words}", fields)[0] == {"summary": words}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Summary: our text", {"summary": "our text"}),
        ("*Resumen*: our text", {"summary": "our text"}),
        ("Summary\nour text", {"summary": "our text"}),
        ("Summary Our text", {"summary": "Our text"}),
        ("Summary our text", None),
        ("Summary\u00a0is what we wrote", None),
        ("summary Our text", None),
        ("Visits: 12", None),
        ("Host: Lima", None),
    ],
)
def test_the_words_of_a_question_begin_its_answer_where_it_bears_no_number(fields, line, found):
    asked = [fields[2], fields[0], fields[5]]
    read = numbered.read(f"1. Yes, in Lima.\n{line}\nmore\n3. 12", asked)[0]
    why = "in Lima." if found else f"in Lima.\n{line}\nmore"
    below = {"summary": f"{found['summary']}\nmore"} if found else {}
    assert read == {"host.answer": "Yes", "host.explanation": why, "visits": "12"} | below


@pytest.mark.parametrize(
    ("before", "line", "visits"),
    [
        ("Peru leads.", "Visits 12", "12"),
        ("Peru leads\n", "Visits 12", "12"),
        ("Peru leads the", "Visits 12", None),
        ("Peru leads.", "Visits of ministers", None),
        ("Peru leads.", "Visits", None),
        ("Peru leads.", "Visits:\n12", "12"),
    ],
)
def test_the_words_of_a_question_whose_colon_was_deleted_stand_where_a_sentence_begins(fields, before, line, visits):
    read = numbered.read(f"1. {before}\n{line}", [fields[0], fields[5]])[0]
    assert read.get("visits") == visits
    assert read["summary"].split() == (before if visits or line == "Visits" else f"{before}\n{line}").split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6. Visits 12", {"visits": "12"}),
        ("6. Visits many", {"visits": "Visits many"}),
        ("4. Places the north", {"places.choice.north": "1"}),
        ("2. Cost 5 PEN", {"cost.amount": "5", "cost.currency": "PEN"}),
    ],
)
def test_a_question_without_its_colon_is_left_out_where_only_the_rest_can_be_its_answer(fields, text, found):
    assert numbered.read(text, fields)[0] == found


def test_words_that_two_questions_share_begin_no_answer(fields):
    fields[5].labels = fields[0].labels
    words = "Yes, in Lima.\nSummary: Peru leads."
    read = numbered.read(f"1. {words}", [fields[2], fields[0], fields[5]])[0]
    assert read["host.explanation"] == "in Lima.\nSummary: Peru leads."


def test_the_words_of_a_question_that_bears_its_number_elsewhere_stay_where_they_are(fields):
    read = numbered.read("3. Yes, see\nSummary: below\n1. Peru leads.", fields)[0]
    assert read == {"host.answer": "Yes", "host.explanation": "see\nSummary: below", "summary": "Peru leads."}


@pytest.mark.parametrize(
    "shape",
    ["{}.- ", "{}.-", "*{}.* ", "**{})** ", "*{}*. ", "{}º ", "{}º. ", "{}°) ", "{}.º ", "*{}.-* ", "Pregunta {}.- "],
)
def test_the_ways_in_which_people_number_are_read(fields, shape):
    text = "\n".join(shape.format(number) + said for number, said in ((1, "Peru leads."), (6, "12")))
    assert numbered.read(text, fields)[0] == {"summary": "Peru leads.", "visits": "12"}


def test_a_number_and_its_question_may_be_in_bold_together(fields):
    text = "*1. Summary*\nPeru *leads*.\n**6. Visits:** 12"
    assert numbered.read(text, fields)[0] == {"summary": "Peru *leads*.", "visits": "12"}


@pytest.mark.parametrize("line", ["1º de mayo", "*3* stars", "1.5 million"])
def test_what_is_no_number_of_a_question_stays_in_the_answer(fields, line):
    assert numbered.read(f"3. Yes, from\n{line}", fields)[0]["host.explanation"] == f"from\n{line}"


@pytest.mark.parametrize("text", ["", "Thank you, we will answer next week.", "1.", "7. too many", "0. none"])
def test_where_nothing_stands_under_a_number_nothing_is_read(fields, text):
    assert numbered.read(text, fields) == ({}, [])


@pytest.mark.timeout(20)
def test_an_answer_of_blanks_without_end_is_read_at_once(fields):
    blanks = " " * 60_000
    assert numbered.read(f"2. PEN{blanks}1{blanks}!", fields)[0] == {"cost.amount": f"PEN{blanks}1{blanks}!"}


@pytest.mark.timeout(20)
def test_names_of_boxes_without_end_on_a_line_are_read_at_once():
    line = "[summary] x" * 18_000
    assert (plain.read(line), outside.of(line)) == ({}, Outside())


@pytest.mark.parametrize("mark", ["> ", ">> ", ""])
def test_a_form_that_was_quoted_is_read_beside_a_word_about_one_of_its_boxes(mark):
    boxes = [f"{mark}[summary] Answer: Peru", f"{mark}leads.", f"{mark}[visits] Number: 12"]
    assert plain.read("\n".join(["See [summary] below: done", *boxes])) == {"summary": "Peru\nleads.", "visits": "12"}


def test_a_line_far_below_the_headers_of_another_mail_is_shown_whatever_it_begins_with(fields):
    letter = [f"Line {number}" for number in range(9)]
    mail = ["1. Peru leads.", "From: S <s@example.org>", "Sent: Monday", "To: Rosa", *letter, "Fecha: 12 de mayo"]
    left_out = "\n".join([*letter, "Fecha: 12 de mayo"])
    assert numbered.read("\n".join(mail), fields)[0] == {"summary": "Peru leads.", ">": left_out}
