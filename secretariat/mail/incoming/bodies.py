"""The words of a mail and the files with it, in whatever way a mail program has packed them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser

from secretariat.mail import plain

LONGEST = 200_000  # characters of a mail's words
LONGEST_NAME = 150
LINES = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote"}
LISTS = {"ol", "ul"}
UNSEEN = {"style", "script", "head", "title"}
SEALS = {
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
    "application/pgp-keys", "text/vcard", "text/x-vcard",
}  # fmt: skip
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
    text = "\n\n".join(texts) if any(one.strip() for one in texts) else "\n\n".join(map(shown, pages))
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
    content, encoding = content_of(part), part.get_content_charset() or "utf-8"
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        text = content.decode("cp1252", "replace")
    return unfolded(text) if str(part.get_param("format") or "").lower() == "flowed" else text


def unfolded(text: str) -> str:
    """Return a text whose lines were broken for the way (RFC 3676) with its lines as they were written.

    The mark before a signature ends in a blank too, but was not broken there.
    """
    return re.sub(r"(?<=\S)(?<!\n--) \r?\n(?!>|--)", " ", text)


class Page(HTMLParser):
    """Reads the words of a page, with its lines."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.said: list[str] = []
        self.unseen = 0
        self.quoted = 0
        self.lists: list[int | None] = []  # the next number of each list that is open, or None for points

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a new line where a browser would."""
        given = dict(attrs)
        self.unseen += tag in UNSEEN
        self.quoted += tag == "blockquote"
        if tag in LISTS:
            self.lists.append(figure(given.get("start"), 1) if tag == "ol" else None)
        if tag in LINES:
            self.begin()
        if tag == "li":
            self.count(given.get("value"))

    def count(self, value: str | None) -> None:
        """Write the number that a browser shows before an item; within another list it counts no questions."""
        if self.lists and (expected := self.lists[-1]) is not None:
            number = figure(value, expected)
            self.lists[-1] = number + 1
            self.said.append(f"{number}. " if len(self.lists) == 1 else f"({number}) ")

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not shown."""
        self.unseen -= tag in UNSEEN and self.unseen > 0
        if tag in LISTS and self.lists:
            self.lists.pop()
            self.begin()
        if tag == "blockquote" and self.quoted:
            self.quoted -= 1
            self.begin()

    def begin(self) -> None:
        """Begin a line, marked as a text would mark it where it is quoted."""
        self.said.append("\n> " if self.quoted else "\n")

    def handle_data(self, data: str) -> None:
        """Take the words."""
        if not self.unseen:
            self.said.append(" ".join(data.split()) if "\n" in data else data)


def figure(text: str | None, otherwise: int) -> int:
    """Return the number that an attribute gives, if it is one."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,4}", text) else otherwise


def shown(page: str) -> str:
    """Return the words of a page."""
    reader = Page()
    reader.feed(page[:LONGEST])
    reader.close()
    return "".join(reader.said).replace("\u00a0", " ")
