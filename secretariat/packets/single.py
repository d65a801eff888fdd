"""A page that is printed by itself, on demand: a receipt, or the page on which a capital clears a text.

It is compiled by a child like every sheet (child.py says why) and kept under the hash of what it says.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import segno
from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.packets.crew import Crew
from secretariat.packets.fragments import Fragments
from secretariat.packets.hands import PRESS, succeeded
from secretariat.packets.typeset import Sheet, clean

PATIENCE = 20.0
Pairs = tuple[tuple[str, str], ...]
Sections = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Page:
    """What stands on the page, in words that are final. `code`: the rows of a QR code, of 0 and 1; () for none.

    fitting: sections at several lengths, the longest first, of which the first that fits is printed; unprinted: what
    is said of 0, 1, 2, … of them that found no room; cut: what is said where they are not whole.
    """

    language: str
    title: str
    where: str
    under: str
    facts: Pairs
    sections: Sections = ()
    fitting: tuple[Sections, ...] = ()
    unprinted: tuple[str, ...] = ()
    cut: str = ""
    signs: tuple[str, ...] = ()
    foot: str = ""
    code: tuple[str, ...] = field(default=())
    code_words: str = ""
    code_help: str = ""


def squares(text: str) -> tuple[str, ...]:
    """Return a text as the rows of a QR code, its quiet edge included; a quarter of it may be stained."""
    code = segno.make_qr(text, error="q")
    return tuple("".join("1" if bit else "0" for bit in row) for row in code.matrix_iter(border=4))


def printed(page: Page, fragments: Fragments) -> Path:
    """Return the page as a PDF; the same words give the same file. Raises StorageFull or Refused."""
    sheet = Sheet("single", clean(asdict(page) | {"w": {}}))
    there = fragments.get(sheet.key)
    if there is not None:
        return there
    path = fragments.path(sheet.key)
    job = {"sheet": sheet.name, "data": json.dumps(sheet.data), "out": str(path), "tagged": True}
    with Crew(PRESS, hands=1, patience=PATIENCE) as crew:
        answer = next(crew.run([job]))[1]
    if not succeeded(answer):
        raise Refused(_("This page could not be printed. Try again in a minute."))
    return path
