"""Answers in rows: what a table and a list of commitments have in common."""
# ruff: noqa: ARG002, D102  what each method does is said once, by `base.Kind`

import re
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.models.calls import CallField
from secretariat.rules.kinds.base import CONTROL, HALF, Controls, Details, Kind, Value, details_of

MOST_ROWS = 100
MOST_IN_A_CELL = 2_000
SPARE = 2
Row = dict[str, str]


class Rows(Kind):
    """Rows of cells. A value is a list of {part: string}; a row in which nothing is written is left out.

    Controls are named `key.<row>.<part>`, with rows from 0.
    """

    in_rows = True
    at_once = 10  # rows of a long answer that a form shows or folds away together

    @abstractmethod
    def parts(self, details: Details) -> list[str]:
        """Return the names of the cells of a row."""

    def row_gap(self, number: int, row: Row) -> str | None:
        """Return what a row lacks before it can be sent, or None. number: from 1."""
        return None

    @abstractmethod
    def read_row(self, field: CallField, row: Row) -> Row:
        """Return a row as the database keeps it. Raises Refused, naming the field."""

    def blank(self, row: Row) -> bool:
        """Tell whether nothing is written in a row."""
        return not any(row.values())

    def read(self, field: CallField, form: Mapping[str, str]) -> Value:
        found = self._rows(field, form)
        if len(found) > MOST_ROWS:
            raise Refused(_("At most %(most)s rows fit.", most=MOST_ROWS), field=field.key)
        return [self._row(field, place + 1, row) for place, row in found.items()]

    def _rows(self, field: CallField, form: Mapping[str, str]) -> dict[int, Row]:
        """Return the rows in which something is written by their place, without spaces around the words."""
        parts, found = self.parts(details_of(field)), dict[int, Row]()
        for name, typed in form.items():
            cell = re.fullmatch(rf"{re.escape(field.key)}\.([0-9]{{1,4}})\.(.+)", name)
            if cell is None:
                continue
            if cell[2] not in parts:
                raise Refused(_("This question has no such column."), field=field.key)
            found.setdefault(int(cell[1]), dict.fromkeys(parts, ""))[cell[2]] = typed.replace("\r\n", "\n").strip()
        return {place: row for place, row in sorted(found.items()) if not self.blank(row)}

    def _row(self, field: CallField, number: int, row: Row) -> Row:
        for typed in row.values():
            if CONTROL.search(typed) or HALF.search(typed):
                sentence = _("This text contains control characters; paste it again as plain text.")
                raise Refused(in_row(number, sentence), field=field.key)
            if len(typed) > MOST_IN_A_CELL:
                sentence = _("At most %(most)s characters fit here.", most=MOST_IN_A_CELL)
                raise Refused(in_row(number, sentence), field=field.key)
        try:
            return self.read_row(field, row)
        except Refused as error:
            raise Refused(in_row(number, error.sentence), field=field.key) from error

    def gap(self, field: CallField, value: Value, *, required: bool) -> str | None:
        return next((gap for number, row in enumerate(value, 1) if (gap := self.row_gap(number, row))), None)

    def wrong(self, field: CallField, form: Mapping[str, str]) -> set[int]:
        """Return the places of the rows that cannot be read or cannot be sent as they stand."""
        try:
            found = self._rows(field, form)
        except Refused:  # of the whole answer, not of a row
            return set()
        return {place for place, row in found.items() if self._is_wrong(field, row)}

    def _is_wrong(self, field: CallField, row: Row) -> bool:
        try:
            return self.row_gap(1, self._row(field, 1, row)) is not None
        except Refused:
            return True

    def controls(self, field: CallField, value: Value) -> Controls:
        cells = ((number, part, text) for number, row in enumerate(value or ()) for part, text in row.items())
        return {f"{field.key}.{number}.{part}": str(text) for number, part, text in cells}

    def fits(self, value: Value) -> bool:
        return isinstance(value, list) and all(
            isinstance(row, dict) and all(isinstance(text, str | int | float) for text in row.values()) for row in value
        )

    def shown(self, field: CallField, controls: Controls) -> list[Row]:
        """Return the rows of a form: those that are written, and some more to write into."""
        parts = self.parts(details_of(field))
        pattern = re.compile(rf"{re.escape(field.key)}\.([0-9]{{1,4}})\.")
        used = [int(found[1]) for found in map(pattern.match, controls) if found]
        count = min(MOST_ROWS, max(used, default=-1) + 1 + SPARE)
        return [{part: controls.get(f"{field.key}.{place}.{part}", "") for part in parts} for place in range(count)]

    def schema(self, details: Details) -> dict[str, Any]:
        cells = {part: {"type": ["string", "number"]} for part in self.parts(details)}
        row = {"type": "object", "properties": cells, "additionalProperties": not cells}
        return {"type": "array", "maxItems": MOST_ROWS, "items": row}


def in_row(number: int, sentence: str) -> str:
    """Say in which row something is wrong."""
    return _("Row %(number)s: %(sentence)s", number=number, sentence=sentence)
