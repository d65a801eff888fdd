"""Letters about mail that came in: what was understood of it, why it was not filed, that somebody should read it."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from secretariat import links
from secretariat.mail import reasons
from secretariat.mail.compose import subjects, voice
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.models.people import User
from secretariat.models.received import ReceivedMail

MOST_ITEMS = 20


@voice.for_reader
def form_read(
    returned: ReturnedForm, user: User, text: Deliverable, items: Sequence[Item], left: Sequence[str]
) -> Letter:
    """Show question by question what was understood of a mail. left: sentences about what was not taken from it."""
    subject = subjects.form_read(voice.day(text.due_at, text.country), voice.title(text))
    more = len(items) - MOST_ITEMS
    return Letter(
        kind=Kind.FORM_READ,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=_("Your mail was read as follows. Nothing of it counts until you confirm it on the site.")
        + f" {voice.due(text)}",
        items=tuple(items[:MOST_ITEMS]),
        button=_("Look at it and confirm"),
        path=links.returned(text.id, returned.id),
        paragraphs=(*((_("All the other answers stand on the page."),) if more > 0 else ()), *left),
    )


@voice.for_reader
def mail_not_filed(mail: ReceivedMail, user: User, sentence: str, text: Deliverable | None, *, at: datetime) -> Letter:
    """Say why nothing was made of a person's mail. text: theirs to which it belongs, if it is known."""
    what = voice.title(text) if text else mail.subject or _("without a subject")
    subject = subjects.mail_not_filed(voice.day(at, text.country if text else None), what)
    return Letter(
        kind=Kind.MAIL_NOT_FILED,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=sentence,
        button=_("Open the text") if text else _("Open the site"),
        path=links.deliverable(text.id) if text else "/",
        paragraphs=(
            _("Nothing was changed by your mail ‘%(subject)s’.", subject=mail.subject),
            _("Did you not write it? Then somebody used your address; tell the Secretariat."),
        ),
    )


@voice.for_reader
def mail_kept(mail: ReceivedMail, officer: User) -> Letter:
    """Tell an officer of a mail that no rule could file."""
    whom = mail.user.name if mail.user else mail.sender or _("sender unknown")
    subject = subjects.mail_kept(voice.day(mail.at, None), whom)
    return Letter(
        kind=Kind.MAIL_KEPT,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(officer),
        lead=_("A mail could not be filed by itself: %(why)s.", why=reasons.WORDS[mail.why]),
        button=_("Read what came in"),
        path=links.RECEIVED,
        paragraphs=(
            _("Subject: %(subject)s", subject=mail.subject),
            _("Others of today that were as this one stand on the same page; you are told once."),
        ),
    )
