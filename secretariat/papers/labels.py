"""The words of a question before its answer, where somebody wrote or left them in a mail."""

import re
from collections import defaultdict

from secretariat.models.calls import CallField
from secretariat.models.countries import LANGUAGES

# What stands between a question and its answer on a line, or the line's end.
CLOSED = r"(?:[.?]*[^\S\n]*:\**|[.?]+[–-]?\**(?=\s|$)|[^\S\n]*[–—-](?=\s)|[^\S\n]+[–—-]|[^\S\n]*(?:\n|$))"
# What closes it beyond doubt on a line that bears no number: a colon, or the line's end.
SURELY = r"(?:[.?]*\s*:\**|\s*$)"
ENDED = re.compile(r"[.:;!?…»”\"')]\**$")  # a line that a sentence ends with


def without(text: str, field: CallField) -> str:
    """Return an answer without the question, where that stands before it and is closed by a mark or the line's end."""
    for language in LANGUAGES:
        label = re.escape(field.label(language))
        if found := re.match(rf"\*{{0,2}}{label}\*{{0,2}}{CLOSED}", text, re.IGNORECASE):
            return text[found.end() :].lstrip()
    return text


class Labels:
    """The questions of a call by their words in every language; words that two questions share name none."""

    def __init__(self, fields: list[CallField]) -> None:
        """Put the words of all questions into one pattern, the longest first."""
        found = defaultdict(set)
        for number, field in enumerate(fields, 1):
            for language in LANGUAGES:
                found[" ".join(field.label(language).split())].add(number)
        self.numbers = {label.lower(): min(some) for label, some in found.items() if label and len(some) == 1}
        known = sorted((one for one in found if one.lower() in self.numbers), key=len, reverse=True)
        words = "|".join(r"\s+".join(map(re.escape, one.split())) for one in known) or "(?!)"
        self.closed_line = re.compile(rf"\s*\*{{0,2}}(?P<label>{words})\*{{0,2}}{SURELY}\s*(?P<rest>.*)", re.IGNORECASE)
        self.bare_line = re.compile(rf"\s*(?P<label>{words})\s+(?P<rest>\S.*)")

    def closed(self, line: str) -> tuple[int, str] | None:
        """Return the number of the question that begins a line, up to a colon or its end, and what stands behind."""
        return self.taken(self.closed_line.fullmatch(line))

    def bare(self, line: str, before: str) -> tuple[int, str] | None:
        """Return the same of a question whose colon was deleted: in the form's own letters, where a sentence begins.

        before: the line above, unless an empty one stands between.
        """
        return self.taken(self.bare_line.fullmatch(line)) if not before or ENDED.search(before) else None

    def taken(self, found: re.Match[str] | None) -> tuple[int, str] | None:
        """Return the number of the question that was found, and what stands behind it."""
        return (self.numbers[" ".join(found["label"].split()).lower()], found["rest"]) if found else None


def begins(words: str) -> bool:
    """Tell whether words begin as a sentence does: with a capital, a figure or a mark."""
    return not words[:1].islower()
