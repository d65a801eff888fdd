"""A mail compared with the letter that it answers, where a mail program has put that into it without marks.

A line counts as the letter's only where whole lines of the letter stand there in their order, be they broken elsewhere:
so whatever somebody writes between them stays theirs. Where so few words of it stand together that they may be a
person's as well, they are in doubt, and are shown.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import accumulate

from secretariat.models.calls import CallField
from secretariat.models.countries import LANGUAGES
from secretariat.papers.spelling import words

SURE = 12  # words of a letter in a row: nobody writes them by chance
MOST_LINES = 3000  # of a mail that is compared
MOST_TRIED = 30_000  # places of a letter at which its lines are looked for
MOST_FOUND = 15_000  # places of all letters at which they are found
MOST_WORDS = 5000  # of a letter
QUOTED = re.compile(r"^\s*(?:>\s?)+")
ITEM = re.compile(r"(\d{1,2})\. ")
WITHIN = "   "  # before the lines of an item
Labels = dict[int, list[list[str]]]  # the words of each question in every language, by its number
ADDRESS = re.compile(r"(?:https?://|mailto:)\S+|-+")  # what a page has not where its text has it


class Whose(Enum):
    """Whose a line is, if not a person's: the letter's, or either's."""

    LETTERS = auto()
    DOUBT = auto()


@dataclass(frozen=True)
class Place:
    """A line of a mail that a letter has. under: the question whose number and words it is or follows, if any."""

    whose: Whose
    under: int


@dataclass(frozen=True, eq=False)
class Step:
    """A line of the mail that is taken for the letter's words [at:end].

    matched: words up to here · gaps: how often words of the letter are missing · close: lines that follow one another.
    """

    line: int
    at: int
    end: int
    matched: int
    gaps: int
    close: int
    before: "Step | None" = None
    new: bool = False  # words of the letter are missing before it

    @property
    def worth(self) -> tuple[int, int, int]:
        """How well it fits: much of the letter, in one piece, and undivided."""
        return self.matched, -self.gaps, self.close

    def then(self, line: int, at: int, end: int, above: int, *, gap: bool) -> "Step":
        """Return the step from here to another line. gap: words of the letter are missing between them."""
        close = self.close + (self.line == above)
        return Step(line, at, end, self.matched + end - at, self.gaps + gap, close, self, new=gap)


@dataclass(frozen=True)
class Spots:
    """Where a line of a mail stands in a letter. size: its words."""

    number: int
    size: int
    at: list[int]


