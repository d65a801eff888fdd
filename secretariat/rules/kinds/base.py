"""What every kind of answer knows: how it is read, shown, counted as empty, and said in words."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.models.calls import CallField

# Line ends and tabs are meant; everything else below a space comes from a broken paste or from an attack.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Halves of a pair say nothing by themselves, and neither database nor PDF can keep one.
HALF = re.compile(r"[\ud800-\udfff]")
MARKS = re.compile(r"([\\`*_{}\[\]()#+.!|<>~&-])")
MOST_CHARACTERS = 60_000
Value = Any
Details = Mapping[str, Any]
Controls = dict[str, str]


class Kind(ABC):
    """A kind of answer.

    A value is what the database keeps, in JSON (`models.calls.FieldKind`). Controls are the same as a form sends it:
    {name: text}, one name for one control, each the question's key or beginning with it and a full stop.
    own_words: whether an answer is in the country's own words, and so in its language.
    gap_kind: what a list calls that which `gap` says.
    in_rows: whether a value is a list of rows, which two people may write side by side.
    """

    own_words = True
    in_rows = False
    gap_kind = "missing"

    @abstractmethod
    def word(self) -> str:
        """Return what it is called where an officer chooses it."""

    @abstractmethod
    def read(self, field: CallField, form: Mapping[str, str]) -> Value:
        """Return the value from a form. Raises Refused, naming the field; what is empty is empty, not wrong."""

    @abstractmethod
    def controls(self, field: CallField, value: Value) -> Controls:
        """Return a value as a form sends it: the inverse of `read`. None is a question that nobody has touched."""

    @abstractmethod
    def fits(self, value: Value) -> bool:
        """Tell whether what came as JSON has the shape of a value, so that `controls` can take it."""

    @abstractmethod
    def plain(self, value: Value, details: Details, language: str) -> str:
        """Return a value as plain text in paragraphs, or '' where it is empty."""

    @abstractmethod
    def schema(self, details: Details) -> dict[str, Any]:
        """Return the JSON schema of a value."""

    def takes_figure(self, field: CallField, control: str) -> bool:
        """Tell whether a control takes a figure, which the form shows as its reader's language writes it."""
        del field, control
        return False

    def empty(self, value: Value) -> bool:
        """Tell whether nothing was answered."""
        return not value

    def gap(self, field: CallField, value: Value, *, required: bool) -> str | None:
        """Say what holds the sending back in an answer that is not empty."""
        del field, value, required
        return None

    def markdown(self, value: Value, details: Details, language: str) -> str:
        """Return a value as Markdown, for the reading page and the packet."""
        return escaped(self.plain(value, details, language))


def escaped(text: str) -> str:
    """Return plain text as Markdown that reads the same."""
    return MARKS.sub(r"\\\1", text)


def text(field: CallField, typed: str) -> str:
    """Return a text as it was typed, with line ends made alike. Raises Refused where it holds what nobody types."""
    typed = typed.replace("\r\n", "\n")
    if CONTROL.search(typed) or HALF.search(typed):
        raise Refused(_("This text contains control characters; paste it again as plain text."), field=field.key)
    if len(typed) > MOST_CHARACTERS:
        raise Refused(
            _("This text has %(count)s characters; at most %(most)s fit.", count=len(typed), most=MOST_CHARACTERS),
            field=field.key,
        )
    return typed


def details_of(field: CallField) -> dict[str, Any]:
    """Return the details of a question; one that is not in the database yet may have none."""
    return field.details or {}


def words(text: str) -> int:
    """Count words as people count them."""
    return len(text.split())
