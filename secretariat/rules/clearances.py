"""The code of a page that a capital signs, and what changed in a text since it was cleared."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from secretariat.models.countries import LANGUAGES, said
from secretariat.models.deliverables import Deliverable, State
from secretariat.rules import answers, difference, snapshots
from secretariat.rules.difference import Piece

# Crockford's letters: none that a hand or an eye takes for another; the last one of a code proves the others.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9
MISREAD = str.maketrans("OILU", "011V")
PREFIX = "LAD-CLEAR"
Frozen = Sequence[Mapping[str, Any]]
# Within this time nobody is asked for the same clearance twice.
AGAIN = timedelta(days=1)
# How the key begins that the one letter of a request to one approver bears.
LETTER = "clearance_asked"


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


@dataclass(frozen=True)
class Gone:
    """A question with an answer or files that is no longer asked: its label, and what stood there."""

    label: str
    words: str


@dataclass(frozen=True)
class Reworded:
    """What a choice, a column or a unit was called and is now; and whether the answer is read by it."""

    was: str
    now: str
    read: bool


@dataclass(frozen=True)
class Otherwise:
    """A question that is asked in other words: its place, its name then and now, and what of its answer is renamed.

    voids: so that a signature under the former words does not stand for these.
    """

    number: int
    was: str
    now: str
    words: list[Reworded]
    voids: bool


@dataclass(frozen=True)
class Since:
    """What differs between a text that was cleared and a later one.

    files_changed: those of questions that are still asked · reworded: the questions are others or say it otherwise,
    which is the secretariat's doing and no change of an answer · otherwise: which of them say what otherwise.
    """

    changes: list[Change]
    gone: list[Gone]
    files_changed: bool
    reworded: bool
    otherwise: list[Otherwise]

    @property
    def same(self) -> bool:
        """Tell whether the answers are those that were cleared, whatever became of the questions."""
        return not (self.changes or self.gone or self.files_changed)

    @property
    def voided(self) -> list[int]:
        """The places of the questions for whose words nobody has signed."""
        return [one.number for one in self.otherwise if one.voids]


def since(before: tuple[Frozen, Frozen], after: tuple[Frozen, Frozen], language: str) -> Since:
    """Return what differs between two frozen texts, each its answers and its files."""
    (was, was_files), (now, now_files) = before, after
    asked = {one["key"] for one in now}
    still = [one for one in was_files if one["key"] in asked]
    questions = ([{**one, "value": None} for one in frozen] for frozen in (was, now))
    return Since(
        changes(was, now, language),
        [one for one in (_gone(old, was_files, language) for old in was if old["key"] not in asked) if one.words],
        [one["sha256"] for one in still] != [one["sha256"] for one in now_files],
        next(questions) != next(questions),
        otherwise(was, now, language),
    )


def otherwise(before: Frozen, after: Frozen, language: str) -> list[Otherwise]:
    """Return the questions that say something otherwise than they did, in their order now."""
    called = {one["key"]: one for one in before}
    both = ((number, called[one["key"]], one) for number, one in enumerate(after, 1) if one["key"] in called)
    found = [_otherwise(number, was, now, language) for number, was, now in both]
    return [one for one in found if one.was != one.now or one.words or one.voids]


def _otherwise(number: int, before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> Otherwise:
    was, now = _names(before["labels"], after["labels"], language)
    voids = not (_asks_the_same(before, after) and _reads_the_same(before, after))
    return Otherwise(number, was, now, _reworded(before, after, language), voids)


def _names(before: dict[str, str], after: dict[str, str], language: str) -> tuple[str, str]:
    """Return a name then and now: in the reader's language, or in the first in which it is another one."""
    pairs = [(said(before, one), said(after, one)) for one in (language, *before)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])


