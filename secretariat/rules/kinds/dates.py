"""Dates: a day, as browsers send it."""
# ruff: noqa: ARG002, D102  what each method does is said once, by `base.Kind`

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from secretariat import formats
from secretariat.errors import Refused
from secretariat.models.calls import CallField
from secretariat.rules.kinds.base import Controls, Details, Kind, Value

EARLIEST, LATEST = 1900, 2200


class Day(Kind):
    """A day. A value is its ISO form, such as '2025-09-19', or ''."""

    own_words = False

    def word(self) -> str:
        return _("date")

    def read(self, field: CallField, form: Mapping[str, str]) -> Value:
        typed = form.get(field.key, "").strip()
        if typed and day_of(typed) is None:
            raise Refused(_("Choose a day."), field=field.key)
        return typed

    def controls(self, field: CallField, value: Value) -> Controls:
        return {field.key: value or ""}

    def fits(self, value: Value) -> bool:
        return isinstance(value, str)

    def plain(self, value: Value, details: Details, language: str) -> str:
        return formats.day(date.fromisoformat(value), language, year=True) if value else ""

    def schema(self, details: Details) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2})?$", "examples": ["2025-09-19"]}


def day_of(typed: str) -> date | None:
    """Return the day that was typed, or None where there is no such day."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed):
        return None
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None
