"""The words of a mail and the files with it, in whatever way a mail program has packed them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from html import unescape

from secretariat.mail import plain

LONGEST = 200_000  # characters of a mail's words
MOST_OF_PAGES = 1_000_000  # characters of all its pages, with their tags
LONGEST_NAME = 150
LINES = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote"}
LISTS = {"ol", "ul"}
UNSEEN = {"style", "script", "head", "title"}
RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("style", "script")}  # in which nothing else is a tag
STARTS = re.compile(r"<(?:!(?:--)?|\?|/?(?P<name>[a-zA-Z][^\s/>]*)|/)")
ENDS = re.compile(r">|=\s*([\"'])")  # of a tag, or the beginning of a value, in which its end may stand
FIGURE = r"(?:^|\s){}\s*=\s*[\"']?([0-9]{{1,4}})(?=[\"'\s/>])"
SEALS = {
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
    "application/pgp-keys", "text/vcard", "text/x-vcard",
}  # fmt: skip
NAMES_OF_HOSTS = {"punycode", "idna"}  # no mail is written so, and some that say it take minutes
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class File:
    """A file that came with a mail."""

    name: str
    content: bytes


def of(parts: Iterable[Message]) -> tuple[str, list[File]]:
    """Return the words and the files of a mail's parts. Words are taken from the page only where there is no text."""
    texts: list[str] = []
    pages: list[str] = []
    files: list[File] = []
    for part in parts:
        kind, name = part.get_content_type(), name_of(part)
        if kind in {"text/plain", "text/html"} and not name and part.get_content_disposition() != "attachment":
            (texts if kind == "text/plain" else pages).append(words(part))
        elif part.get_content_maintype() not in {"message", "multipart"} and not decoration(part):
            files.append(File(name, content_of(part)))
    text = "\n\n".join(texts) if any(one.strip() for one in texts) else all_shown(pages)
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST], files


def decoration(part: Message) -> bool:
    """Tell whether a part says nothing: a picture in the page, such as the arms below a signature, or a signature."""
    if part.get_content_type() in SEALS or name_of(part).lower() == "smime.p7s":
        return True
    inside = part.get("Content-ID") is not None and part.get_content_disposition() != "attachment"
    return part.get_content_maintype() == "image" and inside


def name_of(part: Message) -> str:
    """Return the name of a file, or nothing; a name that cannot be read is none."""
    try:
        return plain.line(part.get_filename() or "", LONGEST_NAME)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def content_of(part: Message) -> bytes:
    """Return the bytes of a part, whatever they were packed in."""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def words(part: Message) -> str:
    """Return the text of a part, in whichever encoding it is or says it is."""
    content, said = content_of(part), part.get_content_charset() or "utf-8"
    try:
        text = content.decode("utf-8" if said in NAMES_OF_HOSTS else said)
    except (UnicodeDecodeError, LookupError):
        text = content.decode("cp1252", "replace")
    return unfolded(text) if str(part.get_param("format") or "").lower() == "flowed" else text


def unfolded(text: str) -> str:
    """Return a text whose lines were broken for the way (RFC 3676) with its lines as they were written.

    The mark before a signature ends in a blank too, but was not broken there.
    """
    return re.sub(r"(?<=\S)(?<!\n--) \r?\n(?!>|--)", " ", text)


class Page:
    """Reads the words of a page, with its lines.

    Each sign is looked at once, whatever the page is: Python's own reader takes minutes for some that are made for it.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.said: list[str] = []
        self.unseen = 0
        self.quoted = 0
        self.lists: list[int | None] = []  # the next number of each list that is open, or None for points

    def read(self, page: str) -> None:
        """Take a page; what begins as a tag and ends nowhere is words, with all behind it."""
        place = 0
        while (found := STARTS.search(page, place)) and (end := over(page, found)):
            self.data(page[place : found.start()])
            place = end
            name, inside = (found["name"] or "").lower(), page[found.end() : end]
            if name and not found[0].startswith("</"):
                self.start(name, inside)
                if name in RAW and not inside.endswith("/>"):
                    below = RAW[name].search(page, end)
                    place = below.start() if below else len(page)
            if name and (found[0].startswith("</") or inside.endswith("/>")):
                self.end(name)
        self.data(page[place:])

    def start(self, name: str, inside: str) -> None:
        """Begin a new line where a browser would. inside: what stands in the tag behind its name."""
        self.unseen += name in UNSEEN
        self.quoted += name == "blockquote"
        if name in LISTS:
            self.lists.append(figure("start", inside, 1) if name == "ol" else None)
        if name in LINES:
            self.begin()
        if name == "li":
            self.count(inside)

    def count(self, inside: str) -> None:
        """Write the number that a browser shows before an item; within another list it counts no questions."""
        if self.lists and (expected := self.lists[-1]) is not None:
            number = figure("value", inside, expected)
            self.lists[-1] = number + 1
            self.said.append(f"{number}. " if len(self.lists) == 1 else f"({number}) ")

    def end(self, name: str) -> None:
        """Leave what is not shown."""
        self.unseen -= name in UNSEEN and self.unseen > 0
        if name in LISTS and self.lists:
            self.lists.pop()
            self.begin()
        if name == "blockquote" and self.quoted:
            self.quoted -= 1
            self.begin()

    def begin(self) -> None:
        """Begin a line, marked as a text would mark it where it is quoted."""
        self.said.append("\n> " if self.quoted else "\n")

    def data(self, data: str) -> None:
        """Take the words."""
        if not self.unseen:
            words = unescape(data)
            self.said.append(" ".join(words.split()) if "\n" in words else words)


def over(page: str, found: re.Match[str]) -> int:
    """Return where a tag or a remark of a page is over; 0 where it ends nowhere."""
    if found[0] == "<!--":
        return end + 3 if (end := page.find("-->", found.start() + 2)) >= 0 else 0
    if not found["name"]:
        return page.find(">", found.end()) + 1
    place = found.end()
    while sign := ENDS.search(page, place):
        if not sign[1]:
            return sign.end()
        # A value that is not closed ends with the tag.
        place = max(page.find(sign[1], sign.end()) + 1, sign.end())
    return 0


def figure(name: str, inside: str, otherwise: int) -> int:
    """Return the number that an attribute of a tag gives, if it is one."""
    given = re.search(FIGURE.format(name), inside, re.IGNORECASE)
    return int(given[1]) if given else otherwise


def all_shown(pages: Iterable[str]) -> str:
    """Return the words of the pages of a mail."""
    found, room = [], MOST_OF_PAGES
    for page in pages:
        found.append(shown(page[:room]))
        room -= min(len(page), LONGEST, room)
    return "\n\n".join(found)


def shown(page: str) -> str:
    """Return the words of a page."""
    reader = Page()
    reader.read(page[:LONGEST])
    return "".join(reader.said).replace("\u00a0", " ")
