"""The code of a page that a capital signs, and what changed in a text since it was cleared."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from secretariat.models.countries import said
from secretariat.rules import answers, difference
from secretariat.rules.difference import Piece

# Crockford's letters: none that a hand or an eye takes for another; the last one of a code proves the others.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9
MISREAD = str.maketrans("OILU", "011V")
PREFIX = "LAD-CLEAR"
Frozen = Sequence[Mapping[str, Any]]


def proven(body: str) -> str:
    """Return a code: the letters and the one that proves them."""
    return body + LETTERS[_sum(body) % len(LETTERS)]


def _sum(body: str) -> int:
    """Weigh each letter by its place with odd weights, so that one wrong letter or two swapped ones show."""
    return sum((2 * place + 1) * LETTERS.index(letter) for place, letter in enumerate(body))


def typed(text: str) -> str | None:
    """Return the code that somebody typed, however it is grouped and cased; None where it cannot be one."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper().translate(MISREAD))
    if len(plain) != LENGTH or not set(plain) <= set(LETTERS) or proven(plain[:-1]) != plain:
        return None
    return plain


def shown(code: str) -> str:
    """Return a code in groups of three, as it is printed: '7QK 3M2 0XA'."""
    return " ".join(code[place : place + 3] for place in range(0, len(code), 3))


def printed(code: str, fingerprint: str) -> str:
    """Return what the square code of a page says: which page it is, and the beginning of the text's fingerprint."""
    return f"{PREFIX}:{code}:{fingerprint[:16]}"


def seen(texts: Sequence[str]) -> str | None:
    """Return the code among the texts that were read from a photograph, or None."""
    for text in texts:
        prefix, _, rest = text.partition(":")
        code = typed(rest.partition(":")[0])
        if prefix == PREFIX and code:
            return code
    return None


@dataclass(frozen=True)
class Change:
    """A question whose answer is another one now: its key and label, and the difference in pieces, by paragraph."""

    key: str
    label: str
    paragraphs: list[list[Piece]]


def changes(before: Frozen, after: Frozen, language: str) -> list[Change]:
    """Return what changed between two frozen texts, in the order of the form; files are not among it."""
    old = {one["key"]: one for one in before}
    found = []
    for one in after:
        was, now = _words(old.get(one["key"]), language), _words(one, language)
        if was != now:
            parted = difference.paragraphs(difference.pieces(was, now))
            found.append(
                Change(one["key"], said(one["labels"], language), [one for one in parted if difference.changed(one)])
            )
    return found


def _words(frozen: Mapping[str, Any] | None, language: str) -> str:
    return answers.plain(frozen, language) if frozen and not answers.is_empty(frozen["kind"], frozen["value"]) else ""


def files_changed(before: Frozen, after: Frozen) -> bool:
    """Tell whether the files are others now."""
    return [one["sha256"] for one in before] != [one["sha256"] for one in after]
