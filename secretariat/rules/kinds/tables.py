"""Tables with columns of the question's own, and lists of commitments."""
# ruff: noqa: ARG002, D102  what each method does is said once, by `base.Kind`

import re
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from secretariat import formats
from secretariat.errors import Refused
from secretariat.models.calls import CallField
from secretariat.models.countries import said
from secretariat.rules.kinds.base import Details, Value, details_of, escaped
from secretariat.rules.kinds.dates import day_of
from secretariat.rules.kinds.numbers import figure_of, money
from secretariat.rules.kinds.rows import Row, Rows

# A figure as the database keeps it.
KEPT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class Table(Rows):
    """A table. The question's columns hold words, or figures, which are kept as decimals."""

    def word(self) -> str:
        return _("table with columns")

    def parts(self, details: Details) -> list[str]:
        return [column["code"] for column in details.get("columns") or ()]

    def read_row(self, field: CallField, row: Row) -> Row:
        figures = of_figures(field)
        return {code: figure(field, typed) if code in figures and typed else typed for code, typed in row.items()}

    def takes_figure(self, field: CallField, control: str) -> bool:
        return control.rpartition(".")[2] in of_figures(field)

    def plain(self, value: Value, details: Details, language: str) -> str:
        heads = headings(details, language)
        rows = (
            [f"{heads[code]}: {text}" for code, text in said_row(row, details, language).items() if text]
            for row in value or ()
        )
        return "\n\n".join(" · ".join(cells) for cells in rows)

    def markdown(self, value: Value, details: Details, language: str) -> str:
        if not value:
            return ""
        rows = [said_row(row, details, language).values() for row in value]
        return drawn(list(headings(details, language).values()), [list(cells) for cells in rows])


class Commitments(Rows):
    """What a country promises: in words, a sum, a target, and by when.

    A row is {text, amount: decimal or '', currency, target, due: ISO day or ''}.
    """

    at_once = 5

    def word(self) -> str:
        return _("commitments: words, amount, target, date")

    def parts(self, details: Details) -> list[str]:
        return ["text", "amount", "currency", "target", "due"]

    def blank(self, row: Row) -> bool:
        return not any(text for part, text in row.items() if part != "currency")

    def read_row(self, field: CallField, row: Row) -> Row:
        if row["due"] and day_of(row["due"]) is None:
            raise Refused(_("Choose a day."), field=field.key)
        return row | money(field, row["amount"], row["currency"] or "USD")

    def takes_figure(self, field: CallField, control: str) -> bool:
        return control.endswith(".amount")

    def row_gap(self, number: int, row: Row) -> str | None:
        return None if row["text"] else _("commitment %(number)s does not say what is promised", number=number)

    def plain(self, value: Value, details: Details, language: str) -> str:
        return "\n\n".join(" · ".join(one for one in told(row, language) if one) for row in value or ())

    def markdown(self, value: Value, details: Details, language: str) -> str:
        rows = (
            f"{number}. {escaped(words)}" + "".join(f"  \n   {escaped(one)}" for one in others if one)
            for number, (words, *others) in enumerate((told(row, language) for row in value or ()), 1)
        )
        return "\n".join(rows)


def of_figures(field: CallField) -> set[str]:
    """Return the codes of the columns that hold figures."""
    return {one["code"] for one in details_of(field).get("columns") or () if one.get("figures")}


def figure(field: CallField, typed: str) -> str:
    """Return a figure of a table as the database keeps it: without a fraction that is nought."""
    found = figure_of(typed, field.key)
    return str(found.quantize(Decimal(1)) if found == found.to_integral_value() else found)


def headings(details: Details, language: str) -> dict[str, str]:
    """Return the heads of the columns by their code."""
    return {one["code"]: said(one["labels"], language) for one in details.get("columns") or ()}


def said_row(row: Row, details: Details, language: str) -> dict[str, str]:
    """Return the cells of a row in the order of the columns, figures as the language writes them.

    Words that stand in a column which holds figures only since stay as they are.
    """
    columns = details.get("columns") or ()
    cells = {one["code"]: str(row.get(one["code"], "")) for one in columns}
    figures = (one["code"] for one in columns if one.get("figures") and KEPT.fullmatch(cells[one["code"]]))
    return cells | {code: formats.number(Decimal(cells[code]), language) for code in figures}


def told(row: Row, language: str) -> list[str]:
    """Return what a commitment says: its words, the sum, the target and the day; '' for what is left open."""
    sum_of_money = formats.money(Decimal(row["amount"]), row["currency"], language) if row["amount"] else ""
    target = _("target: %(target)s", target=row["target"]) if row["target"] else ""
    due = _("by %(day)s", day=formats.day(date.fromisoformat(row["due"]), language, year=True)) if row["due"] else ""
    return [" ".join(row["text"].split()), sum_of_money, target, due]


def drawn(heads: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *([escaped(" ".join(cell.split())) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
