"""What there is to fill in for each question: boxes, each named as the control of the site's own form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from secretariat import formats
from secretariat.clock import SECRETARIAT_ZONE
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.countries import Country, said
from secretariat.rules import answers
from secretariat.rules.kinds import numbers
from secretariat.rules.kinds.base import Controls, Details, Value

FEW = 8  # choices that are listed on a line
SPARE = 4  # empty rows of a table to write into
YES, NO = "yes", "no"
TICKED = "1"


@dataclass(frozen=True)
class Box:
    """Something to fill in. name: of the control · choices: code and words of each, where there is a list."""

    name: str
    label: str
    text: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        """What stands in the box at first: the words of a choice, or the text."""
        return dict(self.choices).get(self.text, self.text)

    @property
    def asked(self) -> str:
        """What is printed before it where it stands on a line: its label, and the choices where these are few."""
        listed = f" ({' / '.join(words for _code, words in self.choices)})" if 0 < len(self.choices) <= FEW else ""
        return f"{self.label}{listed}".replace(":", "")  # a colon ends it


@dataclass(frozen=True)
class Question:
    """A question on paper. boxes: its rows of boxes; one row with one box for most."""

    number: int
    key: str
    label: str
    help: str
    rows: tuple[tuple[Box, ...], ...]


def questions(
    fields: list[CallField], values: dict[int, Value], country: Country, language: str, *, at: datetime
) -> list[Question]:
    """Return the questions of a call as they stand on a country's paper at a moment, with what was answered so far."""
    return [
        Question(
            number,
            field.key,
            field.label(language),
            " ".join(line for line in (told(field, language), fixed(field, country, language, at)) if line),
            tuple(rows(field, answers.controls(field, values.get(field.id), language), language)),
        )
        for number, field in enumerate(fields, 1)
    ]


def told(field: CallField, language: str) -> str:
    """Return what helps to answer."""
    lines = [said(field.helps, language)]
    if field.kind == FieldKind.FILE:
        lines.append(_("Files are attached on the site, not here."))
    if field.limit_words:
        lines.append(_("At most %(most)s words.", most=formats.number(field.limit_words, language)))
    if bounded := numbers.bounds(field.details or {}, language):
        lines.append(_("A number, %(bounds)s.", bounds=bounded))
    if field.kind == FieldKind.CHOICES:
        lines.append(_("Choose as many as are true."))
    return " ".join(line for line in lines if line)


def fixed(field: CallField, country: Country, language: str, at: datetime) -> str:
    """Say from when on an answer is fixed, or that it is by now; nothing of one that never is."""
    moment = answers.fixed_at(field, country)
    if moment is None:
        return ""
    if moment <= at:
        return _("Fixed by now; it cannot be changed any more.")
    capital, house = (country.time_zone, country.capital(language)), (SECRETARIAT_ZONE, _("Washington"))
    when = formats.both_zones(moment, *capital, *house, locale=language)
    return _("This answer is fixed from %(moment)s on; write it before.", moment=when)


def rows(field: CallField, controls: Controls, language: str) -> Iterator[tuple[Box, ...]]:
    """Yield the rows of boxes of a question."""
    details = field.details or {}
    match FieldKind(field.kind):
        case FieldKind.FILE:
            return
        case FieldKind.MONEY:
            yield money(field.key, controls)
        case FieldKind.YES_NO:
            name, why = f"{field.key}.answer", f"{field.key}.explanation"
            yield (Box(name, _("Yes or no"), controls.get(name, ""), yes_or_no()),)
            yield (Box(why, _("Explanation"), controls.get(why, "")),)
        case FieldKind.CHOICE:
            yield (Box(field.key, _("Your choice"), controls.get(field.key, ""), choices(details, language)),)
        case FieldKind.CHOICES:
            for code, words in choices(details, language):
                name = f"{field.key}.choice.{code}"
                yield (Box(name, words, controls.get(name, ""), ((TICKED, _("Yes")), ("", _("No")))),)
        case FieldKind.TABLE | FieldKind.COMMITMENTS:
            yield from table(field, controls, language)
        case FieldKind.DATE:
            yield (Box(field.key, _("Day, such as 2025-09-19"), controls.get(field.key, "")),)
        case FieldKind.NUMBER:
            unit = said(details.get("unit") or {}, language)
            yield (Box(field.key, unit or _("Number"), controls.get(field.key, "")),)
        case _:
            yield (Box(field.key, _("Your answer"), controls.get(field.key, "")),)


def money(stem: str, controls: Controls) -> tuple[Box, ...]:
    """Return the two boxes of a sum."""
    amount, currency = f"{stem}.amount", f"{stem}.currency"
    known = tuple((one, one) for one in answers.CURRENCIES)
    return (
        Box(amount, _("Amount"), controls.get(amount, "")),
        Box(currency, _("Currency"), controls.get(currency) or answers.CURRENCIES[0], known),
    )


def yes_or_no() -> tuple[tuple[str, str], ...]:
    """Return the two choices."""
    return ((YES, _("Yes")), (NO, _("No")))


def choices(details: Details, language: str) -> tuple[tuple[str, str], ...]:
    """Return the choices of a question, by code, in a language."""
    return tuple((one["code"], said(one["labels"], language)) for one in details.get("choices") or ())


def table(field: CallField, controls: Controls, language: str) -> Iterator[tuple[Box, ...]]:
    """Yield the rows of a table, or of a list of commitments: those that are written, and some to write into."""
    heads = columns(field, language)
    places = (name.split(".")[1] for name in controls if name.count(".") > 1)
    used = [int(place) for place in places if place.isdecimal()]
    for number in range(max(used, default=-1) + 1 + SPARE):
        names = {part: f"{field.key}.{number}.{part}" for part in heads}
        yield tuple(Box(names[part], head, controls.get(names[part], "")) for part, head in heads.items())


def columns(field: CallField, language: str) -> dict[str, str]:
    """Return the heads of a table's columns by the names of its cells."""
    if field.kind == FieldKind.COMMITMENTS:
        return {
            "text": _("What is promised"),
            "amount": _("Amount"),
            "currency": _("Currency"),
            "target": _("Target"),
            "due": _("By (2025-09-19)"),
        }
    return {one["code"]: said(one["labels"], language) for one in (field.details or {}).get("columns") or ()}
