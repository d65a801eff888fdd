"""What people write into the Word form where it has no box: added and copied rows, lines beside the boxes."""

import copy
import io

import docx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from flask_babel import force_locale

from secretariat.models.countries import LANGUAGES
from secretariat.papers import plain, sheet, typed
from secretariat.papers.boxes import Box, Question
from tests import made
from tests.blueprints.test_offline import VALUES, Desk
from tests.factories import NOW

WIDE = {"columns": [
    {"code": "what", "labels": {"en": "What"}, "figures": False},
    {"code": "people", "labels": {"en": "People"}, "figures": True},
    {"code": "where", "labels": {"en": "Where"}, "figures": False},
]}  # fmt: skip
PROMISE = {"text": "Build it", "amount": "5.00", "currency": "USD", "target": "one", "due": "2026-01-31"}


@pytest.fixture
def desk(app, session):
    made_here = Desk(app)
    next(one for one in made_here.call.fields if one.key == "steps").details = WIDE
    made_here.call.fields[0].helps = {"en": "In a few lines.", "es": "En pocas líneas."}
    session.commit()
    return made_here


def changed(content, change):
    """Change a Word document as a person does."""
    document, target = docx.Document(io.BytesIO(content)), io.BytesIO()
    change(document)
    document.save(target)
    return target.getvalue()


def add_rows(document):
    """Type a row at the end of both tables, without boxes."""
    for table, texts in zip(document.tables, (["A well", "3", "Cusco"], ["Pave it", "7", "pen", "", ""]), strict=True):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text


def nowhere(desk, answer):
    return desk.visit.read(f"{answer.location}?lang=en").partition("What nobody could place")[2]


def test_rows_that_were_added_to_a_table_or_to_the_commitments_are_taken_by_their_columns(desk):
    desk.write({"steps": [{"what": "A road", "people": "9", "where": "Lima"}], "promises": [PROMISE]})
    answer = desk.send(changed(desk.take("word"), add_rows))
    desk.confirm(answer, "steps", "promises")
    first, second = desk.values()["steps"]
    assert first == {"what": "A road", "people": "9", "where": "Lima"}
    assert second == {"what": "A well", "people": "3", "where": "Cusco"}
    added = {"text": "Pave it", "amount": "7.00", "currency": "PEN", "target": "", "due": ""}
    assert desk.values()["promises"] == [PROMISE, added]
    assert nowhere(desk, answer) == ""


def test_a_row_that_was_copied_with_its_boxes_stands_beside_the_first(desk):
    desk.write({"steps": [{"what": "A road", "people": "9", "where": "Lima"}]})

    def copy_row(document):
        row = document.tables[0].rows[1]._tr
        twin = copy.deepcopy(row)
        row.addnext(twin)
        next(iter(twin.iter(qn("w:t")))).text = "A bridge"

    desk.confirm(desk.send(changed(desk.take("word"), copy_row)), "steps")
    assert [row["what"] for row in desk.values()["steps"]] == ["A road", "A bridge"]


def test_a_copied_row_of_a_narrow_table_that_stands_in_lines_is_another_row(app, session):
    desk = Desk(app)
    desk.write({"steps": [{"what": "A road", "people": "9"}]})

    def copy_lines(document):
        boxes = [
            one for one in document.element.body.iter(qn("w:sdt")) if tag(one) in {"steps.0.what", "steps.0.people"}
        ]
        for box in boxes:
            twin = copy.deepcopy(box)
            boxes[-1].addnext(twin)
            next(iter(twin.iter(qn("w:t")))).text = {"steps.0.what": "A bridge", "steps.0.people": "4"}[tag(box)]

    desk.confirm(desk.send(changed(desk.take("word"), copy_lines)), "steps")
    assert desk.values()["steps"] == [{"what": "A road", "people": "9"}, {"what": "A bridge", "people": "4"}]


def tag(control):
    return control.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val"))


