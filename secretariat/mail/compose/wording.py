"""Which words a letter speaks: an officer's, where somebody wrote some in that language; otherwise the house's own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from secretariat.database import db
from secretariat.mail.compose import voice
from secretariat.mail.compose.words import TEXTS, Values, Words
from secretariat.models.letters import LetterText

InForce = Mapping[tuple[str, str], Words]
NOTE = "letter_texts"
_tried: ContextVar[InForce] = ContextVar("tried")


def of(key: str, values: Values) -> Words:
    """Return the words of a kind of letter in the language that is spoken now, with its fields filled in."""
    values = {name: voice.short(value) for name, value in values.items()}
    edited = in_force().get((key, voice.language()))
    return edited.filled(values) if edited else TEXTS[key].house(values)


def in_force() -> InForce:
    """Return the officers' words by kind and language. Read once for all letters of a transaction."""
    tried = _tried.get(None)
    if tried is not None:
        return tried
    session = db.session()
    begun, found = session.info.get(NOTE, (None, {}))
    if begun is None or begun is not session.get_transaction():
        found = {place: words(one) for place, one in latest().items() if one.own}
        session.info[NOTE] = session.get_transaction(), found
    return found


def forget() -> None:
    """Read the words again, since they have changed within this transaction."""
    db.session().info.pop(NOTE, None)


def latest() -> dict[tuple[str, str], LetterText]:
    """Return the last version of each text, by kind of letter and language."""
    both = (LetterText.key, LetterText.language)
    rows = select(LetterText).ext(distinct_on(*both)).order_by(*both, LetterText.number.desc())
    return {(one.key, one.language): one for one in db.session.scalars(rows)}


def words(one: LetterText) -> Words:
    """Return the words of a version."""
    return Words(one.subject, one.opening, one.closing)


@contextmanager
def trying(key: str, language: str, tried: Words) -> Iterator[None]:
    """Let letters speak words that are not in force, to see how they read."""
    token = _tried.set({(key, language): tried})
    try:
        yield
    finally:
        _tried.reset(token)
