"""Answers that somebody wrote into a mail, each under the number of its question."""

import re
from collections.abc import Iterable

from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat.models.calls import CallField, FieldKind
from secretariat.models.countries import LANGUAGES
from secretariat.papers import boxes, compared, farewells, labels, meaning, quoted
from secretariat.papers.outside import Outside
from secretariat.papers.plain import NOWHERE

# How people number: a figure with a stop, a bracket, a colon or a dash, perhaps in bold, and a word such as 'Question'
# before it. '1º' alone is a number where no small letter follows: '1º de mayo' is a day.
NUMBER = re.compile(
    r"""\s*(?P<bold>\*{0,2})(?:(?:question|pregunta|pergunta|q|p)\s*)?(?P<number>\d{1,2})
    \*{0,2}(?:\s?\.?[º°ª]?\s?[.):–—-](?=[*]*(?:\s|$)) | [º°ª]?[.)][–-] |
    \.?[º°ª](?=[*]*(?:\s|$))(?![*\s]*(?-i:[a-zß-ÿ])))
    (?P<closed>\*{0,2})\s*(?P<rest>.*)""",
    re.IGNORECASE | re.VERBOSE,
)
# Blanks behind a figure belong to the amount alone: else a long row of them would be tried in every way.
SUM = re.compile(r"(?P<before>[A-Za-z]{3})?\s*(?P<amount>[\d.,'][\d.,'\s]*)(?P<after>[A-Za-z]{3})?")
IN_ROWS = {FieldKind.TABLE, FieldKind.COMMITMENTS, FieldKind.FILE}
ONE_LINE = {FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DATE, FieldKind.CHOICE, FieldKind.CHOICES}


def read(text: str, fields: list[CallField], letters: Iterable[str] = ()) -> tuple[dict[str, str], list[CallField]]:
    """Return what stands under the numbers, as a form would send it; and the questions that no mail can answer.

    What belongs to no answer stands under NOWHERE, which no question is called, so that it is named as not taken; and
    what is left out under names of its own. letters: of the house, of which the mail may be an answer to one.
    """
    written, mine, end = heard(text, fields, letters)
    numbers = (NUMBER.match(line) for line in mine if isinstance(line, str))
    reader = Reader(fields, frozenset(int(one["number"]) for one in numbers if one))
    for line in mine:
        if isinstance(line, str):
            reader.take(line)
        else:
            reader.under = line
    texts: dict[str, str] = {}
    left: list[CallField] = []
    for place, said in reader.found.items():
        field, words = fields[place - 1], answer_of(fields[place - 1], "\n".join(said).strip())
        if field.kind in IN_ROWS:
            left.append(field)
        elif words:
            texts |= controls(field, words)
    nobodys = {NOWHERE: reader.nowhere, meaning.OPENING: reader.opening} | at_the_end(written, end)
    return (texts | named(nobodys) if texts else {}), left


def beside_a_form(text: str, fields: list[CallField], letters: Iterable[str]) -> dict[str, str]:
    """Return what is left out of a mail to which a form was attached, since that was read; as `read` names it."""
    written, mine, end = heard(text, fields, letters)
    return named({meaning.BESIDE: [one for one in mine if isinstance(one, str)]} | at_the_end(written, end))


def around_a_form(said: Outside, fields: list[CallField], letters: Iterable[str]) -> dict[str, str]:
    """Return what stands outside the boxes of a form in the words of a mail, as `read` names it."""
    lines, size = [*said.above, *said.below], len(said.above)
    places = compared.against(lines, letters, fields)
    above = quoted.apart(said.above, {one: what for one, what in places.items() if one < size})
    below = quoted.apart(said.below, {one - size: what for one, what in places.items() if one >= size})
    mine, end = ended(below.mine)
    return named({
        NOWHERE: [*said.between, *(one for one in mine if isinstance(one, str))],
        meaning.OPENING: [*(one for one in above.mine if isinstance(one, str)), *above.signature],
        meaning.FAREWELL: [*end, *below.signature],
        meaning.QUOTED: [*above.doubt, *below.doubt],
    })  # fmt: skip


def heard(
    text: str, fields: list[CallField], letters: Iterable[str]
) -> tuple[quoted.Written, list[str | int], list[str]]:
    """Return what stands in a mail beside the one that it answers: all of it, what may be answers, and its end."""
    lines = quoted.lines_of(text)
    written = quoted.apart(lines, compared.against(lines, letters, fields))
    return written, *ended(written.mine)


def at_the_end(written: quoted.Written, end: list[str]) -> dict[str, list[str]]:
    """Return what is left out below the answers."""
    return {meaning.FAREWELL: [*end, *written.signature], meaning.QUOTED: written.doubt}


def named(found: dict[str, list[str]]) -> dict[str, str]:
    """Return lines as words, by their name, where there are any."""
    return {name: words for name, lines in found.items() if (words := "\n".join(lines).strip())}


def ended(mine: list[str | int]) -> tuple[list[str | int], list[str]]:
    """Return what somebody wrote without the end of their mail, and that; both stand below the letter's last line."""
    size = max((place for place, one in enumerate(mine, 1) if str(one).strip() and isinstance(one, str)), default=0)
    last = max((place for place, one in enumerate(mine[:size], 1) if isinstance(one, int)), default=0)
    lines, end = farewells.apart([str(one) for one in mine[last:size]], NUMBER)
    return [*mine[:last], *lines], end


