"""Lines of a mail's text: what stands on one, and where a long one is folded."""

import re
import textwrap

WIDTH = 72
# What parts words; a no-break space (U+00A0, U+202F) does not, and stays what it is.
BLANKS = re.compile(r"[ \t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]+")
# French sets a blank before these, and no line begins with one.
BEFORE_A_STOP = re.compile(r" (?=[:;?!»])|(?<=«) ")


def one(text: str) -> str:
    """Return a text on one line."""
    return BLANKS.sub(" ", text).strip()


def addressed(text: str, mark: str, name: str) -> str:
    """Return the text of a mail with a name where a mark stands; the paragraphs that hold it are folded anew."""
    parts = text.split("\n\n")
    return "\n\n".join(fold(one(part.replace(mark, name))) if mark in part else part for part in parts)


def fold(text: str, width: int = WIDTH, *, first: str = "", then: str = "") -> str:
    """Return a paragraph in lines of at most so many characters. first, then: what the lines begin with."""
    kept = BEFORE_A_STOP.sub("\N{NO-BREAK SPACE}", text)
    return textwrap.fill(kept, width, initial_indent=first, subsequent_indent=then, break_long_words=False)
