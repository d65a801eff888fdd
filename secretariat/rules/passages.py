"""A passage that a comment quotes: where it stands in a version. Only the words count, not marks and line ends."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement

WORD = re.compile(r"\w+")
LONGEST = 600  # characters
# On a page and not in the text: words that are gone, references behind passages, and what opens a long table.
APART = {"caption", "del", "sup"}


@dataclass(frozen=True)
class Passage:
    """The words that a comment is about. number: the comment's id · label: how the reference to it reads."""

    number: int
    quote: str
    label: str


@dataclass(frozen=True)
class Run:
    """A run of text on a page: what an element begins with, or what follows it."""

    element: HtmlElement
    follows: bool
    text: str


def words(text: str) -> str:
    """Return the words of a text in a row, so that one text can be looked for in another."""
    return " ".join(["", *WORD.findall(text.casefold()), ""])


def words_of(page: str) -> str:
    """Return the text of a piece of a page: its lists bear no numbers, its links no addresses."""
    return str(html.fragment_fromstring(page, create_parent="div").text_content())


def stands_in(quote: str, texts: Iterable[tuple[str, str]]) -> str | None:
    """Return the key of the first text that holds a quotation. texts: (key, text)."""
    wanted = words(quote)
    return next((key for key, text in texts if wanted.strip() and wanted in words(text)), None)


def marked(page: str, passages: Iterable[Passage]) -> tuple[str, set[int]]:
    """Mark passages in a piece of a page, each with a reference to its comment; also return which were found.

    The first mark of a passage is `m-1`, its reference leads to `c-1`, for a comment with the number 1. Passages may
    overlap: marks stand within marks then.
    """
    root, found = html.fragment_fromstring(page, create_parent="div"), set()
    for one in passages:
        covered = _covered(list(_runs(root)), WORD.findall(one.quote.casefold()))
        if covered:
            found.add(one.number)
            _mark(covered, one)
    whole = html.tostring(root, encoding="unicode")
    return whole.removeprefix("<div>").removesuffix("</div>"), found


def _runs(element: HtmlElement) -> Iterator[Run]:
    """Yield the runs of text below an element, in their order."""
    if element.text:
        yield Run(element, follows=False, text=element.text)
    for child in element:
        if child.tag not in APART:
            yield from _runs(child)
        if child.tail:
            yield Run(child, follows=True, text=child.tail)


def _covered(runs: Sequence[Run], wanted: list[str]) -> list[tuple[Run, int, int]]:
    """Return what a passage covers: of each run from where to where; nothing where the passage stands nowhere."""
    met = [(place, one) for place, run in enumerate(runs) for one in WORD.finditer(run.text)]
    spoken = [one.group().casefold() for _place, one in met]
    starts = (at for at in range(len(met) - len(wanted) + 1) if spoken[at : at + len(wanted)] == wanted)
    at = next(starts, None) if wanted else None
    if at is None:
        return []
    (first, begin), (last, end) = met[at], met[at + len(wanted) - 1]
    return [
        (run, begin.start() if place == first else 0, end.end() if place == last else len(run.text))
        for place, run in enumerate(runs[first : last + 1], first)
        if run.text.strip()
    ]


def _mark(covered: Sequence[tuple[Run, int, int]], passage: Passage) -> None:
    """Wrap what a passage covers; from the end, so that what stands before keeps its place."""
    marks = [_wrapped(*one) for one in reversed(covered)]
    marks[-1].set("id", f"m-{passage.number}")
    reference = html.Element("sup")
    link = html.Element("a", href=f"#c-{passage.number}")
    link.text = passage.label
    reference.append(link)
    reference.tail, marks[0].tail = marks[0].tail, None
    marks[0].addnext(reference)


def _wrapped(run: Run, begin: int, end: int) -> HtmlElement:
    """Put a part of a run into a mark of its own."""
    mark = html.Element("mark")
    before, mark.text, mark.tail = run.text[:begin], run.text[begin:end], run.text[end:] or None
    if run.follows:
        run.element.tail = before
        parent = run.element.getparent()
        parent.insert(parent.index(run.element) + 1, mark)
    else:
        run.element.text = before
        run.element.insert(0, mark)
    return mark
