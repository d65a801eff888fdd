"""What somebody wrote into a mail themselves, told apart from the mail that they answered."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from secretariat.papers.compared import Place, Whose

MARK = ">"
SIGNATURE = re.compile(r"--$")
# What mail programs put before the mail that is answered, when they do not mark its lines.
RULE = re.compile(
    r"-{2,}\s*(original message|forwarded message|mensaje original|mensaje reenviado|mensagem original|"
    r"mensagem encaminhada|message d['’]origine|message transféré)|_{20,}",
    re.IGNORECASE,
)
WROTE = re.compile(r".{0,300}\b(wrote|escribió|escreveu|a écrit|schrieb)\s?:\*?$", re.IGNORECASE)
DATED = re.compile(r"(on|el|le|em|am)\b.*\d", re.IGNORECASE)
WHEN_OR_WHOM = re.compile(r"\d{4}|\d[/:.-]\d|@")
MOST_WRAPPED = 3  # lines over which a line with day, name and address is broken
# The headers that Outlook and others repeat, perhaps in bold; of which some may be missing.
FROM = re.compile(r"\*{0,2}(from|de|von)\*{0,2}\s?:", re.IGNORECASE)
TOLD = re.compile(
    r"\*{0,2}(?:(?P<sure>sent|enviad[oa]s?(?: el| em)?|envoyé(?: le)?|gesendet|subject|asunto|assunto|objet|betreff)|"
    r"to|para|à|a|an|cc|date|fecha|data|datum)\*{0,2}\s?:",
    re.IGNORECASE,
)
MOST_HEADERS = 10  # lines in which they stand, with empty ones and long lists of readers


@dataclass
class Written:
    """What stands in a mail beside the one that it answers.

    mine: what somebody wrote; a number says under which question of the letter the next lines stand, 0 under none ·
    signature · doubt: lines that are of the letter or of what a mail program put above it, or somebody's own.
    """

    mine: list[str | int] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    doubt: list[str] = field(default_factory=list)

    def introduced(self) -> None:
        """Keep apart the line above the letter that says who wrote it, in whatever words."""
        while self.mine and not str(self.mine[-1]).strip():
            self.mine.pop()
        if self.mine and str(self.mine[-1]).rstrip("* ").endswith(":"):
            self.doubt.append(str(self.mine.pop()))


def own(text: str) -> str:
    """Return what somebody wrote themselves: without the mail that they answered, and without a signature."""
    return "\n".join(str(one) for one in apart(lines_of(text), {}).mine)


def lines_of(text: str) -> list[str]:
    """Return the lines of a mail."""
    return unicodedata.normalize("NFC", text).splitlines()


def apart(lines: list[str], places: Mapping[int, Place]) -> Written:
    """Tell what somebody wrote themselves from the mail that they answered.

    Where the lines of that mail are marked, or known as those of a letter, what stands between and below them is their
    own. places: the lines that are of a letter.
    """
    found = Written()
    last = max((one for one, what in places.items() if what.whose is Whose.LETTERS), default=-1)
    place, signed, below = 0, False, False
    while place < len(lines):
        line, known = lines[place], places.get(place)
        if known and known.whose is Whose.LETTERS:
            if not below:
                found.introduced()
            found.mine.append(known.under)
            signed, below = False, True
        elif known:
            found.doubt.append(line)
        elif size := head(lines, place):
            place += size
            if not marked(lines, place) and place > last:
                place += headed(lines, place, found)
                found.doubt += [one for one in lines[place:] if not one.startswith(MARK)]
                break
            if place <= last and not marked(lines, place):
                found.mine.append(0)
                place += headed(lines, place, found)
            signed = False
            continue
        elif line.startswith(MARK):
            signed = False
        elif SIGNATURE.match(line.strip()):
            signed = True
        else:
            (found.signature if signed else found.mine).append(line)
        place += 1
    return found


def headed(lines: list[str], place: int, found: Written) -> int:
    """Return how many lines go on with the headers of a mail; what else stands among them is in doubt."""
    some = lines[place : place + MOST_HEADERS - 1]
    size = max((one for one, line in enumerate(some, 1) if TOLD.match(line.strip())), default=0)
    found.doubt += [line for line in some[:size] if line.strip() and not TOLD.match(line.strip())]
    return size


def head(lines: list[str], place: int) -> int:
    """Return how many lines say at a place that another mail begins; 0 where none does."""
    line = lines[place].strip()
    if RULE.match(line) or headers(lines, place):
        return 1
    return wrote(lines, place)


def headers(lines: list[str], place: int) -> bool:
    """Tell whether the headers of a mail are repeated at a place. Without an address more of them are needed."""
    line = lines[place].strip()
    if not FROM.match(line):
        return False
    below = [one for one in map(TOLD.match, map(str.strip, lines[place + 1 : place + MOST_HEADERS])) if one]
    return (len(below) > 1 and any(one["sure"] for one in below)) or ("@" in line and bool(below))


def wrote(lines: list[str], place: int) -> int:
    """Return over how many lines it is said who wrote the other mail; its day or address, or its marks, prove it."""
    for size in range(1, MOST_WRAPPED + 1):
        some = [one.strip() for one in lines[place : place + size]]
        if not all(some) or (size > 1 and (not DATED.match(some[0]) or DATED.match(some[-1]))):
            return 0
        said = " ".join(some)
        if WROTE.match(said):
            return size if WHEN_OR_WHOM.search(said) or marked(lines, place + size) else 0
    return 0


def marked(lines: list[str], place: int) -> bool:
    """Tell whether the next words are lines of a mail that is quoted with marks."""
    words = (lines[one] for one in range(place, len(lines)) if lines[one].strip())
    return next(words, "").startswith(MARK)