@dataclass
class Letter:
    """A letter of the house, word by word. starts, ends: of its lines · bare: of lines that may be missing."""

    text: str
    words: list[str] = field(default_factory=list)
    lines: list[tuple[int, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the words."""
        for line in self.text.splitlines():
            if found := words(line):
                self.lines.append((len(self.words), len(self.words) + len(found), line))
                self.words += found
        self.starts = {start for start, _end, _line in self.lines}
        self.ends = {end for _start, end, _line in self.lines}
        # Back over a line that a page has not, from its end to its beginning.
        self.over = {end: start for start, end, line in self.lines if ADDRESS.fullmatch(line.strip())}
        self.where: dict[str, list[int]] = defaultdict(list)
        self.begins = list(accumulate((len(word) + 1 for word in self.words), initial=0))
        self.said = spaced(self.words)
        for place, word in enumerate(self.words):
            self.where[word].append(place)

    def under(self, labels: Labels) -> list[int]:
        """Return for each word in which question's item it stands. labels: the words of each question."""
        found: list[int] = []
        here = 0
        for start, end, line in self.lines:
            item = ITEM.match(line)
            if item or not line.startswith(WITHIN):
                number = int(item[1]) if item else 0
                asked = labels.get(number, ())
                here = number if any(self.words[start + 1 :][: len(one)] == one for one in asked) else 0
            found += [here] * (end - start)
        return found

    def near(self, start: int) -> list[int]:
        """Return the places from which one comes to a place without leaving out a word that must be there."""
        found = [start]
        while found[-1] in self.over:
            found.append(self.over[found[-1]])
        return found

    def spots(self, spoken: Sequence[tuple[int, list[str]]]) -> list[Spots]:
        """Return where the lines of a mail stand in it; nothing where that would take long.

        spoken: the number and the words of each line · no letter of the house says the same so often.
        """
        if sum(len(self.where.get(said[0], ())) for _number, said in spoken) > MOST_TRIED:
            return []
        return [Spots(number, len(said), self.found(said)) for number, said in spoken]

    def found(self, said: list[str]) -> list[int]:
        """Return where words stand in it."""
        if len(said) > len(self.words):
            return []
        line = spaced(said)
        return [one for one in self.where.get(said[0], ()) if self.said.startswith(line, self.begins[one])]


def spaced(said: Iterable[str]) -> str:
    """Return words as they are looked for at once, each with a blank behind it."""
    return "".join(f"{word} " for word in said)


def against(lines: Sequence[str], letters: Iterable[str], fields: Sequence[CallField]) -> dict[int, Place]:
    """Return which lines of a mail are of the letter that it answers, by their number, and under which question.

    letters: those that it may answer; the one of which most is found is it.
    """
    marked: list[tuple[int, list[str]]] = []
    plain: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines):
        if said := words(QUOTED.sub("", line)):
            (marked if QUOTED.match(line) else plain).append((number, said))
        if len(marked) + len(plain) > MOST_LINES:
            return {}
    known = [letter for letter in map(Letter, letters) if 0 < len(letter.words) <= MOST_WORDS]
    # Between marked lines an unmarked one is a person's, whatever it says.
    ways = ((letter, letter.spots(some)) for some in (marked, plain) for letter in known)
    found = [(letter, last) for letter, spots in within(ways) if (last := best(spots, letter))]
    if not found:
        return {}
    letter, last = max(found, key=lambda one: one[1].worth)
    return places(letter, last, labels(fields))


def places(letter: Letter, last: Step, labels: Labels) -> dict[int, Place]:
    """Return what a way through a mail makes of its lines; nothing where it is nowhere sure.

    A question's number and words that stand alone are a person's own as well as the letter's: they begin an answer.
    """
    stretches, under = list(apart(last)), letter.under(labels)
    needed = sum(end - start for start, end, _line in letter.lines if end not in letter.over)
    sure = [sum(one.end - one.at for one in some) >= min(SURE, needed) for some in stretches]
    return {
        one.line: Place(Whose.LETTERS if certain else Whose.DOUBT, under[one.end - 1])
        for some, certain in zip(stretches, sure, strict=True)
        for one in some
        if any(sure) and (certain or not (under[one.at] and ITEM.match(" ".join(letter.words[one.at : one.end]))))
    }


def labels(fields: Sequence[CallField]) -> Labels:
    """Return the words of each question in every language, by its number."""
    return {number: [words(field.label(language)) for language in LANGUAGES] for number, field in enumerate(fields, 1)}


def within(ways: Iterable[tuple[Letter, list[Spots]]]) -> Iterator[tuple[Letter, list[Spots]]]:
    """Yield the letters with where the lines of a mail stand in them, until it would take long to look at more."""
    room = MOST_FOUND
    for letter, spots in ways:
        room -= sum(len(one.at) for one in spots)
        if room < 0:
            return
        yield letter, spots


def best(spoken: Iterable[Spots], letter: Letter) -> Step | None:
    """Return the last step of the way through a mail on which most of a letter is found."""
    reached: dict[int, Step] = {}
    above = -1
    for line in spoken:
        if line.at:
            before = Before(reached, letter)
            for step in [before.step(line.number, at, at + line.size, above) for at in line.at]:
                if step and (step.end not in reached or step.worth > reached[step.end].worth):
                    reached[step.end] = step
        above = line.number
    return Before(reached, letter).last()


def better(one: Step, other: Step) -> Step:
    """Return the step that fits better."""
    return max(one, other, key=lambda step: step.worth)


class Before:
    """The steps above a line of the mail, the best to each word of the letter."""

    def __init__(self, reached: dict[int, Step], letter: Letter) -> None:
        """Find the best step up to each end of a line of the letter, from which one may go on over a gap."""
        self.reached = reached
        self.letter = letter
        self.ends = sorted(letter.ends & reached.keys())
        self.best = list(accumulate((reached[end] for end in self.ends), better))

    def last(self) -> Step | None:
        """Return the best step of all."""
        return self.best[-1] if self.best else None

    def step(self, line: int, at: int, end: int, above: int) -> Step | None:
        """Return the best step to a line: from the words before, or, where it begins one of the letter, over a gap.

        above: the number of the line before.
        """
        near = [one for place in self.letter.near(at) if (one := self.reached.get(place))]
        steps = [one.then(line, at, end, above, gap=False) for one in near]
        if at in self.letter.starts:
            place = bisect_right(self.ends, at)
            if place and (far := self.best[place - 1]) not in near:
                steps.append(far.then(line, at, end, above, gap=True))
            steps.append(Step(line, at, end, end - at, 0, 0, new=True))
        return max(steps, key=lambda one: one.worth, default=None)


def apart(last: Step | None) -> Iterator[list[Step]]:
    """Yield the steps of a way, together where no word of the letter is missing between them."""
    some: list[Step] = []
    while last:
        some.append(last)
        if last.new:
            yield some
            some = []
        last = last.before