def test_a_box_that_was_copied_keeps_its_first_words_and_the_others_are_named(desk):
    def copy_box(document):
        box = next(one for one in document.element.body.iter(qn("w:sdt")) if tag(one) == "summary")
        twin = copy.deepcopy(box)
        box.addnext(twin)
        next(iter(twin.iter(qn("w:t")))).text = "Another summary."

    answer = desk.send(changed(made.filled(desk.take("word"), {"summary": "Peru leads."}), copy_box))
    assert "Another summary." in nowhere(desk, answer)
    desk.confirm(answer, "summary")
    assert desk.values() == {"summary": "Peru leads."}


def below(document, name, text):
    """Type a line below the label of a box."""
    label = next(one for one in document.paragraphs if one.text.startswith(f"[{name}]"))
    twin = copy.deepcopy(label._p)
    label._p.addnext(twin)
    Paragraph(twin, label._parent).text = text


def test_a_line_that_was_typed_below_a_label_is_the_answer_where_the_box_is_empty(desk):
    answer = desk.send(changed(desk.take("word"), lambda document: below(document, "summary", "Peru leads.")))
    assert desk.ticked(answer)["summary"]
    desk.confirm(answer, "summary")
    assert desk.values() == {"summary": "Peru leads."}


def test_words_beside_a_filled_box_and_at_the_end_and_rows_of_another_shape_are_named_and_nothing_else(desk):
    desk.write(VALUES | {"steps": [{"what": "A road", "people": "9", "where": "Lima"}]})

    def write(document):
        below(document, "visits", "About a dozen.")
        odd = document.tables[0].add_row()
        odd.cells[0].merge(odd.cells[1])
        odd.cells[2].text = "Only two cells"
        document.add_paragraph("Please call us about this.")

    answer = desk.send(changed(desk.take("word"), write))
    words = nowhere(desk, answer).partition("Copy them where they belong.")[2].partition("Back to the draft")[0]
    assert words.strip() == "Only two cells Please call us about this. About a dozen."


@pytest.mark.parametrize(("spoken", "written"), [("en", False), ("es", True), ("pt", False), ("fr", True)])
def test_of_what_the_house_printed_itself_nothing_is_named(desk, spoken, written):
    if written:
        desk.write(VALUES | {"steps": [{"what": "A road", "people": "9", "where": "Lima"}]})
    taken = desk.visit.post(f"{desk.url}?lang={spoken}", format="word").data
    assert nowhere(desk, desk.send(taken)) == ""


def placeless(desk, answer):
    """Return the words that nobody could place, as the page shows them."""
    return nowhere(desk, answer).partition("Copy them where they belong.")[2].partition("Back to the draft")[0].strip()


@pytest.mark.parametrize("spoken", ["en", "es", "pt", "fr"])
def test_words_beside_the_code_of_the_form_are_named_without_what_the_house_printed_there(desk, spoken):
    def write(document):
        line = document.paragraphs[1]
        assert "#" in line.text
        line.insert_paragraph_before(f"URGENT {line.text} – ask Rosa, page 2")
        line._p.getparent().remove(line._p)

    taken = desk.visit.post(f"{desk.url}?lang={spoken}", format="word").data
    assert placeless(desk, desk.send(changed(taken, write))) == "URGENT – ask Rosa, page 2"


