"""What changed between two texts, word by word."""

import difflib
import re
from dataclasses import dataclass

WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of text: kind is 'same', 'new' or 'gone'."""

    kind: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """Return the new text with what is new and what is gone marked."""
    before, after = WORD.findall(old), WORD.findall(new)
    found: list[Piece] = []
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(after[from_new:to_new])))
            continue
        if to_old > from_old:
            found.append(Piece("gone", "".join(before[from_old:to_old])))
        if to_new > from_new:
            found.append(Piece("new", "".join(after[from_new:to_new])))
    return found


def share_of_new(found: list[Piece]) -> float:
    """Return which share of the characters of the new text is new, from 0 to 1."""
    new = sum(len(one.text) for one in found if one.kind == "new")
    total = new + sum(len(one.text) for one in found if one.kind == "same")
    return new / total if total else 0.0
