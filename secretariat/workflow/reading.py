"""What reviewers keep for themselves: which versions they have read, and the sentences that they write often."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from secretariat.database import db
from secretariat.errors import Forbidden, Refused
from secretariat.models.deliverables import Version
from secretariat.models.people import Role, User
from secretariat.models.reviews import Phrase, Reading
from secretariat.rules import answers
from secretariat.rules.actions import Action
from secretariat.workflow import step

LONGEST_PHRASE = 500  # characters


def mark(version: Version, *, by: User, at: datetime) -> None:
    """Note that somebody has had a version before their eyes; a second time changes nothing."""
    step.ask(Action.READ_REVIEW, version.deliverable, by=by, at=at)
    row = {"user_id": by.id, "version_id": version.id, "at": at}
    db.session.execute(insert(Reading).values(row).on_conflict_do_nothing())


def add_phrase(text: str, *, shared: bool, by: User, at: datetime) -> None:
    """Keep a sentence at hand; one that is kept already only changes whether it is shared."""
    step.ask(Action.SEE_QUEUE, None, by=by, at=at)
    text = text.strip()
    if not text:
        raise Refused(_("Write the sentence first."), field="text")
    if answers.CONTROL.search(text):
        raise Refused(_("This text contains control characters; paste it again as plain text."), field="text")
    if len(text) > LONGEST_PHRASE:
        raise Refused(_("At most %(most)s characters fit into a phrase.", most=LONGEST_PHRASE), field="text")
    row = insert(Phrase).values({"user_id": by.id, "shared": shared, "text": text})
    db.session.execute(row.on_conflict_do_update(constraint="one_phrase_once", set_={"shared": shared}))


def remove_phrase(phrase: Phrase, *, by: User, at: datetime) -> None:
    """Take a sentence out of the list: one's own, or as an officer one that is shared."""
    step.ask(Action.SEE_QUEUE, None, by=by, at=at)
    officer = any(one.role == Role.OFFICER and one.holds(at) for one in by.memberships)
    if phrase.user_id != by.id and not (phrase.shared and officer):
        raise Forbidden
    db.session.delete(phrase)
