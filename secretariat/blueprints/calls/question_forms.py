"""What officers type about a question, read into what the workflow takes, or said what is wrong."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from secretariat.blueprints.calls.forms import LINE, Form, Reading, by_language
from secretariat.errors import Refused
from secretariat.models.calls import CallField, FieldKind
from secretariat.rules.kinds.numbers import figure_of
from secretariat.rules.questions import (
    FEWEST_CHOICES,
    MOST_CHARACTERS,
    MOST_CHOICES,
    MOST_COLUMNS,
    MOST_WORDS,
    bounds_fault,
    coded,
    days_fault,
    doubles,
    figure,
    said_twice,
    stays,
)
from secretariat.workflow.drafts import Question

SPARE = 2
LIMITED = {FieldKind.TEXT, FieldKind.LONG_TEXT}
LISTS = {FieldKind.CHOICE: "choice", FieldKind.CHOICES: "choice", FieldKind.TABLE: "column"}


def read_question(form: Form, field: CallField | None = None) -> tuple[Question | None, dict[str, str]]:
    """Return what a question is to say, or None and what is wrong by the name of the control.

    field: the one that is changed; what it leaves there as it is was not contradicted by this change.
    """
    reading = Reading(form)
    kind = reading.typed("kind")
    if kind not in set(FieldKind):
        reading.wrong["kind"] = _("Choose what kind of answer it is.")
    counted = kind in LIMITED
    days = {name: reading.day(name) if reading.typed(name) else None for name in ("required_from", "frozen_from")}
    if (wrong := days_fault(**days)) and not stays(field, **days):
        reading.wrong["required_from"] = wrong
    asked = Question(
        kind=kind,
        labels=reading.texts("label", LINE, needed=_("Write the question, in one language at least.")),
        helps=reading.texts("help", LINE * 2),
        required=bool(reading.typed("required")),
        limit_words=_limit(reading, "limit_words", MOST_WORDS) if counted else None,
        limit_characters=_limit(reading, "limit_characters", MOST_CHARACTERS) if counted else None,
        details=_details(kind, reading, field),
        **days,
    )
    return (None if reading.wrong else asked), reading.wrong


def _limit(reading: Reading, name: str, most: int) -> int | None:
    return reading.whole(name, 1, most) if reading.typed(name) else None


def _details(kind: str, reading: Reading, field: CallField | None) -> dict[str, Any]:
    match kind:
        case FieldKind.NUMBER:
            return _number(reading, field)
        case FieldKind.CHOICE | FieldKind.CHOICES:
            found = rows(reading, "choice", MOST_CHOICES, field)
            if len(found) < FEWEST_CHOICES:
                reading.wrong["choice"] = _("Write at least two choices.")
            return {"choices": found}
        case FieldKind.TABLE:
            found = rows(reading, "column", MOST_COLUMNS, field)
            if not found:
                reading.wrong["column"] = _("Write at least one column.")
            return {"columns": found}
        case _:
            return {}


def _number(reading: Reading, field: CallField | None) -> dict[str, Any]:
    found = {name: _bound(reading, name) for name in ("least", "most")}
    least, most = (Decimal(found[name]) if found[name] else None for name in ("least", "most"))
    decimals = int(reading.typed("decimals")) if reading.typed("decimals") in {"1", "2"} else 0
    same = stays(field, least=found["least"] or None, most=found["most"] or None, decimals=decimals)
    if (wrong := bounds_fault(least, most, decimals)) and not same:
        reading.wrong["most"] = wrong
    return {
        "unit": reading.texts("unit", LINE),
        "decimals": decimals,
        **{name: bound for name, bound in found.items() if bound},
    }


def _bound(reading: Reading, name: str) -> str:
    typed = reading.typed(name)
    try:
        return figure(figure_of(typed, name)) if typed else ""
    except Refused as error:
        reading.wrong[name] = error.sentence
        return ""


def rows(reading: Reading, name: str, most: int, field: CallField | None) -> list[dict[str, Any]]:
    """Read choices or columns; one without words is left out, and a new one gets a code that no other has."""
    found: dict[int, dict[str, Any]] = {}
    for place in places(reading.form, name)[:most]:
        labels = reading.texts(f"{name}.{place}", LINE)
        if labels:
            row: dict[str, Any] = {"code": reading.typed(f"{name}.{place}.code"), "labels": labels}
            figures = {"figures": bool(reading.typed(f"{name}.{place}.figures"))} if name == "column" else {}
            found[place] = row | figures
    for again, language in doubles(list(found.values())):
        if not stays(field, **{f"{name}s": list(found.values())}):
            reading.wrong[f"{name}.{list(found)[again]}.{language}"] = said_twice()
    return coded(list(found.values()))


def places(form: Mapping[str, str], name: str) -> list[int]:
    """Return the numbers of the rows that a form sends, in order."""
    numbers = (one.split(".")[1] for one in form if one.startswith(f"{name}."))
    return sorted({int(one) for one in numbers if one.isdecimal() and len(one) < 4})  # noqa: PLR2004


def room(typed: Mapping[str, str], name: str) -> range:
    """Return the numbers of the rows that a form shows: those that are written, and some more."""
    most = MOST_CHOICES if name == "choice" else MOST_COLUMNS
    return range(min(most, max(places(typed, name), default=-1) + 1 + SPARE))


def typed_question(question: CallField | None) -> dict[str, str]:
    """Return what a question says as its form shows it."""
    if question is None:
        return {"kind": FieldKind.LONG_TEXT, "required": "1"}
    return {
        "kind": question.kind,
        "required": "1" if question.required else "",
        "limit_words": str(question.limit_words or ""),
        "limit_characters": str(question.limit_characters or ""),
        "required_from": question.required_from.isoformat() if question.required_from else "",
        "frozen_from": question.frozen_from.isoformat() if question.frozen_from else "",
        **by_language("label", question.labels),
        **by_language("help", question.helps),
        **_typed_details(question),
    }


def _typed_details(question: CallField) -> dict[str, str]:
    details, typed = question.details, dict[str, str]()
    for name in ("least", "most", "decimals"):
        typed[name] = str(details.get(name, ""))
    typed |= by_language("unit", details.get("unit", {}))
    list_name = LISTS.get(FieldKind(question.kind), "")
    for place, row in enumerate(details.get(f"{list_name}s", ())):
        typed |= by_language(f"{list_name}.{place}", row["labels"])
        typed[f"{list_name}.{place}.code"] = row["code"]
        typed[f"{list_name}.{place}.figures"] = "1" if row.get("figures") else ""
    return typed
