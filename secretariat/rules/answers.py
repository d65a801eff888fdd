"""What a field may hold, read from what people type; and what is missing before a text can be sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Deliverable

# Line ends and tabs are meant; everything else below a space comes from a broken paste or from an attack.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MOST_CHARACTERS = 60_000
MOST_DIGITS = 40
MOST_MONEY = Decimal("1e15")
CURRENCIES = (
    "USD", "ARS", "BBD", "BRL", "BZD", "CAD", "CLP", "COP", "CRC", "EUR", "GTQ", "GYD", "HNL", "HTG", "JMD",
    "MXN", "PAB", "PEN", "PYG", "SRD", "UYU",
)  # fmt: skip
Value = Any


@dataclass(frozen=True)
class Gap:
    """Something that holds the sending back: the field, and a sentence."""

    field: CallField
    sentence: str


def read(field: CallField, form: Mapping[str, str]) -> Value:
    """Return the value of a field from a form, in its JSON shape (`models.calls.FieldKind`).

    form: `key`, or `key.amount` and `key.currency`, or `key.answer` and `key.explanation`.
    Raises Refused, naming the field, where it cannot be read. An empty field is empty, not wrong.
    """
    match FieldKind(field.kind):
        case FieldKind.MONEY:
            return _money(field, form.get(f"{field.key}.amount", ""), form.get(f"{field.key}.currency", "USD"))
        case FieldKind.YES_NO:
            answer = {"yes": True, "no": False}.get(form.get(f"{field.key}.answer", ""))
            return {"answer": answer, "explanation": _text(field, form.get(f"{field.key}.explanation", ""))}
        case FieldKind.FILE:
            return None
        case _:
            return _text(field, form.get(field.key, ""))


def _text(field: CallField, typed: str) -> str:
    typed = typed.replace("\r\n", "\n")
    if CONTROL.search(typed):
        raise Refused(_("This text contains control characters; paste it again as plain text."), field=field.key)
    if len(typed) > MOST_CHARACTERS:
        raise Refused(
            _("This text has %(count)s characters; at most %(most)s fit.", count=len(typed), most=MOST_CHARACTERS),
            field=field.key,
        )
    return typed


def _money(field: CallField, typed: str, currency: str) -> Value:
    typed = typed.strip()
    if currency not in CURRENCIES:
        raise Refused(_("Choose a currency from the list."), field=field.key)
    if not typed:
        return {"amount": "", "currency": currency}
    amount = _amount(typed)
    if amount is None:
        raise Refused(_("Write a number, such as 1250000 or 1,250,000.50."), field=field.key)
    if not 0 <= amount < MOST_MONEY:
        raise Refused(_("Write an amount between 0 and 999,999,999,999,999."), field=field.key)
    return {"amount": str(amount), "currency": currency}


def _amount(typed: str) -> Decimal | None:
    """Read 1250000, 1,250,000.50, 1.250.000,50 and 1 250 000,50: the last mark with one or two digits is decimal."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", typed)
    if not re.fullmatch(r"-?[0-9][0-9.,]*", plain) or len(plain) > MOST_DIGITS:
        return None
    whole, mark, cents = re.fullmatch(r"(.*?)(?:([.,])([0-9]{1,2}))?", plain).groups()  # type: ignore[union-attr]
    if mark and mark in whole.replace("," if mark == "." else ".", ""):
        return None
    digits = re.sub(r"[.,]", "", whole)
    grouped = whole.lstrip("-")
    if re.search(r"[.,]", grouped) and not re.fullmatch(r"[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*", grouped):
        return None
    try:
        return Decimal(f"{digits}.{cents or '0'}").quantize(Decimal("0.01"))
    except InvalidOperation:
        return None


def is_empty(kind: str, value: Value) -> bool:
    """Tell whether nothing was answered."""
    match kind:
        case FieldKind.MONEY:
            return not (value and value.get("amount"))
        case FieldKind.YES_NO:
            return not value or value.get("answer") is None
        case _:
            return not (value or "").strip()


def words(text: str) -> int:
    """Count words as people count them."""
    return len(text.split())


def missing(deliverable: Deliverable) -> list[Gap]:
    """Return what holds the sending back, in the order of the form."""
    values = {one.field_id: one.value for one in deliverable.answers}
    filed = {one.field_id for one in deliverable.attachments}
    gaps = (_gap(field, values.get(field.id), attached=field.id in filed) for field in deliverable.call.fields)
    return [gap for gap in gaps if gap]


def _gap(field: CallField, value: Value, *, attached: bool) -> Gap | None:
    if field.kind == FieldKind.FILE:
        return Gap(field, _("the file is not attached yet")) if field.required and not attached else None
    if is_empty(field.kind, value):
        return Gap(field, _("not answered yet")) if field.required else None
    if field.kind == FieldKind.YES_NO and value["answer"] and field.required and not value["explanation"].strip():
        return Gap(field, _("a yes needs its explanation"))
    if field.limit_words and isinstance(value, str) and words(value) > field.limit_words:
        return Gap(field, _("%(count)s words; at most %(most)s fit", count=words(value), most=field.limit_words))
    return None
