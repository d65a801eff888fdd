"""A passage that a comment quotes: where it stands in a version. Only the words count, not marks and line ends."""

import re
from collections.abc import Iterable

WORD = re.compile(r"\w+")
LONGEST = 600  # characters


def words(text: str) -> str:
    """Return the words of a text in a row, so that one text can be looked for in another."""
    return " ".join(["", *WORD.findall(text.casefold()), ""])


def stands_in(quote: str, texts: Iterable[tuple[str, str]]) -> str | None:
    """Return the key of the first text that holds a quotation. texts: (key, text)."""
    wanted = words(quote)
    return next((key for key, text in texts if wanted.strip() and wanted in words(text)), None)
