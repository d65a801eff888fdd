"""Answers that somebody wrote into a mail, each under the number of its question."""

import re

from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat.models.calls import CallField, FieldKind
from secretariat.models.countries import LANGUAGES
from secretariat.papers import boxes, meaning

# How people number: a figure with a stop, a bracket, a colon or a dash, and a word such as 'Question' before it.
NUMBER = re.compile(r"\s*(?:(?:question|pregunta|pergunta|q|p)\s*)?(\d{1,2})\s?[.):–—-](?=\s|$)\s*(.*)", re.IGNORECASE)
# What mail programs put before the mail that is answered, when they do not mark its lines.
BELOW = re.compile(
    r"-{2,}\s*(original message|forwarded message|mensaje original|mensagem original|message d['’]origine)|_{20,}|"
    r"\*?(from|de|von)\s?:\*? .*@.*|-- ?$|.{0,120}\b(wrote|escribió|escreveu|a écrit)\s?:$",
    re.IGNORECASE,
)
SUM = re.compile(r"(?P<before>[A-Za-z]{3})?\s*(?P<amount>[\d.,' \u00a0\u202f]*\d)\s*(?P<after>[A-Za-z]{3})?")
IN_ROWS = {FieldKind.TABLE, FieldKind.COMMITMENTS, FieldKind.FILE}


def own(text: str) -> str:
    """Return what somebody wrote themselves: without the mail that they answered."""
    lines: list[str] = []
    for line in text.splitlines():
        if BELOW.match(line.strip()):
            break
        if not line.startswith(">"):
            lines.append(line)
    return "\n".join(lines)


def read(text: str, fields: list[CallField]) -> tuple[dict[str, str], list[CallField]]:
    """Return what stands under the numbers, as a form would send it; and the questions that no mail can answer.

    Numbers go upwards: what looks like the number of a question before is a list within an answer.
    """
    found: dict[int, list[str]] = {}
    last = 0
    for line in own(text).splitlines():
        number = NUMBER.match(line)
        if number and last < int(number[1]) <= len(fields):
            last = int(number[1])
            found[last] = [number[2]]
        elif last:
            found[last].append(line)
    texts: dict[str, str] = {}
    left: list[CallField] = []
    for place, lines in found.items():
        field, said = fields[place - 1], without_label("\n".join(lines).strip(), fields[place - 1])
        if field.kind in IN_ROWS:
            left.append(field)
        elif said:
            texts |= controls(field, said)
    return texts, left


def without_label(text: str, field: CallField) -> str:
    """Return an answer without the question, where that was written before it."""
    for language in LANGUAGES:
        label = field.label(language)
        if text.lower().startswith(label.lower()):
            return text[len(label) :].lstrip(" :.?-–\n")
    return text


def controls(field: CallField, text: str) -> dict[str, str]:
    """Return an answer as the boxes of a form would have it."""
    match FieldKind(field.kind):
        case FieldKind.MONEY if found := SUM.fullmatch(text.strip()):
            currency = found["before"] or found["after"] or ""
            return {f"{field.key}.amount": found["amount"], f"{field.key}.currency": currency}
        case FieldKind.MONEY:
            return {f"{field.key}.amount": text}
        case FieldKind.YES_NO:
            first, rest = re.match(r"(\w*)[\s,.;:–-]*(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
            known = first.lower() in meaning.TICKS | meaning.NOES
            return {f"{field.key}.answer": first if known else text, f"{field.key}.explanation": rest if known else ""}
        case FieldKind.CHOICES:
            return chosen(field, text)
        case _:
            return {field.key: text}


def chosen(field: CallField, text: str) -> dict[str, str]:
    """Return which choices a text names, by their words in any language or their codes; else the text, as it is."""
    named = {one.strip(" -•*.").lower() for one in re.split(r"[\n,;]", text)} - {""}
    found, known = {}, set()
    for language in LANGUAGES:
        for code, words in boxes.choices(field.details or {}, language):
            if {code.lower(), words.lower()} & named:
                found[f"{field.key}.choice.{code}"] = boxes.TICKED
                known |= {code.lower(), words.lower()}
    return found if named <= known else {field.key: text}


def not_here(left: list[CallField], language: str) -> str:
    """Say which questions a mail's words cannot answer."""
    with force_locale(language):
        names = ", ".join(one.label(language) for one in left)
        return _("Answered only in the form or on the site, since they have rows or files: %(names)s.", names=names)
