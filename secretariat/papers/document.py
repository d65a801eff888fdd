"""A Word document that came back, from its top to its end: its boxes, and what was written beside them.

People write where there is room: below a label, in a row that they added or copied, at the end. What belongs to a box
without doubt is taken for it; what does not is kept as nobody's, so that it is named and nothing is lost in silence.
"""

import re
from collections.abc import Iterator

from lxml import etree

from secretariat.papers import marks, plain
from secretariat.papers.marks import BLANK, W

ROW = re.compile(r"(.+)\.([0-9]{1,4})\.([^.]+)")  # a box in a row: question, row, column
APART = 1000  # a copied row's number is that of the first and a thousand for each copy before it
MOST_COPIES = 9
Row = list[tuple[str, str]]  # the cells of a row: the name of the box in it, or '', and all that stands there


def read(root: etree._Element, printed: frozenset[str]) -> tuple[dict[str, str], list[str]]:
    """Return what stands in the boxes, by name, and the words that are nobody's. printed: lines that the form bore."""
    reader = Reader(printed)
    reader.go(root)
    by_mark = plain.read("\n".join(marks.lines(root)), printed)
    unboxed = {name: text for name, text in by_mark.items() if name not in reader.tagged}
    for name, words in reader.below.items():
        if reader.tagged.get(name):
            reader.nobodys += words
        elif name in reader.tagged:
            reader.tagged[name] = "\n".join(words)
    known = {line for text in unboxed.values() for line in text.split("\n")}
    return unboxed | reader.tagged | reader.rows, [one for one in reader.nobodys if one not in known]


class Reader:
    """Goes through a document piece by piece; knows below which box it stands."""

    def __init__(self, printed: frozenset[str]) -> None:
        """Begin at the top. tagged: boxes by name · rows: cells by name · below: words under a box that is empty."""
        self.printed = printed
        self.tagged: dict[str, str] = {}
        self.rows: dict[str, str] = {}
        self.below: dict[str, list[str]] = {}
        self.nobodys: list[str] = []
        self.here = ""
        self.count: dict[str, int] = {}
        self.copies: dict[str, int] = {}

    def go(self, element: etree._Element) -> None:
        """Take what stands in an element, in its order."""
        for one in element:
            if one.tag == f"{W}p":
                self.paragraph(one)
            elif one.tag == f"{W}tbl":
                self.table(one)
            elif one.tag == f"{W}sdt" and marks.boxed(one)[0]:
                self.box(*marks.boxed(one))
            else:
                self.go(one)

    def box(self, name: str, text: str) -> None:
        """Take a box. One that comes again is a copy: of a row, another row; of anything else, nobody's words."""
        again = self.copies[name] = self.copies.get(name, -1) + 1
        row = ROW.fullmatch(name)
        if again and row and again <= MOST_COPIES:
            name = f"{row[1]}.{int(row[2]) % APART + APART * again}.{row[3]}"
        elif again and text != self.tagged[name] and self.tagged[name]:
            self.leave(text)
            return
        self.tagged[name] = text or self.tagged.get(name, "")
        self.here = name

    def paragraph(self, paragraph: etree._Element) -> None:
        """Take a line of text, and the boxes that stand in it."""
        boxes = own_boxes(paragraph)
        line = marks.listed(paragraph, marks.said_outside(paragraph, boxes)).strip("\n" + BLANK)
        label = plain.BOX.match(line)
        if label:
            self.here, line = label[1], label[2].strip()
        elif marks.is_heading(paragraph):
            self.here = ""
        for one in boxes:
            self.box(*marks.boxed(one))
        self.line(line)

    def line(self, line: str) -> None:
        """Take words that stand in no box: those of the box above, where that is empty; else nobody's."""
        if not line or " ".join(line.split()) in self.printed:
            return
        if plain.CODE.search(line):
            self.leave(plain.beside(line))
        elif self.here and not self.tagged.get(self.here):
            self.below.setdefault(self.here, []).append(line)
        else:
            self.leave(line)

    def leave(self, words: str) -> None:
        """Keep words that are nobody's."""
        if words.strip("\n" + BLANK):
            self.nobodys.append(words.strip("\n" + BLANK))

    def table(self, table: etree._Element) -> None:
        """Take a table: row by row in its order, whichever names a copied row bears, or none."""
        rows = [list(cells(one)) for one in table.iter(f"{W}tr")]
        known = max(
            ([found for name, _text in row if (found := ROW.fullmatch(name))] for row in rows), key=len, default=[]
        )
        head = [] if not rows or any(name for name, _text in rows[0]) else rows[0]
        for row in rows:
            if not known:
                self.foreign(row)
            elif row != head:
                self.row(known[0][1], [one[3] for one in known], row)
        self.here = ""

    def row(self, question: str, columns: list[str], row: Row) -> None:
        """Take a row under the next number: cells by name, else by column; what fits neither is nobody's."""
        by_place = columns if len(row) == len(columns) else [""] * len(row)
        placed: dict[str, str] = {}
        for column, (name, text) in zip(by_place, row, strict=True):
            found = ROW.fullmatch(name)
            part = found[3] if found else column
            if part and part not in placed:
                placed[part] = text
            else:
                self.leave(text)
        number = self.count[question] = self.count.get(question, -1) + 1
        self.rows |= {f"{question}.{number}.{part}": text for part, text in placed.items()}

    def foreign(self, row: Row) -> None:
        """Take a row of a table that is no question's, or whose boxes a program has lost: its words are nobody's."""
        for name, text in row:
            if name:
                self.box(name, text)
        unnamed = [text for name, text in row if text and not name]
        if not self.printed.issuperset(unnamed):
            self.leave(" · ".join(unnamed))


def cells(row: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the cells of a row: the name of the box in it, or '', and all that stands there."""
    for cell in row.iter(f"{W}tc"):
        name = next((marks.boxed(one)[0] for one in cell.iter(f"{W}sdt")), "")
        yield name, "\n".join(marks.paragraph_lines(cell)).strip("\n" + BLANK)


def own_boxes(paragraph: etree._Element) -> list[etree._Element]:
    """Return the boxes in a paragraph."""
    return [one for one in paragraph.iter(f"{W}sdt") if marks.boxed(one)[0]]
