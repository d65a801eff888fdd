"""What somebody wrote into a mail themselves, told apart from the mail that they answered."""

import re
import unicodedata

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


def own(text: str) -> str:
    """Return what somebody wrote themselves: without the mail that they answered, and without a signature."""
    return "\n".join(apart(text)[0])


def apart(text: str) -> tuple[list[str], list[str]]:
    """Return the lines that somebody wrote themselves, and those of their signature.

    Where the lines of the mail that they answered are marked, what stands unmarked between and below them is their own.
    """
    lines = unicodedata.normalize("NFC", text).splitlines()
    mine: list[str] = []
    signature: list[str] = []
    place, signed = 0, False
    while place < len(lines):
        line = lines[place]
        if size := head(lines, place):
            place += size
            if not marked(lines, place):
                break
            signed = False
            continue
        if line.startswith(MARK):
            signed = False
        elif SIGNATURE.match(line.strip()):
            signed = True
        else:
            (signature if signed else mine).append(line)
        place += 1
    return mine, signature


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
