"""What a field may hold, read from what people type; and what is missing before a text can be sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats
from secretariat.errors import Refused
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable
from secretariat.rules import deadlines, kinds, merging
from secretariat.rules.kinds.base import CONTROL, MOST_CHARACTERS, Controls, Value, words
from secretariat.rules.kinds.numbers import CURRENCIES

__all__ = ["CONTROL", "CURRENCIES", "MOST_CHARACTERS", "words"]
DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
Frozen = Mapping[str, Any]


@dataclass(frozen=True)
class Gap:
    """Something that holds the sending back: the field, a sentence, and what it is called in a list."""

    field: CallField
    sentence: str
    kind: str = "missing"  # or 'wrong', 'too_long'


def held(gaps: Sequence[Gap]) -> str:
    """Say in a few words how much holds a text back, and what that is: missing, too long, or not to be taken so."""
    kinds_held, count = {one.kind for one in gaps}, len(gaps)
    if kinds_held == {"missing"}:
        return ngettext("One thing missing", "%(num)s things missing", count)
    if kinds_held == {"too_long"}:
        return ngettext("One answer too long", "%(num)s answers too long", count)
    if "missing" not in kinds_held:
        return ngettext("One answer to be corrected", "%(num)s answers to be corrected", count)
    return ngettext("%(num)s thing missing or to be corrected", "%(num)s things missing or to be corrected", count)


def read(field: CallField, form: Mapping[str, str]) -> Value:
    """Return the value of a field from a form, in its JSON shape (`models.calls.FieldKind`).

    form: the field's controls, each named by its key or by it and a full stop: `key`, `key.amount`.
    Raises Refused, naming the field, where it cannot be read. An empty field is empty, not wrong.
    """
    return kinds.of(field.kind).read(field, form)


def controls(field: CallField, value: Value, language: str) -> Controls:
    """Return a value as its controls on a form, figures as the language writes them: the inverse of `read`."""
    kind = kinds.of(field.kind)
    found = kind.controls(field, value)
    figures = {name: text for name, text in found.items() if DECIMAL.fullmatch(text) and kind.takes_figure(field, name)}
    return found | {name: formats.typed(Decimal(text), language) for name, text in figures.items()}


def typed(field: CallField, form: Mapping[str, str]) -> Controls:
    """Return what a form sent for a field, readable or not."""
    own = f"{field.key}."
    return {name: text for name, text in form.items() if name == field.key or name.startswith(own)}


def as_form(field: CallField, value: Any) -> Controls:
    """Return a value from a program as a form would have sent it, so that the same rules read it."""
    kind = kinds.of(field.kind)
    if not kind.fits(value):
        raise Refused(_("This value does not have the shape of a ‘%(kind)s’.", kind=field.kind), field="value")
    return kind.controls(field, value)


def plain(frozen: Frozen, language: str) -> str:
    """Return an answer as a version froze it, as plain text in paragraphs: what the review compares."""
    return kinds.of(frozen["kind"]).plain(frozen["value"], frozen.get("details", {}), language)


def markdown(frozen: Frozen, language: str) -> str:
    """Return an answer as a version froze it, as Markdown."""
    return kinds.of(frozen["kind"]).markdown(frozen["value"], frozen.get("details", {}), language)


def in_rows(kind: str) -> bool:
    """Tell whether an answer is written in rows."""
    return kinds.of(kind).in_rows


def marks(kind: str, value: Value) -> str:
    """Return by what a page says with which answer it was sent: nothing for an empty one, a mark for each row of it."""
    if is_empty(kind, value):
        return ""
    return " ".join(map(merging.mark, value)) if in_rows(kind) else merging.mark({"value": value})


def is_empty(kind: str, value: Value) -> bool:
    """Tell whether nothing was answered."""
    return kinds.of(kind).empty(value)


def missing(deliverable: Deliverable, at: datetime) -> list[Gap]:
    """Return what holds the sending back at a moment, in the order of the form.

    What is fixed by now holds nothing back: nobody could mend it any more.
    """
    values = {one.field_id: one.value for one in deliverable.answers}
    filed = {one.field_id for one in deliverable.attachments}
    unconfirmed = {one.field_id for one in deliverable.answers if one.earlier_id is not None}
    today = at.astimezone(deliverable.country.zone).date()
    found = []
    for field in deliverable.call.fields:
        if frozen(field, deliverable, at):
            continue
        needed = required(field, today)
        if field.kind == FieldKind.FILE:
            gap = Gap(field, _("the file is not attached yet")) if needed and field.id not in filed else None
        else:
            gap = _gap(field, values.get(field.id), needed=needed)
            if not gap and field.id in unconfirmed:
                gap = Gap(field, _("taken over from an earlier answer; confirm or change it"))
        if gap:
            found.append(gap)
    return found


def too_long(field: CallField, value: Value) -> str | None:
    """Say how much longer an answer is than fits, or return None."""
    kind = kinds.of(field.kind)
    return kind.gap(field, value, required=False) if kind.gap_kind == "too_long" and not kind.empty(value) else None


def _gap(field: CallField, value: Value, *, needed: bool) -> Gap | None:
    """Return what is wrong with an answer; the question may have been changed since it was written."""
    kind = kinds.of(field.kind)
    if kind.empty(value):
        return Gap(field, _("not answered yet")) if needed else None
    try:
        kind.read(field, kind.controls(field, value))
    except Refused as error:
        return Gap(field, error.sentence, "wrong")
    sentence = kind.gap(field, value, required=needed)
    return Gap(field, sentence, kind.gap_kind) if sentence else None


def required(field: CallField, today: date) -> bool:
    """Tell whether an answer must be there on a day of the country's capital: from the day it names on, or always."""
    return field.required if field.required_from is None else today >= field.required_from


def fixed_at(field: CallField, country: Country) -> datetime | None:
    """Return when an answer is fixed in a country: as the day begins in its capital; None where it never is."""
    return deadlines.instant(field.frozen_from, time(0), country.zone) if field.frozen_from else None


def frozen(field: CallField, deliverable: Deliverable, at: datetime) -> bool:
    """Tell whether an answer may not change any more: from a day of the country's capital on."""
    day = field.frozen_from
    return day is not None and at.astimezone(deliverable.country.zone).date() >= day
