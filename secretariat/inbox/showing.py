"""What was understood of a mail, in the words of the letter that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from secretariat import formats
from secretariat.mail import lines
from secretariat.mail.letter import Item
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.papers import meaning, numbered
from secretariat.papers.meaning import Line
from secretariat.rules import answers

# Where a form or words are often sent that the house cannot read; the last is what Outlook packs files into.
UNREAD = (".doc", ".docm", ".dotx", ".odt", ".rtf", ".pages", ".wpd", ".wps", ".p7m", "winmail.dat")
LONGEST = 300  # characters of an answer in the letter; the page has all of it
Found = tuple[str, str | None, dict[str, str], list[CallField]]


@dataclass(frozen=True)
class Read:
    """A form that came back by mail, and how the letter tells of it. same: it says nothing but what the site says."""

    returned: ReturnedForm
    items: list[Item]
    left: list[str]
    same: bool


def read(
    text: Deliverable,
    returned: ReturnedForm,
    unanswered: list[CallField],
    files: Sequence[str],
    *,
    second: Sequence[str] = (),
    language: str,
    at: datetime,
) -> Read:
    """Return what was understood.

    unanswered: questions that words cannot answer · files: names of those not taken · second: sentences about forms
    beside the one that was read.
    """
    found = meaning.understood(text, returned, at=at)
    nowhere = [" ".join(filter(None, (name, short(said)))) for name, said in meaning.unplaced(text, returned)]
    missing, since = ([one.label(language) for one in those] for those in meaning.without_words(text, returned, at=at))
    left = [*second, *not_taken(unanswered, files, language)]
    left += [_("Not taken, since no question was found for it: %(words)s", words=one) for one in nowhere]
    left += [left_out(name, short(words)) for name, words in meaning.left_out(returned)]
    if missing:
        left.append(_("Not found in the form: %(names)s.", names=formats.listing(missing, language)))
    if since:
        left.append(_("Asked since the form was taken away: %(names)s.", names=formats.listing(since, language)))
    same = bool(found) and all(line.same for line in found)
    return Read(returned, [item(line, language) for line in found], left, same=same)


def left_out(name: str, words: str) -> str:
    """Say of words of a mail that they are left out, and as what."""
    match name:
        case meaning.OPENING:
            return _("Left out as the beginning of your mail: %(words)s", words=words)
        case meaning.BESIDE:
            return _("Left out, since the attached form was read: %(words)s", words=words)
        case meaning.FAREWELL:
            return _("Left out as the end of your mail: %(words)s", words=words)
        case _:
            return _("Left out, since it seems to be of the mail that you answered: %(words)s", words=words)


def not_taken(unanswered: list[CallField], files: Sequence[str], language: str) -> list[str]:
    """Say of which questions and files a mail cannot be the answer, and why; as `read` takes them."""
    said = [numbered.not_here(unanswered, language)] if unanswered else []
    unread = [one for one in files if one.lower().endswith(UNREAD)]
    if others := [one for one in files if one not in unread]:
        names = formats.listing(others, language)
        said.append(_("Not taken, since files are attached on the site: %(names)s.", names=names))
    if unread:
        names = formats.listing(unread, language)
        said.append(_("Not read: %(names)s. Send the form as a .docx or .txt file, as the site gives it.", names=names))
    return said


def second(names: Sequence[str], language: str) -> list[str]:
    """Say which forms of a mail were not read, since another one was."""
    if not names:
        return []
    named = formats.listing(names, language)
    return [_("Not read, since one form is read from each mail: %(names)s. Send each by itself.", names=named)]


def item(line: Line, language: str) -> Item:
    """Return what is said of one question."""
    return Item(line.field.label(language), said(line, language), number=line.number)


def said(line: Line, language: str) -> tuple[str, ...]:
    """Return what is said of an answer."""
    if line.fixed:
        return line.wrong, *lines.short(line.typed, LONGEST)
    if line.wrong:
        return _("Not understood: %(why)s", why=line.wrong), *lines.short(line.typed, LONGEST)
    if line.same:
        return tuple(filter(None, (_("As it stands on the site."), line.over)))
    frozen = {"kind": line.field.kind, "value": line.value, "details": line.field.details or {}}
    words = lines.short(answers.plain(frozen, language), LONGEST) or (_("(empty)"),)
    words = tuple(filter(None, (*words, line.over)))
    if line.moved:
        return *words, _("The site has another answer; choose there which one holds.")
    return words


def short(text: str) -> str:
    """Return an answer on one line, cut where the mail would grow too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
