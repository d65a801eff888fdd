"""A form that is filled in without the site, given away and read again: for pages and programs alike."""

import io
from datetime import datetime

from flask import send_file
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from secretariat import uploads
from secretariat.errors import Refused, TooLarge
from secretariat.mail import reply_to
from secretariat.models.deliverables import Deliverable
from secretariat.models.forms import ReturnedForm
from secretariat.models.people import Role, User
from secretariat.packets.parts import Reason
from secretariat.pages import Answer, language, settings
from secretariat.papers import reading, typed, word
from secretariat.papers.sheet import printed, sheet
from secretariat.rules.media import Media
from secretariat.storage import store_at
from secretariat.workflow import offline

LARGEST = 10 * 1024 * 1024  # bytes of a form that comes back: it holds words


def paper(deliverable: Deliverable, *, text: bool, by: User, at: datetime, media_type: str | None = None) -> Answer:
    """Give the form, filled in as far as it is written, in the reader's language: a Word document, or plain text.

    media_type: under which it is given, where not under its own.
    """
    form = offline.hand_out(deliverable, by=by, at=at)
    asked = sheet(deliverable, form.code, language(), at=at, mails=address(deliverable, by=by, at=at) is not None)
    if text:
        content, kind, ending = typed.written(asked).encode("utf-8-sig"), "text/plain; charset=utf-8", "txt"
    else:
        content, kind, ending = word.written(asked), str(Media.DOCX), "docx"
    name = f"{deliverable.symbol.replace('/', '-')}.{ending}"
    return send_file(io.BytesIO(content), mimetype=media_type or kind, as_attachment=True, download_name=name)


def address(deliverable: Deliverable, *, by: User, at: datetime) -> str | None:
    """Return the address at which a person's form is read, or None; as `inbox.filing` has it, a focal point's is."""
    mails = settings().reply_to is not None and deliverable.country_id in by.country_ids(at, Role.FOCAL_POINT)
    return reply_to.signed(deliverable.id, settings()) if mails else None


def read(deliverable: Deliverable, sent: FileStorage | None, *, by: User, at: datetime) -> ReturnedForm:
    """Read a form that came back and keep what it says; nothing of it counts yet. Raises Refused."""
    if sent is None or not sent.filename:
        raise Refused(_("Choose the form that you filled in."), field="form")
    try:
        with store_at(settings().storage).candidate(sent.stream, limit=LARGEST) as candidate:
            answer = reading.asked(candidate.path, printed(deliverable, at=at))
    except TooLarge:
        raise Refused(uploads.too_large(LARGEST), field="form") from None
    if "reason" in answer:
        raise Refused(uploads.of_a_form(Reason(answer["reason"])), field="form")
    name = uploads.plain_name(sent.filename)
    return offline.come_back(deliverable, answer["code"], answer["texts"], name=name, by=by, at=at)
