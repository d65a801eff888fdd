"""A whole form in the words of a mail: what somebody wrote outside its boxes is shown as left out."""

import re
import textwrap

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from secretariat.database import db
from secretariat.models.countries import LANGUAGES
from secretariat.models.forms import ReturnedForm
from secretariat.papers import outside, sheet, typed
from tests.factories import NOW, call, country, deliverable
from tests.inbox.test_filing import FILED, answer, form
from tests.visitors import Visit

OPENING, FAREWELL, QUOTED = "^", "~", ">"


@pytest.fixture
def filled(app, house_of_peru):
    """Return a form as text, in which both questions are answered."""
    content = form(app, house_of_peru.rosa, house_of_peru.text, "text").decode("utf-8-sig").replace("\r\n", "\n")
    return content.replace("Your answer: ", "Your answer: Peru leads.").replace("Number: ", "Number: 12")


def left(house, text):
    """Hand in a mail, and return what was left out of it and what was answered."""
    assert answer(house, text)[1] == FILED
    texts = db.session.scalars(select(ReturnedForm.texts)).one()
    answers = {name: texts.pop(name) for name in ("summary", "visits")}
    assert answers == {"summary": "Peru leads.", "visits": "12"}
    return texts


def test_of_a_form_that_says_nothing_beside_its_boxes_nothing_is_left_out(house_of_peru, filled):
    assert left(house_of_peru, filled) == {}


def test_a_greeting_a_remark_and_an_end_are_shown_in_the_letter_and_on_the_page(app, house_of_peru, filled):
    remark = "Is this question\nstill ours?"
    text = filled.replace("[visits]", f"{remark}\n[visits]")
    written = (
        f"Dear colleagues,\n\nhere it is.\n\n{text}\nMay we have until Monday?\n\nSaludos,\nRosa\n-- \nTorre Tagle\n"
    )
    assert left(house_of_peru, written) == {
        OPENING: "Dear colleagues,\n\nhere it is.",
        "": f"{remark}\nMay we have until Monday?",
        FAREWELL: "Saludos,\nRosa\nTorre Tagle",
    }
    letter = house_of_peru.letter("form_read").text
    told = " ".join(letter.split())
    for words in (
        "Left out as the beginning of your mail: Dear colleagues, here it is.",
        "Not taken, since no question was found for it: Is this question still ours? May we have until Monday?",
        "Left out as the end of your mail: Saludos, Rosa Torre Tagle",
    ):
        assert words in told
    page = Visit(app, house_of_peru.rosa).get(re.search(r"/deliverables/\d+/form/\d+", letter)[0]).text
    for words in ("Dear colleagues,\n\nhere it is.", remark, "May we have until Monday?", "Saludos,\nRosa"):
        assert words in page


def test_the_letter_that_is_quoted_below_the_form_or_above_it_is_not_the_senders(house_of_peru, filled):
    letter = "On Monday, 8 September 2025, Secretariat wrote:\n> Dear Rosa,\n> please send it.\n"
    assert left(house_of_peru, f"{letter}\nHere it is.\n\n{filled}\n{letter}") == {OPENING: "Here it is."}


def test_a_letter_below_the_form_whose_lines_bear_no_mark_is_shown_as_one(house_of_peru, filled):
    letter = "-----Original Message-----\nFrom: Secretariat <s@example.org>\nSent: Monday\n\nDear Rosa,"
    assert left(house_of_peru, f"{filled}\n{letter}") == {QUOTED: "From: Secretariat <s@example.org>\n\nDear Rosa,"}


@pytest.mark.parametrize("width", [30, 60, 72, 78])
def test_lines_of_the_house_that_a_mail_program_has_broken_are_none_of_the_senders(house_of_peru, filled, width):
    lines = [one if one.startswith("[") else textwrap.fill(one, width) for one in f"Dear all,\n{filled}".split("\n")]
    assert left(house_of_peru, "\n".join(lines)) == {OPENING: "Dear all,"}


@pytest.mark.parametrize(
    ("before", "after", "nowhere"),
    [
        ("=== 2. Visits", "=== 2. Visits (of what?)", "=== 2. Visits (of what?)"),
        ("=== End of the form", "=== And one thing more", "=== And one thing more"),
        ("=== 1. Summary", "=== 1. Summary\n    Ours?", "    Ours?".strip()),
    ],
)
def test_a_line_of_the_house_into_which_somebody_wrote_is_shown_whole(house_of_peru, filled, before, after, nowhere):
    assert left(house_of_peru, filled.replace(before, after)) == {"": nowhere}


def test_a_form_that_was_quoted_loses_no_word_of_its_sender(house_of_peru, filled):
    quoted = "".join(f"> {line}\n" for line in filled.replace("[visits]", "Only official ones?\n[visits]").split("\n"))
    assert left(house_of_peru, f"Dear all,\n\n{quoted}\nRegards,\nRosa") == {
        OPENING: "Dear all,", "": "Only official ones?", FAREWELL: "Regards,\nRosa",
    }  # fmt: skip


def test_beside_the_form_of_another_text_the_words_are_left_out_too(app, house_of_peru):
    other = deliverable(call(), country("PE"))
    db.session.commit()
    content = form(app, house_of_peru.rosa, other, "text").decode("utf-8-sig")
    assert answer(house_of_peru, "Dear all,\n\n" + content.replace("answer: ", "answer: Peru leads.", 1))[1] == FILED
    returned = db.session.scalars(select(ReturnedForm)).one()
    assert (returned.deliverable_id, returned.texts.get(OPENING), returned.texts.get("")) == (other.id, "Dear all,", "")


def test_an_attached_form_as_text_loses_no_word_either(house_of_peru, filled):
    written = f"Dear all,\n{filled.replace('[visits]', 'Still ours?' + chr(10) + '[visits]')}\nRegards"
    assert answer(house_of_peru, files={"form.txt": written.encode()})[1] == FILED
    texts = db.session.scalars(select(ReturnedForm.texts)).one()
    assert texts[""] == "Still ours?\nDear all,\nRegards"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_the_house_prints_is_taken_for_somebodys_words(house_of_peru, language):
    known = sheet.printed(house_of_peru.text, at=NOW)
    with force_locale(language):
        text = typed.written(sheet.sheet(house_of_peru.text, "0123456789", language, at=NOW, mails=True))
    assert [one for one in vars(outside.of(text, known)).values() if any(map(str.strip, one))] == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize("line", ["x", "of ", "· ", "=== ", "#0123456789 ", "a b · "])
def test_words_without_end_outside_the_boxes_are_read_at_once(line):
    for text in (f"{line * 60_000}\n[a] b: c", f"{line}\n" * 60_000 + "[a] b: c", f"[a] b: c\n===\n\n{line * 60_000}"):
        found = [word for lines in vars(outside.of(text)).values() for one in lines for word in one.split()]
        assert set("".join(found)) <= set(line)
