"""Figures: numbers with a unit and sums of money, read as people write them in any of the four languages."""
# ruff: noqa: ARG002, D102  what each method does is said once, by `base.Kind`

import re
from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from flask_babel import gettext as _

from secretariat import formats
from secretariat.errors import Refused
from secretariat.models.calls import CallField
from secretariat.models.countries import said
from secretariat.rules.kinds.base import Controls, Details, Kind, Value, details_of

MOST_DIGITS = 100
EXACT = Context(prec=MOST_DIGITS + 2)
MOST_MONEY = Decimal("1e15")
CURRENCIES = (
    "USD", "ARS", "BBD", "BRL", "BZD", "CAD", "CLP", "COP", "CRC", "EUR", "GTQ", "GYD", "HNL", "HTG", "JMD",
    "MXN", "PAB", "PEN", "PYG", "SRD", "UYU",
)  # fmt: skip


class Number(Kind):
    """A number with a unit. A value is a decimal as a string, or ''; it has as many decimals as the question takes."""

    own_words = False

    def word(self) -> str:
        return _("number with a unit")

    def read(self, field: CallField, form: Mapping[str, str]) -> Value:
        typed = form.get(field.key, "").strip()
        return number(field, typed) if typed else ""

    def controls(self, field: CallField, value: Value) -> Controls:
        return {field.key: "" if value is None else str(value)}

    def takes_figure(self, field: CallField, control: str) -> bool:
        return control == field.key

    def fits(self, value: Value) -> bool:
        return is_figure(value)

    def plain(self, value: Value, details: Details, language: str) -> str:
        unit = said(details.get("unit") or {}, language)
        return f"{formats.number(Decimal(value), language)} {unit}".strip() if value else ""

    def schema(self, details: Details) -> dict[str, Any]:
        return FIGURE


def bounds(details: Details, language: str) -> str:
    """Say between which numbers an answer must lie, or '' where any will do."""
    least, most = (
        formats.number(Decimal(details[name]), language) if details.get(name) not in {None, ""} else ""
        for name in ("least", "most")
    )
    if least and most:
        return _("from %(least)s to %(most)s", least=least, most=most)
    if least:
        return _("at least %(least)s", least=least)
    return _("at most %(most)s", most=most) if most else ""


def number(field: CallField, typed: str) -> str:
    """Return a number as the database keeps it. Raises Refused where it cannot be meant, or is out of bounds."""
    details, found = details_of(field), figure_of(typed, field.key)
    decimals = details.get("decimals") or 0
    rounded = found.quantize(Decimal(1).scaleb(-decimals))
    if rounded != found and not decimals:
        raise Refused(_("Write a whole number, without decimals."), field=field.key)
    if rounded != found:
        raise Refused(_("Write a number with at most %(most)s decimals.", most=decimals), field=field.key)
    least, most = details.get("least"), details.get("most")
    if least not in {None, ""} and found < Decimal(least):
        raise Refused(_("Write a number that is not below %(least)s.", least=least), field=field.key)
    if most not in {None, ""} and found > Decimal(most):
        raise Refused(_("Write a number that is not above %(most)s.", most=most), field=field.key)
    return str(rounded)


class Money(Kind):
    """A sum with its currency. A value is {amount: decimal as a string or '', currency: ISO 4217}."""

    own_words = False

    def word(self) -> str:
        return _("amount and currency")

    def read(self, field: CallField, form: Mapping[str, str]) -> Value:
        return money(field, form.get(f"{field.key}.amount", ""), form.get(f"{field.key}.currency", "USD"))

    def controls(self, field: CallField, value: Value) -> Controls:
        value = value or {}
        return {f"{field.key}.{name}": str(value.get(name) or "") for name in ("amount", "currency")}

    def takes_figure(self, field: CallField, control: str) -> bool:
        return control == f"{field.key}.amount"

    def fits(self, value: Value) -> bool:
        return isinstance(value, dict) and is_figure(value.get("amount")) and isinstance(value.get("currency"), str)

    def empty(self, value: Value) -> bool:
        return not (value and value.get("amount"))

    def plain(self, value: Value, details: Details, language: str) -> str:
        return "" if self.empty(value) else formats.money(Decimal(value["amount"]), value["currency"], language)

    def schema(self, details: Details) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["amount", "currency"],
            "properties": {"amount": FIGURE, "currency": {"type": "string", "enum": list(CURRENCIES)}},
        }


FIGURE: dict[str, Any] = {"type": ["string", "number"], "description": "A decimal, or '' for none."}


def is_figure(value: Any) -> bool:
    """Tell whether what came as JSON may be a figure: 1250000, '1,250,000.50', or ''."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def money(field: CallField, typed: str, currency: str) -> Value:
    """Return {amount, currency}. Raises Refused where either cannot be meant."""
    typed = typed.strip()
    if currency not in CURRENCIES:
        raise Refused(_("Choose a currency from the list."), field=field.key)
    if not typed:
        return {"amount": "", "currency": currency}
    amount = readable(typed, field.key)
    if not 0 <= amount < MOST_MONEY:
        raise Refused(_("Write an amount between 0 and 999,999,999,999,999."), field=field.key)
    return {"amount": str(amount), "currency": currency}


def figure_of(typed: str, field: str) -> Decimal:
    """Return a figure that was typed. Raises Refused where it cannot be meant, and where it is too large to be kept."""
    found = readable(typed, field)
    if abs(found) >= MOST_MONEY:
        raise Refused(_("Write a number between -999,999,999,999,999 and 999,999,999,999,999."), field=field)
    return found


def readable(typed: str, field: str) -> Decimal:
    """Return a figure that was typed, however large. Raises Refused where it cannot be meant."""
    found = amount_of(typed)
    if found is None:
        raise Refused(_("Write a number, such as 1250000 or 1,250,000.50."), field=field)
    return found


def amount_of(typed: str) -> Decimal | None:
    """Read 1250000, 1,250,000.50, 1.250.000,50 and 1 250 000,50: the last mark with one or two digits is decimal.

    0.125 is nobody's thousands, and has more decimals than are kept.
    """
    plain = re.sub(r"[\s\u00a0\u202f']", "", typed)
    if not re.fullmatch(r"-?[0-9][0-9.,]*", plain) or len(plain) > MOST_DIGITS:
        return None
    whole, mark, cents = re.fullmatch(r"(.*?)(?:([.,])([0-9]{1,2}))?", plain).groups()  # type: ignore[union-attr]
    if mark and mark in whole.replace("," if mark == "." else ".", ""):
        return None
    digits = re.sub(r"[.,]", "", whole)
    grouped = whole.lstrip("-")
    if re.search(r"[.,]", grouped) and not re.fullmatch(r"[1-9][0-9]{0,2}([.,])[0-9]{3}(?:\1[0-9]{3})*", grouped):
        return None
    return Decimal(f"{digits}.{cents or '0'}").quantize(Decimal("0.01"), context=EXACT)
