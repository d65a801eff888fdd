"""What changed between two texts: first line by line, then word by word inside the lines that differ."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# A sum is one word: set against another it is read whole.
WORD = re.compile(r"\s+|\d+(?:[.,]\d+)+(?!\w)|\w+|[^\w\s]")
PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
# Comparing costs the product of both lengths; beyond this a passage counts as written anew.
MOST_WORDS = 3_000
MOST_OF_AN_ISLAND = 2
SENTENCE_ENDS = ".!?…"
Run = tuple[str, str, bool]  # what stood there, what stands there now, whether they are the same


@dataclass(frozen=True)
class Piece:
    """A run of text: kind is 'same', 'new' or 'gone'."""

    kind: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """Return the new text with what is new and what is gone marked.

    What is 'same' or 'new', joined, is the new text; what is 'same' or 'gone' is the old one.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Piece] = []
    for tag, gone, came in _changes(before, after):
        found += [Piece("same", came)] if tag == "equal" else _words(gone, came)
    return _joined(found)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield runs as (tag, what stood there, what stands there now)."""
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        yield tag, "".join(before[from_old:to_old]), "".join(after[from_new:to_new])


def _words(old: str, new: str) -> list[Piece]:
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [Piece("gone", old), Piece("new", new)]
    found: list[Piece] = []
    for gone, came, same in _from_its_beginning(list(_without_islands(list(_changes(before, after))))):
        found += [Piece("same", came)] if same else [Piece("gone", gone), Piece("new", came)]
    return found


def _without_islands(runs: list[tuple[str, str, str]]) -> Iterator[Run]:
    """Yield (before, after, are they the same); a word or two between two changes counts as changed with them.

    Otherwise two sentences that share 'a' and 'of' are shown shredded, and nobody can read either.
    """
    gone, came = "", ""
    for place, (tag, old, new) in enumerate(runs):
        inside = 0 < place < len(runs) - 1
        if tag == "equal" and not (inside and _is_island(new)):
            if gone or came:
                yield gone, came, False
            yield old, new, True
            gone, came = "", ""
        else:
            gone, came = gone + old, came + new
    if gone or came:
        yield gone, came, False


def _from_its_beginning(runs: list[Run]) -> list[Run]:
    """Return the runs so that what came or went between two that are the same begins where a sentence or word does.

    'One. [Two. ]Three' says the same as 'One[. Two]. Three', which cuts two sentences.
    """
    for place in range(1, len(runs) - 1):
        gone, came, same = runs[place]
        if same or (gone and came) or not (runs[place - 1][2] and runs[place + 1][2]):
            continue
        above, changed, below = _slid(runs[place - 1][1], gone or came, runs[place + 1][1])
        runs[place - 1 : place + 2] = [
            (above, above, True),
            (changed if gone else "", changed if came else "", False),
            (below, below, True),
        ]
    return runs


def _slid(above: str, changed: str, below: str) -> tuple[str, str, str]:
    """Return the three with the middle one at the best of the places where it says the same."""
    words, at = WORD.findall(above + changed + below), len(WORD.findall(above))
    size = len(WORD.findall(changed))
    first = last = at
    while first and words[first - 1] == words[first + size - 1]:
        first -= 1
    while last + size < len(words) and words[last] == words[last + size]:
        last += 1
    best = max(range(first, last + 1), key=lambda start: _begins(words[:start]))
    return "".join(words[:best]), "".join(words[best : best + size]), "".join(words[best + size :])


def _begins(before: Sequence[str]) -> int:
    """Return how much of a beginning comes behind some words: 2 of a sentence, 1 of a word, 0 none."""
    if not before:
        return 2
    if not before[-1].isspace():
        return 0
    return 2 if "\n" in before[-1] or (len(before) > 1 and before[-2] in SENTENCE_ENDS) else 1


def _is_island(text: str) -> bool:
    return len(re.findall(r"\w+", text)) <= MOST_OF_AN_ISLAND and "\n" not in text


def _joined(found: Iterable[Piece]) -> list[Piece]:
    """Put neighbours of one kind together, and leave empty ones out."""
    joined: list[Piece] = []
    for one in found:
        if joined and joined[-1].kind == one.kind:
            joined[-1] = Piece(one.kind, joined[-1].text + one.text)
        elif one.text:
            joined.append(one)
    return joined


def paragraphs(found: Iterable[Piece]) -> list[list[Piece]]:
    """Return the pieces by paragraph; an empty line ends one."""
    parted: list[list[Piece]] = [[]]
    for one in found:
        first, *others = PARAGRAPH.split(one.text)
        parted[-1].append(Piece(one.kind, first))
        parted += [[Piece(one.kind, text)] for text in others]
    return [shown for one in parted if (shown := _joined(one)) and any(piece.text.strip() for piece in shown)]


def changed(paragraph: Iterable[Piece]) -> bool:
    """Tell whether anything but spaces is new or gone in a paragraph."""
    return any(one.kind != "same" and one.text.strip() for one in paragraph)


def share_of_new(found: Iterable[Piece]) -> float:
    """Return which share of the characters of the new text is new, from 0 to 1."""
    found = list(found)
    new = sum(len(one.text) for one in found if one.kind == "new")
    total = new + sum(len(one.text) for one in found if one.kind == "same")
    return new / total if total else 0.0
