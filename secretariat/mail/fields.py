"""Named fields in texts that officers write, such as {country}. No template language: a field is only a name."""

import difflib
import re
from collections.abc import Collection, Mapping

from flask_babel import gettext as _

from secretariat import formats
from secretariat.errors import Refused

# A name in braces, or a brace that belongs to none.
FIELD = re.compile(r"\{([^{}\n]*)\}|[{}]")


def used(text: str) -> list[str]:
    """Return the names of the fields in a text, in their order; a brace that belongs to none is given as itself."""
    return [found[0] if found[1] is None else found[1].strip() for found in FIELD.finditer(text)]


def check(text: str, known: Collection[str], *, language: str, field: str | None = None) -> None:
    """Raise Refused, naming the control, where a text has a field that does not exist, or half of one.

    language: of the reader, for the list of those that do.
    """
    names = formats.listing((f"{{{one}}}" for one in known), language)
    for name in used(text):
        if name in {"{", "}"}:
            raise Refused(_("A brace stands alone here; the fields are %(fields)s.", fields=names), field=field)
        if name not in known:
            raise Refused(_unknown(name, known, names), field=field)


def _unknown(name: str, known: Collection[str], names: str) -> str:
    near = difflib.get_close_matches(name.casefold(), known, n=1)
    if near:
        return _("There is no field {%(name)s}; did you mean {%(near)s}?", name=name, near=near[0])
    return _("There is no field {%(name)s}; there are %(fields)s.", name=name, fields=names)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text that was checked, with the values in the places of its fields; a value is never read as a field."""
    return FIELD.sub(lambda found: values[found[1].strip()] if found[1] is not None else found[0], text)
