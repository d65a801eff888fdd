"""The blueprint of the letters' words, and one of them as an address names it."""

from dataclasses import dataclass

from flask import Blueprint

from secretariat.mail.compose.words import TEXTS, Text
from secretariat.models.countries import LANGUAGES

bp = Blueprint("texts", __name__, url_prefix="/messages/texts")


@dataclass(frozen=True)
class Place:
    """A kind of letter in one language."""

    text: Text
    language: str


def one(kind: str, language: str) -> Place | None:
    """Return the kind of letter and the language that an address names."""
    return Place(TEXTS[kind], language) if kind in TEXTS and language in LANGUAGES else None