def _reworded(before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> list[Reworded]:
    was, now, read = _words_around(before), _words_around(after), _read_by(before)
    names = {code: _names(was[code], now[code], language) for code in was if code in now}
    return [Reworded(*pair, code in read) for code, pair in names.items() if pair[0] != pair[1]]


def _words_around(frozen: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the words of a question by which its answers are read: of its choices, its columns, its unit."""
    details = frozen.get("details", {})
    coded = (one for name in ("choices", "columns") for one in details.get(name) or ())
    unit = {"": details["unit"]} if details.get("unit") else {}
    return {one["code"]: one["labels"] for one in coded} | unit


def _read_by(frozen: Mapping[str, Any]) -> set[str]:
    """Return the codes of the words by which an answer is read: of the choices only those that it names."""
    if answers.is_empty(frozen["kind"], frozen["value"]):
        return set()
    if not frozen.get("details", {}).get("choices"):
        return set(_words_around(frozen))
    chosen = frozen["value"]
    return {chosen} if isinstance(chosen, str) else set(chosen)


def same_text(before: tuple[Frozen, Frozen], after: tuple[Frozen, Frozen]) -> bool:
    """Tell whether a signature under one frozen text stands for another one too.

    It does where the answers are the same and read the same, and every question that stood on the page still asks the
    same: a "yes" says the opposite under "We do not agree". Where questions stand and what else is asked nobody signed
    for.
    """
    called = {one["key"]: one for one in before[0]}
    pairs = ((called[one["key"]], one) for one in after[0] if one["key"] in called)
    return same_answers(before, after) and all(
        _asks_the_same(was, now) and _reads_the_same(was, now) for was, now in pairs
    )


def lapsed(deliverable: Deliverable) -> bool:
    """Tell whether a text was cleared before the questions were changed, so that no clearance stands for it any more.

    Of one that was cleared before clearances were kept nobody can say it.
    """
    if deliverable.state != State.CLEARED or not deliverable.standing:
        return False
    now = snapshots.snapshot(deliverable)
    return not any(same_text((one.answers, one.files), now) for one in deliverable.standing)


def same_answers(before: tuple[Frozen, Frozen], after: tuple[Frozen, Frozen]) -> bool:
    """Tell whether two frozen texts hold the same answers and files, in whatever words the questions are asked."""
    return _kept(*before) == _kept(*after)


def _kept(frozen: Frozen, files: Frozen) -> Any:
    given = {one["key"]: one["value"] for one in frozen if not answers.is_empty(one["kind"], one["value"])}
    return given, sorted((one["key"], one["name"], one["sha256"]) for one in files)


def _asks_the_same(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether a question is one and the same in each language in which it was asked.

    What is no word may turn a sentence too (‘≤ 5’), so that only the case and how it is set apart may differ.
    """
    names = ((name, after["labels"].get(language, "")) for language, name in before["labels"].items())
    return before["kind"] == after["kind"] and all(_bare(was) == _bare(now) for was, now in names)


def _reads_the_same(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether one and the same answer is read by the same words in each language in which it was."""
    languages = {language for labels in _words_around(before).values() for language in labels} or {LANGUAGES[0]}
    return before["value"] != after["value"] or all(_words(before, one) == _words(after, one) for one in languages)


def _bare(name: str) -> str:
    return " ".join(name.split()).casefold().strip(" .:;?!¿¡")


def _gone(old: Mapping[str, Any], files: Frozen, language: str) -> Gone:
    names = "\n".join(one["name"] for one in files if one["key"] == old["key"])
    return Gone(said(old["labels"], language), _words(old, language) or names)


def changes(before: Frozen, after: Frozen, language: str) -> list[Change]:
    """Return what changed between two frozen texts, in the order of the questions now; files are not among it."""
    old = {one["key"]: one for one in before}
    found = []
    for one in after:
        before_it = old.get(one["key"])
        was, now = _words(before_it, language), _words(one, language)
        # Of an answer that is chosen from a list the words may change though the answer did not.
        if was != now and not (before_it and before_it["value"] == one["value"]):
            parted = difference.paragraphs(difference.pieces(was, now))
            found.append(
                Change(one["key"], said(one["labels"], language), [one for one in parted if difference.changed(one)])
            )
    return found


def _words(frozen: Mapping[str, Any] | None, language: str) -> str:
    return answers.plain(frozen, language) if frozen and not answers.is_empty(frozen["kind"], frozen["value"]) else ""


def still_asked(deliverable: Deliverable, asked_at: datetime) -> bool:
    """Tell whether a request for clearance still stands: nothing was sent since, and the text was not taken back."""
    if deliverable.latest is not None and deliverable.latest.submitted_at >= asked_at:
        return False
    return deliverable.state != State.WITHDRAWN or deliverable.changed_at <= asked_at
