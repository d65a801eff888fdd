"""Choices: one of a list, several of it, and yes or no with an explanation."""
# ruff: noqa: ARG002, D102  what each method does is said once, by `base.Kind`

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.models.calls import CallField
from secretariat.models.countries import said
from secretariat.rules import marks
from secretariat.rules.kinds import base
from secretariat.rules.kinds.base import Controls, Details, Kind, Value, details_of

ANSWERS = {True: "yes", False: "no", None: ""}


class Choice(Kind):
    """One of a list. A value is the code of a choice, or ''."""

    own_words = False

    def word(self) -> str:
        return _("one choice of a list")

    def read(self, field: CallField, form: Mapping[str, str]) -> Value:
        chosen = form.get(field.key, "")
        if chosen and chosen not in codes(details_of(field)):
            raise Refused(_("Choose from the list."), field=field.key)
        return chosen

    def controls(self, field: CallField, value: Value) -> Controls:
        return {field.key: value or ""}

    def fits(self, value: Value) -> bool:
        return isinstance(value, str)

    def plain(self, value: Value, details: Details, language: str) -> str:
        return label(value, details, language) if value else ""

    def schema(self, details: Details) -> dict[str, Any]:
        known = codes(details)
        return {"type": "string", "enum": ["", *known]} if known else {"type": "string"}


class Choices(Kind):
    """Several of a list. A value is a list of the codes of choices, in the order of the question."""

    own_words = False

    def word(self) -> str:
        return _("several choices of a list")

    def read(self, field: CallField, form: Mapping[str, str]) -> Value:
        before = f"{field.key}.choice."
        chosen = {name.removeprefix(before) for name, ticked in form.items() if name.startswith(before) and ticked}
        known = codes(details_of(field))
        if chosen - set(known):
            raise Refused(_("Choose from the list."), field=field.key)
        return [code for code in known if code in chosen]

    def controls(self, field: CallField, value: Value) -> Controls:
        return {f"{field.key}.choice.{code}": "1" for code in value or ()}

    def fits(self, value: Value) -> bool:
        return isinstance(value, list) and all(isinstance(code, str) for code in value)

    def plain(self, value: Value, details: Details, language: str) -> str:
        return "\n\n".join(label(code, details, language) for code in value or ())

    def markdown(self, value: Value, details: Details, language: str) -> str:
        return "\n".join(f"- {base.escaped(label(code, details, language))}" for code in value or ())

    def schema(self, details: Details) -> dict[str, Any]:
        known = codes(details)
        return {"type": "array", "items": {"type": "string", **({"enum": known} if known else {})}, "uniqueItems": True}


def codes(details: Details) -> list[str]:
    """Return the codes of the choices, in their order."""
    return [choice["code"] for choice in details.get("choices") or ()]


def label(code: str, details: Details, language: str) -> str:
    """Return what a choice says; of one that is no longer on the list, its code."""
    found = (choice["labels"] for choice in details.get("choices") or () if choice["code"] == code)
    return said(next(found, {}), language) or code


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
