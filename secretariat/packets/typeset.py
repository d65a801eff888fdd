"""From a part to a sheet: the name of a Typst source, and the data that it prints.

What people wrote reaches Typst as JSON strings only, never as markup; so nothing in it can be a command. A key is
taken from the part itself, so that what is compiled already is not even read again.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from secretariat import formats
from secretariat.packets import markdown
from secretariat.packets.parts import (
    AgendaPart,
    Answer,
    Cover,
    DeliverableText,
    Money,
    NotIncluded,
    Part,
    Participants,
    Prose,
    SlipSheet,
    StandIn,
    YesNo,
    fingerprint,
    numeral,
)
from secretariat.packets.words import Words

SHEETS = Path(__file__).parent / "sheets"
NAMES: dict[type[Part], str] = {
    AgendaPart: "agenda",
    Cover: "cover",
    DeliverableText: "deliverable",
    NotIncluded: "not_included",
    Participants: "participants",
    SlipSheet: "slip",
    StandIn: "stand_in",
}
# Controls that would steer a printer or hide text, the ones that turn its direction included.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Sheet:
    """What Typst is given. Equal sheets give equal bytes, so `key` names the compiled fragment."""

    name: str
    data: dict[str, Any]

    @property
    def key(self) -> str:
        """The SHA-256 of the data and of all that dresses it."""
        return fingerprint([self.name, self.data, dress()])


@cache
def dress() -> str:
    """Return what changes when the look of the sheets does: our sources, and the versions of what they use."""
    # The compiler's module is read, never imported: that would load Typst here (child.py).
    press = Path(__file__).with_name("compile.py")
    ours = [
        *sorted(SHEETS.glob("*.typ")),
        press,
        *(Path(one) for one in (__file__, markdown.__file__, formats.__file__)),
    ]
    theirs = {name: metadata.version(name) for name in ("typst", "babel", "markdown-it-py")}
    return fingerprint([[path.read_text(encoding="utf-8") for path in ours], theirs])


def key(part: Part, words: Words, language: str) -> str:
    """Return the name under which a part's fragment is kept, without making its sheet."""
    return fingerprint([part.content_hash(language), dict(words), dress()])


def sheet(part: Part, words: Words, language: str) -> Sheet:
    """Return the sheet of a part that is printed from data."""
    data = asdict(part) | special(part, words, language)
    if part.pillar:
        data["pillar"] = asdict(part.pillar) | {"numeral": part.pillar.numeral}
    return Sheet(NAMES[type(part)], clean(data | {"language": language, "w": dict(words)}))


def special(part: Part, words: Words, language: str) -> dict[str, Any]:
    """Return what a part says otherwise than its fields do."""
    match part:
        case AgendaPart():
            return {"items": [agenda_line(one) for one in asdict(part)["items"]]}
        case DeliverableText():
            return {
                "answers": [answer(one, words, language) for one in part.answers],
                "answers_language": part.language,
            }
        case StandIn():
            return {"why": words[f"reason_{part.reason}"]}
        case NotIncluded():
            lines = [{**asdict(one), "why": words[f"reason_{one.reason}"]} for one in part.lines]
            return {"lines": lines}
        case _:
            return {}


def agenda_line(item: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the agenda with its pillar's numeral."""
    pillar = item["pillar"]
    return item | ({"pillar": pillar | {"numeral": numeral(pillar["number"])}} if pillar else {})


def answer(one: Answer, words: Words, language: str) -> dict[str, Any]:
    """Return an answer as {label, kind, …}. Texts are in the country's language, sums in the packet's."""
    match one.value:
        case None:
            return {"label": one.label, "kind": "none"}
        case Money(amount=amount, currency=currency):
            return {"label": one.label, "kind": "money", "text": formats.money(amount, currency, language)}
        case YesNo(yes=yes, explanation=explanation):
            word = words["yes" if yes else "no"]
            return {"label": one.label, "kind": "yes_no", "text": word, "blocks": markdown.tree(explanation)}
        case Prose(markdown=text):
            return {"label": one.label, "kind": "prose", "blocks": markdown.tree(text)}
        case text:
            return {"label": one.label, "kind": "text", "text": text}


def clean(thing: Any) -> Any:
    """Return a value whose strings can be printed: composed, and with controls made visible."""
    match thing:
        case str():
            return CONTROLS.sub(REPLACEMENT, unicodedata.normalize("NFC", printable(thing)))
        case dict():
            return {key: clean(value) for key, value in thing.items()}
        case list() | tuple():
            return [clean(value) for value in thing]
        case _:
            return thing


def printable(text: str) -> str:
    """Return a text with one kind of line end and without halves of surrogate pairs."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    return whole.encode("utf-8", "replace").decode("utf-8")
