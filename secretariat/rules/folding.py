"""Tables in texts as they are shown: cards on a phone, and of a long one its first rows until somebody opens it.

Folding takes a style sheet and no script; where a browser does not know how, or prints, all rows stand there.
"""

from collections.abc import Iterable, Iterator
from itertools import count, pairwise

from flask_babel import get_locale
from flask_babel import gettext as _
from markdown_it.token import Token
from markupsafe import escape

from secretariat.rules import marks

FIRST = 10  # rows that stand there before a long table is opened
LONG = 15  # From so many rows on a table is long: nobody opens one for the sake of two more.
ROLES = {
    "table_open": "table", "thead_open": "rowgroup", "tbody_open": "rowgroup", "tr_open": "row",
    "th_open": "columnheader", "td_open": "cell",
}  # fmt: skip


def rests(rows: int) -> int | None:
    """Return from which row on a table of so many is folded away; None where it stands there whole."""
    return FIRST if rows >= LONG else None


def tables(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the tokens of a text with what its tables need."""
    table: list[Token] = []
    for token in tokens:
        if token.type == "table_open" or table:
            table.append(token)
            if token.type == "table_close":
                yield from _laid_out(table)
                table = []
        else:
            yield token


def _laid_out(table: list[Token]) -> Iterator[Token]:
    """Give a table its roles, each cell the head of its column, and a long one what opens it."""
    heads = [marks.plain(words.content) for cell, words in pairwise(table) if cell.type == "th_open"]
    rows = sum(1 for one in table if one.type == "tr_open") - 1
    table[0].attrSet("class", "cards folded")
    row, columns = count(), iter(heads)
    for token in table:
        if token.type in ROLES:
            token.attrSet("role", ROLES[token.type])
        if token.type == "tr_open":
            columns = iter(heads)
            if next(row) > (rests(rows) or rows):
                token.attrSet("class", "rest")
        if token.type == "td_open":
            token.attrSet("data-l", next(columns, ""))
        yield token
        if token.type == "table_open" and rests(rows):
            yield _opener(rows)


def _opener(rows: int) -> Token:
    whole, shown = _("All %(count)s rows", count=rows), _("the first %(count)s are shown", count=FIRST)
    inside = f"<summary><b>{escape(whole)}</b> <small>{escape(shown)}</small></summary>"
    opener = Token("html_block", "", 0)
    opener.content = f'<caption lang="{get_locale()}"><details class="fold">{inside}</details></caption>'
    return opener
