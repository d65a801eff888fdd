"""What somebody wrote outside the boxes of a form that came back as plain text.

What the house prints there is known by its words, be it in lines that a mail program has broken, so that a heading or
a word of help that somebody wrote into is shown whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from secretariat.papers import plain
from secretariat.papers.spelling import words

MOST_BROKEN = 12  # lines into which one of the house's is broken


@dataclass
class Outside:
    """Lines that are nobody's answer. above, below: the form · between: its boxes, or on the line with its code."""

    above: list[str] = field(default_factory=list)
    between: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


def of(text: str, printed: Iterable[str] = ()) -> Outside:
    """Return what stands outside the boxes of a form. printed: what the house itself writes there."""
    pieces = list(plain.pieces(text, frozenset(printed)))
    boxes = [place for place, one in enumerate(pieces) if one.box]
    if not boxes:
        return Outside()
    heads = (place for place, one in enumerate(pieces) if plain.HEAD.match(one.line.strip()))
    first, last = min([boxes[0], *heads]), boxes[-1]
    known = {tuple(words(one)) for one in printed}
    above, code = without_code([one.line for one in pieces[:first]])
    return Outside(
        above=tidy(own(above, known)),
        between=[*code, *tidy(own([one.line for one in pieces[first:last] if not one.box], known))],
        below=tidy(own([one.line for one in pieces[last + 1 :]], known)),
    )


def tidy(lines: Iterable[str]) -> list[str]:
    """Return lines without the gaps that others left between them."""
    found: list[str] = []
    for line in lines:
        if line or (found and found[-1]):
            found.append(line)
    return found if not found or found[-1] else found[:-1]


def own(lines: list[str], known: set[tuple[str, ...]]) -> Iterator[str]:
    """Yield lines without those that the house prints."""
    said = [words(line.strip().removeprefix(plain.RULE)) for line in lines]
    place = 0
    while place < len(lines):
        size = printed_at(said, place, known)
        if not size and (said[place] or not lines[place].strip()):
            yield lines[place].rstrip()
        place += size or 1


def printed_at(said: list[list[str]], place: int, known: set[tuple[str, ...]]) -> int:
    """Return how many lines are one that the house prints; 0 where none is."""
    joined: list[str] = []
    found = 0
    for size, some in enumerate(said[place : place + MOST_BROKEN], 1):
        if not some:
            break
        joined += some
        found = size if tuple(joined) in known else found
    return found


def without_code(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return lines without the one with the code, and what somebody wrote on that."""
    place = next((one for one, line in enumerate(lines) if plain.CODE.search(line)), None)
    if place is None:
        return lines, []
    start = next((one for one in reversed([*broken(lines, place, -1)]) if begins(lines, one, place)), place)
    after = (one for one in broken(lines, place, 1) if plain.MADE.search(joined(lines, place, one)))
    end = next(after, place)
    said = plain.beside(joined(lines, start, end))
    return [*lines[:start], *lines[end + 1 :]], [said] if said else []


def begins(lines: list[str], start: int, end: int) -> bool:
    """Tell whether the line with the code begins in a line, with the symbol of its text."""
    found = plain.PRINTED.search(joined(lines, start, end))
    return found is not None and "/" in found[0].split()[0] and found.start() < len(lines[start].strip())


def broken(lines: list[str], place: int, step: int) -> Iterator[int]:
    """Yield the places to which a line may go on that a mail program has broken."""
    for one in range(place, place + step * MOST_BROKEN, step):
        if not 0 <= one < len(lines) or not lines[one].strip():
            return
        yield one


def joined(lines: list[str], start: int, end: int) -> str:
    """Return lines as one."""
    return " ".join(line.strip() for line in lines[start : end + 1])
