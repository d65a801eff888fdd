"""What may stand in the head of a mail, and in its words: plain characters only.

Python 3.11's EmailMessage decodes an encoded word (`=?utf-8?q?x=0ABcc:…?=`) that it finds in a name or a
subject, and the line end inside it becomes a header of its own; so such words are refused, not repaired.
"""

import re
import unicodedata

from flask_babel import gettext as _

from secretariat.errors import Refused

# Controls, line and paragraph separators, halves of surrogates, and marks that turn the reading direction.
CONTROLS = {"Cc", "Zl", "Zp", "Cs"}
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
NEAR = 30  # characters that say where something stands
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without the brackets


def words(text: str) -> str:
    """Return a name or a subject, or raise Refused where it could become a header."""
    if "=?" in text or hidden(text):
        raise Refused(_("This contains characters that may not stand in the head of a mail; type it as plain text."))
    return text


def prose(text: str) -> None:
    """Raise Refused where the words of a mail hold a character that nobody sees, and say which one and where."""
    found = hidden(text.replace("\n", " ").replace("\t", " "))
    if not found:
        return
    before = line(text[: text.index(found)][-NEAR:], NEAR)
    code = f"U+{ord(found):04X}"
    raise Refused(
        _("After ‘%(words)s’ stands a character that nobody sees (%(code)s): delete it.", words=before, code=code)
        if before
        else _("The text begins with a character that nobody sees (%(code)s): delete it.", code=code)
    )


def hidden(text: str) -> str:
    """Return the first character that is none of writing: a control, a separator, a turning mark; '' for none."""
    return next((one for one in text if unicodedata.category(one) in CONTROLS or one in TURNING), "")


def address(text: str) -> str:
    """Return a mail address, or raise Refused where it is not one or could become a header."""
    if not ADDRESS.fullmatch(text) or len(text) > LONGEST_ADDRESS or "=?" in text or ".." in text:
        raise Refused(_("This is not a mail address; write it like name@ministry.gob.pe."))
    return text


def line(text: str, longest: int) -> str:
    """Return what somebody else's machine said as one line that may stand anywhere, a letter's head included."""
    shown = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return shown.replace("=?", "= ?")[:longest]
