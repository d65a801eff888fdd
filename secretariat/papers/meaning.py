"""What a form that came back means, question by question, beside what stands on the site; and what has no place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.models.calls import CallField, FieldKind
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.papers import boxes, fitting
from secretariat.rules import answers
from secretariat.rules.kinds.base import Controls, Value

LANGUAGES = ("en", "es", "pt", "fr")
BEGINS = re.compile(r"(\w*)\s*([,.;:–-]*)\s*(.*)", re.DOTALL)
TICKS = {"1", "x", "yes", "sí", "si", "sim", "oui", "☒", "true"}
# Blanks belong to one part only: else a long row of them would be tried in every way.
SUM = re.compile(
    r"(?P<before>US\$|U\$S|[A-Z]{3})?\s*(?P<amount>\d[\d.,'’\s]*)(?P<after>US\$|U\$S|[A-Z]{3})?", re.IGNORECASE
)
NO_SIGNS = str.maketrans("", "", "$")
# What of a mail is left out stands under these; no box is called so.
OPENING, BESIDE, FAREWELL, QUOTED = LEFT_OUT = "^", "+", "~", ">"
NOES = {"0", "no", "não", "nao", "non", "☐", "false", "-", "–"}


@dataclass(frozen=True)
class Line:
    """What a form says to one question. number: under which the question stands in the form.

    value: as the house would keep it · wrong: why it cannot be read, and typed what stands there · now: what stands on
    the site · same: both say the same · moved: the site's answer was changed after the form was taken away · fixed:
    the question takes no answer any more, which `wrong` says · over: how much longer it is than fits by now.
    """

    number: int
    field: CallField
    value: Value
    now: Value
    typed: str = ""
    wrong: str = ""
    same: bool = False
    moved: bool = False
    fixed: bool = False
    over: str = ""

    @property
    def chosen(self) -> bool:
        """Whether it is taken unless somebody says otherwise: only where it overwrites nothing that is newer."""
        return not (self.wrong or self.same or self.moved)


def understood(deliverable: Deliverable, returned: ReturnedForm, *, at: datetime) -> list[Line]:
    """Return what was understood, for each question that the form has."""
    there = {one.field_id: one for one in deliverable.answers}
    taken_away = returned.form.revisions if returned.form else {}
    found = []
    for number, field in enumerate(deliverable.call.fields, 1):
        controls = controls_of(field, returned.texts)
        if field.kind == FieldKind.FILE or not controls:
            continue
        answer = there.get(field.id)
        moved = str(answer.revision if answer else 0) != taken_away.get(field.key, "0")
        one = line(number, field, controls, answer.value if answer else None, moved=moved)
        if not answers.frozen(field, deliverable, at):
            found.append(one)
        elif one.wrong or not (one.same or answers.is_empty(field.kind, one.value)):
            found.append(too_late(one, controls))
    over = fitting.too_long(deliverable, returned, {one.field: one.value for one in found if not one.wrong})
    return [replace(one, over=over.get(one.field, "")) for one in found]


def too_late(one: Line, controls: Controls) -> Line:
    """Return what a form says to a question that is fixed by now, as words that are not taken."""
    frozen = {"kind": one.field.kind, "value": one.value, "details": one.field.details or {}}
    typed = one.typed if one.wrong else answers.plain(frozen, str(get_locale().language))
    why = _("Fixed by now; not taken.")
    return replace(one, value=None, wrong=why, typed=typed or "\n".join(filter(None, controls.values())), fixed=True)


def unplaced(deliverable: Deliverable, returned: ReturnedForm) -> list[tuple[str, str]]:
    """Return what stands in a form for which no question was found: the name that is before it, if any, and words."""
    fields = {field.key: field for field in deliverable.call.fields}
    texts = {name: said for name, said in returned.texts.items() if name not in LEFT_OUT}
    placed = {name for name in texts if has_box(fields.get(name.partition(".")[0]), name)}
    words = {texts[name] for name in placed}  # a box with a damaged name may be known by its mark as well
    return [(name, said) for name, said in texts.items() if said and name not in placed and said not in words]


def left_out(returned: ReturnedForm) -> list[tuple[str, str]]:
    """Return what of a mail is left out since nobody means it as an answer: under which name, and the words."""
    return [(name, returned.texts[name]) for name in LEFT_OUT if name in returned.texts]


def has_box(field: CallField | None, name: str) -> bool:
    """Tell whether a question has a box of this name."""
    part = name.partition(".")[2]
    match FieldKind(field.kind) if field else FieldKind.FILE:
        case FieldKind.FILE:
            return False
        case FieldKind.MONEY:
            return part in {"amount", "currency"}
        case FieldKind.YES_NO:
            return part in {"answer", "explanation"}
        case FieldKind.CHOICES:
            return not part or part.startswith("choice.")
        case FieldKind.TABLE | FieldKind.COMMITMENTS:
            row, _dot, column = part.partition(".")
            return row.isdecimal() and field is not None and column in boxes.columns(field, LANGUAGES[0])
        case _:
            return not part


def without_words(
    deliverable: Deliverable, returned: ReturnedForm, *, at: datetime
) -> tuple[list[CallField], list[CallField]]:
    """Return the questions of which nothing was found in a form of the house.

    First those that it had, then those that were added to the call after it was taken away, which it cannot have.
    """
    if returned.form is None:
        return [], []
    made_at = returned.form.made_at
    found = [
        field
        for field in deliverable.call.fields
        if any(boxes.rows(field, {}, LANGUAGES[0]))
        and not controls_of(field, returned.texts)
        and not answers.frozen(field, deliverable, at)
    ]
    since = [field for field in found if field.asked_at and field.asked_at > made_at]
    return [field for field in found if field not in since], since


def line(number: int, field: CallField, controls: Controls, now: Value, *, moved: bool) -> Line:
    """Return what a form says to a question."""
    try:
        readable(field, controls)
        value = answers.read(field, controls)
    except Refused as error:
        ticks = {"", boxes.TICKED} if field.kind == FieldKind.CHOICES else {""}
        typed = "\n".join(text for text in controls.values() if text not in ticks)
        return Line(number, field, None, now, typed=typed, wrong=error.sentence, moved=moved)
    both_empty = answers.is_empty(field.kind, value) and answers.is_empty(field.kind, now)
    return Line(number, field, value, now, same=value == now or both_empty, moved=moved)


def readable(field: CallField, controls: Controls) -> None:
    """Raise Refused for words in place of a yes, a no or a tick: the site's own form can send none."""
    if field.kind == FieldKind.YES_NO and controls.get(f"{field.key}.answer", "") not in {"", boxes.YES, boxes.NO}:
        raise Refused(_("Answer with yes or no."), field=field.key)
    if field.kind == FieldKind.CHOICES and not set(controls.values()) <= {"", boxes.TICKED}:
        raise Refused(_("Choose from the list."), field=field.key)


