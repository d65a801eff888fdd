"""The form as a Word document: each box a content control, named as the control of the site's own form.

python-docx knows no content controls, so they are written as the XML that Word writes.
"""

import io
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from flask_babel import gettext as _

from secretariat.papers.boxes import Box, Question
from secretariat.papers.sheet import Sheet

GREY = RGBColor(0x55, 0x50, 0x48)
SMALL = Pt(9)
MARGIN = Cm(2.2)
EMPTY = "\u2002" * 12  # what an empty box shows, so that there is something to click on


def written(sheet: Sheet) -> bytes:
    """Return a form as a Word document."""
    document = docx.Document()
    document.core_properties.title = sheet.title
    document.core_properties.language = sheet.language
    document.core_properties.identifier = f"#{sheet.code}"
    document.core_properties.author = ""
    for section in document.sections:
        section.left_margin = section.right_margin = MARGIN
        section.footer.paragraphs[0].text = sheet.line
    speak(document, sheet.language)
    document.add_heading(sheet.title, 0)
    small(document.add_paragraph(), sheet.line)
    for line in sheet.guide:
        small(document.add_paragraph(), line)
    for question in sheet.questions:
        ask(document, question)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def speak(document: Document, language: str) -> None:
    """Say in which language the document is, for spelling and screen readers."""
    style = document.styles["Normal"].element.get_or_add_rPr()
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    style.append(spoken)


def small(paragraph: Paragraph, text: str) -> None:
    """Write in small grey letters."""
    run = paragraph.add_run(text)
    run.font.size = SMALL
    run.font.color.rgb = GREY


def ask(document: Document, question: Question) -> None:
    """Write a question and its boxes: one below the other, or as a table where a row has more than two."""
    document.add_heading(f"{question.number}. {question.label}", 2)
    if question.help:
        small(document.add_paragraph(), question.help)
    if question.rows and len(question.rows[0]) > 2:  # noqa: PLR2004
        table(document, question.rows)
        return
    for row in question.rows:
        for box in row:
            label = document.add_paragraph()
            label.paragraph_format.keep_with_next = True
            small(label, f"[{box.name}] {box.label.replace(':', '')}" + _(":"))
            label._p.addnext(block(box))  # noqa: SLF001  where the library keeps the element


def table(document: Document, rows: Sequence[Sequence[Box]]) -> None:
    """Write rows of boxes as a table with a head that repeats."""
    drawn = document.add_table(rows=1, cols=len(rows[0]), style="Table Grid")
    for cell, box in zip(drawn.rows[0].cells, rows[0], strict=True):
        cell.paragraphs[0].add_run(box.label).bold = True
    repeated = OxmlElement("w:tblHeader")
    drawn.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001
    for row in rows:
        for cell, box in zip(drawn.add_row().cells, row, strict=True):
            cell.paragraphs[0]._p.append(control(box, [run(box.shown or EMPTY)]))  # noqa: SLF001


def block(box: Box) -> BaseOxmlElement:
    """Return a box that stands by itself, one paragraph for each line."""
    paragraphs = []
    for line in (box.shown or EMPTY).split("\n"):
        paragraph = OxmlElement("w:p")
        paragraph.append(run(line))
        paragraphs.append(paragraph)
    return control(box, paragraphs)


def run(text: str) -> BaseOxmlElement:
    """Return a run of text."""
    made, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    made.append(words)
    return made


def control(box: Box, content: Sequence[BaseOxmlElement]) -> BaseOxmlElement:
    """Return a content control around something: a list to choose from, or text."""
    made, facts, inside = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    for name, value in (("alias", box.label[:60]), ("tag", box.name)):
        one = OxmlElement(f"w:{name}")
        one.set(qn("w:val"), value)
        facts.append(one)
    if not box.shown:
        facts.append(OxmlElement("w:showingPlcHdr"))
    facts.append(choice(box) if box.choices else OxmlElement("w:richText"))
    inside.extend(content)
    made.extend([facts, inside])
    return made


def choice(box: Box) -> BaseOxmlElement:
    """Return the list that a box is chosen from."""
    made = OxmlElement("w:dropDownList")
    for code, words in box.choices:
        item = OxmlElement("w:listItem")
        item.set(qn("w:displayText"), words)
        item.set(qn("w:value"), code or words)
        made.append(item)
    return made
