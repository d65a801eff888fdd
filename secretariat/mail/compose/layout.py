"""How a letter is put together: words that may be an officer's, around what the house lays out itself."""

from collections.abc import Sequence

from secretariat.mail.compose import voice, wording
from secretariat.mail.compose.words import Values, paragraphs
from secretariat.mail.events import Date
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.people import User


def letter(
    kind: Kind,
    reader: User,
    values: Values,
    *,
    button: str,
    path: str,
    items: Sequence[Item] = (),
    facts: Sequence[str] = (),
    key: str = "",
    opening: str = "",
    date: Date | None = None,
) -> Letter:
    """Return a letter to a reader; its subject stands above the text as well.

    values: of the fields, by name; that of the reader is added · facts: sentences below the button that nobody
    edits · key: of the words, where a kind has several · opening: what stands instead of the words above.
    """
    words = wording.of(key or kind, {**values, "name": reader.name})
    lead, *more = paragraphs(opening or words.opening) or [""]
    return Letter(
        kind=kind,
        subject=words.subject,
        heading=words.subject,
        greeting=voice.greeting(reader),
        lead=lead,
        more=tuple(more),
        items=tuple(items),
        button=button,
        path=path,
        paragraphs=(*facts, *paragraphs(words.closing)),
        date=date,
    )
