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


def each(text: str) -> list[str]:
    """Return the lines that somebody wrote, each with its words a blank apart, without empty ones."""
    return [line for line in map(one, text.splitlines()) if line]


def short(text: str, longest: int) -> tuple[str, ...]:
    """Return the lines that somebody wrote, cut where all of them together would grow too long."""
    kept: list[str] = []
    for line in each(text):
        room = longest - sum(map(len, kept))
        if len(line) > room:
            return (*kept, line[: max(room - 1, 0)].rstrip() + "…")
        kept.append(line)
    return tuple(kept)


def addressed(text: str, mark: str, name: str) -> str:
    """Return the text of a mail with a name where a mark stands; the paragraphs that hold it are folded anew."""
    parts = text.split("\n\n")
    return "\n\n".join(fold(unfolded(part).replace(mark, name)) if mark in part else part for part in parts)


def unfolded(text: str) -> str:
    """Return a paragraph as it was before it was folded: a line that had room for the next word was ended by hand."""
    said, *rest = text.split("\n")
    last = said
    for line in rest:
        word = line.split(" ", 1)[0]
        said += f" {line}" if len(last) + 1 + len(word) > WIDTH else f"\n{line}"
        last = line
    return said


def fold(text: str, width: int = WIDTH, *, first: str = "", then: str = "") -> str:
    """Return a paragraph in lines of at most so many characters; a line that was ended by hand stays one.

    first, then: what the lines begin with. A hyphen parts no word: it may stand in a name, such as Port-au-Prince.
    """
    kept = BEFORE_A_STOP.sub("\N{NO-BREAK SPACE}", text)
    begins = [first, *[then] * kept.count("\n")]
    return "\n".join(
        textwrap.fill(
            line,
            width,
            initial_indent=begin,
            subsequent_indent=then,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line, begin in zip(kept.split("\n"), begins, strict=True)
    )
