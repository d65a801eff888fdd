"""What officers may write into the letters of the house, and a clear word about what they may not."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.mail import fields, plain
from secretariat.mail.compose.words import Text, Words, paragraphs
from secretariat.mail.letter import READER

LONGEST = {"subject": 150, "opening": 1200, "closing": 1200}
MOST_FIELDS = 12  # in one control: the values of hundreds would not fit into a mail
TAG = re.compile(r"</?[A-Za-z][^>\n]{0,60}>?|<!--|&(?:[A-Za-z]{2,8}|#x?[0-9A-Fa-f]{1,6});")
# What begins like an address: a scheme with its colon, or a host named www.
SCHEMES = r"https?|ftps?|file|javascript|data|vbscript|mailto|tel|sms|blob"
LINK = re.compile(rf"(?i)\b(?:[a-z][a-z0-9+.-]*://|(?:{SCHEMES}):|https?//|www\.)\S*")
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+")
ENDINGS = ".,;:!?)»”’\"'"


def faults(text: Text, words: Words, *, reader: str) -> dict[str, str]:
    """Return what is wrong with the words of a letter, by control. reader: the language in which to say it."""
    found: dict[str, str] = {}
    for control, said in (("subject", words.subject), ("opening", words.opening), ("closing", words.closing)):
        try:
            _check(text, control, said, reader)
        except Refused as error:
            found[control] = error.sentence
    return found


def check(text: Text, words: Words, *, reader: str) -> None:
    """Raise Refused, naming the first control, where a letter cannot say this."""
    for control, sentence in faults(text, words, reader=reader).items():
        raise Refused(sentence, field=control)


def _check(text: Text, control: str, said: str, reader: str) -> None:
    if control != "closing" and not said.strip():
        raise Refused(_("Write something here."))
    if len(said) > LONGEST[control]:
        raise Refused(_("%(count)s characters; at most %(most)s fit.", count=len(said), most=LONGEST[control]))
    if control == "subject" and len(said.splitlines()) > 1:
        raise Refused(_("A subject is one line."))
    prose(said)
    fields.check(said, text.fields, language=reader)
    if len(fields.used(said)) > MOST_FIELDS:
        raise Refused(_("At most %(most)s fields fit here.", most=MOST_FIELDS))
    first = next(iter(paragraphs(said)), "")
    if control == "opening" and text.needs and text.needs not in fields.used(first):
        raise Refused(_("The first paragraph must hold {%(field)s}: it says by when, in both zones.", field=text.needs))


def prose(said: str, *, field: str | None = None) -> None:
    """Raise Refused, naming the control, where readers would see markup as it stands, or a link leads nowhere."""
    try:
        _characters(said)
        for rule in RULES:
            rule(said)
    except Refused as error:
        raise Refused(error.sentence, field=field) from None


def _characters(said: str) -> None:
    try:
        plain.words(said.replace("\n", " ").replace("\t", " ").replace(READER, "\0"))
    except Refused:
        raise Refused(_("This text contains control characters; paste it again as plain text.")) from None


def _no_markup(said: str) -> None:
    found = TAG.search(said)
    if found:
        raise Refused(
            _(
                "‘%(found)s’ looks like HTML, and readers would see it as it stands. Write plain text; an empty line "
                "begins a paragraph.",
                found=found[0],
            )
        )


def _whole_links(said: str) -> None:
    for found in LINK.findall(said):
        link = found.rstrip(ENDINGS)
        if not _whole(link):
            raise Refused(
                _(
                    "The link ‘%(link)s’ leads nowhere. Write it whole, like https://example.org/page or "
                    "mailto:name@example.org.",
                    link=link[:80],
                )
            )


def _whole(link: str) -> bool:
    """Tell whether a link is one that a mail program can open: no field in it, a known scheme, a whole host."""
    if "{" in link or "}" in link:
        return False
    scheme, _colon, rest = link.partition(":")
    if scheme.lower() == "mailto":
        return bool(plain.ADDRESS.fullmatch(rest.partition("?")[0]))
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "@" not in parts.netloc and bool(HOST.fullmatch(host))


RULES: tuple[Callable[[str], None], ...] = (_no_markup, _whole_links)