@pytest.mark.parametrize("spoken", ["en", "es", "pt", "fr"])
def test_words_beside_the_code_of_a_plain_form_are_named_and_of_an_untouched_one_nothing(desk, spoken):
    taken = desk.visit.post(f"{desk.url}?lang={spoken}", format="text").data.decode("utf-8-sig")
    assert nowhere(desk, desk.send(taken.encode(), "form.txt")) == ""
    head, line, rest = taken.split("\r\n", 2)
    written = "\r\n".join([head, f"{line} Rosa asks: call her", rest])
    assert placeless(desk, desk.send(written.encode(), "form.txt")) == "Rosa asks: call her"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("LAD/1 · due Friday 19 September 2025, 18:00 Lima · form #0123456789", ""),
        ("form #0123456789 of Monday 8 September 2025, 09:00", ""),
        ("Our form #0123456789 is late", "Our form is late"),
        ("LAD/1 · form #0123456789 see annex of Monday 8 September 2025, 09:00", "see annex"),
        ("No code here", "No code here"),
        ("LAD/1 · form #0123456789 Reunión de Lima a las 10:30", "Reunión de Lima a las 10:30"),
        ("LAD/1 · form #0123456789 of Monday 8 September 2025, 09:00 of Lima, at 10.30", "of Lima, at 10.30"),
        ("LAD/1 · form #0123456789 report of the mission of Monday 8 September 2025, 09:00", "report of the mission"),
        ("LAD/1 · formulário #0123456789 de segunda-feira, 8 de setembro de 2025, 09:00 ver anexo", "ver anexo"),
        ("LAD/1 · formulaire #0123456789 du mercredi 1er octobre 2025, 09:00", ""),
        ("LAD/1 · form #0123456789 of Monday 8 September 2025, 09:00 · see #9876543210", "see #9876543210"),
    ],
)
def test_a_line_with_the_code_that_a_program_has_cut_leaves_no_word_of_the_house(line, words):
    assert plain.beside(line) == words


def test_a_choice_with_a_colon_in_its_words_is_no_answer_of_an_untouched_form():
    box = Box("place", "Where: in words", "", (("a", "Abroad: far away"), ("b", "At home")))
    lines = typed.asked(Question(1, "place", "Where", "", ((box,),)))
    assert lines[1] == "[place] Where in words (Abroad far away / At home): "
    assert plain.read("\n".join(lines)) == {"place": ""}


@pytest.mark.parametrize(
    ("line", "visits"),
    [
        ("[visits] Number", "12"),
        ("[visits]  Número ", "12"),
        ("[visits]Nombre", "12"),
        ("[visits] Number 9 or", "9 or\n12"),
        ("[visits] Yes or no (Yes / No) yes", "yes\n12"),
        ("[visits] Number of visits", "Number of visits\n12"),
        ("[visits] Number of things: 9", "9\n12"),
        ("[visits] see the annex", None),
        ("see [visits] Number", None),
    ],
)
def test_a_label_whose_colon_was_deleted_begins_its_answer_where_it_says_what_the_form_says(line, visits):
    printed = {"Your answer", "Number", "Número", "Nombre", "Yes or no", "Yes or no (Yes / No)"}
    read = plain.read(f"[summary] Your answer: Peru leads.\n{line}\n12\n\n=== end", printed)
    summary = "Peru leads." if visits else f"Peru leads.\n{line}\n12"
    assert read == {"summary": summary} | ({"visits": visits} if visits else {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_without_any_colon_is_read_by_its_labels_in_each_language(app, desk, language):
    with app.test_request_context():
        known = sheet.printed(desk.text, at=NOW)
        with force_locale(language):
            asked = sheet.sheet(desk.text, "", language, at=NOW).questions
    boxes = [box for one in asked for row in one.rows for box in row]
    read = plain.read("\n".join(f"[{box.name}] {box.asked}\nx" for box in boxes), known)
    assert read == {box.name: "x" for box in boxes}


def test_a_line_of_any_length_with_the_code_is_read_and_loses_none_of_its_words():
    word = "x" * 200_000
    assert plain.beside(f"{word} and more #0123456789") == f"{word} and more"


def test_a_table_whose_boxes_a_program_has_lost_is_named_row_by_row(desk):
    desk.write({"steps": [{"what": "A road", "people": "9", "where": "Lima"}]})

    def lose(document):
        for control in list(document.tables[0]._tbl.iter(qn("w:sdt"))):
            for run in list(control.find(qn("w:sdtContent"))):
                control.addprevious(run)
            control.getparent().remove(control)

    words = nowhere(desk, desk.send(changed(desk.take("word"), lose)))
    assert ("A road · 9 · Lima" in words, "What · People" in words) == (True, False)
