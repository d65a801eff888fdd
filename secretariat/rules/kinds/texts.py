"""Texts: one line, or long ones in Markdown."""
# ruff: noqa: ARG002, D102  what each method does is said once, by `base.Kind`

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal as figure
from flask_babel import gettext as _

from secretariat.models.calls import CallField
from secretariat.rules import marks
from secretariat.rules.kinds import base
from secretariat.rules.kinds.base import Controls, Details, Kind, Value


class Text(Kind):
    """One line of text, or some sentences. A value is a string."""

    gap_kind = "too_long"

    def word(self) -> str:
        return _("one line of text")

    def read(self, field: CallField, form: Mapping[str, str]) -> Value:
        return base.text(field, form.get(field.key, ""))

    def controls(self, field: CallField, value: Value) -> Controls:
        return {field.key: value or ""}

    def fits(self, value: Value) -> bool:
        return isinstance(value, str)

    def empty(self, value: Value) -> bool:
        return not (value or "").strip()

    def gap(self, field: CallField, value: Value, *, required: bool) -> str | None:
        count, length = base.words(value), len(value.strip())
        if field.limit_words and count > field.limit_words:
            return _("%(count)s words; at most %(most)s fit", count=figure(count), most=figure(field.limit_words))
        if field.limit_characters and length > field.limit_characters:
            return _(
                "%(count)s characters; at most %(most)s fit", count=figure(length), most=figure(field.limit_characters)
            )
        return None

    def plain(self, value: Value, details: Details, language: str) -> str:
        return marks.without_emphasis(value)

    def markdown(self, value: Value, details: Details, language: str) -> str:
        return base.escaped(marks.plain(value))

    def schema(self, details: Details) -> dict[str, Any]:
        return {"type": "string", "maxLength": base.MOST_CHARACTERS}


class LongText(Text):
    """A long text, with **bold**, lists and headings in Markdown. A value is a string."""

    def word(self) -> str:
        return _("text")

    def markdown(self, value: Value, details: Details, language: str) -> str:
        return value or ""