class Reader:
    """Takes a mail line by line; knows in which answer it stands.

    The number of a question begins its answer, in whatever order, but once. A number is part of a list within an
    answer of words where its question has begun already, and where it counts on from a 1 that was announced by a colon
    or whose question has begun; an empty line ends such counting, unless one stood before that 1 too. Any other number
    that no question has ends the answer, and belongs to none with what follows it. An answer of one line ends at the
    first empty line. A question whose number stands nowhere may begin its answer by its words, once there are numbers.
    Words without a number between the lines of the letter belong to the question above them, if there is one.
    """

    def __init__(self, fields: list[CallField], numbers: frozenset[int]) -> None:
        """Begin before the first answer. numbers: that begin lines.

        found: lines by the number of a question · nowhere: those of no answer · opening: those before any · here: those
        of the answer that goes on, which is the question's of the number `at` · under: which of the letter's questions
        stands just above, 0 for another line of it.
        """
        self.fields = fields
        self.numbers = numbers
        self.labels = labels.Labels(fields)
        self.found: dict[int, list[str]] = {}
        self.nowhere: list[str] = []
        self.opening: list[str] = []
        self.under: int | None = None
        self.here: list[str] | None = None
        self.at = self.next = 0
        self.gap = self.loose = False
        self.before = ""

    def take(self, line: str) -> None:
        """Put a line where it belongs."""
        number = NUMBER.match(line)
        asked = int(number["number"]) if number else 0
        if number is None and (named := self.named(line)):
            self.begin(*named)
        elif number is None:
            self.go_below(line)
            self.go_on(line)
        elif self.listed(asked):
            self.loose = self.gap if asked == 1 else self.loose
            self.next = asked + 1
            self.go_on(line)
        elif 0 < asked <= len(self.fields) and asked not in self.found:
            self.begin(asked, after(number))
        else:
            self.leave(line, asked)
        self.gap = not line.strip()
        self.before = line.strip() or self.before

    def begin(self, asked: int, rest: str) -> None:
        """Begin the answer to a question."""
        self.here = self.found[asked] = [rest]
        self.at, self.next, self.under = asked, 0, None

    def go_below(self, line: str) -> None:
        """Go on in the answer to the letter's question above a line, if one of its lines stands there."""
        if self.under is None or not line.strip():
            return
        if not self.under:
            self.here = self.nowhere if self.found else None
        elif self.under not in self.found:
            self.begin(self.under, "")
        elif self.under != self.at or self.here is self.nowhere:
            self.here, self.at, self.next = self.found[self.under], self.under, 0
        self.under = None

    def named(self, line: str) -> tuple[int, str] | None:
        """Return the question whose words begin a line and whose number stands nowhere, and what stands behind them."""
        if not self.numbers:
            return None
        found = self.labels.closed(line)
        if found is None and self.here is not None:
            bare = self.labels.bare(line, "" if self.gap else self.before)
            found = bare if bare and bare[0] == self.at + 1 and fits(self.fields[self.at], bare[1]) else None
        return found if found and found[0] not in self.numbers | self.found.keys() else None

    def listed(self, asked: int) -> bool:
        """Tell whether a number counts the lines of a list within the answer."""
        begins = asked == 1 and (1 in self.found or self.before.endswith(":"))
        goes_on = asked == self.next and (self.loose or not self.gap)
        return self.in_words() and (begins or goes_on)

    def in_words(self) -> bool:
        """Tell whether the answer is one in which much can be written."""
        return self.here is not None and self.here is not self.nowhere and self.kind not in IN_ROWS | ONE_LINE

    @property
    def kind(self) -> str:
        """The kind of the question whose answer began last."""
        return self.fields[self.at - 1].kind if self.at else ""

    def go_on(self, line: str) -> None:
        """Put a line into the answer, unless that is over."""
        over = self.kind in ONE_LINE and not line.strip() and any(one.strip() for one in self.here or ())
        if over:
            self.here = self.nowhere
        (self.opening if self.here is None else self.here).append(line)

    def leave(self, line: str, asked: int) -> None:
        """Put a number that begins no answer into the one that it stands in, if it has a question; else nowhere."""
        if not self.in_words() or asked not in self.found:
            self.here = self.nowhere
        self.go_on(line)


def after(number: re.Match[str]) -> str:
    """Return what stands after a number on its line; where both are in bold, without the mark that ends it."""
    bold = number["bold"]
    return number["rest"].replace(bold, "", 1) if bold and not number["closed"] else number["rest"]


def controls(field: CallField, text: str) -> dict[str, str]:
    """Return an answer as the boxes of a form would have it."""
    match FieldKind(field.kind):
        case FieldKind.MONEY if found := SUM.fullmatch(text.strip()):
            currency = found["before"] or found["after"] or ""
            return {f"{field.key}.amount": found["amount"].strip(), f"{field.key}.currency": currency}
        case FieldKind.MONEY:
            return {f"{field.key}.amount": text}
        case FieldKind.YES_NO:
            answer, why = meaning.apart(text)
            return {f"{field.key}.answer": answer, f"{field.key}.explanation": why}
        case FieldKind.CHOICES:
            return chosen(field, text)
        case _:
            return {field.key: text}


def answer_of(field: CallField, text: str) -> str:
    """Return an answer without its question: also where no mark closes that, if only the rest can be the answer."""
    words = labels.without(text, field)
    bare = labels.Labels([field]).bare(words, "") if field.kind in ONE_LINE else None
    return bare[1] if bare and fits(field, bare[1]) and not fits(field, words) else words


def fits(field: CallField, words: str) -> bool:
    """Tell whether words can be the answer to a question, or begin it."""
    if field.kind not in IN_ROWS | ONE_LINE | {FieldKind.YES_NO}:
        return labels.begins(words)
    return not meaning.line(0, field, meaning.controls_of(field, controls(field, words)), None, moved=False).wrong


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
