"""What of a letter can be worded, and the list of all texts that can be."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import force_locale

from secretariat.mail import fields, lines

Values = Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """A subject, the paragraphs above what the house lays out itself, and those below it."""

    subject: str
    opening: str
    closing: str = ""

    def filled(self, values: Values) -> "Words":
        """Return the words with the values in the places of their fields."""
        subject, opening, closing = (fields.fill(one, values) for one in (self.subject, self.opening, self.closing))
        return Words(lines.one(subject), opening, closing)


@dataclass(frozen=True)
class Text:
    """A kind of letter that has words of its own.

    house: writes the house's words with the values of the fields · needs: the field without which the first
    paragraph would not say by when.
    """

    key: str
    house: Callable[[Values], Words]
    fields: tuple[str, ...]
    needs: str | None

    def plain(self, language: str) -> Words:
        """Return the house's words in a language, with the names of the fields in their places."""
        with force_locale(language):
            return self.house({one: f"{{{one}}}" for one in self.fields})


class Named(int):
    """A number that is not known yet: it takes the plural, and is written as the name of its field."""

    def __str__(self) -> str:
        """Return the field."""
        return "{count}"


TEXTS: dict[str, Text] = {}


def text(key: str, names: str, *, needs: str | None = None) -> Callable[[Callable[[Values], Words]], object]:
    """Write a text into the list, by the function that says the standard words for it. names: of its fields."""

    def listed(house: Callable[[Values], Words]) -> Callable[[Values], Words]:
        TEXTS[key] = Text(key, house, ("name", *names.split()), needs)
        return house

    return listed


def counted(values: Values) -> int:
    """Return the count of a letter, or a number that is still only named."""
    return int(values["count"]) if values["count"].isdecimal() else Named(2)


def paragraphs(words: str) -> list[str]:
    """Return the paragraphs of a text; an empty line parts them, and a line within one stays a line."""
    parts = ["\n".join(lines.each(one)) for one in re.split(r"\n[ \t]*\n", words.replace("\r\n", "\n"))]
    return [one for one in parts if one]
