"""Choices: yes or no with an explanation."""
# ruff: noqa: ARG002, D102  what each method does is said once, by `base.Kind`

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from secretariat.models.calls import CallField
from secretariat.rules import marks
from secretariat.rules.kinds import base
from secretariat.rules.kinds.base import Controls, Details, Kind, Value

ANSWERS = {True: "yes", False: "no", None: ""}


class YesNo(Kind):
    """Yes or no, with what explains it. A value is {answer: true | false | null, explanation: string}."""

    def word(self) -> str:
        return _("yes or no, with an explanation")

    def read(self, field: CallField, form: Mapping[str, str]) -> Value:
        answer = {"yes": True, "no": False}.get(form.get(f"{field.key}.answer", ""))
        return {"answer": answer, "explanation": base.text(field, form.get(f"{field.key}.explanation", ""))}

    def controls(self, field: CallField, value: Value) -> Controls:
        value = value or {}
        said, explained = ANSWERS[value.get("answer")], value.get("explanation") or ""
        return {f"{field.key}.answer": said, f"{field.key}.explanation": explained}

    def fits(self, value: Value) -> bool:
        answered = isinstance(value, dict) and isinstance(value.get("answer"), bool | None)
        return answered and "answer" in value and isinstance(value.get("explanation"), str)

    def empty(self, value: Value) -> bool:
        return not value or value.get("answer") is None

    def gap(self, field: CallField, value: Value, *, required: bool) -> str | None:
        explained = value["explanation"].strip()
        return _("a yes needs its explanation") if required and value["answer"] and not explained else None

    def plain(self, value: Value, details: Details, language: str) -> str:
        if self.empty(value):
            return ""
        explained = marks.without_emphasis(value.get("explanation"))
        return "\n\n".join(one for one in (answered(value), explained) if one)

    def markdown(self, value: Value, details: Details, language: str) -> str:
        return "" if self.empty(value) else f"**{answered(value)}**\n\n{value.get('explanation') or ''}"

    def schema(self, details: Details) -> dict[str, Any]:
        said = {"answer": {"type": ["boolean", "null"]}, "explanation": {"type": "string"}}
        return {"type": "object", "required": list(said), "properties": said}


def answered(value: Value) -> str:
    """Return the yes or the no."""
    return _("Yes") if value["answer"] else _("No")
