"""How a form that came back as plain text is read again, in a child that begins with nothing but this.

Each box begins with its name in brackets at the beginning of a line; what follows is the answer, up to the next box
or the next question. So a text survives being quoted in a mail, and a Word document that has lost its boxes.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

CODE = re.compile(r"#([0-9A-HJKMNP-TV-Z]{10})\b")
# What the house prints on the line with the code, as `sheet` has it: up to the code, and when the form was made.
# It begins where a word does, and is short: whatever somebody makes of that line, it takes no long look.
PRINTED = re.compile(r"(?<!\S)\S+ · [^#]{0,200}#[0-9A-HJKMNP-TV-Z]{10}\b")
# A weekday, a day, a month and a year in any of the languages: an hour alone is somebody's own.
MADE = re.compile(
    r"\b(?:of|de|del|du|em|le)\s(?:[^\W\d]+(?:-[^\W\d]+)?,?\s)?\d{1,2}(?:er)?\s[^#·]{3,25}?\d{4},?\s\d{1,2}[:h.]\d{2}\b"
)
BOX = re.compile(r"\[([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)*)\][^:\n]*:[ \t]?(.*)")
BARE = re.compile(r"\[([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)*)\]\s*(\S.*)")
MOST_WORDS = 60  # of a label
LOST = re.compile(r"\[([^\]\n]{1,80})\][^:\n]*:[ \t]?(.*)")  # a box whose name was damaged
RULE = "==="
HEAD = re.compile(rf"{RULE}.*")
QUOTED = re.compile(r"^(?:>[ \t]?)+")
NOWHERE = ""  # what belongs to no answer stands under it


@dataclass(frozen=True)
class Piece:
    """A line of a form, or what of it is an answer. box: in which it stands, or '' · begins: the box begins there."""

    box: str
    line: str
    begins: bool = False


def code_of(text: str) -> str | None:
    """Return the code that stands on a form."""
    found = CODE.search(text)
    return found[1] if found else None


def beside(line: str) -> str:
    """Return what somebody wrote on the line with the code, beside what the house prints there."""
    printed = PRINTED.search(line) or CODE.search(line)
    if printed is None:
        return line
    words = f"{line[: printed.start()]} {MADE.sub(' ', line[printed.end() :], count=1)}"
    kept = " ".join(words.split()).strip(" ·,;:–-")
    alone = printed.re is CODE and len(kept.split()) == 1  # a word of the house's, where a program has cut the line
    return "" if alone else kept


def read(text: str, printed: Container[str] = ()) -> dict[str, str]:
    """Return what stands in each box, by its name. A box that occurs twice counts where it is filled in last.

    printed: what the house itself writes on the form, by which a label is known whose colon somebody deleted.
    """
    found: dict[str, list[str]] = {}
    for one in pieces(text, printed):
        if one.begins:
            found[one.box] = []
        if one.box:
            found[one.box].append(one.line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def pieces(text: str, printed: Container[str] = ()) -> Iterator[Piece]:
    """Yield a form line by line."""
    here, headed = "", False
    for line in unquoted(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        bared = line.strip()
        box = BOX.match(bared) or (LOST.match(bared) if headed and not here else None)
        if named := bare(bared, printed):
            here = named[0]
            yield Piece(here, named[1], begins=True)
        elif box and (name := "".join(filter(str.isprintable, box[1]))):
            here = name
            yield Piece(here, box[2], begins=True)
        elif HEAD.match(bared):
            here, headed = "", True
            yield Piece("", line)
        else:
            yield Piece(here, line)


def bare(line: str, printed: Container[str]) -> tuple[str, str] | None:
    """Return the name of the box on a line whose label has lost its colon, and what stands behind that; or None.

    Where the words behind the label go on as its sentence would, all of them are taken: it may be somebody's own.
    """
    box = BARE.fullmatch(line)
    words = box[2].split() if box else []
    least = len(words) - 1 if BOX.match(line) else 0  # a colon that still stands somewhere ends the label
    for size in range(min(len(words), MOST_WORDS), least, -1):
        if box and " ".join(words[:size]) in printed:
            rest = box[2].split(None, size)[size:]
            return box[1], box[2] if rest and goes_on(words[size - 1], rest[0]) else "".join(rest)
    return None


def goes_on(label: str, words: str) -> bool:
    """Tell whether words go on as the sentence would that a label begins; behind choices in brackets none does."""
    return words[0].islower() and not label.endswith(")")


def unquoted(lines: list[str]) -> list[str]:
    """Return lines without the marks of a quotation, where a mail program has put them before each box."""
    bare = [QUOTED.sub("", line) for line in lines]
    boxes = [line for line, said in zip(lines, bare, strict=True) if BOX.match(said.strip())]
    return bare if boxes and all(QUOTED.match(line) for line in boxes) else lines


def with_nobodys(texts: dict[str, str], lines: list[str]) -> dict[str, str]:
    """Return what stands in a form with the words that are nobody's, where there is anything in it."""
    nowhere = "\n".join(lines).strip()
    return texts | ({NOWHERE: nowhere} if texts and nowhere else {})
