"""What is printed of a text: the receipt of a version, and the page on which a capital clears it."""

from datetime import datetime
from io import BytesIO

from flask import send_file
from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats
from secretariat.models.calls import FieldKind
from secretariat.models.clearances import Clearance
from secretariat.models.countries import Country, said
from secretariat.models.deliverables import Version
from secretariat.packets import publish, single
from secretariat.packets.single import Page
from secretariat.pages import Answer, apart, language, moment, settings, who
from secretariat.rules import answers, deadlines, points, policy
from secretariat.rules import clearances as rules
from secretariat.rules.actions import Action

# How many letters of each answer are tried on the page to sign: the most with which all answers fit beside its code
# and the signature; where even the fewest are too many, the last answers are counted instead of printed.
LETTERS = (5000, 2000, 1000, 600, 350, 220, 140, 75)


def sent_page(page: Page, *, name: str) -> Answer:
    """Print a page and give it under a name."""
    content = single.printed(page, publish.fragments(settings())).read_bytes()
    return apart(send_file(BytesIO(content), mimetype="application/pdf", download_name=name))


def receipt(version: Version) -> Page:
    """Return what the receipt's page says, in the reader's language."""
    deliverable, spoken = version.deliverable, language()
    call, country = deliverable.call, deliverable.country
    return Page(
        language=spoken,
        title=_("Receipt"),
        where=f"{country.name(spoken)} · {call.meeting.title(spoken)}",
        under=_("Sent late") if version.late else _("Sent on time"),
        facts=(
            (_("Deliverable"), call.title(spoken)),
            (_("Version"), str(version.number)),
            (_("Sent by"), sender(version)),
            (_("Last byte"), in_the_capital(version.submitted_at, country)),
            (_("Was due"), in_the_capital(version.due_at, country)),
            (_("Files"), "\n".join(file_words(one) for one in version.files) or _("none")),
            *answered(version),
            (_("Receipt no."), version.symbol),
            (_("Fingerprint"), in_fours(version.sha256)),
        ),
        sections=((_("What the date decided"), (consequence(version),)),) if consequence(version) else (),
        foot=_("Secretariat of the Los Angeles Declaration on Migration and Protection"),
    )


def answered(version: Version) -> tuple[tuple[str, str], ...]:
    """Say to the country how many written answers to points went along, as the page of the receipt does."""
    if not policy.allowed(who(), Action.READ_DRAFT, version.deliverable):
        return ()
    count = len(points.answered_with(version))
    return ((_("Answers to points"), ngettext("one went along", "%(num)s went along", count)),) if count else ()


def clearance(asked: Clearance) -> Page:
    """Return what the page says on which a capital clears a text: in the country's language, since it is signed."""
    deliverable, spoken = asked.deliverable, language()
    call, country = deliverable.call, deliverable.country
    written = [one for one in asked.answers if one["kind"] != FieldKind.FILE]
    return Page(
        language=spoken,
        title=_("Clearance of a text"),
        where=f"{country.name(spoken)} · {call.meeting.title(spoken)}",
        under=_("The text named here may be sent to the Secretariat as it stood when this page was printed."),
        facts=(
            (_("Deliverable"), call.title(spoken)),
            (_("Symbol"), deliverable.symbol),
            (_("As it stood"), in_the_capital(asked.made_at, country)),
            (_("Files"), "\n".join(file_words(one) for one in asked.files) or _("none")),
            (_("Fingerprint"), in_fours(asked.fingerprint)),
        ),
        fitting=tuple(
            tuple((said(one["labels"], spoken), (beginning(one, letters),)) for one in written) for letters in LETTERS
        ),
        unprinted=("", *(unprinted(count) for count in range(1, len(written) + 1))),
        cut=_("Where an answer ends with “…”, it goes on; the fingerprint covers all of it."),
        signs=(_("Name and function"), _("Place and date"), _("Signature")),
        foot=_("Sign, photograph the whole page, and hand the picture in on the page of the text."),
        code=single.squares(rules.printed(asked.code, asked.fingerprint)),
        code_words=rules.shown(asked.code),
        code_help=_("Hand the picture in, or type this code."),
    )


def unprinted(count: int) -> str:
    """Say how many answers found no room on the page."""
    return ngettext(
        "One more answer, not printed; the fingerprint covers it.",
        "%(num)s more answers, not printed; the fingerprint covers them.",
        count,
    )


def beginning(frozen: dict[str, object], most: int = LETTERS[0]) -> str:
    """Return the first words of an answer, which say to whoever signs which text it is."""
    empty = answers.is_empty(str(frozen["kind"]), frozen["value"])
    paragraphs = ("",) if empty else (" ".join(one.split()) for one in answers.plain(frozen, language()).split("\n\n"))
    words = " · ".join(one for one in paragraphs if one) or _("no answer")
    return words if len(words) <= most else f"{words[:most].rstrip()}…"


def sender(version: Version) -> str:
    """Say who sent a version, or whose draft the secretariat took as sent."""
    if version.accepted_by_id is None:
        return version.submitted_by.name
    return _("taken as sent by the Secretariat; %(name)s wrote last", name=version.submitted_by.name)


def in_the_capital(instant: datetime, country: Country) -> str:
    """Return a moment in the capital and with the secretariat, with its year: paper is read for long."""
    return str(moment(instant, country.time_zone, country.capital(language()), year=True))


def file_words(file: dict[str, object]) -> str:
    """Return a file's name, size and pages."""
    size = formats.size(int(str(file["size"])), language())
    if not file["pages"]:
        return f"{file['name']}, {size}"
    pages = ngettext("one page", "%(num)s pages", int(str(file["pages"])))
    return f"{file['name']}, {size}, {pages}"


def consequence(version: Version) -> str:
    """Return which line of the ladder applied when the version came, or '' where the call has none."""
    rungs, place = deadlines.thawed(version.rung)
    texts = rungs[place].texts if place is not None else {}
    return texts.get(language()) or next(iter(texts.values()), "")


def in_fours(sha256: str) -> str:
    """Return a fingerprint in groups of four, so that it can be read aloud."""
    return " ".join(sha256[place : place + 4] for place in range(0, len(sha256), 4))
