"""Reads what programs write into what the workflow takes; raises Refused, naming the part, where it cannot be meant."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.rules import meant
from secretariat.rules.kinds.base import CONTROL, HALF


def instant(typed: str, field: str) -> datetime:
    """Return an instant with its zone."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1 < found.year < 9999:  # noqa: PLR2004  what a zone may turn over
        raise Refused(_("Write an instant with its zone, such as 2025-09-19T23:00:00Z."), field=field)
    return found.astimezone(UTC)


def day(typed: str, field: str) -> date:
    """Return a day."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("Write a day such as 2025-09-19."), field=field)
    if sentence := meant.out_of_range(found):
        raise Refused(sentence, field=field)
    return found


def worded(texts: Mapping[str, str], field: str, *, needed: bool = False) -> dict[str, str]:
    """Return a text by language without the spaces around it and the languages in which nothing is said.

    needed: whether it must be said in one language at least.
    """
    found = {language: text for language, typed in texts.items() if (text := typed.strip().replace("\r\n", "\n"))}
    if any(CONTROL.search(text) or HALF.search(text) for text in found.values()):
        raise Refused(_("This text contains control characters; paste it again as plain text."), field=field)
    if needed and not found:
        raise Refused(_("Say this in one language at least."), field=field)
    return found
