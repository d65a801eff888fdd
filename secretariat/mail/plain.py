"""What may stand in the head of a mail: plain characters only.

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
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without the brackets


def words(text: str) -> str:
    """Return a name or a subject, or raise Refused where it could become a header."""
    if "=?" in text or any(unicodedata.category(one) in CONTROLS or one in TURNING for one in text):
        raise Refused(_("This contains characters that may not stand in the head of a mail; type it as plain text."))
    return text


def address(text: str) -> str:
    """Return a mail address, or raise Refused where it is not one or could become a header."""
    if not ADDRESS.fullmatch(text) or len(text) > LONGEST_ADDRESS or "=?" in text or ".." in text:
        raise Refused(_("This is not a mail address; write it like name@ministry.gob.pe."))
    return text


def line(text: str, longest: int) -> str:
    """Return what somebody else's machine said as one line that may stand anywhere, a letter's head included."""
    shown = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return shown.replace("=?", "= ?")[:longest]
