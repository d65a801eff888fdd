"""What stands in pieces of a Word document that came back: words, lines, and the boxes of the house."""

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BLANK = "\u2002\u00a0 \t"
HEADINGS = ("heading", "title", "ttulo", "titre", "überschrift")


def boxed(control: etree._Element) -> tuple[str, str]:
    """Return the name of a content control, and what stands in it; '' where that is only its placeholder."""
    facts, inside = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
    tag = facts.find(f"{W}tag") if facts is not None else None
    if facts is None or tag is None or inside is None:
        return "", ""
    name = tag.get(f"{W}val", "")
    text = "\n".join(paragraph_lines(inside)) if inside.find(f"{W}p") is not None else said(inside)
    shown = facts.find(f"{W}showingPlcHdr") is not None and not text.strip(BLANK)
    return name, "" if shown else text.strip("\n" + BLANK)


def paragraph_lines(inside: etree._Element) -> Iterator[str]:
    """Yield the paragraphs of a box; a list is written as people type one."""
    for paragraph in inside.iter(f"{W}p"):
        yield listed(paragraph, said(paragraph))


def listed(paragraph: etree._Element, words: str) -> str:
    """Return words as a line of a list where their paragraph is one."""
    return f"- {words}" if words and paragraph.find(f"{W}pPr/{W}numPr") is not None else words


def lines(root: etree._Element) -> Iterator[str]:
    """Yield all paragraphs of a document; a heading is marked as the plain form marks one."""
    for paragraph in root.iter(f"{W}p"):
        yield ("=== " if is_heading(paragraph) else "") + said(paragraph).replace("\u2002", "")


def is_heading(paragraph: etree._Element) -> bool:
    """Tell whether a paragraph is a heading, in whichever language its program names the style."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and style.get(f"{W}val", "").lower().startswith(HEADINGS)


def said(element: etree._Element) -> str:
    """Return the words of an element, with its line breaks; what was deleted under review is left out."""
    return "".join(word(one) for one in element.iter(f"{W}t", f"{W}br", f"{W}cr", f"{W}tab"))


def said_outside(element: etree._Element, boxes: list[etree._Element]) -> str:
    """Return the words of an element that stand in none of some boxes."""
    inside = {id(one) for box in boxes for one in box.iter()}
    pieces = element.iter(f"{W}t", f"{W}br", f"{W}cr", f"{W}tab")
    return "".join(word(one) for one in pieces if id(one) not in inside)


def word(piece: etree._Element) -> str:
    """Return the words of a piece of a run."""
    return {f"{W}t": piece.text or "", f"{W}tab": "\t"}.get(piece.tag, "\n")