def controls_of(field: CallField, texts: Mapping[str, str]) -> Controls:
    """Return the boxes of a question as the site's form would send them: words of a list become their codes."""
    own = {name: text for name, text in texts.items() if name == field.key or name.startswith(f"{field.key}.")}
    if field.kind == FieldKind.YES_NO and own.get(answer := f"{field.key}.answer"):
        own[answer], why = apart(own[answer])
        own[f"{field.key}.explanation"] = "\n".join(filter(None, [why, own.get(f"{field.key}.explanation", "")]))
    for name in [one for one in own if one.endswith(".amount")]:
        own |= sum_of(name, own[name], own.get(name.removesuffix("amount") + "currency", ""))
    return {name: text for name, text in ((name, coded(field, name, text)) for name, text in own.items()) if name}


def sum_of(name: str, amount: str, currency: str) -> dict[str, str]:
    """Return a sum beside which its currency was written, as 'US$ 1.250.000' or '500 EUR', in two boxes.

    Where the box of the currency says another one, both stay as they are, so that a person decides.
    """
    found = SUM.fullmatch(amount.strip())
    code = found and next((one for one in (found["before"], found["after"]) if one), "").upper().translate(NO_SIGNS)
    code = "USD" if code in {"US", "USD"} else code
    if not found or code not in answers.CURRENCIES or currency.strip().upper() not in {"", code}:
        return {}
    return {name: found["amount"].strip(), name.removesuffix("amount") + "currency": code}


def apart(text: str) -> tuple[str, str]:
    """Return the yes or no that a text begins with, and what is said behind it; a text without either is all answer.

    'No sé' is no 'no': behind that a mark is asked for.
    """
    begins = BEGINS.fullmatch(text.strip())
    assert begins is not None  # it takes any text
    first, mark, rest = begins.groups()
    meant = TICKS if rest and not mark else TICKS | NOES
    return (first, rest) if first.lower() in meant else (text, "")


def coded(field: CallField, name: str, text: str) -> str:
    """Return what a box would send: the code of what was chosen, in whichever language its words are."""
    plain = text.strip()
    match FieldKind(field.kind):
        case FieldKind.YES_NO if name.endswith(".answer"):
            return ticked(plain, boxes.YES, boxes.NO)
        case FieldKind.CHOICES:
            return ticked(plain, boxes.TICKED, "")
        case FieldKind.CHOICE:
            return code_of(field, plain)
        case FieldKind.MONEY | FieldKind.COMMITMENTS if name.endswith(".currency"):
            return plain.upper()
        case _:
            return text


def ticked(text: str, yes: str, no: str) -> str:
    """Return what a tick or its want stand for; other words stay, so that they are refused."""
    bare = text.lower().rstrip(" .,;!")
    return yes if bare in TICKS else no if bare in NOES else text


def code_of(field: CallField, words: str) -> str:
    """Return the code of a choice by its words; words that are on no list stay, so that they are refused."""
    for language in LANGUAGES:
        for code, label in boxes.choices(field.details or {}, language):
            if words.lower() in {code.lower(), label.lower()}:
                return code
    return words
