"""A test mail to oneself: a letter as it would read, through the same outbox as every other mail."""

from datetime import datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from secretariat import clock, formats
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.mail import compose, outbox
from secretariat.mail.compose.words import Text
from secretariat.mail.letter import Letter
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.queries import letters as queries
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step

MOST_AN_HOUR = 10
HOUR = timedelta(hours=1)


def send(text: Text, letter: Letter, language: str, *, reader: str, by: User, at: datetime) -> Message:
    """Send a letter to whoever writes its words, marked as a test; nobody else gets it.

    reader: the language in which to say why not. Raises Refused where mail does not reach them, or too many were sent.
    """
    step.ask(Action.EDIT_TEXTS, None, by=by, at=at)
    db.session.scalars(select(User).where(User.id == by.id).with_for_update(of=User, key_share=True)).one()
    if by.address_dead_at is not None:
        raise Refused(_("Mail to %(address)s has come back; have your address corrected first.", address=by.email))
    before = queries.tests_since(by, at - HOUR)
    if len(before) >= MOST_AN_HOUR:
        again = formats.hour(before[0] + HOUR, clock.SECRETARIAT_ZONE, reader)
        raise Refused(
            _("%(most)s test mails an hour are enough; the next can leave at %(hour)s in Washington.",
              most=MOST_AN_HOUR, hour=again)
        )  # fmt: skip
    with force_locale(language):
        made = outbox.put(compose.trial(letter), to=by, at=at, language=language)
    assert made is not None  # no key was given
    audit.write("test_text", made, by=by, at=at, letter=text.key, language=language)
    return made
