"""Letters about mail that came in: what was understood of it, why it was not filed, that somebody should read it."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from secretariat import links
from secretariat.mail import reasons
from secretariat.mail.compose import layout, voice
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.models.people import User
from secretariat.models.received import ReceivedMail

MOST_ITEMS = 20


@voice.for_reader
def form_read(
    returned: ReturnedForm,
    user: User,
    text: Deliverable,
    items: Sequence[Item],
    left: Sequence[str],
    *,
    same: bool = False,
) -> Letter:
    """Show question by question what was understood of a mail.

    left: sentences about what was not taken from it · same: it says what stands on the site, so nothing is to be done.
    """
    more = len(items) - MOST_ITEMS
    return layout.letter(
        Kind.FORM_READ,
        user,
        voice.owed(text),
        key="form_read_same" if same else "",
        items=items[:MOST_ITEMS],
        button=_("Open the text") if same else _("Look at it and confirm"),
        path=links.deliverable(text.id) if same else links.returned(text.id, returned.id),
        facts=(*((_("All the other answers stand on the page."),) if more > 0 else ()), *left),
    )


@voice.for_reader
def mail_not_filed(mail: ReceivedMail, user: User, sentence: str, text: Deliverable | None, *, at: datetime) -> Letter:
    """Say why nothing was made of a person's mail. text: theirs to which it belongs, if it is known."""
    what = voice.title(text) if text else mail.subject or _("without a subject")
    return layout.letter(
        Kind.MAIL_NOT_FILED,
        user,
        {"day": voice.day(at, text.country if text else None), "title": what, "why": sentence},
        button=_("Open the text") if text else _("Open the site"),
        path=links.deliverable(text.id) if text else "/",
        facts=(_("Nothing was changed by your mail ‘%(subject)s’.", subject=mail.subject),),
    )


@voice.for_reader
def mail_kept(mail: ReceivedMail, officer: User) -> Letter:
    """Tell an officer of a mail that no rule could file."""
    whom = mail.user.name if mail.user else mail.sender or _("sender unknown")
    return layout.letter(
        Kind.MAIL_KEPT,
        officer,
        {"day": voice.day(mail.at, None), "whom": whom, "why": str(reasons.WORDS[mail.why])},
        button=_("Read what came in"),
        path=links.RECEIVED,
        facts=(_("Subject: %(subject)s", subject=mail.subject),),
    )
